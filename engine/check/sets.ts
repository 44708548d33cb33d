import { phrase } from "../../grammar/diagnostics/prose.ts";
import type { Span } from "../../grammar/source.ts";
import type { BoundLiteral, SetLiteral } from "../../grammar/tree/declaration.ts";
import type { Expression, Is, Name, SetSize, SetTest, TextTest } from "../../grammar/tree/expression.ts";
import { booleanType, elementOf, integerType, type SetType } from "../plan/types.ts";
import { setOf, SET_LIMIT } from "../plan/sets.ts";
import type { CheckContext } from "./context.ts";
import { literalOf, literalValue } from "./literals.ts";
import type { TypedExpression } from "./program.ts";
import type { Scope } from "./scope.ts";
import { placeOf, setAdvice, subject, typeProse } from "./type-prose.ts";
import type { Typed } from "./typed.ts";

type TypedSet = Typed & { readonly type: SetType };

export const isSet = (typed: Typed): typed is TypedSet => typed.type.kind === "set";

/** `F contains X`: whether one value is in a set. */
export function checkSetContains(test: TextTest, left: TypedSet, context: CheckContext): Typed | undefined {
  if (test.test !== "contains" || test.ignoringCase) return reportSetTest(test, left, context);
  const literal = literalOf(test.right);
  if (literal === undefined) return reportSetTest(test, left, context);
  const value = element(literal, left, context);
  return value === undefined ? undefined : asked(has(left, value), left, test);
}

/** `F contains any of (…)`, `F contains all of (…)`: whether one of several values is in a set, or all are. */
export function checkSetTest(test: SetTest, scope: Scope, context: CheckContext): Typed | undefined {
  const left = context.expression(test.left, scope);
  if (left === undefined) return undefined;
  if (!isSet(left)) {
    context.report(
      "type-mismatch",
      test,
      { problem: phrase("not-a-set", { left: subject(left) }), advice: phrase("text-is-one-of") },
      test.quantifier === "any" && left.type.kind === "enum" ? meantOneOf(test, context) : undefined,
    );
    return undefined;
  }
  const values = new Set<string>();
  let broken = false;
  for (const written of test.values) {
    const literal = literalOf(written);
    const value = literal === undefined ? undefined : element(literal, left, context);
    if (literal === undefined && written.kind !== "missing") reportSetTest(test, left, context, written);
    if (value === undefined) broken = true;
    else values.add(value);
  }
  if (broken || values.size === 0) return undefined;
  const asks = [...values].map((value): TypedExpression => {
    const node = has(left, value);
    context.positions.set(node, test);
    return node;
  });
  const [only] = asks;
  const node: TypedExpression =
    asks.length === 1 && only !== undefined ? only : { op: test.quantifier === "any" ? "or" : "and", args: asks };
  return asked(node, left, test);
}

/** `size of F`: how many values a set holds. */
export function checkSetSize(size: SetSize, scope: Scope, context: CheckContext): Typed | undefined {
  const of = context.expression(size.of, scope);
  if (of === undefined) return undefined;
  if (!isSet(of)) {
    context.report("type-mismatch", size, {
      problem: phrase("not-a-set", { left: subject(of) }),
      advice: phrase("size-of-sets"),
    });
    return undefined;
  }
  return { node: { op: "size", arg: of.node }, type: integerType, mayBeUnknown: of.mayBeUnknown, span: size };
}

/** `F is X`, `F is one of (…)`, `F is in L`: a set is asked with `contains`. */
export function reportSetIs(is: Is, left: TypedSet, context: CheckContext): undefined {
  const set = context.written(is.left);
  const { test } = is;
  const asks =
    test.kind === "one-of"
      ? `${set} contains any of (${test.values.map((value) => context.written(value)).join(", ")})`
      : test.kind === "value" && literalOf(test.value) !== undefined
        ? `${set} contains ${context.written(test.value)}`
        : undefined;
  context.report(
    "type-mismatch",
    is,
    {
      problem: phrase("not-compared", {
        left: subject(left),
        right: test.kind === "in-list" ? phrase("kind-list") : phrase("type-text"),
      }),
      advice: phrase("ask-set"),
    },
    asks === undefined || !is.negated ? asks : `not ${asks}`,
  );
  return undefined;
}

/** A whole set where one value is wanted: as the value of a tag, of a computed field, behind `if unknown`. */
export function reportWholeSet(span: Span, context: CheckContext): undefined {
  const written = context.written(span);
  context.report("whole-set", span, { set: written.length > LONGEST ? "…" : written });
  return undefined;
}
const LONGEST = 60;

/** What a test gives a field that is a set: `(cooking, sport)`, or one value alone. */
export function setLiteral(
  literal: BoundLiteral | Name | SetLiteral,
  type: SetType,
  name: string,
  context: CheckContext,
): readonly string[] | undefined {
  const written = literal.kind === "set" ? literal.values : [literal];
  if (written.length > SET_LIMIT) {
    context.report("too-many-values", literal, { limit: String(SET_LIMIT) });
    return undefined;
  }
  const values = written.map((value) =>
    literalValue(value, elementOf(type), placeOf(name, phrase("place-set")), context),
  );
  const texts = values.filter((value) => typeof value === "string");
  return texts.length === written.length ? setOf(texts) : undefined;
}

function element(literal: BoundLiteral | Name, left: TypedSet, context: CheckContext): string | undefined {
  const value = literalValue(literal, elementOf(left.type), placeOf(left.called, phrase("place-set")), context);
  return typeof value === "string" ? value : undefined;
}

const has = (left: TypedSet, value: string): TypedExpression => ({ op: "has", set: left.node, value });

const asked = (node: TypedExpression, left: TypedSet, span: Span): Typed => ({
  node,
  type: booleanType,
  mayBeUnknown: left.mayBeUnknown,
  span,
});

function meantOneOf(test: SetTest, context: CheckContext): string {
  return `${context.written(test.left)} is one of (${test.values.map((value) => context.written(value)).join(", ")})`;
}

function reportSetTest(
  test: TextTest | SetTest,
  left: TypedSet,
  context: CheckContext,
  span: Expression = test,
): undefined {
  context.report("type-mismatch", span, {
    problem:
      test.kind === "text-test" && test.ignoringCase
        ? phrase("not-ignoring-case", { left: typeProse(left.type) })
        : phrase("not-set-test", {
            left: typeProse(left.type),
            test: test.kind === "text-test" ? test.test : `contains ${test.quantifier} of`,
          }),
    advice: setAdvice(left.type),
  });
  return undefined;
}
