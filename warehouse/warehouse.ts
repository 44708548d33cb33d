/** The engines that a workspace's tags can be computed in beside the embedded one. */
export type WarehouseTarget = "duckdb" | "postgres" | "spark";

/** What a column of a loaded table holds. `integer` has 64 bits, `number` is a double. */
export type CellType = "boolean" | "integer" | "number" | "text";

/** A value as it goes into a warehouse and comes back. Whole numbers are exact within ±(2^53 − 1). */
export type Cell = boolean | number | string | null;

export type Row = readonly Cell[];

export interface LoadColumn {
  readonly name: string;
  readonly type: CellType;
}

/** A table to fill. Its rows are read once, batch by batch, so that they need not all be in memory. */
export interface TableLoad {
  readonly table: string;
  readonly columns: readonly LoadColumn[];
  /** How many rows will come; for progress only. */
  readonly count: number;
  readonly batches: () => Iterable<readonly Row[]>;
}

/** Files that are read where they are. */
export interface FileSource {
  readonly format: "parquet" | "csv";
  /** A folder, or one file. */
  readonly path: string;
  /** The columns of a CSV file, which has a heading line; a Parquet file knows its own. */
  readonly columns?: readonly LoadColumn[];
}

/** What a query found: the names of its columns, and its rows. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export interface Work {
  /** Called now and then with how much of the work is done; fractions happen. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
  /** Stops the work; what was begun is undone. */
  readonly signal?: AbortSignal | undefined;
}

/** The schema (in Spark: the database) that holds Tagma's own tables. */
export const SCHEMA = "tagma";

/**
 * A SQL engine that is connected. Tables named here are those of Tagma's schema. One piece of work is done at a time.
 * Every method throws a WarehouseError when the engine does not do what it was asked, and an InterruptedError when the
 * signal stopped it; either way no half-written table is left.
 */
export interface Warehouse {
  readonly target: WarehouseTarget;
  /** The engine and its version, such as "PostgreSQL 15.18". */
  readonly version: string;
  /** Runs statements in order; as one transaction where the engine has transactions (Spark has none). */
  execute(statements: readonly string[], work?: Work): Promise<void>;
  /** Runs a query and gives all its rows. */
  rows(query: string, work?: Work): Promise<Answer>;
  /**
   * Makes tables with these rows in place of those of the same names: all of them, or none. (Spark writes all of them
   * aside, and then puts one after the other in its place.)
   */
  load(tables: readonly TableLoad[], work?: Work): Promise<void>;
  /** Makes a table of a query's rows, in place of the one of the same name. */
  create(table: string, query: string, work?: Work): Promise<void>;
  /** Gives tables other names, in place of those that had them: all of them at once, or none. */
  rename(renames: readonly { readonly from: string; readonly to: string }[]): Promise<void>;
  /** Removes tables that are there. */
  drop(tables: readonly string[]): Promise<void>;
  /** Makes a table that reads files where they are. */
  overFiles(table: string, files: FileSource): Promise<void>;
  /** The tables of Tagma's schema, in order of name. */
  tables(): Promise<string[]>;
  close(): Promise<void>;
}
