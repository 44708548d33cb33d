import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import type { SchemaElement } from "hyparquet";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import type { MaybeValue, ValueType } from "../../engine/plan/types.ts";
import type { TableColumn, TableWriter } from "./cell-writers.ts";

const ROWS_PER_GROUP = 20_000;

/** Writes a table as Parquet: whole numbers as INT64, money and decimals as DECIMAL, dates as DATE, times in UTC milliseconds, sets as JSON. */
export function parquetTable(path: string, columns: readonly TableColumn[]): TableWriter {
  const part = `${path}.part`;
  const file = new ParquetWriter({
    writer: fileWriter(part),
    schema: [{ name: "root", num_children: columns.length }, ...columns.map(element)],
    createdBy: "tagma",
  });
  let rows: (readonly MaybeValue[])[] = [];
  const flush = (): void => {
    if (rows.length > 0)
      void file.write({
        columnData: columns.map(({ name, type }, index) => ({
          name,
          data: rows.map((row) => cell(row[index] ?? null, type)),
        })),
        rowGroupSize: ROWS_PER_GROUP,
      });
    rows = [];
  };
  return {
    row(values) {
      rows.push(values);
      if (rows.length >= ROWS_PER_GROUP) flush();
    },
    async end() {
      flush();
      await file.finish();
      const written = openSync(part, "r+");
      fsyncSync(written);
      closeSync(written);
      renameSync(part, path);
    },
    abandon: () => rmSync(part, { force: true }),
  };
}

function element({ name, type }: TableColumn): SchemaElement {
  const base = { name, repetition_type: "OPTIONAL" } as const;
  switch (type.kind) {
    case "boolean":
      return { ...base, type: "BOOLEAN" };
    case "integer":
    case "duration":
      return { ...base, type: "INT64" };
    case "decimal":
      return { ...base, type: "INT64", converted_type: "DECIMAL", scale: type.digits, precision: 18 };
    case "number":
      return { ...base, type: "DOUBLE" };
    case "date":
      return { ...base, type: "INT32", converted_type: "DATE" };
    case "time":
      return { ...base, type: "INT64", converted_type: "TIMESTAMP_MILLIS" };
    case "text":
    case "enum":
    case "set":
      return { ...base, type: "BYTE_ARRAY", converted_type: "UTF8" };
  }
}

function cell(value: MaybeValue, type: ValueType): unknown {
  if (value === null) return null;
  if (typeof value === "object") return JSON.stringify(value);
  if (
    typeof value === "number" &&
    (type.kind === "integer" || type.kind === "duration" || type.kind === "decimal" || type.kind === "time")
  )
    return BigInt(value);
  return value;
}
