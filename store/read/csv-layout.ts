import { WorkspaceError } from "../errors.ts";
import { CsvSplitter } from "./csv.ts";

/** Text at the beginning of a file by which its layout is told, in characters. */
export const HEAD_LENGTH = 1 << 16;
const DELIMITERS = [",", ";", "\t", "|"] as const;
const LINES_LOOKED_AT = 50;

/**
 * What stands between the cells when nobody has said: what the first line says (`sep=;`, as Excel writes it), else the
 * usual one where the heading has it, else the one of the others that cuts heading and rows into the same number of cells.
 * @param head the beginning of the file from its heading on
 */
export function delimiterOf(head: string, usual: string): string {
  const found = DELIMITERS.map((delimiter) => ({ delimiter, ...shapeOf(head, delimiter) }));
  const plain = shapeOf(head, usual);
  // What reads today is read on as it is: some row fits the heading.
  if (plain.columns > 1 && (plain.rows === 0 || plain.fitting > 0)) return usual;
  const fitsMost = ({ fitting, rows }: (typeof found)[number]): number => (fitting * 2 >= rows ? 1 : 0);
  const best = found
    .filter(({ columns }) => columns > 1)
    .sort((one, other) => fitsMost(other) - fitsMost(one) || other.columns - one.columns)[0];
  return best?.delimiter ?? usual;
}

/** The delimiter that a first line `sep=;` names. */
export function namedDelimiter(head: string): string | undefined {
  return /^"?sep=([^"\r\n])"?\r?(?:\n|$)/i.exec(head)?.[1];
}

/** How a delimiter cuts the first lines: cells of the first row, and how many of the others have as many. */
function shapeOf(
  head: string,
  delimiter: string,
): { readonly columns: number; readonly rows: number; readonly fitting: number } {
  const [heading = [], ...rows] = recordsOf(head, delimiter);
  const columns = filledCells(heading);
  const fits = (cells: readonly string[]): boolean => cells.length >= columns && filledCells(cells) <= heading.length;
  return { columns, rows: rows.length, fitting: rows.filter(fits).length };
}

/** How many cells there are without the empty ones at the end. */
const filledCells = (cells: readonly string[]): number => cells.findLastIndex((cell) => cell.trim() !== "") + 1;

/** The first whole records of a text, as far as they can be read with a delimiter. */
function recordsOf(head: string, delimiter: string): string[][] {
  const splitter = new CsvSplitter("", delimiter);
  const records: string[][] = [];
  try {
    for (const { cells } of splitter.push(head)) {
      records.push(cells);
      if (records.length === LINES_LOOKED_AT) break;
    }
  } catch (error) {
    // Quotes that stand otherwise: it is not this delimiter, or the file is wrong, which its reading will tell.
    if (!(error instanceof WorkspaceError)) throw error;
  }
  return records;
}

/** Where the line behind some lines begins; undefined when there are not so many. */
export function behindLines(text: string, lines: number): number | undefined {
  let at = 0;
  for (let line = 0; line < lines; line++) {
    const feed = text.indexOf("\n", at);
    if (feed === -1) return undefined;
    at = feed + 1;
  }
  return at;
}
