import type { ValueType } from "../../plan/types.ts";
import type { Dialect } from "./dialect.ts";

/** A value as Tagma holds it, in the type in which people read it: money as DECIMAL, dates as DATE. */
export function presented(expression: string, type: ValueType, { presented: as }: Dialect): string {
  switch (type.kind) {
    case "decimal":
      return as.decimal(expression, type.digits);
    case "date":
      return as.date(expression);
    case "time":
      return as.time(expression);
    case "boolean":
    case "integer":
    case "number":
    case "duration":
    case "text":
    case "enum":
    case "set":
      return expression;
  }
}

/** A column in the engine's own type as Tagma holds it: units of a decimal, days of a date, milliseconds of a time. */
export function read(expression: string, type: ValueType, { read: as }: Dialect): string {
  switch (type.kind) {
    case "decimal":
      return as.decimal(expression, type.digits);
    case "date":
      return as.date(expression);
    case "time":
      return as.time(expression);
    case "integer":
    case "duration":
      return as.integer(expression);
    case "number":
      return as.number(expression);
    case "text":
    case "enum":
      return as.text(expression);
    case "set":
      return as.set(expression);
    case "boolean":
      return expression;
  }
}

/** The column of a tag's table as Tagma holds it: the values of a set stand there as JSON. */
export function readTag(expression: string, type: ValueType, dialect: Dialect): string {
  return type.kind === "set" ? dialect.read.text(expression) : read(expression, type, dialect);
}
