import { openDuckDb } from "../../warehouse/duckdb/duckdb.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";

/** Does something with a file of DuckDB, and closes it. */
export async function inDuckDb<Outcome>(
  path: string,
  work: (warehouse: Warehouse) => Promise<Outcome>,
): Promise<Outcome> {
  const warehouse = await openDuckDb(path);
  try {
    return await work(warehouse);
  } finally {
    await warehouse.close();
  }
}
