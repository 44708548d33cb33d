import { plainCell } from "../../engine/text/csv-line.ts";
import { MASK } from "./reject-list.ts";
import type { Row } from "../read/rows.ts";
import { message } from "../../grammar/texts/message.ts";

/** A row of a list of rejects that comes back: without what kept spreadsheets from running it, and never with a mask. */
export function mendedRow(row: Row): Row {
  if (row.cells.includes(MASK)) return { ...row, problem: message("row-masked") };
  return { ...row, cells: row.cells.map((cell) => (typeof cell === "string" ? plainCell(cell) : cell)) };
}
