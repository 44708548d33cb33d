import { inside, required } from "../../invariant/required.ts";
import { canonicalJson } from "../../plan/canonical-json.ts";
import type { FieldRead, Plan } from "../../plan/plan.ts";
import { joinedReads, type JoinedRead } from "../../plan/joined-reads.ts";
import { rowsOf, valueIn } from "../tables.ts";
import { ColumnBuilder, Dictionary, shared, type Column } from "./columns.ts";
import type { Population } from "./population.ts";

/** What a population was last given: rules are often evaluated again over the same one. */
const joined = new WeakMap<Population, { readonly reads: string; readonly population: Population }>();

/**
 * A population with what a plan reads through tables as columns of its own: for each text that names a row the value is
 * looked up once, and then taken over by the text's place. The kernel sees fields like any other.
 * @throws MissingTableError where the population lacks a table that the plan reads
 */
export function withJoinedColumns({ reads }: Plan, population: Population): Population {
  if (reads.tables === undefined) return population;
  const key = canonicalJson([reads.fields, reads.events]);
  const known = joined.get(population);
  if (known?.reads === key) return known.population;
  const dictionary = new Dictionary(population.texts);
  const columnsOf = (
    fields: readonly FieldRead[],
    columns: ReadonlyMap<string, Column>,
  ): ReadonlyMap<string, Column> => {
    const through = joinedReads(fields);
    if (through.length === 0) return columns;
    return new Map([
      ...columns,
      ...through.map((read) => [read.name, gathered(read, columns, population, dictionary)] as const),
    ]);
  };
  const eventFields = new Map(reads.events.map(({ name, fields }) => [name, fields]));
  const whole: Population = {
    ...population,
    id: (customer) => population.id(customer),
    profile: { ...population.profile, columns: columnsOf(reads.fields, population.profile.columns) },
    events: new Map(
      [...population.events].map(([name, table]) => [
        name,
        { ...table, columns: columnsOf(eventFields.get(name) ?? [], table.columns) },
      ]),
    ),
    texts: dictionary.texts,
  };
  joined.set(population, { reads: key, population: whole });
  return whole;
}

/** The column of a table's field, by the column of the texts that name its rows. */
function gathered(
  { via, type }: JoinedRead,
  columns: ReadonlyMap<string, Column>,
  population: Population,
  dictionary: Dictionary,
): Column {
  const keys = required(columns.get(via.key), `the column ${via.key}`);
  if (keys.kind !== "code") throw new Error(`the column ${via.key} holds no texts`);
  const rows = rowsOf(population.tables, via.table);
  // What stands last in a column is for unknown: the same place here, one before the first text.
  const values = new ColumnBuilder(type, dictionary);
  for (const text of population.texts) values.add(valueIn(rows, via.field, text));
  return take(values.build(), keys.values, population.texts.length);
}

/** The values at the places that the keys name; `unknown` is the place of no text. A column of texts is one of Int32. */
function take(of: Column, keys: Int8Array | Int16Array | Int32Array, unknown: number): Column {
  if (!(keys instanceof Int32Array)) throw new Error("a column of texts is one of 32 bits");
  const { length } = keys;
  // A place of -1 reads the first entry: what is unknown, in the column's own way.
  const table = new Float64Array(unknown + 2);
  table[0] = inside(of.values[unknown]);
  table.set(of.values, 1);
  switch (of.kind) {
    case "number": {
      const { values } = of;
      const into = values instanceof Float64Array ? shared.float64(length) : shared.int32(length);
      if (into instanceof Float64Array) takeDoubles(table, keys, into);
      else takeWhole(Int32Array.from(table), keys, into);
      return { kind: "number", values: into, complete: isComplete(into, values[unknown]) };
    }
    case "truth": {
      const into = shared.uint8(length);
      takeTruths(Uint8Array.from(table), keys, into);
      return { kind: "truth", values: into, complete: isComplete(into, 0) };
    }
    case "code": {
      if (of.values instanceof Int8Array) {
        const into = shared.int8(length);
        takeSmall(Int8Array.from(table), keys, into);
        return { kind: "code", values: into, complete: isComplete(into, -1) };
      }
      if (of.values instanceof Int16Array) {
        const into = shared.int16(length);
        takeMiddling(Int16Array.from(table), keys, into);
        return { kind: "code", values: into, complete: isComplete(into, -1) };
      }
      const into = shared.int32(length);
      takeWhole(Int32Array.from(table), keys, into);
      return { kind: "code", values: into, complete: isComplete(into, -1) };
    }
  }
}

// A loop of its own for each kind of array: one loop over all kinds is several times slower.

function takeDoubles(table: Float64Array, keys: Int32Array, into: Float64Array): void {
  for (let row = 0; row < into.length; row++) into[row] = inside(table[inside(keys[row]) + 1]);
}

function takeWhole(table: Int32Array, keys: Int32Array, into: Int32Array): void {
  for (let row = 0; row < into.length; row++) into[row] = inside(table[inside(keys[row]) + 1]);
}

function takeSmall(table: Int8Array, keys: Int32Array, into: Int8Array): void {
  for (let row = 0; row < into.length; row++) into[row] = inside(table[inside(keys[row]) + 1]);
}

function takeMiddling(table: Int16Array, keys: Int32Array, into: Int16Array): void {
  for (let row = 0; row < into.length; row++) into[row] = inside(table[inside(keys[row]) + 1]);
}

function takeTruths(table: Uint8Array, keys: Int32Array, into: Uint8Array): void {
  for (let row = 0; row < into.length; row++) into[row] = inside(table[inside(keys[row]) + 1]);
}

/** Whether no row but the last, which is for customers without one, has the value that stands for unknown. */
function isComplete(values: Column["values"], unknown: number | undefined): boolean {
  if (values instanceof Float64Array) {
    for (let row = 0; row < values.length - 1; row++) if (Number.isNaN(values[row])) return false;
    return true;
  }
  const at = unknown === undefined ? -1 : values.indexOf(unknown);
  return at === -1 || at === values.length - 1;
}
