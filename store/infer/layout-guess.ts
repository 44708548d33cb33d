import { message, type Message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";
import type { InputFile } from "../import/source-files.ts";
import { readBytes } from "../read/bytes.ts";
import { CsvSplitter } from "../read/csv.ts";
import { namedDelimiter } from "../read/csv-layout.ts";
import { decodeText, WrongByte } from "../read/encodings.ts";
import type { ReadSettings } from "../read/read-settings.ts";
import { likelyEncoding } from "./encoding-guess.ts";

const HEAD = 1 << 16;
/** Pieces up to the first byte that is not UTF-8, by which the encoding is told. */
const SAMPLE_PIECES = 16;
const DELIMITERS = [";", "\t", "|", ","] as const;

/** How a file is written, and what was not sure. */
export interface LayoutGuess {
  readonly reading: ReadSettings;
  readonly notes: readonly Message[];
}

/** Looks at the bytes of a file of text: its encoding, and of CSV what stands between cells and before the heading. */
export async function guessLayout(file: InputFile): Promise<LayoutGuess> {
  if (file.format === "parquet" || file.format === "xlsx") return { reading: file.reading, notes: [] };
  const notes: Message[] = [];
  const encoding = await guessEncoding(file, notes);
  const reading: ReadSettings = { ...file.reading, encoding };
  if (file.format !== "csv") return { reading, notes };
  const { text, whole } = await headOf({ ...file, reading });
  const guess = csvGuess(whole ? `${text}\n` : text, reading);
  if (guess.skip > reading.skip) notes.push(message("inferred-skip", { file: file.name, lines: guess.skip }));
  return { reading: { ...reading, ...guess }, notes };
}

async function guessEncoding(file: InputFile, notes: Message[]): Promise<ReadSettings["encoding"]> {
  const { bytes } = readBytes(file.path, file.name, { start: 0, end: file.size }, file.gzip);
  let line = 1;
  const sample: Buffer[] = [];
  async function* kept(): AsyncGenerator<Buffer> {
    for await (const piece of bytes) {
      sample.push(piece);
      if (sample.length > SAMPLE_PIECES) sample.shift();
      yield piece;
    }
  }
  try {
    for await (const text of decodeText(kept(), file.reading.encoding).text)
      for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) line++;
    return file.reading.encoding;
  } catch (error) {
    if (!(error instanceof WrongByte)) throw error;
    const encoding = likelyEncoding(Buffer.concat(sample));
    notes.push(message("inferred-encoding", { file: file.name, encoding, line }));
    return encoding;
  }
}

async function headOf(file: InputFile): Promise<{ readonly text: string; readonly whole: boolean }> {
  const { bytes } = readBytes(file.path, file.name, { start: 0, end: file.size }, file.gzip);
  let text = "";
  try {
    for await (const piece of decodeText(bytes, file.reading.encoding).text) {
      text += piece;
      if (text.length >= HEAD) return { text, whole: false };
    }
  } catch (error) {
    // The reading of the file will tell.
    if (!(error instanceof WrongByte)) throw error;
  }
  return { text, whole: true };
}

/** What cuts most rows into the same number of cells, and the line of the first row that is a heading of so many. */
function csvGuess(head: string, given: ReadSettings): Pick<ReadSettings, "delimiter" | "skip" | "backslash"> {
  const named = namedDelimiter(head);
  const text = named === undefined ? head : head.slice(head.indexOf("\n") + 1);
  const delimiters = given.delimiter !== undefined ? [given.delimiter] : named !== undefined ? [named] : DELIMITERS;
  const ways = [false, true].flatMap((backslash) =>
    (backslash && !text.includes('\\"') ? [] : delimiters).map((delimiter) => ({
      delimiter,
      backslash,
      ...shapeOf(text, delimiter, backslash),
    })),
  );
  const best = ways.reduce((most, next) => (next.fitting * next.width > most.fitting * most.width ? next : most));
  if (best.width < 2) return { delimiter: given.delimiter, skip: given.skip, backslash: given.backslash };
  return {
    // What is found by looking when the file is read need not be written down.
    delimiter: named === undefined || given.delimiter !== undefined ? best.delimiter : undefined,
    skip: best.heading === 0 ? given.skip : best.heading + (named === undefined ? 0 : 1),
    backslash: best.backslash || given.backslash,
  };
}

/** The usual number of cells, in how many rows it is met, and how many lines stand before the first row that names so many. */
function shapeOf(
  head: string,
  delimiter: string,
  backslash: boolean,
): { readonly width: number; readonly fitting: number; readonly heading: number } {
  const nothing = { width: 0, fitting: 0, heading: 0 };
  let best = nothing;
  // Titles may hold quotes that are none, so what begins behind them is tried, too.
  for (let skip = 0, at = 0; skip <= 20 && at < head.length; skip++, at = head.indexOf("\n", at) + 1) {
    if (/^\r?\n/.test(head.slice(at, at + 2))) continue;
    const records = recordsOf(head.slice(at), delimiter, backslash);
    const widths = new Map<number, number>();
    for (const cells of records) widths.set(filledWidth(cells), (widths.get(filledWidth(cells)) ?? 0) + 1);
    const [width] = [...widths].reduce((most, next) => (next[1] * next[0] > most[1] * most[0] ? next : most), [0, 0]);
    const [first = []] = records;
    const columns = filledWidth(first);
    const names = first.slice(0, columns);
    const isHeading =
      columns > 1 &&
      columns >= width &&
      names.every((name) => name.trim() !== "") &&
      new Set(names).size === names.length &&
      names.every((name) => !/^[-+]?[\d.,]+$/.test(name));
    const fitting = records.filter((cells) => cells.length >= columns || filledWidth(cells) === columns).length;
    if (isHeading && fitting * columns > best.fitting * best.width) best = { width: columns, fitting, heading: skip };
    if (isHeading && skip === 0) return best;
    if (head.indexOf("\n", at) === -1) break;
  }
  return best;
}

function recordsOf(head: string, delimiter: string, backslash: boolean): string[][] {
  const splitter = new CsvSplitter("", delimiter, 1, backslash);
  const records: string[][] = [];
  try {
    for (const { cells } of splitter.push(head)) {
      records.push(cells);
      if (records.length === 200) break;
    }
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    return [];
  }
  return records;
}

const filledWidth = (cells: readonly string[]): number => cells.findLastIndex((cell) => cell.trim() !== "") + 1;
