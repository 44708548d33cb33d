import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { SchemaElement } from "hyparquet";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import { breathe, stopIfAborted } from "./interruptible.ts";
import { requireColumnName, requireTableName } from "./names.ts";
import type { Cell, CellType, LoadColumn, Row, TableLoad, Work } from "./warehouse.ts";

/** Rows that are in memory at once, and in a group of a file. */
const GROUP = 50_000;
/** Rows of a file: a table of many can be read by many at once. */
const FILE = 2_000_000;

/**
 * Writes tables as Parquet files: a folder of its name for each, in it files of at most two million rows. A table's folder takes its
 * place when all tables are written; with an error or when it is stopped, what was there before stays.
 * @throws InterruptedError when the signal stopped it
 */
export async function writeParquetTables(folder: string, tables: readonly TableLoad[], work: Work = {}): Promise<void> {
  for (const { table, columns } of tables) {
    requireTableName(table);
    for (const { name } of columns) requireColumnName(name);
  }
  const total = tables.reduce((sum, { count }) => sum + count, 0);
  const aside = (table: string): string => join(folder, `_next-${table}`);
  let done = 0;
  try {
    for (const table of tables) {
      rmSync(aside(table.table), { recursive: true, force: true });
      mkdirSync(aside(table.table), { recursive: true });
      await writeTable(
        aside(table.table),
        table,
        (rows) => {
          done += rows;
          work.progress?.(done, total);
        },
        work.signal,
      );
    }
    for (const { table } of tables) {
      rmSync(join(folder, table), { recursive: true, force: true });
      renameSync(aside(table), join(folder, table));
    }
  } finally {
    for (const { table } of tables) rmSync(aside(table), { recursive: true, force: true });
  }
}

async function writeTable(
  folder: string,
  { columns, batches }: TableLoad,
  written: (rows: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let number = 0;
  let file = openFile(folder, number, columns);
  let rows: Row[] = [];
  const flush = async (): Promise<void> => {
    if (rows.length > 0)
      await file.writer.write({
        columnData: columns.map(({ name, type }, place) => ({
          name,
          data: rows.map((row) => cell(row[place] ?? null, type)),
        })),
        rowGroupSize: GROUP,
      });
    file.rows += rows.length;
    written(rows.length);
    rows = [];
    await breathe();
    stopIfAborted(signal);
  };
  for (const batch of batches()) {
    for (const row of batch) rows.push(row);
    if (rows.length < GROUP) continue;
    await flush();
    if (file.rows < FILE) continue;
    await file.writer.finish();
    file = openFile(folder, ++number, columns);
  }
  await flush();
  await file.writer.finish();
}

function openFile(
  folder: string,
  number: number,
  columns: readonly LoadColumn[],
): { readonly writer: ParquetWriter; rows: number } {
  const path = join(folder, `part-${String(number).padStart(4, "0")}.parquet`);
  return {
    writer: new ParquetWriter({
      writer: fileWriter(path),
      schema: [{ name: "root", num_children: columns.length }, ...columns.map(element)],
      createdBy: "tagma",
    }),
    rows: 0,
  };
}

function element({ name, type }: LoadColumn): SchemaElement {
  const base = { name, repetition_type: "OPTIONAL" } as const;
  switch (type) {
    case "boolean":
      return { ...base, type: "BOOLEAN" };
    case "integer":
      return { ...base, type: "INT64" };
    case "number":
      return { ...base, type: "DOUBLE" };
    case "text":
      return { ...base, type: "BYTE_ARRAY", converted_type: "UTF8" };
  }
}

function cell(value: Cell, type: CellType): Cell | bigint {
  return typeof value === "number" && type === "integer" ? BigInt(value) : value;
}
