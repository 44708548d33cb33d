import { BrokenInvariantError } from "../../invariant/required.ts";
import { numeral } from "./numeral.ts";
import { quoted } from "./text-code.ts";

/** Plain JSON as the source of an expression that gives it; no text in it can become code. */
export function literalSource(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(literalSource).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    // A plain key `__proto__` would set the prototype.
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${key === "__proto__" ? '["__proto__"]' : quoted(key)}: ${literalSource(item)}`)
      .join(", ")} }`;
  }
  if (typeof value === "number") return numeral(value);
  if (typeof value === "boolean" || value === null || value === undefined) return String(value);
  throw new BrokenInvariantError("a value to be printed into code is no JSON");
}

/**
 * A plan's hash as it may stand in a comment of code.
 * @throws BrokenInvariantError for what is no SHA-256 in hexadecimal digits
 */
export function hashSource(hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new BrokenInvariantError("the plan's hash is no hash");
  return hash;
}
