import type { Expression, Is, TextTest } from "../../grammar/tree/expression.ts";
import { phrase } from "../../grammar/diagnostics/prose.ts";
import { booleanType, dateType, type ValueType } from "../plan/types.ts";
import { foldCase } from "../text/text.ts";
import { compareValues, dateOf } from "./comparisons.ts";
import type { CheckContext } from "./context.ts";
import { lintNot } from "./lint.ts";
import { meantRank, reportMeantWord } from "./meant-words.ts";
import { literalOf, literalValue } from "./literals.ts";
import { checkSetContains, isSet, reportSetIs } from "./sets.ts";
import { listValuesFor } from "./lists.ts";
import type { TypedExpression } from "./program.ts";
import type { Scope } from "./scope.ts";
import { placeOf, typeProse, valueNames } from "./type-prose.ts";
import type { Typed } from "./typed.ts";

/** `is …`: equality, membership, known and unknown, order within a lifecycle. */
export function checkIs(is: Is, scope: Scope, context: CheckContext): Typed | undefined {
  const left = context.expression(is.left, scope);
  if (left === undefined) {
    checkRightAlone(is, scope, context);
    return undefined;
  }
  const test = is.test;
  const done = (node: TypedExpression, mayBeUnknown: boolean): Typed => {
    const result: TypedExpression = is.negated ? { op: "not", arg: node } : node;
    if (is.negated) {
      context.positions.set(node, is);
      lintNot(is, { node, type: booleanType, mayBeUnknown, span: is }, scope, context);
    }
    return { node: result, type: booleanType, mayBeUnknown, span: is };
  };
  const compares = test.kind === "one-of" || test.kind === "in-list" || test.kind === "value";
  if (compares && isSet(left)) return reportSetIs(is, left, context);
  switch (test.kind) {
    case "unknown":
      return done({ op: "not", arg: { op: "known", arg: left.node } }, false);
    case "known":
      return done({ op: "known", arg: left.node }, false);
    case "one-of": {
      const { days, others } = splitDays(test.values, ({ kind }) => kind === "date", left);
      const [dated, plain] = [
        days.map((value) => memberValue(value, { ...left, type: dateType }, context)),
        others.map((value) => memberValue(value, left, context)),
      ];
      return [dated, plain].every((values) => values.every((value) => value !== undefined))
        ? membership(is, left, known(plain), known(dated), done, context)
        : undefined;
    }
    case "in-list": {
      const found = listValuesFor(test.list, left.type, context);
      return found === undefined ? undefined : membership(is, left, found.values, found.days, done, context);
    }
    case "at-least":
    case "at-most":
      return checkRank(is, test.kind, test.value, left, done, context);
    case "value": {
      if (reportMeantWord(is, test.value, left, scope, context)) return undefined;
      const right =
        left.type.kind === "enum"
          ? enumOperand(test.value, left, left.type.values, scope, context)
          : context.expression(test.value, scope);
      if (right === undefined) return undefined;
      const [a, b] = is.ignoringCase ? [folded(left, is, context), folded(right, is, context)] : [left, right];
      if (a === undefined || b === undefined) return undefined;
      const node = compareValues("=", a, b, is, context);
      if (node === undefined) return undefined;
      const mayBeUnknown = left.mayBeUnknown || right.mayBeUnknown;
      return done(node, mayBeUnknown);
    }
  }
}

type Done = (node: TypedExpression, mayBeUnknown: boolean) => Typed;

/** When the left side is broken, the right side's own mistakes are still worth reporting, unless it may be an enum value. */
function checkRightAlone(is: Is, scope: Scope, context: CheckContext): void {
  if (is.test.kind === "value" && is.test.value.kind !== "reference") context.expression(is.test.value, scope);
}

type Member = string | number | boolean;

/** What is a day among the values that a time is compared with; among others there is none. */
function splitDays<Item>(
  items: readonly Item[],
  isDay: (item: Item) => boolean,
  { type }: Typed,
): { readonly days: readonly Item[]; readonly others: readonly Item[] } {
  if (type.kind !== "time") return { days: [], others: items };
  return { days: items.filter(isDay), others: items.filter((item) => !isDay(item)) };
}

const known = (values: readonly (Member | undefined)[]): Member[] => values.filter((value) => value !== undefined);

/** Whether a value is among others; of a time, also whether it lies on one of some days. */
function membership(
  is: Is,
  left: Typed,
  values: readonly Member[],
  days: readonly Member[],
  done: Done,
  context: CheckContext,
): Typed | undefined {
  const arg = is.ignoringCase ? folded(left, is, context) : left;
  if (arg === undefined) return undefined;
  const members = is.ignoringCase
    ? values.map((value) => (typeof value === "string" ? foldCase(value) : value))
    : values;
  const among = (of: TypedExpression, some: readonly Member[]): TypedExpression => ({
    op: "one-of",
    arg: of,
    values: [...new Set(some)],
  });
  if (days.length === 0) return done(among(arg.node, members), left.mayBeUnknown);
  const onDays = among(dateOf(arg.node), days);
  if (members.length === 0) return done(onDays, left.mayBeUnknown);
  const either: readonly TypedExpression[] = [among(arg.node, members), onDays];
  for (const one of either) context.positions.set(one, is);
  return done({ op: "or", args: either }, left.mayBeUnknown);
}

