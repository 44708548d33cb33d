import { CUSTOMER } from "../../engine/plan/own-columns.ts";
import type { OutputNode } from "../../engine/plan/plan.ts";
import type { ValueType } from "../../engine/plan/types.ts";
import { jsonValue } from "../../engine/run/present.ts";
import {
  columnType,
  metaValue,
  quoteColumn,
  quoteIdentifier,
  setMeta,
  type StoredValue,
  type SqliteDatabase,
} from "../sqlite/sqlite.ts";
import { required } from "../../engine/invariant/required.ts";

/** SQLite's limit of columns is 2000; wider tag sets go on in further tables. */
const COLUMNS_PER_TABLE = 1500;
const META_KEY = "tags";
/** Why tags have no value, where it is not that they are unknown. */
const STATES = "_states";

/** An output as the tables of current tags hold it. */
export interface StoredOutput {
  readonly name: string;
  readonly type: ValueType;
}

/** One customer's stored tags: a value for each output, and why some are null, each in the order of the outputs. */
export interface StoredTags {
  readonly columns: readonly StoredValue[];
  readonly states: readonly (string | undefined)[];
}

/** Every value that is null is unknown. */
export const NO_STATES: StoredTags["states"] = [];

/** One of the tables, with the outputs that it holds: those from a place on. */
interface TagTable {
  readonly name: string;
  readonly start: number;
  readonly outputs: readonly StoredOutput[];
}

/** What the tables of current tags are called. */
const CURRENT = "tags";
const tableName = (prefix: string, index: number): string => (index === 0 ? prefix : `${prefix}_${index + 1}`);

/** The current tags: one wide row a customer, in tables `tags`, `tags_2`, …; a new set is built beside the old one. */
export class TagTables {
  readonly outputs: readonly StoredOutput[];
  /** The first, which every database with tags has. */
  private readonly first: TagTable;
  private readonly tables: readonly TagTable[];
  private readonly database: SqliteDatabase;

  private constructor(database: SqliteDatabase, prefix: string, outputs: readonly StoredOutput[]) {
    this.database = database;
    this.outputs = outputs;
    const table = (index: number): TagTable => {
      const start = index * COLUMNS_PER_TABLE;
      return {
        name: tableName(prefix, index),
        start,
        outputs: outputs.slice(start, start + COLUMNS_PER_TABLE),
      };
    };
    this.first = table(0);
    const further = Math.ceil(outputs.length / COLUMNS_PER_TABLE) - 1;
    this.tables = [this.first, ...Array.from({ length: Math.max(0, further) }, (_, index) => table(index + 1))];
  }

  /** The tables that hold the current tags; undefined when there has been no run. */
  static current(database: SqliteDatabase): TagTables | undefined {
    const text = metaValue(database, META_KEY);
    if (text === undefined) return undefined;
    const outputs: StoredOutput[] = JSON.parse(text);
    return new TagTables(database, CURRENT, outputs);
  }

  /** Makes empty tables for the tags of a run that is about to be kept. */
  static next(database: SqliteDatabase, outputs: readonly OutputNode[]): TagTables {
    const tables = new TagTables(
      database,
      "next_tags",
      outputs.map(({ name, type }) => ({ name, type })),
    );
    for (const { name: table, outputs: own } of tables.tables) {
      const columns = own.map(({ name, type }) => `, ${quoteColumn(name)} ${columnType(type)}`).join("");
      database.exec(
        `CREATE TABLE ${table} (${CUSTOMER} TEXT PRIMARY KEY, ${STATES} TEXT${columns}) STRICT, WITHOUT ROWID`,
      );
    }
    return tables;
  }

  /** A function that adds a customer. */
  inserter(): (customer: string, tags: StoredTags) => void {
    const inserts = this.tables.map((table) => ({
      ...table,
      insert: this.database.prepare<[StoredValue[]]>(
        `INSERT INTO ${table.name} VALUES (?, ?${", ?".repeat(table.outputs.length)})`,
      ),
    }));
    return (customer, { columns, states }) => {
      for (const { insert, start, outputs } of inserts) {
        const own = inserts.length === 1 ? columns : columns.slice(start, start + outputs.length);
        insert.run([customer, statesText(outputs, states, start), ...own]);
      }
    };
  }

  /** A function that finds a customer's tags. */
  finder(): (customer: string) => StoredTags | undefined {
    const selects = this.tables.map(({ name: table, outputs }) => ({
      outputs,
      select: this.database
        .prepare<[string], [StoredValue, ...StoredValue[]]>(
          `SELECT ${[STATES, ...outputs.map(({ name }) => quoteColumn(name))].join(", ")} FROM ${table} WHERE ${CUSTOMER} = ?`,
        )
        .raw(true),
    }));
    return (customer) => {
      const rows = selects.flatMap(({ outputs, select }) => {
        const row = select.get(customer);
        return row === undefined ? [] : [{ outputs, states: row[0], columns: row.slice(1) }];
      });
      if (rows.length === 0) return undefined;
      if (rows.length !== selects.length) throw new Error(`some of the tags of "${customer}" are not there`);
      const states = rows.some((row) => row.states !== null)
        ? rows.flatMap((row) => statesFrom(row.outputs, row.states))
        : NO_STATES;
      return { columns: rows.flatMap(({ columns }) => columns), states };
    };
  }

