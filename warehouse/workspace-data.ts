import { createHash } from "node:crypto";
import type { Program } from "../engine/check/program.ts";
import type { Reads } from "../engine/plan/plan.ts";
import type { Dialect } from "../engine/sql/index.ts";
import { dataStamp } from "../store/sqlite/data-stamp.ts";
import { openDatabase, requireTables } from "../store/sqlite/database.ts";
import { noDataYet, storedSchema } from "../store/sqlite/schema.ts";
import { isStored, requireStored } from "../store/tables/stored-tables.ts";
import { tableName } from "./stored-tags.ts";
import { storeTables } from "./store-tables.ts";
import type { TableLoad, Warehouse, Work } from "./warehouse.ts";

const LOADED = "loaded";
/** Another one when the tables are laid out otherwise. */
const LAYOUT = 2;

/**
 * Loads a workspace's customers and events into a warehouse, all of them or none, unless the same ones are there.
 * @returns how many rows there are
 * @throws WorkspaceError when nothing is imported yet, or the tables don't fit the rule files
 */
export async function loadWorkspace(
  warehouse: Warehouse,
  dialect: Dialect,
  databasePath: string,
  program: Program,
  reads: Reads,
  work: Work,
): Promise<number> {
  const database = openDatabase(databasePath, { readonly: true, mustExist: true });
  try {
    // What is read is of one instant, whoever writes meanwhile.
    database.exec("BEGIN");
    requireTables(database, program);
    requireStored(database, program, reads);
    const schema = storedSchema(database);
    if (schema === undefined) throw noDataYet();
    const stamp = createHash("sha256")
      .update(`${LAYOUT} ${dataStamp(database, program)}`)
      .digest("hex");
    const before = await loadedBefore(warehouse, dialect);
    const { timeZone } = program.settings;
    const stored = [...program.tables.values()].filter((table) => isStored(database, table, timeZone));
    const tables = storeTables(database, schema, stored);
    const rows = tables.reduce((sum, { count }) => sum + count, 0);
    if (before?.stamp === stamp) return rows;
    await warehouse.load(
      [
        ...tables,
        loadedTable(
          stamp,
          tables.map(({ table }) => table),
        ),
      ],
      work,
    );
    const gone = (before?.tables ?? []).filter((name) => !tables.some(({ table }) => table === name));
    if (gone.length > 0) await warehouse.drop(gone);
    return rows;
  } finally {
    database.close();
  }
}

interface Loaded {
  readonly stamp: string;
  readonly tables: readonly string[];
}

async function loadedBefore(warehouse: Warehouse, dialect: Dialect): Promise<Loaded | undefined> {
  const there = await warehouse.tables();
  if (!there.includes(LOADED)) return undefined;
  const { rows } = await warehouse.rows(`SELECT stamp, table_name FROM ${tableName(dialect, LOADED)}`);
  const tables = rows.map(([, table]) => String(table));
  // Somebody may have removed a table since.
  return tables.every((table) => there.includes(table))
    ? { stamp: String(rows[0]?.[0]), tables }
    : { stamp: "", tables };
}

function loadedTable(stamp: string, tables: readonly string[]): TableLoad {
  return {
    table: LOADED,
    columns: [
      { name: "stamp", type: "text" },
      { name: "table_name", type: "text" },
    ],
    count: tables.length,
    batches: () => [tables.map((table) => [stamp, table])],
  };
}
