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
  call: (fn, args) => {
    const [a = "", b = "", c = ""] = args;
    switch (fn) {
      case "contains":
        return `CONTAINS(${a}, ${b})`;
      case "starts with":
        return `STARTSWITH(${a}, ${b})`;
      case "ends with":
        return `ENDSWITH(${a}, ${b})`;
      case "year":
      case "month":
      case "day":
        return `CAST(${fn.toUpperCase()}(${dateOf(a)}) AS BIGINT)`;
      case "day number":
        return `CAST(DATEDIFF(MAKE_DATE(CAST(${a} AS INT), CAST(${b} AS INT), CAST(${c} AS INT)), DATE'1970-01-01') AS BIGINT)`;
      case "floor":
        return `CAST(FLOOR(${a}) AS BIGINT)`;
      default:
        return standard.call(fn, args);
    }
  },
  // A sum of BIGINT wraps around or fails.
  exactSum: (arg, filter) => `SUM(CAST(${arg} AS DECIMAL(20, 0)))${filter}`,
  pick: (which, value, by, filter) => {
    const keys = rising(by);
    return `${which === "first" ? "MIN_BY" : "MAX_BY"}(${value}, ${keys.length === 1 ? keys.join() : `STRUCT(${keys.join(", ")})`})${filter}`;
  },
  presented: (expression, type) => {
    switch (type.kind) {
      case "decimal":
        return `CAST(CAST(${expression} AS DECIMAL(18, 0)) * ${(10 ** -type.digits).toFixed(type.digits)}BD AS DECIMAL(18, ${type.digits}))`;
      case "date":
        return dateOf(expression);
      case "time":
        return `TIMESTAMP_MILLIS(${expression})`;
      default:
        return expression;
    }
  },
  read: (expression, type) => {
    switch (type.kind) {
      case "decimal":
        return `CAST(CAST(${expression} AS DECIMAL(38, ${type.digits})) * ${10 ** type.digits} AS BIGINT)`;
      case "date":
        return `CAST(DATEDIFF(CAST(${expression} AS DATE), DATE'1970-01-01') AS BIGINT)`;
      case "time":
        return `UNIX_MILLIS(CAST(${expression} AS TIMESTAMP))`;
      case "integer":
      case "duration":
        return `CAST(${expression} AS BIGINT)`;
      case "number":
        return `(CAST(${expression} AS DOUBLE) + 0D)`;
      case "text":
      case "enum":
      case "set":
        return `CAST(${expression} AS STRING)`;
      case "boolean":
        return expression;
    }
  },
};
