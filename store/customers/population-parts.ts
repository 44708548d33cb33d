import { zone as zoneOf } from "../../engine/calendar/zone.ts";
import type { Program } from "../../engine/check/program.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { PopulationBuilder } from "../../engine/run/population/build.ts";
import type { Population } from "../../engine/run/population/population.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import { storedTables } from "../tables/stored-tables.ts";
import { CustomerReader, type CustomerSink } from "./customer-reader.ts";

const NOBODY: CustomerSink = {
  begin: () => undefined,
  version: () => undefined,
  event: () => undefined,
  seen: () => undefined,
  end: () => undefined,
};

/**
 * All customers of a workspace as populations, one part after another, each of about the given size in memory.
 * Customers stand in order of id.
 * @param bytes most bytes of columns that a part should take
 * @param passedOver how many of the first customers are not wanted
 */
export function* populationParts(
  database: SqliteDatabase,
  program: Program,
  plan: Plan,
  bytes: number,
  passedOver = 0,
): Generator<Population> {
  const tables = storedTables(database, program, plan.reads);
  const reader = new CustomerReader(database, program, plan.reads);
  try {
    for (let customer = 0; customer < passedOver; customer++) reader.next(NOBODY);
    for (;;) {
      const builder = new PopulationBuilder(plan, zoneOf(plan.settings.timeZone), tables);
      while (builder.bytes < bytes && reader.next(builder));
      if (builder.count === 0) return;
      yield builder.build();
    }
  } finally {
    reader.close();
  }
}