/** A value in `is one of (…)`: a literal or an enum's word. */
function memberValue(value: Expression, left: Typed, context: CheckContext): string | number | boolean | undefined {
  const place = placeOf(left.called, phrase("place-comparison"));
  const literal = literalOf(value);
  if (literal === undefined) {
    if (value.kind !== "missing")
      context.report("value-expected", value, {
        needed: phrase("a-value-written-out"),
        actual: phrase("an-expression"),
        advice: phrase("join-with-or"),
      });
    return undefined;
  }
  const converted = literalValue(literal, left.type, place, context, true);
  return typeof converted === "object" ? undefined : converted;
}

/** The right side of `is` for an enum: one of its values as a word or a text, else any expression. */
function enumOperand(
  value: Expression,
  left: Typed,
  values: readonly string[],
  scope: Scope,
  context: CheckContext,
): Typed | undefined {
  const word =
    value.kind === "text"
      ? value.value
      : value.kind === "reference" && value.member === undefined
        ? value.name.text
        : undefined;
  if (word === undefined) return context.expression(value, scope);
  const place = placeOf(left.called, phrase("place-this"));
  if (values.includes(word))
    return { node: { op: "literal", type: "enum", value: word }, type: left.type, mayBeUnknown: false, span: value };
  const isName =
    value.kind === "reference" &&
    (context.symbols.named.has(word) ||
      context.profile?.fields.has(word) === true ||
      scope.event?.fields.has(word) === true);
  if (isName) return context.expression(value, scope);
  if (word !== "")
    context.report(
      "unknown-value",
      value,
      { value: word, place, values: valueNames(values) },
      suggested(value, context.nearest(word, values)),
    );
  return undefined;
}

const suggested = (value: Expression, name: string | undefined): string | undefined =>
  name !== undefined && value.kind === "text" ? `"${name}"` : name;

function checkRank(
  is: Is,
  direction: "at-least" | "at-most",
  value: Expression,
  left: Typed,
  done: Done,
  context: CheckContext,
): Typed | undefined {
  if (left.type.kind !== "enum" || !left.type.ordered) {
    context.report(
      "type-mismatch",
      is,
      { problem: phrase("not-ranked", { left: typeProse(left.type) }), advice: phrase("rank-advice") },
      meantRank(is, direction, value, left, context),
    );
    return undefined;
  }
  const bound = literalOf(value);
  const stage =
    bound === undefined
      ? undefined
      : literalValue(bound, left.type, placeOf(left.called, phrase("place-this")), context);
  if (typeof stage !== "string") return undefined;
  const index = left.type.values.indexOf(stage);
  const values = direction === "at-least" ? left.type.values.slice(index) : left.type.values.slice(0, index + 1);
  return done({ op: "one-of", arg: left.node, values }, left.mayBeUnknown);
}

function folded(operand: Typed, span: { start: number; end: number }, context: CheckContext): Typed | undefined {
  if (operand.type.kind !== "text" && operand.type.kind !== "enum") {
    context.report("type-mismatch", span, {
      problem: phrase("not-ignoring-case", { left: typeProse(operand.type) }),
      advice: phrase("case-advice"),
    });
    return undefined;
  }
  const node: TypedExpression =
    operand.node.op === "literal" && typeof operand.node.value === "string"
      ? { ...operand.node, value: foldCase(operand.node.value) }
      : { op: "fold", arg: operand.node };
  return { ...operand, node };
}

/** `contains`, `starts with`, `ends with` on texts; `contains` on a set of values. */
export function checkTextTest(test: TextTest, scope: Scope, context: CheckContext): Typed | undefined {
  const left = context.expression(test.left, scope);
  if (left !== undefined && isSet(left)) return checkSetContains(test, left, context);
  const right = context.expression(test.right, scope);
  if (left === undefined || right === undefined) return undefined;
  const textual = (type: ValueType): boolean => type.kind === "text";
  if (!textual(left.type) || !textual(right.type)) {
    const wrong = textual(left.type) ? right : left;
    context.report("type-mismatch", test, {
      problem: phrase("not-text-test", { left: typeProse(wrong.type), test: test.test }),
      advice: phrase("text-test-advice"),
    });
    return undefined;
  }
  const [a, b] = test.ignoringCase ? [folded(left, test, context), folded(right, test, context)] : [left, right];
  if (a === undefined || b === undefined) return undefined;
  return {
    node: { op: "text-test", test: test.test, left: a.node, right: b.node },
    type: booleanType,
    mayBeUnknown: left.mayBeUnknown || right.mayBeUnknown,
    span: test,
  };
}