  /** Customers that stand here and not in other tables. */
  customersMissingFrom(other: TagTables): string[] {
    return this.database
      .prepare<[], string>(
        `SELECT ${CUSTOMER} FROM ${this.first.name} WHERE ${CUSTOMER} NOT IN (SELECT ${CUSTOMER} FROM ${other.first.name})`,
      )
      .pluck(true)
      .all();
  }

  /**
   * Customers who stand in both these tables and others with another value of some output, or another reason for having
   * none. SQLite compares; only what differs is read.
   * @param common places of outputs here and there
   */
  customersWhoDiffer(other: TagTables, common: readonly (readonly [number, number])[]): string[] {
    const differ = common.map(([here, there]) => `${this.columnAt(here, "h")} IS NOT ${other.columnAt(there, "t")}`);
    const joined = (tables: TagTables, alias: string): string =>
      tables.tables
        .slice(1)
        .map(
          ({ name }, index) =>
            ` JOIN ${name} ${alias}${index + 1} ON ${alias}${index + 1}.${CUSTOMER} = h0.${CUSTOMER}`,
        )
        .join("");
    const shared = Math.min(this.tables.length, other.tables.length);
    const states = Array.from({ length: shared }, (_, index) => `h${index}.${STATES} IS NOT t${index}.${STATES}`);
    const from = `${this.first.name} h0 JOIN ${other.first.name} t0 ON t0.${CUSTOMER} = h0.${CUSTOMER}${joined(this, "h")}${joined(other, "t")}`;
    // SQLite limits the depth of an expression, so the comparisons are nested in pairs.
    return this.database
      .prepare<[], string>(`SELECT h0.${CUSTOMER} FROM ${from} WHERE ${anyOf([...states, ...differ])}`)
      .pluck(true)
      .all();
  }

  private columnAt(place: number, alias: string): string {
    const { name } = required(this.outputs[place], "a stored output");
    return `${alias}${Math.floor(place / COLUMNS_PER_TABLE)}.${quoteColumn(name)}`;
  }

  /** Puts these tables in the place of the current ones. */
  publish(): void {
    for (const table of tagTableNames(this.database)) this.database.exec(`DROP TABLE ${quoteIdentifier(table)}`);
    for (const [index, { name }] of this.tables.entries())
      this.database.exec(`ALTER TABLE ${name} RENAME TO ${tableName(CURRENT, index)}`);
    setMeta(this.database, META_KEY, JSON.stringify(this.outputs));
  }
}

function anyOf(conditions: readonly string[]): string {
  if (conditions.length <= 1) return conditions[0] ?? "0";
  const middle = Math.ceil(conditions.length / 2);
  return `(${anyOf(conditions.slice(0, middle))} OR ${anyOf(conditions.slice(middle))})`;
}

/** The tables of current tags that a database has. */
export function tagTableNames(database: SqliteDatabase): string[] {
  return database
    .prepare<[], { name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND (name = 'tags' OR name GLOB 'tags_[0-9]*') ORDER BY name",
    )
    .all()
    .map(({ name }) => name);
}

/** Why values are null, as JSON by the outputs' names; null where there is no reason but being unknown. */
function statesText(outputs: readonly StoredOutput[], states: StoredTags["states"], start: number): string | null {
  if (states.length === 0) return null;
  let text = "";
  for (const [index, { name }] of outputs.entries()) {
    const state = states[start + index];
    if (state !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${JSON.stringify(state)}`;
  }
  return text === "" ? null : `{${text}}`;
}

function statesFrom(outputs: readonly StoredOutput[], text: StoredValue): (string | undefined)[] {
  const byName: ReadonlyMap<string, string> = new Map(Object.entries(typeof text === "string" ? JSON.parse(text) : {}));
  return outputs.map(({ name }) => byName.get(name));
}

/** A stored tag as JSON: what `run --json` prints of it. */
export function tagJson(column: StoredValue, state: string | undefined, type: ValueType): string {
  if (column === null)
    return JSON.stringify(
      state === undefined ? { is: "unknown" } : state === "none" ? { is: "none" } : { is: "error", code: state },
    );
  if (type.kind === "set") return String(column);
  return JSON.stringify(jsonValue(type.kind === "boolean" ? column === 1 : column, type));
}
