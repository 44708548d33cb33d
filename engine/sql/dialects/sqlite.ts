import type { Dialect } from "./dialect.ts";
import { standard } from "./standard.ts";

const dateOf = (day: string, format: string): string =>
  `CAST(STRFTIME('${format}', (${day}) * 86400, 'unixepoch') AS INTEGER)`;

export const sqlite: Dialect = {
  ...standard,
  target: "sqlite",
  // A whole number beyond 64 bits becomes a double here: inexact, but only where it is too large anyway.
  types: { truth: "INTEGER", whole: "INTEGER", wide: "INTEGER", double: "REAL", text: "TEXT" },
  call: (fn, args) => {
    const [a = "", b = "", c = ""] = args;
    switch (fn) {
      case "contains":
        return `(INSTR(${a}, ${b}) > 0)`;
      case "starts with":
        return `(SUBSTR(${a}, 1, LENGTH(${b})) = ${b})`;
      case "ends with":
        return `(LENGTH(${a}) >= LENGTH(${b}) AND SUBSTR(${a}, LENGTH(${a}) - LENGTH(${b}) + 1) = ${b})`;
      case "year":
        return dateOf(a, "%Y");
      case "month":
        return dateOf(a, "%m");
      case "day":
        return dateOf(a, "%d");
      case "day number":
        return `(UNIXEPOCH(PRINTF('%04d-%02d-%02d', ${a}, ${b}, ${c})) / 86400)`;
      case "floor":
        return `CAST(FLOOR(${a}) AS INTEGER)`;
      default:
        return standard.call(fn, args);
    }
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
  presented: (expression, type) => {
    switch (type.kind) {
      case "decimal":
        return type.digits === 0 ? expression : `(${expression}) / ${10 ** type.digits}.0`;
      case "date":
        return `DATE((${expression}) * 86400, 'unixepoch')`;
      case "time":
        return `(STRFTIME('%Y-%m-%dT%H:%M:%S', ((${expression}) - (((${expression}) % 1000) + 1000) % 1000) / 1000, 'unixepoch') || PRINTF('.%03dZ', (((${expression}) % 1000) + 1000) % 1000))`;
      default:
        return expression;
    }
  },
  read: (expression, type) => {
    switch (type.kind) {
      case "decimal":
        return `CAST(ROUND((${expression}) * ${10 ** type.digits}) AS INTEGER)`;
      case "date":
        return `(UNIXEPOCH(${expression}) / 86400)`;
      case "time":
        return `CAST(ROUND(UNIXEPOCH(${expression}, 'subsec') * 1000) AS INTEGER)`;
      case "integer":
      case "duration":
        return `CAST(${expression} AS INTEGER)`;
      case "number":
        return `(CAST(${expression} AS REAL) + 0.0)`;
      case "text":
      case "enum":
      case "set":
        return `CAST(${expression} AS TEXT)`;
      case "boolean":
        return expression;
    }
  },
};
