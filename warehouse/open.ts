import { openDuckDb } from "./duckdb/duckdb.ts";
import { openPostgres } from "./postgres/postgres.ts";
import { openSpark, type SparkOptions } from "./spark/spark.ts";
import type { Warehouse } from "./warehouse.ts";

/** Which engine, and where it is. */
export type WarehouseAddress =
  | { readonly target: "duckdb"; /** A file; in memory without one. */ readonly path?: string | undefined }
  | {
      readonly target: "postgres";
      /** What it does not say is taken from the PG* variables. */ readonly url?: string | undefined;
    }
  | ({ readonly target: "spark" } & SparkOptions);

/**
 * Connects to an engine; its driver is loaded only now.
 * @throws WarehouseError when the driver or the engine is missing, does not answer, or refuses the login
 */
export function openWarehouse(address: WarehouseAddress): Promise<Warehouse> {
  switch (address.target) {
    case "duckdb":
      return openDuckDb(address.path);
    case "postgres":
      return openPostgres(address.url);
    case "spark":
      return openSpark(address);
  }
}
