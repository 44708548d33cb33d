import { tagmaLayout, type Layout } from "../engine/sql/layout.ts";
import { rowsTableName, eventTableName, fieldColumnName } from "./names.ts";
import { SCHEMA } from "./warehouse.ts";

/** Where `storeTables` puts a workspace's data in a warehouse, for the lowering to SQL. */
export function warehouseLayout(events: Iterable<string>): Layout {
  return tagmaLayout(events, { schema: [SCHEMA], table: eventTableName, rows: rowsTableName, column: fieldColumnName });
}
