import type { Hash } from "node:crypto";
import type { FileFormat } from "../workspace/config.ts";
import { WorkspaceError } from "../errors.ts";
import { decodeText, readBytes, streamBytes, type ByteReader } from "./bytes.ts";
import { COLUMN_LIMIT, CsvSplitter, type CsvRecord } from "./csv.ts";
import { JsonSplitter, pickMembers, type JsonLine } from "./jsonl.ts";
import { openParquet } from "./parquet.ts";
import { message, type Message } from "../../grammar/texts/message.ts";

/** One row of a source: its line (from 1) and its cells, in the order of the columns that were asked for. */
export interface Row {
  readonly line: number;
  readonly cells: readonly unknown[];
  /** Why the row can't be used as a whole. */
  readonly problem?: Message;
  /** What such a row holds, for the list of rejects. */
  readonly raw?: readonly string[];
}

/** What is to be read: a file from an offset on, or a stream. */
export interface RowInput {
  /** What messages call it. */
  readonly name: string;
  readonly format: FileFormat;
  readonly delimiter: string;
  readonly gzip: boolean;
  readonly origin: { readonly path: string; readonly size: number } | { readonly stream: AsyncIterable<Buffer> };
  /** Where a file that has grown goes on. */
  readonly resume?:
    | { readonly offset: number; readonly line: number; readonly columns: readonly string[]; readonly hash: Hash }
    | undefined;
}

/** A file being read. */
export interface RowReader {
  /** Its columns, when they are known beforehand. */
  readonly columns: readonly string[] | undefined;
  /** Rows with the cells of these columns, in batches, each to be taken to its end: no row outlives the next. */
  rows(wanted: readonly string[]): AsyncIterable<Iterable<Row>>;
  bytesRead(): number;
  /** SHA-256 of all bytes up to where the reading is; undefined for formats that are not read in order. */
  digest(): string | undefined;
  /** The line behind the last row. */
  nextLine(): number;
}

/** Opens a CSV, JSON Lines or Parquet file. @throws WorkspaceError when it can't be read */
export async function openRows(input: RowInput): Promise<RowReader> {
  if (input.format === "parquet") return parquetReader(input);
  const reader =
    "stream" in input.origin
      ? streamBytes(input.origin.stream, input.name)
      : readBytes(
          input.origin.path,
          input.name,
          { start: input.resume?.offset ?? 0, end: input.origin.size },
          input.gzip,
          input.resume?.hash,
        );
  const text = decodeText(reader.bytes, input.name, input.resume?.offset ?? 0);
  return input.format === "jsonl" ? jsonReader(input, reader, text) : await csvReader(input, reader, text);
}

async function csvReader(input: RowInput, reader: ByteReader, text: AsyncGenerator<string>): Promise<RowReader> {
  const splitter = new CsvSplitter(input.name, input.delimiter, input.resume?.line ?? 1);
  const batches = splitAll(text, splitter)[Symbol.asyncIterator]();
  let first: Iterable<CsvRecord> = [];
  let columns = input.resume?.columns;
  if (columns === undefined) {
    let heading: CsvRecord | undefined;
    while (heading === undefined) {
      const next = await batches.next();
      if (next.done === true) throw new WorkspaceError(message("file-empty", { file: input.name }));
      first = next.value;
      heading = next.value.next().value ?? undefined;
    }
    columns = header(heading.cells, input.name);
  }
  const known = columns;
  async function* rows(wanted: readonly string[]): AsyncGenerator<Iterable<Row>> {
    const places = wanted.map((name) => known.indexOf(name));
    const row = ({ line, cells }: CsvRecord): Row =>
      cells.length === known.length
        ? { line, cells: places.map((place) => cells[place]) }
        : {
            line,
            cells: [],
            problem: message("row-cell-count", { cells: cells.length, columns: known.length }),
            raw: cells,
          };
    yield mapped(first, row);
    for (let next = await batches.next(); next.done !== true; next = await batches.next())
      yield mapped(next.value, row);
  }
  return { columns, rows, bytesRead: reader.bytesRead, digest: reader.digest, nextLine: () => splitter.nextLine };
}

function header(cells: readonly string[], name: string): string[] {
  if (cells.length > COLUMN_LIMIT)
    throw new WorkspaceError(message("too-many-columns", { file: name, columns: cells.length, limit: COLUMN_LIMIT }));
  const columns = cells.map((cell) => cell.normalize("NFC").trim());
  if (columns.some((column) => column.includes("\r")))
    throw new WorkspaceError(message("carriage-returns", { file: name }));
  const seen = new Set<string>();
  for (const column of columns) {
    if (seen.has(column))
      throw new WorkspaceError(message("column-twice", { file: name, column: column.slice(0, 100) }));
    seen.add(column);
  }
  return columns;
}

function jsonReader(input: RowInput, reader: ByteReader, text: AsyncGenerator<string>): RowReader {
  const splitter = new JsonSplitter(input.name, input.resume?.line ?? 1);
  async function* rows(wanted: readonly string[]): AsyncGenerator<Iterable<Row>> {
    const row = (found: JsonLine): Row =>
      "object" in found
        ? { line: found.line, cells: pickMembers(found.object, wanted) }
        : { line: found.line, cells: [], problem: found.problem, raw: [found.text] };
    for await (const lines of splitAll(text, splitter)) yield mapped(lines, row);
  }
  return {
    columns: undefined,
    rows,
    bytesRead: reader.bytesRead,
    digest: reader.digest,
    nextLine: () => splitter.nextLine,
  };
}

async function parquetReader(input: RowInput): Promise<RowReader> {
  if ("stream" in input.origin) throw new WorkspaceError(message("parquet-from-input"));
  const { size } = input.origin;
  const file = await openParquet(input.origin.path, input.name);
  let line = 1;
  async function* rows(wanted: readonly string[]): AsyncGenerator<Iterable<Row>> {
    for await (const slice of file.slices(wanted)) yield slice.map((cells) => ({ line: line++, cells }));
  }
  return {
    columns: file.columns,
    rows,
    bytesRead: () => (file.rowCount === 0 ? size : Math.round((size * (line - 1)) / file.rowCount)),
    digest: () => undefined,
    nextLine: () => line,
  };
}

async function* splitAll<Found>(
  text: AsyncIterable<string>,
  splitter: { push(piece: string): Generator<Found>; end(): Generator<Found> },
): AsyncGenerator<Generator<Found>> {
  for await (const piece of text) yield splitter.push(piece);
  yield splitter.end();
}

function* mapped<From, To>(items: Iterable<From>, map: (item: From) => To): Generator<To> {
  for (const item of items) yield map(item);
}
