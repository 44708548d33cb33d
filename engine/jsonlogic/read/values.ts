import type { ValueType } from "../../plan/types.ts";
import { NotExactError } from "../rule.ts";
import { joined, piece, whetherUnknown, type Condition } from "./piece.ts";

/** A value of a rule that is worked out for each customer. */
export interface ReadValue {
  readonly text: string;
  readonly type: ValueType;
  /** The names where it is unknown. */
  readonly names: ReadonlySet<string>;
  /** JSONLogic has null where it is unknown, and not what it makes of null by computing. */
  readonly bare: boolean;
}

export const integer: ValueType = { kind: "integer" };

/** A value in a comparison or in arithmetic. */
export function operand({ text }: ReadValue): string {
  return /^[\p{ID_Continue}.`]+$/u.test(text) || text.startsWith("(") ? text : `(${text})`;
}

const numeric: ReadonlySet<string> = new Set(["integer", "number", "decimal"]);

/** What of a value JSONLogic takes for yes: not 0, not an empty text, not an empty list. */
export function truthy(value: ReadValue, contrary: boolean): Condition {
  const { type, names, text } = value;
  const unknown = names.size === 0 ? false : whetherUnknown(operand(value), names, true);
  const empty = (test: string): Condition =>
    contrary
      ? joined("or", [unknown, piece(`${operand(value)} ${test}`, names)])
      : piece(`${operand(value)} ${test.replace("is ", "is not ")}`, names);
  switch (type.kind) {
    case "boolean":
      return contrary ? { ...piece(`not ${operand(value)}`, names, "yes"), binds: 2 } : piece(operand(value), names);
    case "integer":
    case "number":
    case "decimal":
      return empty("is 0");
    case "text":
      return empty('is ""');
    case "set":
      return contrary
        ? joined("or", [unknown, piece(`size of ${text} is 0`, names)])
        : piece(`size of ${text} > 0`, names);
    case "enum":
    case "date":
    case "time":
    case "duration":
      if (names.size === 0) return !contrary;
      return whetherUnknown(operand(value), names, contrary);
  }
}

const signs: Readonly<Record<string, string>> = { "+": "+", "-": "-", "*": "*", "/": "/" };

/** A sum, difference, product or quotient. */
export function arithmetic(
  operation: string,
  values: readonly (ReadValue | number)[],
  note: (text: string) => void,
): ReadValue {
  const sign = signs[operation] ?? operation;
  if (values.length < 2 || ((operation === "-" || operation === "/") && values.length > 2))
    throw new NotExactError(`"${operation}" of ${values.length} values has no counterpart`);
  const own = values.filter((value): value is ReadValue => typeof value !== "number");
  for (const { type, text } of own)
    if (!numeric.has(type.kind)) throw new NotExactError(`"${operation}" computes, and \`${text}\` is no number`);
  note(`\`${sign}\` is worked out exactly for money and decimals here, and in binary fractions by JSONLogic`);
  const names = new Set(own.flatMap((value) => [...value.names]));
  const whole = operation !== "/" && own.every(({ type }) => type.kind === "integer") && own.length === values.length;
  const written = values.map((value) => (typeof value === "number" ? numberText(value) : operand(value)));
  return { text: `(${written.join(` ${sign} `)})`, type: whole ? integer : { kind: "number" }, names, bare: false };
}

function numberText(value: number): string {
  const text = String(value);
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new NotExactError(`the number ${text} can't be written out`);
  return text;
}
