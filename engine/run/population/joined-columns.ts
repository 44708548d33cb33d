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

/** The values at the places that the keys name; `unknown` is the place of no text. */
function take(of: Column, keys: Int8Array | Int16Array | Int32Array, unknown: number): Column {
  const { length } = keys;
  const from = of.values;
  const into = emptyLike(from, length);
  const nothing = inside(from[unknown]);
  let complete = true;
  for (let row = 0; row < length; row++) {
    const key = inside(keys[row]);
    const value = key < 0 ? nothing : inside(from[key]);
    into[row] = value;
    if (row < length - 1 && (value === nothing || Number.isNaN(value))) complete = false;
  }
  if (of.kind === "number" && (into instanceof Float64Array || into instanceof Int32Array))
    return { kind: "number", values: into, complete };
  if (of.kind === "truth" && into instanceof Uint8Array) return { kind: "truth", values: into, complete };
  if (of.kind === "code" && !(into instanceof Float64Array) && !(into instanceof Uint8Array))
    return { kind: "code", values: into, complete };
  throw new Error("a column changed its kind");
}

function emptyLike(values: Column["values"], length: number): Column["values"] {
  if (values instanceof Float64Array) return shared.float64(length);
  if (values instanceof Int32Array) return shared.int32(length);
  if (values instanceof Int16Array) return shared.int16(length);
  return values instanceof Int8Array ? shared.int8(length) : shared.uint8(length);
}
