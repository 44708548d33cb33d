import type { Dialect } from "./dialect.ts";
import { plainly, standard } from "./standard.ts";

const dateOf = (day: string, format: string): string =>
  `CAST(STRFTIME('${format}', (${day}) * 86400, 'unixepoch') AS INTEGER)`;

export const sqlite: Dialect = {
  ...standard,
  target: "sqlite",
  // A column of a subquery that is called true or false loses its name, also in quotes.
  inStep: (name) => (/^(?:true|false)_*$/i.test(name) ? `${name}_` : name),
  // A whole number beyond 64 bits becomes a double here: inexact, but only where it is too large anyway.
  types: { truth: "INTEGER", whole: "INTEGER", wide: "INTEGER", double: "REAL", text: "TEXT" },
  functions: {
    ...standard.functions,
    bound: () => "CHAR(31)",
    contains: (a, b) => `(INSTR(${a}, ${b}) > 0)`,
    "starts with": (a, b) => `(SUBSTR(${a}, 1, LENGTH(${b})) = ${b})`,
    "ends with": (a, b) => `(LENGTH(${a}) >= LENGTH(${b}) AND SUBSTR(${a}, LENGTH(${a}) - LENGTH(${b}) + 1) = ${b})`,
    year: (a) => dateOf(a, "%Y"),
    month: (a) => dateOf(a, "%m"),
    day: (a) => dateOf(a, "%d"),
    "day number": (a, b, c) => `(UNIXEPOCH(PRINTF('%04d-%02d-%02d', ${a}, ${b}, ${c})) / 86400)`,
    floor: (a) => `CAST(FLOOR(${a}) AS INTEGER)`,
  },
  // SUM fails beyond 64 bits, so the high and the low bits are summed apart.
  exactSum: (arg, filter) => `(SUM((${arg}) >> 24)${filter} * 16777216 + SUM((${arg}) & 16777215)${filter})`,
  pick: () => undefined,
  canPick: false,
  canTranslate: false,
  hasWide: false,
  deep: false,
  once: "AS MATERIALIZED",
  longestRow: 200,
  presented: {
    decimal: (expression, digits) => (digits === 0 ? expression : `(${expression}) / ${10 ** digits}.0`),
    date: (expression) => `DATE((${expression}) * 86400, 'unixepoch')`,
    time: (expression) =>
      `(STRFTIME('%Y-%m-%dT%H:%M:%S', ((${expression}) - (((${expression}) % 1000) + 1000) % 1000) / 1000, 'unixepoch') || PRINTF('.%03dZ', (((${expression}) % 1000) + 1000) % 1000))`,
  },
  read: {
    decimal: (expression, digits) => `CAST(ROUND((${expression}) * ${10 ** digits}) AS INTEGER)`,
    date: (expression) => `(UNIXEPOCH(${expression}) / 86400)`,
    time: (expression) => `CAST(ROUND(UNIXEPOCH(${expression}, 'subsec') * 1000) AS INTEGER)`,
    integer: (expression) => `CAST(${expression} AS INTEGER)`,
    number: (expression) => `(CAST(${expression} AS REAL) + 0.0)`,
    text: (expression) => `CAST(${expression} AS TEXT)`,
    // Sets of one's own are JSON here.
    set: (expression) =>
      `CASE WHEN ${expression} IS NOT NULL THEN CHAR(31) || (SELECT COALESCE(GROUP_CONCAT(${plainly("v", "CHAR(31)")} || CHAR(31), ''), '') FROM (SELECT DISTINCT CAST(value AS TEXT) AS v FROM JSON_EACH(${expression}) WHERE value IS NOT NULL)) END`,
  },
};
