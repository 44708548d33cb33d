import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import {
  Bool,
  DateDay,
  Decimal,
  Field,
  Float64,
  Int64,
  makeBuilder,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  TimestampMillisecond,
  Utf8,
  type DataType,
} from "apache-arrow";
import type { MaybeValue, ValueType } from "../../engine/plan/types.ts";
import type { TableColumn, TableWriter } from "./cell-writers.ts";

const ROWS_PER_BATCH = 20_000;
const DAY = 86_400_000;

/** Writes a table as an Arrow file (Feather version 2), with the types of its Parquet sibling. */
export function arrowTable(path: string, columns: readonly TableColumn[]): TableWriter {
  const part = `${path}.part`;
  const file = openSync(part, "w");
  const schema = new Schema(columns.map(({ name, type }) => new Field(name, arrowType(type), true)));
  const writer = new RecordBatchFileWriter();
  const pump = (async () => {
    for await (const chunk of writer) writeSync(file, chunk);
  })();
  let rows: (readonly MaybeValue[])[] = [];
  const flush = (): void => {
    const children = columns.map(({ type }, index) => {
      const builder = makeBuilder({ type: arrowType(type), nullValues: [null] });
      for (const row of rows) builder.append(cell(row[index] ?? null, type));
      return builder.finish().flush();
    });
    writer.write(
      new RecordBatch(
        schema,
        makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children }),
      ),
    );
    rows = [];
  };
  return {
    row(values) {
      rows.push(values);
      if (rows.length >= ROWS_PER_BATCH) flush();
    },
    async end() {
      flush();
      writer.close();
      await pump;
      fsyncSync(file);
      closeSync(file);
      renameSync(part, path);
    },
    abandon() {
      writer.abort();
      closeSync(file);
      rmSync(part, { force: true });
    },
  };
}

function arrowType(type: ValueType): DataType {
  switch (type.kind) {
    case "boolean":
      return new Bool();
    case "integer":
    case "duration":
      return new Int64();
    case "decimal":
      return new Decimal(type.digits, 18);
    case "number":
      return new Float64();
    case "date":
      return new DateDay();
    case "time":
      return new TimestampMillisecond("UTC");
    case "text":
    case "enum":
    case "set":
      return new Utf8();
  }
}

function cell(value: MaybeValue, type: ValueType): unknown {
  if (value === null) return null;
  if (typeof value === "object") return JSON.stringify(value);
  if (typeof value !== "number") return value;
  switch (type.kind) {
    case "integer":
    case "duration":
      return BigInt(value);
    case "decimal":
      return decimalWords(BigInt(value));
    case "date":
      return value * DAY;
    case "boolean":
    case "number":
    case "time":
    case "text":
    case "enum":
    case "set":
      return value;
  }
}

/** A whole number in two's complement of 128 bits, lowest word first. */
function decimalWords(value: bigint): Uint32Array {
  const bits = BigInt.asUintN(128, value);
  return Uint32Array.from([0n, 32n, 64n, 96n], (shift) => Number((bits >> shift) & 0xffffffffn));
}
