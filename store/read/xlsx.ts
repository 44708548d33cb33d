import { readFileSync } from "node:fs";
import { readSheet } from "read-excel-file/node";
import { message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";
import { headingOf } from "./heading.ts";
import type { Row, RowInput, RowReader } from "./row.ts";
import { repacked } from "./zip.ts";

/** Largest workbook, and what it may unpack to: it is read as a whole. */
const FILE_LIMIT = 64 * 1024 ** 2;
export const UNPACKED_LIMIT = 128 * 1024 ** 2;
const MEGABYTE = 1024 ** 2;
const REASON_SHOWN = 200;
const ROWS_AT_ONCE = 1000;

/** The rows of a sheet of a workbook: of the first one, unless the settings name another. */
export async function readXlsx({ name, origin, reading }: RowInput): Promise<RowReader> {
  if ("stream" in origin) throw new WorkspaceError(message("xlsx-from-input"));
  const sheet = await sheetOf(origin.path, origin.size, name, reading.sheet);
  const heading = sheet.findIndex((cells, index) => index >= reading.skip && !isEmpty(cells));
  if (heading === -1) throw new WorkspaceError(message("file-empty", { file: name }));
  const titles = (sheet[heading] ?? []).map((cell) => (cell === null ? "" : String(plainCell(cell))));
  const columns = headingOf(titles, name);
  let line = heading + 1;
  async function* rows(wanted: readonly string[]): AsyncGenerator<Iterable<Row>> {
    const places = wanted.map((column) => columns.indexOf(column));
    for (let from = heading + 1; from < sheet.length; from += ROWS_AT_ONCE) {
      const batch: Row[] = [];
      for (const [index, cells] of sheet.slice(from, from + ROWS_AT_ONCE).entries()) {
        line = from + index + 1;
        if (!isEmpty(cells)) batch.push({ line, cells: places.map((place) => plainCell(cells[place])) });
      }
      yield batch;
    }
  }
  return {
    columns,
    rows,
    bytesRead: () => Math.round((origin.size * line) / Math.max(1, sheet.length)),
    digest: () => undefined,
    nextLine: () => line + 1,
    goesOn: () => false,
  };
}

async function sheetOf(
  path: string,
  size: number,
  name: string,
  sheet: string | undefined,
): Promise<readonly (readonly unknown[])[]> {
  const tooLarge = message("xlsx-too-large", {
    file: name,
    packed: FILE_LIMIT / MEGABYTE,
    unpacked: UNPACKED_LIMIT / MEGABYTE,
  });
  if (size > FILE_LIMIT) throw new WorkspaceError(tooLarge);
  const packed = repacked(readFileSync(path), (entry) => /\.(xml|rels)$/.test(entry), UNPACKED_LIMIT);
  if (packed === "too-large") throw new WorkspaceError(tooLarge);
  if (packed === "no-zip") throw new WorkspaceError(message("no-xlsx", { file: name }));
  try {
    return sheet === undefined
      ? await readSheet(packed, { trim: false })
      : await readSheet(packed, sheet, { trim: false });
  } catch (error) {
    // Whatever the library stumbles over in a damaged workbook.
    if (error instanceof Error && error.name === "SheetNotFoundError")
      throw new WorkspaceError(message("no-sheet", { file: name, sheet: sheet ?? "" }));
    const reason = error instanceof Error ? error.message : String(error);
    throw new WorkspaceError(message("not-xlsx", { file: name, reason: reason.slice(0, REASON_SHOWN) }));
  }
}

const isEmpty = (cells: readonly unknown[]): boolean => cells.every((cell) => cell === null || cell === "");

/** A cell as other files write it: a date, or a time without an offset; a number with the digits that are shown of it. */
function plainCell(cell: unknown): unknown {
  if (typeof cell === "number") return Number(cell.toPrecision(15));
  if (!(cell instanceof Date)) return cell;
  if (Number.isNaN(cell.getTime())) return null;
  const second = new Date(Math.round(cell.getTime() / 1000) * 1000).toISOString();
  return second.endsWith("T00:00:00.000Z") ? second.slice(0, 10) : second.slice(0, 19);
}
