import { diagnostic, type Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import type { Program } from "../../engine/check/program.ts";
import type { WorkspaceConfig } from "./config.ts";

/**
 * Hints for tables whose rows a field names and no source brings, so that all that is read of them is unknown. Where
 * there are no sources yet, or the rows stand in a warehouse's own tables, there is nothing to say.
 */
export function unfilledTables({ sources = [], bindings }: WorkspaceConfig, program: Program): Diagnostic[] {
  if (sources.length === 0 || bindings?.tables !== undefined) return [];
  const filled = new Set(sources.map(({ table }) => table?.normalize("NFC")));
  const records = [...(program.profile === undefined ? [] : [program.profile]), ...program.events.values()];
  const named = new Set(records.flatMap(({ fields }) => [...fields.values()].map(({ table }) => table)));
  return [...program.tables.values()]
    .filter(({ name }) => named.has(name) && !filled.has(name))
    .map(({ name, location }) => diagnostic("table-unfilled", location, { name }));
}
