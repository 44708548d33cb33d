import type { TypedTable } from "../../engine/check/program.ts";
import { canonicalJson } from "../../engine/plan/canonical-json.ts";
import { KEY } from "../../engine/plan/own-columns.ts";
import { tableLimits } from "../../engine/plan/table-limits.ts";
import { jsonValue } from "../../engine/run/present.ts";
import { message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";
import { countRows, quoteColumn, rowsTable, type SqliteDatabase } from "../sqlite/sqlite.ts";
import { keepTableMemory, tableMemory } from "./stored-tables.ts";
import { valueFromColumn, type StoredValue } from "../stored-value.ts";

/** What came of the rows of a table. */
export interface WrittenRows {
  readonly added: number;
  readonly known: number;
  readonly updated: number;
  readonly removed: number;
  /** Keys of rows that said different things; the least row was kept. */
  readonly conflicts: number;
  readonly conflicting: readonly string[];
  /** About how many bytes of memory they take while rules read them. */
  readonly memory: number;
}

const STAGE = "temp.table_rows";
const KEYS_NAMED = 5;

/**
 * Takes all rows of a table: what they say takes the place of what was there. Of rows with one key the one whose
 * canonical text is least is kept, so that their order does not matter.
 */
export class TableWriter {
  private readonly database: SqliteDatabase;
  private readonly table: TypedTable;
  private readonly insert: { run(...values: StoredValue[]): unknown };
  private readonly limit: number;
  private rows = 0;

  /** The table must be there. */
  constructor(database: SqliteDatabase, table: TypedTable, limit: number = tableLimits.rows) {
    this.limit = limit;
    this.database = database;
    this.table = table;
    const names = [...table.fields.keys()].map(quoteColumn);
    database.exec(`DROP TABLE IF EXISTS ${STAGE}`);
    database.exec(`CREATE TABLE ${STAGE} (${[KEY, "_canonical", ...names].join(", ")})`);
    this.insert = database.prepare<StoredValue[]>(
      `INSERT INTO ${STAGE} VALUES (${Array.from({ length: names.length + 2 }, () => "?").join(", ")})`,
    );
  }

  /** @param values by field; what is not there is unknown */
  write(key: string, values: ReadonlyMap<string, StoredValue>): void {
    if (++this.rows > this.limit)
      throw new WorkspaceError(message("table-too-large", { table: this.table.name, limit: this.limit }));
    const fields = [...this.table.fields.values()];
    const known = fields.flatMap(({ name, type }) => {
      const value = values.get(name) ?? null;
      return value === null ? [] : [[name, jsonValue(valueFromColumn(value, type), type)] as const];
    });
    const canonical = canonicalJson(Object.fromEntries([[this.table.key, key], ...known]));
    this.insert.run(key, canonical, ...fields.map(({ name }) => values.get(name) ?? null));
  }

  /** Puts the rows in the place of those that were there. */
  finish(): WrittenRows {
    const { database, table } = this;
    const name = rowsTable(table.name);
    const columns = [KEY, ...[...table.fields.keys()].map(quoteColumn)];
    const list = columns.join(", ");
    database.exec(
      `CREATE TEMP TABLE kept_rows AS SELECT ${list} FROM (SELECT *, row_number() OVER (PARTITION BY ${KEY} ORDER BY _canonical) AS place FROM ${STAGE}) WHERE place = 1`,
    );
    const told = `SELECT ${KEY} FROM ${STAGE} GROUP BY ${KEY} HAVING min(_canonical) <> max(_canonical)`;
    const conflicts = countRows(database, `(${told})`);
    const conflicting = database
      .prepare<[number], string>(`${told} ORDER BY ${KEY} LIMIT ?`)
      .pluck(true)
      .all(KEYS_NAMED);
    const others = `(SELECT ${list} FROM temp.kept_rows EXCEPT SELECT ${list} FROM ${name})`;
    const isNew = `(SELECT ${KEY} FROM temp.kept_rows EXCEPT SELECT ${KEY} FROM ${name})`;
    const isGone = `(SELECT ${KEY} FROM ${name} EXCEPT SELECT ${KEY} FROM temp.kept_rows)`;
    const [added, changed, removed] = [isNew, others, isGone].map((query) => countRows(database, query));
    const counts = { added: added ?? 0, updated: (changed ?? 0) - (added ?? 0), removed: removed ?? 0 };
    database.exec(`DELETE FROM ${name}`);
    database.exec(`INSERT INTO ${name} (${list}) SELECT ${list} FROM temp.kept_rows ORDER BY ${KEY}`);
    this.drop();
    const memory = tableMemory(database, table, name);
    keepTableMemory(database, table.name, memory);
    return { ...counts, memory, known: this.rows - counts.added, conflicts, conflicting };
  }

  drop(): void {
    this.database.exec(`DROP TABLE IF EXISTS ${STAGE}`);
    this.database.exec("DROP TABLE IF EXISTS temp.kept_rows");
  }
}
