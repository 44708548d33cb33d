import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import {
  Field,
  Float64,
  Int32,
  Int8,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
  type Data,
} from "apache-arrow";
import { CUSTOMER, DATE, HOUR, TIME, VALID_FROM } from "../../engine/plan/own-columns.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { datesAscend } from "../../engine/run/population/build.ts";
import { Dictionary, shared, type Column } from "../../engine/run/population/columns.ts";
import type { EventTable, Population } from "../../engine/run/population/population.ts";
import { fromArrow, toArrow, type ArrowColumn } from "./arrow-columns.ts";
import { inside, required } from "../../engine/invariant/required.ts";

/** The fields and events that a snapshot holds. */
export type SnapshotReads = Plan["reads"];

/** The CRC-32 of each file of a part, by name: a flipped bit must not become another answer. */
export type PartSums = Readonly<Record<string, number>>;

/**
 * Writes a part of a population as Arrow files: customers, profile versions, and the events of each type.
 * @returns what is to be given when it is read back
 */
export function writePart(folder: string, part: Population, reads: SnapshotReads): PartSums {
  mkdirSync(folder, { recursive: true });
  const sums: Record<string, number> = {};
  const write = (name: string, rows: number, all: readonly ArrowColumn[], event?: string): void => {
    const bytes = arrowFile(rows, all, event);
    sums[name] = crc32(bytes);
    writeFileSync(join(folder, name), bytes);
  };
  const ids = vectorFromArray(
    Array.from({ length: part.count }, (_, customer) => part.id(customer)),
    new Utf8(),
  );
  write("customers.arrow", part.count, [
    { field: new Field("customer", new Utf8(), false), data: ids.data[0] ?? makeData({ type: new Utf8() }) },
    float64("first_event", part.firstEvent),
  ]);
  const versions = part.profile.validFrom.length;
  write("profile.arrow", versions, [
    int32(CUSTOMER, owners(part.profile.start, versions)),
    float64(VALID_FROM, part.profile.validFrom),
    ...columns(reads.fields, part.profile.columns, versions, part.texts),
  ]);
  for (const [index, { name, fields }] of reads.events.entries()) {
    const table = part.events.get(name);
    if (table === undefined) continue;
    const rows = table.time.length;
    write(
      eventFile(index),
      rows,
      [
        int32(CUSTOMER, owners(table.start, rows)),
        float64(TIME, table.time),
        int32(DATE, table.date),
        int8(HOUR, table.hour),
        ...columns(fields, table.columns, rows, part.texts),
      ],
      name,
    );
  }
  return sums;
}

const eventFile = (index: number): string => `event-${index}.arrow`;

/** Reads a part back. @throws when a file is missing, or not what was written */
export function readPart(folder: string, reads: SnapshotReads, sums: PartSums): Population {
  const read = (name: string): Table => {
    const bytes = readFileSync(join(folder, name));
    if (crc32(bytes) !== sums[name]) throw new Error(`${name} is not what was written`);
    return tableFromIPC(bytes);
  };
  const dictionary = new Dictionary();
  const customers = read("customers.arrow");
  const ids = required(customers.getChild("customer") ?? undefined, "the column of ids");
  const count = customers.numRows;
  const firstEvent = float64Of(customers, "first_event");
  const profile = read("profile.arrow");
  const validFrom = float64Of(profile, VALID_FROM);
  const start = starts(int32Of(profile, CUSTOMER), count);
  const events = new Map(
    reads.events.map(({ name, fields }, index): [string, EventTable] => {
      const table = read(eventFile(index));
      const from = starts(int32Of(table, CUSTOMER), count);
      const date = int32Of(table, DATE);
      const hour = shared.int8(table.numRows);
      hour.set(dataOf(table, HOUR).values.subarray(0, table.numRows));
      return [
        name,
        {
          start: from,
          time: float64Of(table, TIME),
          date,
          hour,
          datesAscend: datesAscend(from, date),
          columns: new Map(
            fields.map((field) => [field.name, fromArrow(field, dataOf(table, field.name), dictionary)]),
          ),
        },
      ];
    }),
  );
  const own = new Map(
    reads.fields.map((field) => [field.name, fromArrow(field, dataOf(profile, field.name), dictionary)]),
  );
  const single =
    validFrom.length === count &&
    validFrom.every((from) => from === -Infinity) &&
    start.every((row, customer) => row === customer);
  return {
    count,
    id: (customer) => String(required(ids.get(customer), "the id of a customer")),
    firstEvent,
    texts: dictionary.texts,
    profile: { single, start, validFrom, columns: own },
    events,
  };
}

function arrowFile(rows: number, all: readonly ArrowColumn[], event: string | undefined): Uint8Array {
  const schema = new Schema(
    all.map(({ field }) => field),
    new Map(event === undefined ? [] : [["event", event]]),
  );
  const batch = new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children: all.map(({ data }) => data) }),
  );
  return tableToIPC(new Table(schema, batch), "file");
}

function columns(
  fields: SnapshotReads["fields"],
  found: ReadonlyMap<string, Column>,
  rows: number,
  texts: readonly string[],
): ArrowColumn[] {
  return fields.map((field) => {
    const column = found.get(field.name);
    if (column === undefined) throw new Error(`the population has no field \`${field.name}\``);
    return toArrow(field, column, rows, texts);
  });
}

const int32 = (name: string, values: Int32Array): ArrowColumn => ({
  field: new Field(name, new Int32(), false),
  data: makeData({ type: new Int32(), length: values.length, data: values }),
});
const int8 = (name: string, values: Int8Array): ArrowColumn => ({
  field: new Field(name, new Int8(), false),
  data: makeData({ type: new Int8(), length: values.length, data: values }),
});
const float64 = (name: string, values: Float64Array): ArrowColumn => ({
  field: new Field(name, new Float64(), false),
  data: makeData({ type: new Float64(), length: values.length, data: values }),
});

/** The customer of each row. */
function owners(start: Int32Array, rows: number): Int32Array {
  const found = new Int32Array(rows);
  for (let customer = 0; customer + 1 < start.length; customer++)
    found.fill(customer, start[customer], start[customer + 1]);
  return found;
}

/** The first row of each customer, and at the end the number of rows. */
function starts(customers: Int32Array, count: number): Int32Array {
  const start = shared.int32(count + 1);
  let customer = 0;
  for (let row = 0; row < customers.length; row++) while (customer <= inside(customers[row])) start[customer++] = row;
  start.fill(customers.length, customer);
  return start;
}

function dataOf(table: Table, name: string): Data {
  const data = table.getChild(name)?.data;
  const [only] = data ?? [];
  if (only === undefined || data?.length !== 1) throw new Error(`the snapshot lacks \`${name}\``);
  return only;
}

function float64Of(table: Table, name: string): Float64Array {
  const values = shared.float64(table.numRows);
  values.set(dataOf(table, name).values.subarray(0, table.numRows));
  return values;
}

function int32Of(table: Table, name: string): Int32Array {
  const values = shared.int32(table.numRows);
  values.set(dataOf(table, name).values.subarray(0, table.numRows));
  return values;
}
