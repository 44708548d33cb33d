import type { Dialect } from "./dialect.ts";
import { rising, standard } from "./standard.ts";

const EPOCH = "DATE '1970-01-01'";
const dateOf = (day: string): string => `(${EPOCH} + CAST(${day} AS INTEGER))`;

export const duckdb: Dialect = {
  ...standard,
  target: "duckdb",
  notPlain: (text) => `(${text} <> NFC_NORMALIZE(${text}))`,
  types: { truth: "BOOLEAN", whole: "BIGINT", wide: "HUGEINT", double: "DOUBLE", text: "VARCHAR" },
  // Without an exponent a number with a point is a DECIMAL here.
  double: (value) => value.toExponential(),
  quotient: (left, right) => `${left} // ${right}`,
  call: (fn, args) => {
    const [a = "", b = "", c = ""] = args;
    switch (fn) {
      case "contains":
        return `CONTAINS(${a}, ${b})`;
      case "starts with":
        return `STARTS_WITH(${a}, ${b})`;
      case "ends with":
        return `ENDS_WITH(${a}, ${b})`;
      case "year":
      case "month":
      case "day":
        return `${fn.toUpperCase()}(${dateOf(a)})`;
      case "day number":
        return `(MAKE_DATE(${a}, ${b}, ${c}) - ${EPOCH})`;
      case "floor":
        return `CAST(FLOOR(${a}) AS BIGINT)`;
      default:
        return standard.call(fn, args);
    }
  },
  pick: (which, value, by, filter) => {
    const keys = rising(by);
    return `${which === "first" ? "ARG_MIN_NULL" : "ARG_MAX_NULL"}(${value}, ${keys.length === 1 ? keys.join() : `ROW(${keys.join(", ")})`})${filter}`;
  },
  presented: (expression, type) => {
    switch (type.kind) {
      case "decimal":
        return `CAST(CAST(${expression} AS DECIMAL(18, 0)) * ${(10 ** -type.digits).toFixed(type.digits)} AS DECIMAL(18, ${type.digits}))`;
      case "date":
        return dateOf(expression);
      case "time":
        return `EPOCH_MS(${expression})`;
      default:
        return expression;
    }
  },
  read: (expression, type) => {
    switch (type.kind) {
      case "decimal":
        return `CAST(CAST(${expression} AS DECIMAL(38, ${type.digits})) * ${10 ** type.digits} AS BIGINT)`;
      case "date":
        return `(CAST(${expression} AS DATE) - ${EPOCH})`;
      // No cast: of a TIMESTAMP WITH TIME ZONE it would take the clock of the session's zone.
      case "time":
        return `EPOCH_MS(${expression})`;
      case "integer":
      case "duration":
        return `CAST(${expression} AS BIGINT)`;
      case "number":
        return `(CAST(${expression} AS DOUBLE) + 0e0)`;
      case "text":
      case "enum":
      case "set":
        return `CAST(${expression} AS VARCHAR)`;
      case "boolean":
        return expression;
    }
  },
};
