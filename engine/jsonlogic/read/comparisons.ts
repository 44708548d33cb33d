import type { ValueType } from "../../plan/types.ts";
import { NotExactError, type JsonLogic } from "../rule.ts";
import { readLiteral, shown } from "./literal.ts";
import { joined, piece, type Answer, type Condition, type Piece, whetherUnknown } from "./piece.ts";
import { operand, type ReadValue } from "./values.ts";

export type Note = (text: string) => void;

const turned: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

export const orders: ReadonlySet<string> = new Set(["<", "<=", ">", ">="]);
export const equalities: ReadonlySet<string> = new Set(["==", "===", "!=", "!=="]);

/** A value held against what is written out. */
export function equality(operation: string, value: ReadValue, literal: JsonLogic, note: Note): Condition {
  const contrary = operation.startsWith("!");
  if (literal === null) return whetherUnknown(operand(value), value.bare ? value.names : [], !contrary);
  const { type, names, text } = value;
  const read = readLiteral(literal, type, text);
  if (read.otherKind && operation.length === 3) noteKind(value, literal, note);
  else if (read.note !== undefined) note(read.note);
  // Where it is unknown it is equal to nothing in JSONLogic.
  const answer = value.bare ? (contrary ? "yes" : "no") : "either";
  if (type.kind === "boolean") return yesOrNo(value, (read.text === "yes") !== contrary, answer);
  return piece(`${operand(value)} is ${contrary ? "not " : ""}${read.text}`, names, answer);
}

const yesOrNo = (value: ReadValue, yes: boolean, answer: Answer): Piece =>
  yes
    ? piece(operand(value), value.names, answer)
    : { ...piece(`not ${operand(value)}`, value.names, answer), binds: 2 };

function noteKind(value: ReadValue, literal: JsonLogic, note: Note): void {
  note(
    `${shown(literal)} is another kind of value than \`${value.text}\`: JSONLogic's strict comparisons and lists never find it; here it is compared`,
  );
}

/** A value ordered against what is written out. */
export function order(operation: string, value: ReadValue, literal: JsonLogic, note: Note): Condition {
  const { type, names, text } = value;
  orderable(value);
  const read = readLiteral(literal, type, text);
  if (type.kind === "text") {
    if (typeof literal !== "string")
      throw new NotExactError(
        `\`${text}\` is a text, and is ordered by a number: JSONLogic reads the text as a number`,
      );
    note(`\`${text}\` is ordered by code points here, and by UTF-16 units in JSONLogic`);
  } else if (read.note !== undefined) note(read.note);
  const result = piece(
    `${operand(value)} ${operation} ${read.text}`,
    names,
    value.bare ? ofNull(operation, literal) : "either",
  );
  if (operation !== ">=" && operation !== "<=") return result;
  return {
    ...result,
    bound: { subject: operand(value), ...(operation === ">=" ? { from: read.text } : { to: read.text }) },
  };
}

function orderable({ type, text }: ReadValue): void {
  if (type.kind === "boolean" || type.kind === "enum" || type.kind === "set")
    throw new NotExactError(
      type.kind === "enum"
        ? `the values of \`${text}\` have no order here; JSONLogic orders them by their letters: list those that are meant with "in"`
        : `\`${text}\` has no order`,
    );
}

/** JSONLogic takes null for 0 where it orders. */
function ofNull(operation: string, literal: JsonLogic): Answer {
  const other = Number(literal);
  const holds = { "<": 0 < other, "<=": 0 <= other, ">": 0 > other, ">=": 0 >= other }[operation];
  return holds === true ? "yes" : "no";
}

const numbers: ReadonlySet<string> = new Set(["integer", "number"]);
const times: ReadonlySet<string> = new Set(["date", "time"]);

function comparable(left: ValueType, right: ValueType): boolean {
  if (left.kind === "set" || right.kind === "set") return false;
  return [numbers, times].some((kinds) => kinds.has(left.kind) && kinds.has(right.kind)) || left.kind === right.kind;
}

