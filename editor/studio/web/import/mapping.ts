import type { Preview } from "../../api/imports.ts";
import { sourceName } from "../../../../engine/source/print.ts";

/** What the reader says of a file's columns. */
export interface Choice {
  readonly source: string;
  readonly kind: "profile" | "event";
  readonly customer: string;
  readonly time: string | null;
  readonly id: string | null;
  /** An event that the rules have; null for a new one. */
  readonly event: string | null;
  /** What a new event is called. */
  readonly newEvent: string;
  /** Our field → the file's column. */
  readonly fields: Readonly<Record<string, string>>;
  /** What stands first in dates of which no row tells; null while it is not said. */
  readonly dates: "day-first" | "month-first" | null;
}

/** Columns of dates in which day and month could be either in every row. */
export const openColumns = ({ columns }: Preview): string[] =>
  columns.filter(({ openType }) => openType !== null).map(({ name }) => name);

/** The declaration of a new event for the columns of a file, and how they fill it. */
export function newEvent(
  { columns }: Preview,
  { newEvent: name, customer, time, id, dates }: Choice,
): { readonly name: string; readonly text: string; readonly fields: Record<string, string> } {
  const own = columns.filter((column) => column.name !== customer && column.name !== time && column.name !== id);
  const lines = own.map(
    (column) =>
      `  ${sourceName(fieldName(column.name))}: ${dates === null ? column.type : (column.openType ?? column.type)}${column.required ? " required" : ""}${column.personal ? " personal" : ""}`,
  );
  return {
    name,
    fields: Object.fromEntries(own.map((column) => [fieldName(column.name), column.name])),
    text: `event ${sourceName(name)} {${lines.length === 0 ? "" : `\n${lines.join("\n")}\n`}}\n`,
  };
}

/** A field has no dots in its name; the paths of values within objects have. */
const fieldName = (column: string): string => column.replaceAll(".", "_");

/** Columns whose names are those of fields, letters and underscores aside. */
export function matching(fields: readonly string[], columns: readonly string[]): Record<string, string> {
  const plain = (name: string): string =>
    name
      .normalize("NFC")
      .toLowerCase()
      .replaceAll(/[\s_-]/g, "");
  const byName = new Map(columns.map((column) => [plain(column), column]));
  return Object.fromEntries(
    fields.flatMap((field) => {
      const column = byName.get(plain(field));
      return column === undefined ? [] : [[field, column]];
    }),
  );
}
