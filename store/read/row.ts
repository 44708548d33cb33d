import type { Hash } from "node:crypto";
import type { FileFormat } from "../workspace/config.ts";
import type { ReadSettings } from "./read-settings.ts";
import type { Message } from "../../grammar/texts/message.ts";

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
  readonly reading: ReadSettings;
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
  /** Whether what is added to the file can be read on its own, being told by the settings alone. */
  goesOn(): boolean;
}