/** Two values held against each other. */
export function compared(operation: string, left: ReadValue, right: ReadValue, note: Note): Condition {
  const names = new Set([...left.names, ...right.names]);
  if (!comparable(left.type, right.type))
    throw new NotExactError(`\`${left.text}\` and \`${right.text}\` are of different types, and can't be compared`);
  if (orders.has(operation)) {
    orderable(left);
    orderable(right);
    if (left.type.kind === "text")
      note(`\`${left.text}\` is ordered by code points here, and by UTF-16 units in JSONLogic`);
  }
  if (
    left.type.kind !== right.type.kind &&
    [left, right].some(({ type }) => type.kind === "date" || type.kind === "time")
  )
    note(`\`${left.text}\` and \`${right.text}\`: days are compared here, and texts in JSONLogic`);
  // A text or a time is less and greater than null in no order; two nulls are equal.
  const written = [left, right].every(({ type }) => type.kind === "date" || type.kind === "time");
  const sign = equalities.has(operation) ? (operation.startsWith("!") ? "is not" : "is") : operation;
  return piece(
    `${operand(left)} ${sign} ${operand(right)}`,
    names,
    written && (operation === "<" || operation === ">") ? "no" : "either",
  );
}

/** One of the values that are written out; null among them is the unknown value. */
export function listed(value: ReadValue, list: readonly JsonLogic[], note: Note): Condition {
  const { type, names, text } = value;
  const known = list.filter((one) => one !== null);
  const read = known.map((one) => ({ one, literal: readLiteral(one, type, text) }));
  for (const { one, literal } of read)
    if (literal.otherKind) noteKind(value, one, note);
    else if (literal.note !== undefined) note(literal.note);
  const missing: Condition = known.length < list.length ? whetherUnknown(operand(value), names, true) : false;
  // No integer is a fraction.
  const own = read.flatMap(({ literal }) =>
    type.kind === "integer" && literal.text.includes(".") ? [] : [literal.text],
  );
  // A day among times is asked for one by one.
  const separate =
    (type.kind === "date" || type.kind === "time") && own.some((one) => one.includes("T") === (type.kind === "date"));
  const found: Condition =
    own.length === 0
      ? false
      : separate
        ? joined(
            "or",
            own.map((one) => piece(`${operand(value)} is ${one}`, names)),
          )
        : piece(`${operand(value)} is one of (${own.join(", ")})`, names);
  if (type.kind === "boolean") return joined("or", [missing, ...own.map((one) => yesOrNo(value, one === "yes", "no"))]);
  return joined("or", [found, missing]);
}

/** A part of a text, at its beginning, at its end or anywhere. */
export function textTest(test: "contains" | "starts with" | "ends with", value: ReadValue, part: JsonLogic): Condition {
  const { type, text, names } = value;
  if (typeof part !== "string") throw new NotExactError(`${shown(part)} is no text to look for in \`${text}\``);
  if (type.kind === "enum") {
    const hit = type.values.filter((one) =>
      test === "contains" ? one.includes(part) : test === "starts with" ? one.startsWith(part) : one.endsWith(part),
    );
    return hit.length === 0 ? false : listed(value, hit, () => undefined);
  }
  if (type.kind !== "text") throw new NotExactError(`\`${text}\` is no text`);
  // JSONLogic finds nothing in an empty text, and everything else holds the empty one.
  if (part === "")
    return test === "contains"
      ? piece(`${operand(value)} is not ""`, names)
      : whetherUnknown(operand(value), names, false);
  return piece(`${operand(value)} ${test} ${readLiteral(part, type, text).text}`, names);
}

/** What two values that are written out come to, which query builders use for always and never. */
export function constant(operation: string, left: JsonLogic, right: JsonLogic): boolean {
  if (equalities.has(operation) && (left === null || right === null))
    return (left === right) !== operation.startsWith("!");
  const [a, b] = typeof left === typeof right ? [left, right] : [Number(left), Number(right)];
  if (equalities.has(operation)) {
    const strict = operation.length === 3;
    return (strict ? left === right : a === b) !== operation.startsWith("!");
  }
  if (typeof a === "string" && typeof b === "string")
    return { "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b }[operation] ?? false;
  const [x, y] = [Number(a), Number(b)];
  return { "<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y }[operation] ?? false;
}

export const turn = (operation: string): string => turned[operation] ?? operation;
