import { createHash } from "node:crypto";
import { columnName } from "../store/sqlite/sqlite.ts";
import { WarehouseError } from "./errors.ts";
import { message } from "../grammar/texts/message.ts";

/** PostgreSQL cuts longer names, in bytes. */
const LONGEST = 63;
const HASH = 12;

/**
 * The table of an event in a warehouse: `event_NAME` where every engine takes that; of other names, which Spark's
 * catalogue refuses, the letters that it takes and a hash of the whole.
 */
export const eventTableName = (event: string): string => tableName("event", event);

/** The table that holds the rows of a table of the rules. */
export const rowsTableName = (table: string): string => tableName("table", table);

function tableName(of: "event" | "table", record: string): string {
  const name = `${of}_${record}`;
  if (isTableName(name)) return name;
  return `${shortened(name.replaceAll(/[^A-Za-z0-9_]+/g, "_"), LONGEST - HASH - 1).replace(/_+$/, "")}_${hashOf(record)}`;
}

/** The column of a field in a warehouse: as in the embedded database, but not longer than every engine takes. */
export function fieldColumnName(field: string): string {
  const name = columnName(field);
  return Buffer.byteLength(name) <= LONGEST ? name : `${shortened(name, LONGEST - HASH - 1)}_${hashOf(field)}`;
}

/** True for what every engine takes as the name of a table. */
export function isTableName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(name) && name.length <= LONGEST;
}

/** @throws WarehouseError for a name that some engine does not take */
export function requireTableName(name: string): void {
  if (!isTableName(name)) throw new WarehouseError("failed", message("bad-table-name", { name, limit: LONGEST }));
}

/** @throws WarehouseError for a name that some engine would cut */
export function requireColumnName(name: string): void {
  if (Buffer.byteLength(name) > LONGEST)
    throw new WarehouseError("failed", message("bad-column-name", { name, limit: LONGEST }));
}

function shortened(name: string, bytes: number): string {
  const characters = [...name];
  while (Buffer.byteLength(characters.join("")) > bytes) characters.pop();
  return characters.join("");
}

function hashOf(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, HASH);
}
