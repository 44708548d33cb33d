import { createReadStream } from "node:fs";
import { CsvError, parse } from "csv-parse";
import { WorkspaceError } from "../errors.ts";

/** One row of a source: its line (from 1) and its cells by column. */
export interface Row {
  readonly line: number;
  readonly cells: ReadonlyMap<string, unknown>;
  /** Why the row can't be used as a whole. */
  readonly problem?: string;
}

/** Longest row of a file, in characters; most columns. */
export const ROW_LIMIT = 1_000_000;
export const COLUMN_LIMIT = 2_000;

/** A file being read: its columns when they are known beforehand, its rows, and how many bytes were read so far. */
export interface RowReader {
  readonly columns: readonly string[] | undefined;
  readonly rows: AsyncIterable<Row>;
  bytesRead(): number;
}

/** Opens a CSV or JSON Lines file. @throws WorkspaceError when it can't be read */
export async function openRows(path: string, name: string, format: "csv" | "jsonl"): Promise<RowReader> {
  const input = createReadStream(path, { highWaterMark: 1 << 18 });
  const text = decoded(input, name);
  const bytesRead = (): number => input.bytesRead;
  if (format === "jsonl") return { columns: undefined, rows: jsonRows(text, name), bytesRead };
  const records = csvRecords(text, name)[Symbol.asyncIterator]();
  const first = await records.next();
  if (first.done === true) throw new WorkspaceError(`${name} is empty; its first line must name the columns`);
  const columns = header(first.value.record, name);
  return { columns, rows: csvRows(columns, { [Symbol.asyncIterator]: () => records }), bytesRead };
}

/** UTF-8 text in pieces; a byte order mark is passed over. */
async function* decoded(input: AsyncIterable<Buffer>, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let offset = 0;
  for await (const piece of input) {
    yield decode(() => decoder.decode(piece, { stream: true }), name, offset);
    offset += piece.length;
  }
  yield decode(() => decoder.decode(), name, offset);
}

function decode(run: () => string, name: string, offset: number): string {
  try {
    return run();
  } catch {
    throw new WorkspaceError(`${name} is not valid UTF-8 (near byte ${offset}); save it as UTF-8`);
  }
}

interface CsvRecord {
  readonly record: readonly string[];
  /** The line on which it begins. */
  readonly line: number;
}
interface ParsedRecord {
  readonly record: readonly string[];
  /** The line on which it ends; a CR LF within a quoted cell was counted twice. */
  readonly info: { readonly lines: number };
}

async function* csvRecords(text: AsyncIterable<string>, name: string): AsyncGenerator<CsvRecord> {
  const parser = parse({ info: true, relax_column_count: true, skip_empty_lines: true, max_record_size: ROW_LIMIT });
  const feed = (async () => {
    try {
      for await (const piece of text) if (!parser.write(piece)) await new Promise<void>((resume) => parser.once("drain", resume));
      parser.end();
    } catch (error) {
      parser.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  })();
  try {
    let countedTwice = 0;
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      countedTwice += countIn(record, /\r\n/g);
      yield { record, line: info.lines - countedTwice - countIn(record, /\r\n|\n|\r/g) };
    }
    await feed;
  } catch (error) {
    if (error instanceof CsvError) throw new WorkspaceError(`${name}: ${csvProblem(error)}`);
    throw error;
  }
}

function csvProblem(error: CsvError): string {
  const line = typeof error["lines"] === "number" ? `line ${error["lines"]}: ` : "";
  if (error.code === "CSV_MAX_RECORD_SIZE") return `${line}a row is longer than ${ROW_LIMIT} characters; is a closing quote missing?`;
  if (error.code === "CSV_QUOTE_NOT_CLOSED") return `${line}a quoted cell is never closed`;
  return `${line}${error.message}`;
}

function header(record: readonly string[], name: string): string[] {
  const columns = record.map((cell) => cell.normalize("NFC").trim());
  if (columns.length > COLUMN_LIMIT) throw new WorkspaceError(`${name} has ${columns.length} columns; at most ${COLUMN_LIMIT} are read`);
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) throw new WorkspaceError(`${name} has two columns called "${twice}"; rename one`);
  return columns;
}

async function* csvRows(columns: readonly string[], records: AsyncIterable<CsvRecord>): AsyncGenerator<Row> {
  for await (const { record, line } of records) {
    const cells = new Map(columns.map((column, index) => [column, record[index]] as const));
    if (record.length === columns.length) yield { line, cells };
    else yield { line, cells, problem: `has ${record.length} cells where the heading has ${columns.length}` };
  }
}

/** How often a pattern occurs in the cells of a record. */
function countIn(record: readonly string[], pattern: RegExp): number {
  return record.reduce((total, cell) => total + (cell.match(pattern)?.length ?? 0), 0);
}

async function* jsonRows(text: AsyncIterable<string>, name: string): AsyncGenerator<Row> {
  let line = 0;
  for await (const content of lines(text, name)) {
    line++;
    if (content.trim() === "") continue;
    yield jsonRow(content, line);
  }
}

function jsonRow(content: string, line: number): Row {
  try {
    const json: unknown = JSON.parse(content);
    if (typeof json !== "object" || json === null || Array.isArray(json)) return { line, cells: new Map(), problem: "is not a JSON object" };
    return { line, cells: new Map(Object.entries(json).map(([name, value]) => [name.normalize("NFC"), value])) };
  } catch {
    return { line, cells: new Map(), problem: "is not valid JSON" };
  }
}

async function* lines(text: AsyncIterable<string>, name: string): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of text) {
    const parts = (rest + piece).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
    if (rest.length > ROW_LIMIT) throw new WorkspaceError(`${name} has a line longer than ${ROW_LIMIT} characters; JSON Lines has one object a line`);
  }
  if (rest !== "") yield rest;
}
