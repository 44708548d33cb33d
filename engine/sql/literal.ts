import type { PlanExpression } from "../plan/expression.ts";
import type { Value } from "../plan/types.ts";
import { fixedNumber } from "./arithmetic.ts";
import { double, text, truth, whole, type Sql } from "./relation.ts";
import { doubleValue, kindOf, NotInSqlError, textValue, truthValue, type SqlValue } from "./value.ts";

export function literalType(kind: Extract<PlanExpression, { op: "literal" }>["type"]): Parameters<typeof kindOf>[0] {
  switch (kind) {
    case "decimal":
      return { kind, digits: 0, money: false };
    case "enum":
      return { kind, values: [], ordered: false };
    case "set":
      return { kind, values: [] };
    case "boolean":
    case "integer":
    case "number":
    case "date":
    case "time":
    case "duration":
    case "text":
      return { kind };
  }
}

/** A text of a rule as a literal. No engine but SQLite keeps U+0000, and SQL text can't hold it. */
export function textLiteral(value: string): Sql {
  if (value.includes("\u0000")) throw new NotInSqlError("nul");
  return text(value);
}

export function literalValue(value: Value, kind: SqlValue["kind"]): SqlValue {
  if (typeof value === "boolean") return truthValue(truth(value), false);
  if (typeof value === "number") return kind === "double" ? doubleValue(double(value), false) : fixedNumber(value);
  if (typeof value === "string") return textValue(textLiteral(value), false);
  throw new NotInSqlError("set-comparison");
}

export const numberLike = ({ kind }: SqlValue, value: number): Sql =>
  kind === "double" ? double(value) : whole(value);
