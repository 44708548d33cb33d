import { once } from "node:events";
import { finished } from "node:stream/promises";
import type { Client } from "pg";
import { WorkspaceError } from "../../store/errors.ts";
import { driver, engineMessage, WarehouseError } from "../errors.ts";
import { breathe, interruptible, stopIfAborted } from "../interruptible.ts";
import { requireColumnName, requireTableName } from "../names.ts";
import { literal, qualified, quoted } from "../sql-text.ts";
import { SCHEMA, type Answer, type CellType, type TableLoad, type Warehouse, type Work } from "../warehouse.ts";
import { readValue, TEXT_FORMAT } from "./cells.ts";
import { copyLines } from "./copy-text.ts";
import { connect, type Connected } from "./connect.ts";
import { connectionBroke, postgresProblem } from "./problems.ts";
import { message } from "../../grammar/texts/message.ts";

/**
 * Connects to PostgreSQL.
 * @param url such as `postgres://user@host:5432/database`; what it does not say is taken from the PG* variables of the
 * environment and ~/.pgpass, as psql does
 * @throws WarehouseError when the driver is not installed, nobody answers, or the login is refused
 */
export async function openPostgres(url?: string): Promise<Warehouse> {
  const [{ default: pg }, copy] = await driver("PostgreSQL", "pg pg-copy-streams", () =>
    Promise.all([import("pg"), import("pg-copy-streams")]),
  );
  return new Postgres(await connect(pg, url), copy);
}

class Postgres implements Warehouse {
  readonly target = "postgres";
  readonly version: string;
  private readonly connected: Connected;
  private readonly client: Client;
  private readonly copy: typeof import("pg-copy-streams");

  constructor(connected: Connected, copy: typeof import("pg-copy-streams")) {
    this.connected = connected;
    this.client = connected.client;
    this.version = `PostgreSQL ${connected.version}`;
    this.copy = copy;
  }

  async execute(statements: readonly string[], work: Work = {}): Promise<void> {
    await this.transaction(work, async () => {
      for (const [index, statement] of statements.entries()) {
        await this.client.query(statement);
        work.progress?.(index + 1, statements.length);
        stopIfAborted(work.signal);
      }
    });
  }

  rows(query: string, work: Work = {}): Promise<Answer> {
    return this.doing(work, async () => {
      const { fields, rows } = await this.client.query<(string | null)[]>({
        text: query,
        rowMode: "array",
        types: TEXT_FORMAT,
      });
      return {
        columns: fields.map(({ name }) => name),
        rows: rows.map((row) => row.map((text, place) => readValue(text, fields[place]))),
      };
    });
  }

  async load(tables: readonly TableLoad[], work: Work = {}): Promise<void> {
    const total = tables.reduce((sum, { count }) => sum + count, 0);
    let done = 0;
    await this.transaction(work, async () => {
      await this.makeSchema();
      for (const { table, columns, batches } of tables) {
        for (const { name } of columns) requireColumnName(name);
        await this.remove(table);
        await this.client.query(
          `CREATE TABLE ${qualified(table)} (${columns.map(({ name, type }) => `${quoted(name)} ${TYPES[type]}`).join(", ")})`,
        );
        const stream = this.client.query(this.copy.from(`COPY ${qualified(table)} FROM STDIN`));
        const ended = finished(stream);
        // What goes wrong is thrown where the stream is waited for.
        ended.catch(() => undefined);
        try {
          for (const batch of batches()) {
            if (!stream.write(copyLines(batch, columns, table))) await Promise.race([once(stream, "drain"), ended]);
            done += batch.length;
            work.progress?.(done, total);
            await breathe();
            stopIfAborted(work.signal);
          }
          stream.end();
        } catch (error) {
          stream.destroy(error instanceof Error ? error : undefined);
          await ended.catch(() => undefined);
          throw error;
        }
        await ended;
        await this.client.query(`ANALYZE ${qualified(table)}`);
      }
    });
  }

  async create(table: string, query: string, work: Work = {}): Promise<void> {
    requireTableName(table);
    await this.transaction(work, async () => {
      await this.makeSchema();
      // Made beside the one it replaces, which the query may read.
      await this.client.query(`CREATE TABLE ${qualified(ASIDE)} AS ${query}`);
      await this.remove(table);
      await this.client.query(`ALTER TABLE ${qualified(ASIDE)} RENAME TO ${quoted(table)}`);
    });
  }

  async rename(renames: readonly { readonly from: string; readonly to: string }[]): Promise<void> {
    await this.transaction({}, async () => {
      for (const { from, to } of renames) {
        await this.remove(to);
        await this.client.query(`ALTER TABLE ${qualified(from)} RENAME TO ${quoted(to)}`);
      }
    });
  }

  async drop(tables: readonly string[]): Promise<void> {
    await this.transaction({}, async () => {
      for (const table of tables) await this.remove(table);
    });
  }

  overFiles(): Promise<void> {
    return Promise.reject(new WarehouseError("failed", message("postgres-no-files")));
  }

  async tables(): Promise<string[]> {
    const { rows } = await this.rows(
      `SELECT table_name::text FROM information_schema.tables WHERE table_schema = ${literal(SCHEMA)} ORDER BY table_name COLLATE "C"`,
    );
    return rows.map(([name]) => String(name));
  }

  async close(): Promise<void> {
    await this.connected.close();
  }

  private async makeSchema(): Promise<void> {
    await this.client.query(`CREATE SCHEMA IF NOT EXISTS ${quoted(SCHEMA)}`);
  }

  /** Removes a table, but nothing that others have built on it. */
  private async remove(table: string): Promise<void> {
    requireTableName(table);
    await this.client.query(`DROP TABLE IF EXISTS ${qualified(table)}`);
  }

  private transaction(work: Work, inside: () => Promise<void>): Promise<void> {
    return this.doing(work, async () => {
      await this.client.query("BEGIN");
      try {
        await inside();
        await this.client.query("COMMIT");
      } catch (error) {
        // A connection that is gone has taken its transaction with it.
        await this.client.query("ROLLBACK").catch(() => undefined);
        throw error;
      }
    });
  }

  private async doing<Outcome>({ signal }: Work, inside: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await interruptible(signal, () => this.connected.cancel(), inside);
    } catch (error) {
      if (error instanceof WorkspaceError) throw error;
      throw this.connected.isGone()
        ? connectionBroke(this.connected.place)
        : postgresProblem(error, this.connected.place, engineMessage);
    }
  }
}

/** No table of ours is called that; it is seen inside a transaction only. */
const ASIDE = "_next";

/** Texts are compared by code point, whatever the database's locale. */
const TYPES: Readonly<Record<CellType, string>> = {
  boolean: "boolean",
  integer: "bigint",
  number: "double precision",
  text: 'text COLLATE "C"',
};
