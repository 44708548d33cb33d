import Database from "better-sqlite3";
import { DuckDBInstance } from "@duckdb/node-api";
import { dialects, type SqlTarget } from "../../engine/sql/index.ts";
import type { Cell, TestEngine, TestTable } from "./sql.ts";

const types: Readonly<Record<"sqlite" | "duckdb", Readonly<Record<TestTable["columns"][number]["type"], string>>>> = {
  sqlite: { text: "TEXT", whole: "INTEGER", double: "REAL", truth: "INTEGER" },
  duckdb: { text: "VARCHAR", whole: "BIGINT", double: "DOUBLE", truth: "BOOLEAN" },
};

/** The statements that make tables and fill them. */
export function tableStatements(target: "sqlite" | "duckdb", tables: readonly TestTable[]): string[] {
  const { identifier } = dialects[target];
  return tables.flatMap(({ name, columns, rows }) => {
    const create = `CREATE TABLE ${identifier(name)} (${columns.map((column) => `${identifier(column.name)} ${types[target][column.type]}`).join(", ")})`;
    const values = rows.map((row) => `(${row.map((cell, index) => literal(target, cell, columns[index]?.type ?? "text")).join(", ")})`);
    return values.length === 0 ? [create] : [create, `INSERT INTO ${identifier(name)} VALUES ${values.join(", ")}`];
  });
}

/** A cell as a literal. */
export function literal(target: SqlTarget, cell: Cell, type: TestTable["columns"][number]["type"]): string {
  if (cell === null) return "NULL";
  if (typeof cell === "string") return dialects[target].text(cell);
  if (type === "truth") return cell === true || cell === 1 ? "TRUE" : "FALSE";
  return type === "double" ? dialects[target].double(Number(cell)) : String(cell);
}

/** SQLite and DuckDB in memory. */
export function sqliteEngine(): TestEngine {
  let database = new Database(":memory:");
  return {
    load: async (tables) => {
      database.close();
      database = new Database(":memory:");
      for (const statement of tableStatements("sqlite", tables)) database.exec(statement);
    },
    rows: async (query) => database.prepare<[], Record<string, Cell>>(query).all(),
    close: async () => {
      database.close();
    },
  };
}

export async function duckdbEngine(): Promise<TestEngine> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("SET threads = 1");
  let made: string[] = [];
  return {
    load: async (tables) => {
      for (const name of made) await connection.run(`DROP TABLE ${dialects.duckdb.identifier(name)}`);
      made = tables.map(({ name }) => name);
      for (const statement of tableStatements("duckdb", tables)) await connection.run(statement);
    },
    rows: async (query) => {
      const reader = await connection.runAndReadAll(query);
      return reader.getRowObjectsJS().map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, plain(cell)])));
    },
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function plain(cell: unknown): Cell {
  if (cell === null || typeof cell === "string" || typeof cell === "number" || typeof cell === "boolean") return cell;
  if (typeof cell === "bigint") return Number(cell);
  throw new Error(`an engine gave ${typeof cell} ${String(cell)}`);
}
