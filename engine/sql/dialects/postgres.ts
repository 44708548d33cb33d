import type { Dialect } from "./dialect.ts";
import { standard } from "./standard.ts";

const dateOf = (day: string): string => `(DATE '1970-01-01' + CAST(${day} AS INTEGER))`;
const part = (name: string, day: string): string => `CAST(EXTRACT(${name} FROM ${dateOf(day)}) AS BIGINT)`;

const SCALE = `CAST('${2 ** 60}' AS DOUBLE PRECISION)`;

export const postgres: Dialect = {
  ...standard,
  target: "postgres",
  notPlain: (text) => `(${text} IS NOT NFC NORMALIZED)`,
  types: { truth: "BOOLEAN", whole: "BIGINT", wide: "NUMERIC", double: "DOUBLE PRECISION", text: "TEXT" },
  // A number with a point is NUMERIC here, whatever its exponent.
  double: (value) => `CAST('${value.toExponential()}' AS DOUBLE PRECISION)`,
  quotient: (left, right, wide) => (wide ? `CAST(DIV(${left}, ${right}) AS BIGINT)` : standard.quotient(left, right)),
  call: (fn, args) => {
    const [a = "", b = "", c = ""] = args;
    switch (fn) {
      case "contains":
        return `(STRPOS(${a}, ${b}) > 0)`;
      case "starts with":
        return `STARTS_WITH(${a}, ${b})`;
      case "ends with":
        return `(RIGHT(${a}, LENGTH(${b})) = ${b})`;
      case "year":
      case "month":
      case "day":
        return part(fn.toUpperCase(), a);
      case "day number":
        return `CAST(MAKE_DATE(CAST(${a} AS INTEGER), CAST(${b} AS INTEGER), CAST(${c} AS INTEGER)) - DATE '1970-01-01' AS BIGINT)`;
      case "floor":
        return `CAST(FLOOR(${a}) AS BIGINT)`;
      default:
        return standard.call(fn, args);
    }
  },
  // SUM fails where it would be infinite.
  doubleSum: (arg, filter) => {
    const part = `SUM((${arg}) / ${SCALE})${filter}`;
    return `CASE WHEN ABS(${part}) <= ${standard.double(Number.MAX_VALUE / 2 ** 60)} THEN ${part} * ${SCALE} WHEN ${part} IS NOT NULL THEN CAST('Infinity' AS DOUBLE PRECISION) END`;
  },
  // Names are cut there without a word.
  longestName: 63,
  byCodePoint: (expression) => `${expression} COLLATE "C"`,
  pick: (which, value, by, filter) => {
    const order = by.map(
      (key) =>
        `${key.text ? `${key.value} COLLATE "C"` : key.value}${key.descending === (which === "first") ? " DESC" : ""}`,
    );
    return `(ARRAY_AGG(${value} ORDER BY ${order.join(", ")})${filter})[1]`;
  },
  // Without this a column that is read twice is worked out twice, level upon level.
  once: "AS MATERIALIZED",
  presented: (expression, type) => {
    switch (type.kind) {
      case "decimal":
        return `CAST(${expression} * ${(10 ** -type.digits).toFixed(type.digits)} AS NUMERIC(18, ${type.digits}))`;
      case "date":
        return dateOf(expression);
      case "time":
        return `(TIMESTAMP 'epoch' + (${expression}) / 86400000 * INTERVAL '1 day' + (${expression}) % 86400000 * INTERVAL '1 millisecond')`;
      default:
        return expression;
    }
  },
  read: (expression, type) => {
    switch (type.kind) {
      case "decimal":
        return `CAST(CAST(${expression} AS NUMERIC(38, ${type.digits})) * ${10 ** type.digits} AS BIGINT)`;
      case "date":
        return `CAST(CAST(${expression} AS DATE) - DATE '1970-01-01' AS BIGINT)`;
      case "time":
        return `CAST(FLOOR(EXTRACT(EPOCH FROM ${expression}) * 1000) AS BIGINT)`;
      case "integer":
      case "duration":
        return `CAST(${expression} AS BIGINT)`;
      case "number":
        return `(CAST(${expression} AS DOUBLE PRECISION) + 0)`;
      case "text":
      case "enum":
      case "set":
        return `CAST(${expression} AS TEXT) COLLATE "C"`;
      case "boolean":
        return expression;
    }
  },
};
