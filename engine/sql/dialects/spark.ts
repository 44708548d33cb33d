import type { Dialect } from "./dialect.ts";
import { rising, standard } from "./standard.ts";

const dateOf = (day: string): string => `DATE_ADD(DATE'1970-01-01', CAST(${day} AS INT))`;

/** Spark SQL 3.5 and later, with ANSI mode on or off. */
export const spark: Dialect = {
  ...standard,
  target: "spark",
  types: { truth: "BOOLEAN", whole: "BIGINT", wide: "DECIMAL(38, 0)", double: "DOUBLE", text: "STRING" },
  identifier: (name) => `\`${name.replaceAll("`", "``")}\``,
  // `${` would be taken for a variable, wherever it stands.
  text: (value) => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("${", "$\\u007B")}'`,
  double: (value) => `${value.toExponential()}D`,
  quotient: (left, right) => `${left} DIV ${right}`,
  functions: {
    ...standard.functions,
    contains: (a, b) => `CONTAINS(${a}, ${b})`,
    "starts with": (a, b) => `STARTSWITH(${a}, ${b})`,
    "ends with": (a, b) => `ENDSWITH(${a}, ${b})`,
    year: (a) => `CAST(YEAR(${dateOf(a)}) AS BIGINT)`,
    month: (a) => `CAST(MONTH(${dateOf(a)}) AS BIGINT)`,
    day: (a) => `CAST(DAY(${dateOf(a)}) AS BIGINT)`,
    "day number": (a, b, c) =>
      `CAST(DATEDIFF(MAKE_DATE(CAST(${a} AS INT), CAST(${b} AS INT), CAST(${c} AS INT)), DATE'1970-01-01') AS BIGINT)`,
    floor: (a) => `CAST(FLOOR(${a}) AS BIGINT)`,
  },
  // A sum of BIGINT wraps around or fails.
  exactSum: (arg, filter) => `SUM(CAST(${arg} AS DECIMAL(20, 0)))${filter}`,
  pick: (which, value, by, filter) => {
    const keys = rising(by);
    return `${which === "first" ? "MIN_BY" : "MAX_BY"}(${value}, ${keys.length === 1 ? keys.join() : `STRUCT(${keys.join(", ")})`})${filter}`;
  },
  presented: {
    decimal: (expression, digits) =>
      `CAST(CAST(${expression} AS DECIMAL(18, 0)) * ${(10 ** -digits).toFixed(digits)}BD AS DECIMAL(18, ${digits}))`,
    date: dateOf,
    time: (expression) => `TIMESTAMP_MILLIS(${expression})`,
  },
  read: {
    decimal: (expression, digits) => `CAST(CAST(${expression} AS DECIMAL(38, ${digits})) * ${10 ** digits} AS BIGINT)`,
    date: (expression) => `CAST(DATEDIFF(CAST(${expression} AS DATE), DATE'1970-01-01') AS BIGINT)`,
    time: (expression) => `UNIX_MILLIS(CAST(${expression} AS TIMESTAMP))`,
    integer: (expression) => `CAST(${expression} AS BIGINT)`,
    number: (expression) => `(CAST(${expression} AS DOUBLE) + 0D)`,
    text: (expression) => `CAST(${expression} AS STRING)`,
    set: (expression) =>
      `CONCAT(CHR(31), ARRAY_JOIN(TRANSFORM(ARRAY_DISTINCT(FILTER(${expression}, v -> v IS NOT NULL)), v -> CONCAT(REPLACE(REPLACE(CAST(v AS STRING), '\\\\', '\\\\\\\\'), CHR(31), '\\\\u'), CHR(31))), ''))`,
  },
};
