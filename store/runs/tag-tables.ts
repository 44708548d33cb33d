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

/** The current tags: one wide row a customer, in tables `tags`, `tags_2`, …; a new set is built beside the old one. */
export class TagTables {
  readonly outputs: readonly StoredOutput[];
  private readonly names: readonly string[];
  private readonly chunks: readonly (readonly StoredOutput[])[];
  private readonly database: SqliteDatabase;

  private constructor(database: SqliteDatabase, prefix: string, outputs: readonly StoredOutput[]) {
    this.database = database;
    this.outputs = outputs;
    const count = Math.max(1, Math.ceil(outputs.length / COLUMNS_PER_TABLE));
    this.chunks = Array.from({ length: count }, (_, index) =>
      outputs.slice(index * COLUMNS_PER_TABLE, (index + 1) * COLUMNS_PER_TABLE),
    );
    this.names = this.chunks.map((_, index) => (index === 0 ? prefix : `${prefix}_${index + 1}`));
  }

  /** The tables that hold the current tags; undefined when there has been no run. */
  static current(database: SqliteDatabase): TagTables | undefined {
    const text = metaValue(database, META_KEY);
    if (text === undefined) return undefined;
    const outputs: StoredOutput[] = JSON.parse(text);
    return new TagTables(database, "tags", outputs);
  }

  /** Makes empty tables for the tags of a run that is about to be kept. */
  static next(database: SqliteDatabase, outputs: readonly OutputNode[]): TagTables {
    const tables = new TagTables(
      database,
      "next_tags",
      outputs.map(({ name, type }) => ({ name, type })),
    );
    for (const [index, chunk] of tables.chunks.entries()) {
      const columns = chunk.map(({ name, type }) => `, ${quoteColumn(name)} ${columnType(type)}`).join("");
      database.exec(
        `CREATE TABLE ${tables.names[index] ?? ""} (${CUSTOMER} TEXT PRIMARY KEY, ${STATES} TEXT${columns}) STRICT, WITHOUT ROWID`,
      );
    }
    return tables;
  }

  /** A function that adds a customer. */
  inserter(): (customer: string, tags: StoredTags) => void {
    const inserts = this.chunks.map((chunk, index) =>
      this.database.prepare<[StoredValue[]]>(
        `INSERT INTO ${this.names[index] ?? ""} VALUES (?, ?${", ?".repeat(chunk.length)})`,
      ),
    );
    return (customer, { columns, states }) => {
      for (const [index, chunk] of this.chunks.entries()) {
        const start = index * COLUMNS_PER_TABLE;
        const own = this.chunks.length === 1 ? columns : columns.slice(start, start + chunk.length);
        inserts[index]?.run([customer, statesText(chunk, states, start), ...own]);
      }
    };
  }

  /** A function that finds a customer's tags. */
  finder(): (customer: string) => StoredTags | undefined {
    const selects = this.chunks.map((chunk, index) =>
      this.database
        .prepare<[string], StoredValue[]>(
          `SELECT ${STATES}${chunk.map(({ name }) => `, ${quoteColumn(name)}`).join("")} FROM ${this.names[index] ?? ""} WHERE ${CUSTOMER} = ?`,
        )
        .raw(true),
    );
    return (customer) => {
      const rows = selects.map((select) => select.get(customer));
      if (rows[0] === undefined) return undefined;
      const states = rows.some((row) => typeof row?.[0] === "string")
        ? rows.flatMap((row, index) => statesFrom(this.chunks[index] ?? [], row?.[0] ?? null))
        : NO_STATES;
      return { columns: rows.flatMap((row) => (row ?? []).slice(1)), states };
    };
  }

  /** Customers that stand here and not in other tables. */
  customersMissingFrom(other: TagTables): string[] {
    return this.database
      .prepare<[], string>(
        `SELECT ${CUSTOMER} FROM ${this.names[0] ?? ""} WHERE ${CUSTOMER} NOT IN (SELECT ${CUSTOMER} FROM ${other.names[0] ?? ""})`,
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
      tables.names
        .slice(1)
        .map((name, index) => ` JOIN ${name} ${alias}${index + 1} ON ${alias}${index + 1}.${CUSTOMER} = h0.${CUSTOMER}`)
        .join("");
    const states = [...this.names.keys()].flatMap((here) =>
      [...other.names.keys()]
        .filter((there) => there === here)
        .map((there) => `h${here}.${STATES} IS NOT t${there}.${STATES}`),
    );
    const from = `${this.names[0] ?? ""} h0 JOIN ${other.names[0] ?? ""} t0 ON t0.${CUSTOMER} = h0.${CUSTOMER}${joined(this, "h")}${joined(other, "t")}`;
    // SQLite limits the depth of an expression, so the comparisons are nested in pairs.
    return this.database
      .prepare<[], string>(`SELECT h0.${CUSTOMER} FROM ${from} WHERE ${anyOf([...states, ...differ])}`)
      .pluck(true)
      .all();
  }

  private columnAt(place: number, alias: string): string {
    return `${alias}${Math.floor(place / COLUMNS_PER_TABLE)}.${quoteColumn(this.outputs[place]?.name ?? "")}`;
  }

  /** Puts these tables in the place of the current ones. */
  publish(): void {
    for (const table of tagTableNames(this.database)) this.database.exec(`DROP TABLE ${quoteIdentifier(table)}`);
    for (const [index, name] of this.names.entries())
      this.database.exec(`ALTER TABLE ${name} RENAME TO ${index === 0 ? "tags" : `tags_${index + 1}`}`);
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
