import Database from "better-sqlite3";
import { DuckDBInstance } from "@duckdb/node-api";
import { dialects, type SqlTarget } from "../../engine/sql/index.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { Cell, TestEngine, TestTable } from "./sql.ts";

const types: Readonly<Record<SqlTarget, Readonly<Record<TestTable["columns"][number]["type"], string>>>> = {
  sqlite: { text: "TEXT", whole: "INTEGER", double: "REAL", truth: "INTEGER" },
  duckdb: { text: "VARCHAR", whole: "BIGINT", double: "DOUBLE", truth: "BOOLEAN" },
  postgres: { text: "TEXT", whole: "BIGINT", double: "DOUBLE PRECISION", truth: "BOOLEAN" },
  spark: { text: "STRING", whole: "BIGINT", double: "DOUBLE", truth: "BOOLEAN" },
};

/** The statements that make tables and fill them; in Spark they are views of literals. */
export function tableStatements(
  target: SqlTarget,
  tables: readonly TestTable[],
  schema: readonly string[] = [],
): string[] {
  const { identifier } = dialects[target];
  return tables.flatMap(({ name, columns, rows }) => {
    const path = [...schema, name].map(identifier).join(".");
    const values = rows.map(
      (row) => `(${row.map((cell, index) => literal(target, cell, columns[index]?.type ?? "text")).join(", ")})`,
    );
    if (target === "spark") {
      const typed = columns
        .map(
          (column, index) =>
            `CAST(${values.length === 0 ? "NULL" : `_${index}`} AS ${types.spark[column.type]}) AS ${identifier(column.name)}`,
        )
        .join(", ");
      return [
        `CREATE OR REPLACE TEMPORARY VIEW ${path} AS SELECT ${typed} ${values.length === 0 ? "WHERE FALSE" : `FROM VALUES ${values.join(", ")} AS given(${columns.map((_, index) => `_${index}`).join(", ")})`}`,
      ];
    }
    const create = `CREATE TABLE ${path} (${columns.map((column) => `${identifier(column.name)} ${types[target][column.type]}`).join(", ")})`;
    return values.length === 0 ? [create] : [create, `INSERT INTO ${path} VALUES ${values.join(", ")}`];
  });
}

/** A cell as a literal. */
export function literal(target: SqlTarget, cell: Cell, type: TestTable["columns"][number]["type"]): string {
  if (cell === null) return "NULL";
  if (typeof cell === "string") return dialects[target].text(cell);
  if (type === "truth") return cell === true || cell === 1 ? "TRUE" : "FALSE";
  return type === "double" ? dialects[target].double(Number(cell)) : String(cell);
}

/** SQLite in memory. */
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

/** DuckDB in memory. */
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
      return reader
        .getRowObjectsJS()
        .map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, plain(cell)])));
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

/** An engine behind a warehouse connection: PostgreSQL has the tables of a case in a schema of their own. */
export function warehouseEngine(warehouse: Warehouse): TestEngine {
  const schema = warehouse.target === "postgres" ? ["tagma_case"] : [];
  return {
    schema,
    load: async (tables) => {
      const fresh = schema.flatMap((name) => [`DROP SCHEMA IF EXISTS ${name} CASCADE`, `CREATE SCHEMA ${name}`]);
      await warehouse.execute([...fresh, ...tableStatements(warehouse.target, tables, schema)]);
    },
    rows: async (query) => {
      const { columns, rows } = await warehouse.rows(query);
      return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])));
    },
    close: () => warehouse.close(),
  };
}
