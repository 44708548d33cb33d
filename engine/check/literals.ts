import { phrase, type Prose } from "../../grammar/diagnostics/prose.ts";
import type { Span } from "../../grammar/source.ts";
import type { BoundLiteral } from "../../grammar/tree/declaration.ts";
import type { Expression, Name, NumberLiteral } from "../../grammar/tree/expression.ts";
import { parseDate } from "../calendar/civil.ts";
import { parseInstant } from "../calendar/instant.ts";
import { EXACT_LIMIT, type Value, type ValueType } from "../plan/types.ts";
import type { CheckContext } from "./context.ts";
import { formatUnits } from "../plan/describe.ts";
import { setAdvice, typeProse, valueNames } from "./type-prose.ts";
import type { ExactNumber } from "./typed.ts";

/** Just beyond what whole numbers and decimals can be, in units. */
const BEYOND = EXACT_LIMIT + 1;

export function exactNumber(literal: NumberLiteral, negative = false): ExactNumber {
  const [whole = "0", fraction = ""] = literal.digits.split(".");
  let digits = `${whole}${fraction}`;
  let scale = fraction.length + (literal.percent ? 2 : 0);
  while (scale > 0 && digits.endsWith("0") && digits.length > 1) {
    digits = digits.slice(0, -1);
    scale--;
  }
  const magnitude = Number(digits);
  if (magnitude === 0) return { numerator: 0, scale: 0 };
  return { numerator: negative ? -magnitude : magnitude, scale };
}

/** The nearest double of an exact number. */
export function toDouble(exact: ExactNumber): number {
  return exact.scale === 0 ? exact.numerator : Number(`${exact.numerator}e-${exact.scale}`);
}

/** Whole units of 10^-digits, or undefined when there are more digits than that. */
export function toUnits(exact: ExactNumber, digits: number): number | undefined {
  if (exact.scale > digits) return undefined;
  const units = exact.numerator * 10 ** (digits - exact.scale);
  return Number.isSafeInteger(units) ? units : undefined;
}

/**
 * Whole units of 10^-digits as comparisons see them: a number beyond all values stands just beyond them, and whatever it
 * is compared with is on the same side of it. Undefined when there are more digits.
 */
function comparedUnits(exact: ExactNumber, digits: number): number | undefined {
  if (exact.scale > digits) return undefined;
  const units = exact.numerator * 10 ** (digits - exact.scale);
  return Math.max(-BEYOND, Math.min(BEYOND, units));
}

export function showExact(exact: ExactNumber): string {
  return formatUnits(exact.numerator, exact.scale);
}

/**
 * A literal as a value of a type; reports and returns undefined when it does not fit.
 * `place` says where it stands, for the message. What is only `compared` may be beyond all values of the type.
 */
export function literalValue(
  literal: BoundLiteral | Name,
  type: ValueType,
  place: Prose,
  context: CheckContext,
  compared = false,
): Value | undefined {
  const mismatch = (left: Prose): undefined => {
    context.report("type-mismatch", literal, {
      problem: phrase("not-given", { left, place, right: typeProse(type) }),
      advice: adviceFor(type),
    });
    return undefined;
  };
  switch (literal.kind) {
    case "missing":
      return undefined;
    case "name":
    case "text": {
      const text = literal.kind === "text" ? literal.value : literal.text;
      if (type.kind === "enum") return enumValue(text, type.values, literal, place, context);
      if (literal.kind === "name") return mismatch(phrase("a-name-given", { name: text }));
      return type.kind === "text" ? text : mismatch(phrase("type-text"));
    }
    case "boolean":
      return type.kind === "boolean" ? literal.value : mismatch(phrase("type-boolean"));
    case "date": {
      const day = parseDate(literal.text);
      if (day === undefined) return undefined;
      if (type.kind === "date") return day;
      return type.kind === "time" ? context.zone.startOf(day) : mismatch(phrase("type-date"));
    }
    case "datetime":
      return type.kind === "time" ? parseInstant(literal.text, context.zone) : mismatch(phrase("type-time"));
    case "duration":
      return mismatch(phrase("type-duration"));
    case "number":
    case "negative": {
      const exact = literal.kind === "number" ? exactNumber(literal) : exactNumber(literal.of, true);
      return (
        numberValue(exact, type, literal, place, context, compared) ??
        (isNumeric(type) ? undefined : mismatch(phrase("type-number")))
      );
    }
  }
}

export function isNumeric(type: ValueType): boolean {
  return type.kind === "integer" || type.kind === "number" || type.kind === "decimal";
}

/** A literal number as a value of a numeric type, or as what values are `compared` with; reports what does not fit. */
export function numberValue(
  exact: ExactNumber,
  type: ValueType,
  span: Span,
  place: Prose,
  context: CheckContext,
  compared = false,
): number | undefined {
  if (type.kind === "number") return toDouble(exact);
  if (type.kind !== "integer" && type.kind !== "decimal") return undefined;
  const digits = type.kind === "decimal" ? type.digits : 0;
  const units = compared ? comparedUnits(exact, digits) : toUnits(exact, digits);
  if (units === undefined) {
    if (exact.scale > digits)
      context.report("excess-digits", span, { number: showExact(exact), place, digits: String(digits) });
    else context.report("bad-number", span, { number: showExact(exact) });
  }
  return units;
}

function enumValue(
  text: string,
  values: readonly string[],
  span: Span,
  place: Prose,
  context: CheckContext,
): string | undefined {
  if (values.includes(text)) return text;
  context.reportUnknownValue(text, values, span, place);
  return undefined;
}

function adviceFor(type: ValueType): Prose {
  switch (type.kind) {
    case "boolean":
    case "integer":
    case "number":
    case "text":
    case "date":
    case "time":
    case "duration":
      return phrase(`write-${type.kind}`);
    case "decimal":
      return phrase("write-number");
    case "enum":
      return phrase("it-can-be", { values: valueNames(type.values) });
    case "set":
      return setAdvice(type);
  }
}

/** What is written out where a value is wanted: a literal, or a word. */
export function literalOf(value: Expression): BoundLiteral | Name | undefined {
  switch (value.kind) {
    case "number":
    case "text":
    case "boolean":
    case "date":
    case "datetime":
      return value;
    case "negate":
      return value.operand.kind === "number"
        ? { kind: "negative", of: value.operand, start: value.start, end: value.end }
        : undefined;
    case "reference":
      return value.member === undefined ? value.name : undefined;
    case "missing":
    case "duration":
    case "now":
    case "today":
    case "group":
    case "logic":
    case "not":
    case "comparison":
    case "between":
    case "is":
    case "text-test":
    case "set-test":
    case "set-size":
    case "arithmetic":
    case "if-unknown":
    case "as-of":
    case "elapsed":
    case "anniversary":
    case "time-part":
    case "aggregate":
    case "sequence":
      return undefined;
  }
}
