import { WarehouseError } from "../errors.ts";
import type { Cell, LoadColumn, Row } from "../warehouse.ts";
import { message } from "../../grammar/texts/message.ts";

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Rows in the text format of COPY: a line each, values apart by tabs, `\N` for null. @throws WarehouseError for a text with a zero character */
export function copyLines(rows: readonly Row[], columns: readonly LoadColumn[], table: string): string {
  let lines = "";
  for (const row of rows) {
    for (const [place, { name }] of columns.entries()) {
      if (place > 0) lines += "\t";
      lines += copyValue(row[place], name, table);
    }
    lines += "\n";
  }
  return lines;
}

function copyValue(value: Cell | undefined, column: string, table: string): string {
  if (value === undefined) throw new Error(`a row of "${table}" has no value of "${column}"`);
  if (value === null) return "\\N";
  if (typeof value === "boolean") return value ? "t" : "f";
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value.includes("\u0000")) throw new WarehouseError("inexact", message("postgres-zero", { column, table }));
  return /[\\\n\r\t]/.test(value)
    ? value.replaceAll(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? character)
    : value;
}
