import { zoneFromTable, type ZoneTable } from "../../calendar/zone-table.ts";
import type { Layout } from "../generate/layout.ts";
import type { Compiled } from "./compiled.ts";
import { tablesFromJson, type TablesInput } from "../tables.ts";
import { environment, type ErrorShape } from "./environment.ts";
import { CompiledExecutor, type ExecutorShape, type ProfileExecutor } from "./run-compiled.ts";

/** What a built module carries of its plan, beside its code. */
export interface ModuleShape extends ExecutorShape {
  readonly zone: ZoneTable;
  readonly layout: Layout;
  readonly errors: readonly ErrorShape[];
}

/**
 * The executor of a built module: like `load`, over code that is there already and with no need of Intl.
 * @throws MissingTableError for rules that read a table which is not given
 */
export function standalone(
  shape: ModuleShape,
  make: (operations: object) => Compiled,
  tables?: TablesInput,
): ProfileExecutor {
  const zone = zoneFromTable(shape.zone);
  const rows = tablesFromJson(shape, tables, zone);
  const compiled = make(environment(shape.reads.fields, shape.errors));
  return new CompiledExecutor(shape, zone, shape.layout, compiled, true, rows);
}
