import { numeral } from "../generate/numeral.ts";
import { quoted } from "../generate/text-code.ts";

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
  return typeof value === "number" ? numeral(value) : String(value);
}
