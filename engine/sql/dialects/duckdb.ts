import type { Dialect } from "./dialect.ts";
import { plainly, rising, standard } from "./standard.ts";

const EPOCH = "DATE '1970-01-01'";
const dateOf = (day: string): string => `(${EPOCH} + CAST(${day} AS INTEGER))`;

export const duckdb: Dialect = {
  ...standard,
  target: "duckdb",
  once: "AS MATERIALIZED",
  notPlain: (text) => `(${text} <> NFC_NORMALIZE(${text}))`,
  types: { truth: "BOOLEAN", whole: "BIGINT", wide: "HUGEINT", double: "DOUBLE", text: "VARCHAR" },
  // Without an exponent a number with a point is a DECIMAL here.
  double: (value) => value.toExponential(),
  quotient: (left, right) => `${left} // ${right}`,
  functions: {
    ...standard.functions,
    contains: (a, b) => `CONTAINS(${a}, ${b})`,
    "starts with": (a, b) => `STARTS_WITH(${a}, ${b})`,
    "ends with": (a, b) => `ENDS_WITH(${a}, ${b})`,
    year: (a) => `YEAR(${dateOf(a)})`,
    month: (a) => `MONTH(${dateOf(a)})`,
    day: (a) => `DAY(${dateOf(a)})`,
    "day number": (a, b, c) => `(MAKE_DATE(${a}, ${b}, ${c}) - ${EPOCH})`,
    floor: (a) => `CAST(FLOOR(${a}) AS BIGINT)`,
  },
  pick: (which, value, by, filter) => {
    const keys = rising(by);
    return `${which === "first" ? "ARG_MIN_NULL" : "ARG_MAX_NULL"}(${value}, ${keys.length === 1 ? keys.join() : `ROW(${keys.join(", ")})`})${filter}`;
  },
  presented: {
    decimal: (expression, digits) =>
      `CAST(CAST(${expression} AS DECIMAL(18, 0)) * ${(10 ** -digits).toFixed(digits)} AS DECIMAL(18, ${digits}))`,
    date: dateOf,
    time: (expression) => `EPOCH_MS(${expression})`,
  },
  read: {
    decimal: (expression, digits) => `CAST(CAST(${expression} AS DECIMAL(38, ${digits})) * ${10 ** digits} AS BIGINT)`,
    date: (expression) => `(CAST(${expression} AS DATE) - ${EPOCH})`,
    // No cast: of a TIMESTAMP WITH TIME ZONE it would take the clock of the session's zone.
    time: (expression) => `EPOCH_MS(${expression})`,
    integer: (expression) => `CAST(${expression} AS BIGINT)`,
    number: (expression) => `(CAST(${expression} AS DOUBLE) + 0e0)`,
    text: (expression) => `CAST(${expression} AS VARCHAR)`,
    set: (expression) =>
      `CHR(31) || ARRAY_TO_STRING([${plainly("CAST(v AS VARCHAR)")} || CHR(31) FOR v IN LIST_DISTINCT(${expression})], '')`,
  },
};
