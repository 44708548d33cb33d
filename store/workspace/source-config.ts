import type { Encoding } from "../read/encodings.ts";
import type { NumberFormat } from "../read/number-format.ts";

/** Where a source's times stand and in which zone they are meant. */
export interface TimeMapping {
  readonly column: string;
  /** The zone of times without offset; the workspace's by default. */
  readonly zone?: string;
  /** Read the clock time and pass over a written offset or `Z`. */
  readonly ignoreOffset?: boolean;
  /** `epoch seconds` and the like, `excel`, or a pattern such as `dd/MM/yyyy HH:mm`; ISO 8601 by default. */
  readonly format?: string;
}

/** The kinds of files that can be imported. */
export type FileFormat = "csv" | "jsonl" | "json" | "parquet" | "xlsx";

/** Our field → the source's column. */
export type FieldMapping = Readonly<Record<string, string>>;

/** A file of customers or events and how its columns become fields. */
export interface SourceConfig {
  readonly name: string;
  /** A file, or a folder whose files are all read; relative to the workspace folder. */
  readonly file: string;
  /** By default what the file's name ends in. */
  readonly format?: FileFormat;
  /** How the characters of a CSV or JSON Lines are written; UTF-8 by default. A byte order mark decides. */
  readonly encoding?: Encoding;
  /** Between the cells of a CSV; a comma by default, a tab in `.tsv`, or what cuts the first rows evenly. */
  readonly delimiter?: string;
  /** The sheet of a workbook; the first one by default. */
  readonly sheet?: string;
  /** Lines before the heading of a CSV, rows before that of a sheet. */
  readonly skip?: number;
  /** What takes the meaning of a quote in a quoted cell; by default a second quote alone. */
  readonly escape?: "backslash";
  /** The column with the customer's id; rows of a table are nobody's. */
  readonly customer?: string;
  readonly profile?: boolean;
  /** The table whose rows these are: all of them, in place of those that there were. */
  readonly table?: string;
  /** The part of an event that each row is: the row of another source's event that it names (`join`) brings it along. */
  readonly part?: string;
  /** Of parts the column with their number in their event; by default they stand in the order of the file. */
  readonly line?: string;
  readonly id?: string;
  /** The column that says which version of its event a row is: the greatest counts. */
  readonly revision?: string;
  /** What the files no longer tell of goes away. */
  readonly replace?: boolean;
  /** Put in front of every event id; `EVENT:` by default, so that ids of different events never meet. */
  readonly idPrefix?: string;
  /** When an event happened; of a profile, since when the row's fields are valid. */
  readonly time?: string | TimeMapping;
  readonly event?:
    | string
    | {
        readonly column: string;
        readonly types: Readonly<Record<string, { readonly event: string; readonly fields?: FieldMapping } | null>>;
      };
  readonly fields?: FieldMapping;
  /** The column that holds each part of the event, and how the keys of its objects become fields. */
  readonly parts?: Readonly<Record<string, string | { readonly column: string; readonly fields?: FieldMapping }>>;
  /** A row of another source that each row names: its columns are called `SOURCE.column` here. */
  readonly join?: JoinConfig;
  /** Cells that mean unknown; the empty cell by default, and words that could be no value. */
  readonly unknown?: readonly string[];
  /** How numbers are written; as `-1234.5` by default. */
  readonly numbers?: NumberFormat;
  /** How the dates of fields are written, with what times they have; as `2026-03-01` by default. */
  readonly dates?: string;
  /** What goes for the cells of one column. */
  readonly columns?: Readonly<Record<string, ColumnConfig>>;
  /** Rows that are meant: those for which all of this holds. The others are passed over. */
  readonly filter?: readonly FilterConfig[];
}

/** What goes for the cells of one column, instead of what the source says of all. */
export interface ColumnConfig {
  /** How dates or times are written. */
  readonly format?: string;
  /** The zone of times without offset. */
  readonly zone?: string;
  readonly numbers?: NumberFormat;
  readonly unknown?: readonly string[];
  /** What stands between the values of a set in one cell, such as `|`. */
  readonly separator?: string;
  /** What is written → what is meant; null for unknown. */
  readonly values?: Readonly<Record<string, string | null>>;
  /** What is meant where nothing is known. */
  readonly default?: string;
}

/** A condition over a row's cell: what it is, or what it is not. */
export interface FilterConfig {
  readonly column: string;
  readonly is?: string | readonly string[];
  readonly isNot?: string | readonly string[];
}

/** Which row of another source a row takes cells from. */
export interface JoinConfig {
  readonly source: string;
  /** The column here that names the other row. */
  readonly column: string;
  /** The column there that it names; its `id` by default. */
  readonly key?: string;
}
