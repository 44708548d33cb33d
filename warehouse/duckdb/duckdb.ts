import { statSync } from "node:fs";
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBType } from "@duckdb/node-api";
import { driver, engineMessage, WarehouseError } from "../errors.ts";
import { breathe, interruptible, stopIfAborted } from "../interruptible.ts";
import { requireColumnName, requireTableName } from "../names.ts";
import { literal, qualified, quoted } from "../sql-text.ts";
import {
  SCHEMA,
  type Answer,
  type CellType,
  type FileSource,
  type TableLoad,
  type Warehouse,
  type Work,
} from "../warehouse.ts";
import { cellReader, chunkColumn } from "./cells.ts";
import { message } from "../../grammar/texts/message.ts";

type Driver = typeof import("@duckdb/node-api");

const POLL_MS = 200;
/** No table of ours is called that; it is seen inside a transaction only. */
const ASIDE = "_next";
const MEMORY = ":memory:";
/** Rows of a chunk, as DuckDB has them. */
const CHUNK = 2048;

/**
 * Opens DuckDB in this process.
 * @param path a file, made when it is not there; in memory without one
 * @throws WarehouseError when the driver is not installed, or the file is locked or no database
 */
export async function openDuckDb(path = MEMORY): Promise<Warehouse> {
  const module = await driver("DuckDB", "@duckdb/node-api", () => import("@duckdb/node-api"));
  await keepByteOrderMarks();
  let instance: DuckDBInstance;
  try {
    // Nothing is fetched from anywhere: what the rules need is built in.
    instance = await module.DuckDBInstance.create(path, {
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
  } catch (error) {
    throw openingProblem(error, path);
  }
  const connection = await instance.connect();
  for (const setting of [
    "SET enable_progress_bar = true",
    "SET enable_progress_bar_print = false",
    "SET default_collation = ''",
  ])
    await connection.run(setting);
  return new DuckDb(module, instance, connection);
}

class DuckDb implements Warehouse {
  readonly target = "duckdb";
  readonly version: string;
  private readonly module: Driver;
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;

  constructor(module: Driver, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.module = module;
    this.instance = instance;
    this.connection = connection;
    this.version = `DuckDB ${module.version().replace(/^v/, "")}`;
  }

  async execute(statements: readonly string[], work: Work = {}): Promise<void> {
    await this.transaction(work, async () => {
      for (const [index, statement] of statements.entries()) {
        await this.watched(index, statements.length, work, () => this.run(statement));
        stopIfAborted(work.signal);
      }
    });
    work.progress?.(statements.length, statements.length);
  }

  rows(query: string, work: Work = {}): Promise<Answer> {
    return this.doing(work, () =>
      this.watched(0, 1, work, async () => {
        const result = await asked(() => this.connection.stream(query));
        const next = (): Promise<DuckDBDataChunk | null> => asked(() => result.fetchChunk());
        const columns = result.columnNames();
        const readers = columns.map((name, index) => cellReader(this.module, result.columnType(index), name));
        const rows: Answer["rows"][number][] = [];
        for (let chunk = await next(); chunk !== null && chunk.rowCount > 0; chunk = await next()) {
          stopIfAborted(work.signal);
          for (const row of chunk.getRows()) rows.push(row.map((value, index) => readers[index]?.(value) ?? null));
        }
        return { columns, rows };
      }),
    );
  }

  async load(tables: readonly TableLoad[], work: Work = {}): Promise<void> {
    const total = tables.reduce((sum, { count }) => sum + count, 0);
    let done = 0;
    await this.transaction(work, async () => {
      await this.makeSchema();
      for (const { table, columns, batches } of tables) {
        for (const { name } of columns) requireColumnName(name);
        await this.remove(table);
        await this.run(
          `CREATE TABLE ${qualified(table)} (${columns.map(({ name, type }) => `${quoted(name)} ${TYPES[type]}`).join(", ")})`,
        );
        const appender = await asked(() => this.connection.createAppender(table, SCHEMA));
        const types = columns.map(({ type }) => this.chunkType(type));
        for (const batch of batches()) {
          for (let start = 0; start < batch.length; start += CHUNK) {
            const rows = batch.slice(start, start + CHUNK);
            const chunk = this.module.DuckDBDataChunk.create(types, rows.length);
            for (const [place, { type }] of columns.entries())
              chunk.setColumnValues(place, chunkColumn(rows, place, type));
            await asked(() => appender.appendDataChunk(chunk));
          }
          done += batch.length;
          work.progress?.(done, total);
          await breathe();
          stopIfAborted(work.signal);
        }
        await asked(() => appender.closeSync());
      }
    });
  }

  async create(table: string, query: string, work: Work = {}): Promise<void> {
    requireTableName(table);
    await this.transaction(work, async () => {
      await this.makeSchema();
      // Made beside the one it replaces, which the query may read.
      await this.watched(0, 1, work, () => this.run(`CREATE TABLE ${qualified(ASIDE)} AS ${query}`));
      await this.remove(table);
      await this.run(`ALTER TABLE ${qualified(ASIDE)} RENAME TO ${quoted(table)}`);
    });
  }

  async rename(renames: readonly { readonly from: string; readonly to: string }[]): Promise<void> {
    await this.transaction({}, async () => {
      for (const { from, to } of renames) {
        await this.remove(to);
        await this.run(`ALTER TABLE ${qualified(from)} RENAME TO ${quoted(to)}`);
      }
    });
  }

  async drop(tables: readonly string[]): Promise<void> {
    await this.transaction({}, async () => {
      for (const table of tables) await this.remove(table);
    });
  }

  async overFiles(table: string, { format, path, columns }: FileSource): Promise<void> {
    const files = literal(isFolder(path) ? `${path.replace(/[\\/]+$/, "")}/**/*.${format}` : path);
    const names = columns?.map(({ name, type }) => `${literal(name)}: ${literal(TYPES[type])}`).join(", ");
    const source =
      format === "parquet"
        ? `read_parquet(${files})`
        : `read_csv(${files}, header = true${names === undefined ? "" : `, columns = {${names}}`})`;
    await this.transaction({}, async () => {
      await this.makeSchema();
      await this.remove(table);
      await this.run(`CREATE VIEW ${qualified(table)} AS SELECT * FROM ${source}`);
    });
  }

  async tables(): Promise<string[]> {
    const { rows } = await this.rows(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = ${literal(SCHEMA)} ORDER BY table_name`,
    );
    return rows.map(([name]) => String(name));
  }

  async close(): Promise<void> {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  private async makeSchema(): Promise<void> {
    await this.run(`CREATE SCHEMA IF NOT EXISTS ${quoted(SCHEMA)}`);
  }

  /** Removes a table or a view, whichever has the name. */
  private async remove(table: string): Promise<void> {
    requireTableName(table);
    const kinds = await asked(() =>
      this.connection.runAndReadAll(
        "SELECT table_type FROM information_schema.tables WHERE table_schema = $1 AND table_name = $2",
        [SCHEMA, table],
      ),
    );
    for (const [kind] of kinds.getRows())
      await this.run(`DROP ${kind === "VIEW" ? "VIEW" : "TABLE"} ${qualified(table)}`);
  }

  private chunkType(type: CellType): DuckDBType {
    const { BOOLEAN, BIGINT, DOUBLE, VARCHAR } = this.module;
    return { boolean: BOOLEAN, integer: BIGINT, number: DOUBLE, text: VARCHAR }[type];
  }

  private async transaction(work: Work, inside: () => Promise<void>): Promise<void> {
    await this.doing(work, async () => {
      await this.run("BEGIN TRANSACTION");
      try {
        await inside();
        await this.run("COMMIT");
      } catch (error) {
        await this.run("ROLLBACK").catch(() => undefined);
        throw error;
      }
    });
  }

  private async doing<Outcome>({ signal }: Work, inside: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await interruptible(signal, () => this.connection.interrupt(), inside);
    } catch (error) {
      throw error instanceof EngineError
        ? new WarehouseError("failed", message("duckdb-says", { reason: engineMessage(error.message) }))
        : error;
    }
  }

  private run(statement: string): Promise<unknown> {
    return asked(() => this.connection.run(statement));
  }

  /** Tells how far a statement has come while it runs. */
  private async watched<Outcome>(
    before: number,
    total: number,
    { progress }: Work,
    inside: () => Promise<Outcome>,
  ): Promise<Outcome> {
    if (progress === undefined) return inside();
    const timer = setInterval(() => {
      const { percentage } = this.connection.progress;
      if (percentage > 0) progress(before + percentage / 100, total);
    }, POLL_MS);
    try {
      return await inside();
    } finally {
      clearInterval(timer);
    }
  }
}

const TYPES: Readonly<Record<CellType, string>> = {
  boolean: "BOOLEAN",
  integer: "BIGINT",
  number: "DOUBLE",
  text: "VARCHAR",
};

/** What DuckDB itself said, as opposed to what the source of the rows did. */
class EngineError extends Error {}

async function asked<Outcome>(call: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  try {
    return await call();
  } catch (error) {
    throw new EngineError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The driver drops a byte order mark at the beginning of a text that it reads, where it is a character like any other. */
async function keepByteOrderMarks(): Promise<void> {
  const { default: accessors } = await import("@duckdb/node-api/lib/vectors/dataAccessors.js");
  Reflect.set(accessors, "textDecoder", new TextDecoder("utf-8", { ignoreBOM: true }));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function openingProblem(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  if (/lock/i.test(error.message)) return new WarehouseError("refused", message("database-in-use", { path }));
  return new WarehouseError(
    "unreachable",
    message("duckdb-not-opened", { path, reason: engineMessage(error.message) }),
  );
}
