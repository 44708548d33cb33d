import type { Dialect } from "./dialect.ts";
import { plainly, standard } from "./standard.ts";

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
  functions: {
    ...standard.functions,
    contains: (a, b) => `(STRPOS(${a}, ${b}) > 0)`,
    "starts with": (a, b) => `STARTS_WITH(${a}, ${b})`,
    "ends with": (a, b) => `(RIGHT(${a}, LENGTH(${b})) = ${b})`,
    year: (a) => part("YEAR", a),
    month: (a) => part("MONTH", a),
    day: (a) => part("DAY", a),
    "day number": (a, b, c) =>
      `CAST(MAKE_DATE(CAST(${a} AS INTEGER), CAST(${b} AS INTEGER), CAST(${c} AS INTEGER)) - DATE '1970-01-01' AS BIGINT)`,
    floor: (a) => `CAST(FLOOR(${a}) AS BIGINT)`,
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
  presented: {
    decimal: (expression, digits) =>
      `CAST(${expression} * ${(10 ** -digits).toFixed(digits)} AS NUMERIC(18, ${digits}))`,
    date: dateOf,
    time: (expression) =>
      `(TIMESTAMP 'epoch' + (${expression}) / 86400000 * INTERVAL '1 day' + (${expression}) % 86400000 * INTERVAL '1 millisecond')`,
  },
  read: {
    decimal: (expression, digits) => `CAST(CAST(${expression} AS NUMERIC(38, ${digits})) * ${10 ** digits} AS BIGINT)`,
    date: (expression) => `CAST(CAST(${expression} AS DATE) - DATE '1970-01-01' AS BIGINT)`,
    time: (expression) => `CAST(FLOOR(EXTRACT(EPOCH FROM ${expression}) * 1000) AS BIGINT)`,
    integer: (expression) => `CAST(${expression} AS BIGINT)`,
    number: (expression) => `(CAST(${expression} AS DOUBLE PRECISION) + 0)`,
    text: (expression) => `CAST(${expression} AS TEXT) COLLATE "C"`,
    set: (expression) =>
      `CASE WHEN ${expression} IS NOT NULL THEN CHR(31) || (SELECT COALESCE(STRING_AGG(${plainly("v")} || CHR(31), ''), '') FROM (SELECT DISTINCT CAST(u AS TEXT) COLLATE "C" AS v FROM UNNEST(${expression}) AS t(u) WHERE u IS NOT NULL) AS d) END`,
  },
};
