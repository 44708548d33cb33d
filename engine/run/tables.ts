import { required } from "../invariant/required.ts";
import type { Zone } from "../calendar/zone.ts";
import { canonicalJson } from "../plan/canonical-json.ts";
import { decodeValue, reasonInEnglish } from "../plan/decode.ts";
import { joinedReads } from "../plan/joined-reads.ts";
import type { FieldRead, Plan, TableRead } from "../plan/plan.ts";
import { tableLimits } from "../plan/table-limits.ts";
import type { MaybeValue } from "../plan/types.ts";
import { compareText } from "../text/text.ts";
import { CustomerDataError } from "./data-error.ts";

/** Rows of tables by the tables' names, as plain JSON: each with its key, and values like those of a profile. */
export type TablesInput = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** Thrown where rules read a table and nobody gave its rows: an answer without them would be another one. */
export class MissingTableError extends Error {
  readonly table: string;
  constructor(table: string) {
    super(`the rules read the table \`${table}\`: give its rows in \`tables\``);
    this.table = table;
  }
}

/** The rows of a table: where each key's row stands, and the values of each field by place. */
export interface TableRows {
  readonly places: ReadonlyMap<string, number>;
  readonly columns: ReadonlyMap<string, readonly MaybeValue[]>;
}

/** The rows of every table that is read, by the table's name. */
export type Tables = ReadonlyMap<string, TableRows>;

const NONE: Tables = new Map();

/**
 * Decodes the rows of the tables that a plan reads. Of two rows with one key that with the least canonical JSON counts,
 * in whatever order they come.
 * @throws MissingTableError for a table that is not given
 * @throws CustomerDataError for a row without a key, a value that is not of its field's type, or too many rows
 */
export function tablesFromJson(plan: Pick<Plan, "reads">, input: TablesInput | undefined, zone: Zone): Tables {
  const { tables } = plan.reads;
  if (tables === undefined) return NONE;
  return new Map(
    tables.map((table): [string, TableRows] => {
      const given = input !== undefined && Object.hasOwn(input, table.name) ? input[table.name] : undefined;
      if (given === undefined) throw new MissingTableError(table.name);
      return [table.name, rowsFromJson(table, given, zone)];
    }),
  );
}

type Row = Readonly<Record<string, unknown>>;

function rowsFromJson(table: TableRead, given: readonly Row[], zone: Zone): TableRows {
  if (given.length > tableLimits.rows)
    throw new CustomerDataError(`the table ${table.name} has more than ${tableLimits.rows} rows`);
  const rows = new Map<string, Row>();
  for (const row of given) {
    const key = keyOf(table, row, zone);
    const other = rows.get(key);
    if (other === undefined || compareText(canonicalRow(row), canonicalRow(other)) < 0) rows.set(key, row);
  }
  const kept = [...rows];
  return {
    places: new Map(kept.map(([key], place) => [key, place])),
    columns: new Map(
      table.fields.map((field) => [field.name, kept.map(([, row]) => cell(table, field, row, zone))] as const),
    ),
  };
}

/** What decides which of two rows with one key counts: the least in order of code points. Nothing is no value. */
export function canonicalRow(row: Row): string {
  const known = Object.entries(row).filter(([, value]) => value !== null && value !== undefined);
  return canonicalJson(Object.fromEntries(known)).normalize("NFC");
}

function keyOf(table: TableRead, row: Row, zone: Zone): string {
  const decoded = decodeValue(Object.hasOwn(row, table.key) ? row[table.key] : null, { kind: "text" }, zone);
  if (!decoded.ok) throw new CustomerDataError(`${table.name}.${table.key} ${reasonInEnglish(decoded.reason)}`);
  if (typeof decoded.value !== "string" || decoded.value === "")
    throw new CustomerDataError(`a row of ${table.name} has no ${table.key}`);
  if (decoded.value.length > tableLimits.key)
    throw new CustomerDataError(`${table.name}.${table.key} has more than ${tableLimits.key} characters`);
  return decoded.value;
}

function cell(table: TableRead, field: FieldRead, row: Row, zone: Zone): MaybeValue {
  const decoded = decodeValue(Object.hasOwn(row, field.name) ? row[field.name] : null, field.type, zone);
  if (!decoded.ok) throw new CustomerDataError(`${table.name}.${field.name} ${reasonInEnglish(decoded.reason)}`);
  return decoded.value;
}

/** The rows of a table that is read. @throws MissingTableError where they are not there */
export function rowsOf(tables: Tables | undefined, table: string): TableRows {
  const rows = tables?.get(table);
  if (rows === undefined) throw new MissingTableError(table);
  return rows;
}

/** The value of a field in the row that a key names: unknown without a key, and for a key without a row. */
export function valueIn(rows: TableRows, field: string, key: MaybeValue | undefined): MaybeValue {
  const place = typeof key === "string" ? rows.places.get(key) : undefined;
  return place === undefined ? null : (required(rows.columns.get(field), `the column ${field}`)[place] ?? null);
}

/** A record's fields with what they read through tables beside them. */
export function withJoined(
  fields: ReadonlyMap<string, MaybeValue>,
  reads: readonly FieldRead[],
  tables: Tables,
): ReadonlyMap<string, MaybeValue> {
  const through = joinedReads(reads);
  if (through.length === 0) return fields;
  return new Map([
    ...fields,
    ...through.map(
      ({ name, via }) => [name, valueIn(rowsOf(tables, via.table), via.field, fields.get(via.key))] as const,
    ),
  ]);
}
