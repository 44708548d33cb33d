import type { DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { exactNumber, decimalNumber, unreadable } from "../values.ts";
import type { Cell, CellType, Row } from "../warehouse.ts";

type Driver = typeof import("@duckdb/node-api");

/** How the values of a result's column become ours. @throws WarehouseError for a type that has no value of ours */
export function cellReader(module: Driver, type: DuckDBType, column: string): (value: DuckDBValue) => Cell {
  return (value) => {
    if (value === null) return null;
    switch (typeof value) {
      case "boolean":
      case "number":
      case "string":
        return value;
      case "bigint":
        return exactNumber(value, column);
      default:
        if (value instanceof module.DuckDBDecimalValue) return decimalNumber(value.toString(), column);
        throw unreadable(column, type.toString());
    }
  };
}

/** A column of rows as DuckDB takes it. */
export function chunkColumn(rows: readonly Row[], place: number, type: CellType): DuckDBValue[] {
  if (type !== "integer") return rows.map((row) => row[place] ?? null);
  return rows.map((row) => {
    const value = row[place] ?? null;
    return typeof value === "number" ? BigInt(value) : value;
  });
}
