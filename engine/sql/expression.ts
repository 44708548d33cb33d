import type { PlanExpression } from "../plan/expression.ts";
import { boundText, SET_LIMIT } from "../plan/sets.ts";
import { fixedNumber } from "./arithmetic.ts";
import { foldedText } from "./fold.ts";
import {
  and,
  arithmetic,
  call,
  cast,
  coalesce,
  compare,
  isKnown,
  not,
  or,
  truth,
  when,
  whole,
  type Sql,
} from "./relation.ts";
import { kindOf, textValue, truthValue, wholeValue, type SqlValue } from "./value.ts";
import { comparison, oneOf, picksAlways, scaledComparison, texts } from "./comparison.ts";
import { literalType, literalValue, numberLike, textLiteral } from "./literal.ts";
import { lowerNumeric } from "./numeric.ts";
import type { Scope } from "./scope.ts";

/** An expression of the plan in the relational form. Unknown is NULL; and, or, not are SQL's own. */
export function lowerExpression(node: PlanExpression, scope: Scope): SqlValue {
  const lower = (inner: PlanExpression): SqlValue => lowerExpression(inner, scope);
  switch (node.op) {
    case "literal":
      return literalValue(node.value, kindOf(literalType(node.type)));
    case "event-field":
      return scope.eventField(node.field);
    case "event-time":
      return scope.eventTime();
    case "id":
      return textValue(scope.id(), false);
    case "field":
      return scope.field(node.field, node.at);
    case "now":
      return fixedNumber(scope.instant(node.at));
    case "today":
      return fixedNumber(scope.zone.dateOf(scope.instant(node.at)));
    case "aggregate":
      return scope.aggregate(node.id);
    case "output":
      return scope.output(node.id);
    case "model":
      throw new Error(`the model ${node.model} is not trained`);
    case "fitted":
      return scope.fitted(node);
    case "and":
    case "or": {
      const args = node.args.map(lower);
      return truthValue(
        (node.op === "and" ? and : or)(args.map(({ sql }) => sql)),
        args.some(({ nullable }) => nullable),
      );
    }
    case "not": {
      const arg = lower(node.arg);
      return truthValue(not(arg.sql), arg.nullable);
    }
    case "known": {
      const arg = lower(node.arg);
      return truthValue(arg.nullable ? isKnown(arg.sql) : truth(true), false);
    }
    case "if-unknown": {
      const [arg, fallback] = [lower(node.arg), lower(node.fallback)];
      if (!arg.nullable) return arg;
      return {
        sql: coalesce(arg.sql, fallback.sql),
        kind: arg.kind,
        nullable: fallback.nullable,
        low: Math.min(arg.low, fallback.low),
        high: Math.max(arg.high, fallback.high),
      };
    }
    case "compare":
      return comparison(node, scope, lower);
    case "compare-scaled":
      return scaledComparison(node, lower(node.left), lower(node.right), scope);
    case "one-of":
      return oneOf(node, scope, lower);
    case "has": {
      const set = lower(node.set);
      if (set.kind === "text") return truthValue(holdsValue(set.sql, node.value), set.nullable);
      const place = scope.setValues(node.set).indexOf(node.value);
      if (place < 0)
        return truthValue(set.nullable ? when([[isKnown(set.sql), truth(false)]]) : truth(false), set.nullable);
      return truthValue(hasBit(set.sql, place), set.nullable);
    }
    case "size":
      return sizeOf(lower(node.arg), () => scope.setValues(node.arg));
    case "text-test": {
      const [left, right] = texts(node.left, node.right, scope, lower);
      return truthValue(call(node.test, left.sql, right.sql), left.nullable || right.nullable);
    }
    case "fold": {
      const arg = lower(node.arg);
      return textValue(foldedText(arg.sql, scope.canTranslate), arg.nullable);
    }
    case "pick": {
      const arg = lower(node.arg);
      const place = scope.share(arg.sql);
      return textValue(
        when(
          node.values.map(
            (value, index) => [compare("=", place, numberLike(arg, node.first + index)), textLiteral(value)] as const,
          ),
        ),
        arg.nullable || !picksAlways(node),
      );
    }
    case "add":
    case "subtract":
    case "multiply":
    case "add-number":
    case "subtract-number":
    case "multiply-number":
    case "divide":
    case "negate":
    case "multiply-round":
    case "divide-round":
    case "rescale":
    case "to-number":
    case "whole":
    case "add-days":
    case "add-months":
    case "elapsed":
    case "anniversary":
    case "date-of":
    case "calendar-part":
      return lowerNumeric(node, scope, lower);
  }
}

/** Whether the text of a set holds a value. */
export const holdsValue = (set: Sql, value: string): Sql => call("contains", set, boundSql(value));

/** A value between its bounds, as it stands in the text of a set. */
function boundSql(value: string): Sql {
  return { op: "concat", args: [call("bound"), textLiteral(boundText(value).slice(1, -1)), call("bound")] };
}

/** How many values a set holds: one less than its text has bounds, or the bits that are on. */
function sizeOf(set: SqlValue, values: () => readonly string[]): SqlValue {
  if (set.kind !== "text") {
    const bits = values().map((_, place) => when([[hasBit(set.sql, place), whole(1)]], whole(0)));
    return wholeValue(
      bits.reduce((sum, bit) => arithmetic("+", sum, bit), whole(0)),
      set.nullable,
      0,
      bits.length,
    );
  }
  const length = (of: Sql): Sql => cast(call("length", of), "whole");
  const others = call("replace", set.sql, call("bound"), textLiteral(""));
  return wholeValue(
    arithmetic("-", arithmetic("-", length(set.sql), length(others)), whole(1)),
    set.nullable,
    0,
    SET_LIMIT,
  );
}

/** Whether bit `place` of a set is on. */
export function hasBit(set: Sql, place: number): Sql {
  return compare("=", arithmetic("remainder", arithmetic("quotient", set, whole(2 ** place)), whole(2)), whole(1));
}
