import { message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";
import { COLUMN_LIMIT } from "./csv.ts";

/** The columns that a heading names. @throws WorkspaceError when they are too many, or two have one name */
export function headingOf(cells: readonly string[], name: string): string[] {
  if (cells.length > COLUMN_LIMIT)
    throw new WorkspaceError(message("too-many-columns", { file: name, columns: cells.length, limit: COLUMN_LIMIT }));
  const columns = cells.map((cell) => cell.normalize("NFC").trim());
  if (columns.some((column) => column.includes("\r")))
    throw new WorkspaceError(message("carriage-returns", { file: name }));
  const seen = new Set<string>();
  const named = columns.findLastIndex((column) => column !== "") + 1;
  // Delimiters behind the last name are padding.
  for (const column of columns.slice(0, named)) {
    if (seen.has(column))
      throw new WorkspaceError(message("column-twice", { file: name, column: column.slice(0, 100) }));
    seen.add(column);
  }
  return columns;
}
