import type { Program } from "../../engine/check/program.ts";
import { canonicalJson } from "../../engine/plan/canonical-json.ts";
import { storedSchema } from "./schema.ts";
import { countRows, eventTable, partTable, PROFILE_TABLE, type SqliteDatabase } from "./sqlite.ts";

/** What changes whenever customers or events do: imports, erasures, migrations. */
export function dataStamp(database: SqliteDatabase, program: Program): string {
  const imports = database
    .prepare<[], { readonly sha256: string; readonly finished_at: number }>(
      "SELECT sha256, finished_at FROM imports ORDER BY source, file",
    )
    .all();
  const tables = [...program.events.values()].map(({ name, partOf }) =>
    partOf === null ? eventTable(name) : partTable(name),
  );
  const counts = [PROFILE_TABLE, "erased", ...tables].map((table) => countRows(database, table));
  return canonicalJson({
    imports: imports.map(({ sha256, finished_at: at }) => [sha256, at]),
    counts,
    schema: storedSchema(database),
  });
}
