import type { FilterConfig } from "../workspace/config.ts";

/** Whether a row is meant, by its cells. */
export type RowFilter = (cells: readonly unknown[]) => boolean;

/**
 * The rows that a source means: those for which all its conditions hold. A cell is compared as the text that it is, in
 * NFC and without blanks around it; one that is missing is the empty text.
 * @param placeOf where a column's cells stand
 */
export function rowFilter(filter: readonly FilterConfig[], placeOf: (column: string) => number): RowFilter {
  const conditions = filter.map(({ column, is, isNot }) => ({
    place: placeOf(column),
    values: new Set([is ?? isNot ?? []].flat().map((value) => value.trim())),
    wanted: is !== undefined,
  }));
  return (cells) => conditions.every(({ place, values, wanted }) => values.has(textOf(cells[place])) === wanted);
}

const textOf = (cell: unknown): string =>
  typeof cell === "string"
    ? cell.normalize("NFC").trim()
    : typeof cell === "number" || typeof cell === "boolean"
      ? String(cell)
      : "";
