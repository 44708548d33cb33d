import { at } from "../invariant/required.ts";
import { diagnostic, type Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { phrase, type Prose } from "../../grammar/diagnostics/prose.ts";
import type { Plan } from "../plan/plan.ts";
import type { SqlTarget } from "./dialects/dialect.ts";
import type { Refused } from "./outputs.ts";
import type { NotInSql } from "./value.ts";

const engineNames: Readonly<Record<SqlTarget, string>> = {
  sqlite: "SQLite",
  duckdb: "DuckDB",
  postgres: "PostgreSQL",
  spark: "Spark SQL",
};

/** What an engine can't say exactly, as diagnostics at the declarations. */
export function refusalDiagnostics(refused: readonly Refused[], plan: Plan, target: SqlTarget): Diagnostic[] {
  const seen = new Set<string>();
  return refused.flatMap(({ output, reason }) => {
    const place = plan.source.outputs[output.id]?.[""];
    if (place === undefined || seen.has(output.name)) return [];
    seen.add(output.name);
    const [file, start, end] = place;
    return [
      diagnostic(
        "not-in-sql",
        { file: at(plan.source.files, file), start, end },
        { name: output.name, target: engineNames[target], reason: reasonOf(reason) },
      ),
    ];
  });
}

function reasonOf(reason: NotInSql): Prose {
  switch (reason) {
    case "fold":
      return phrase("sql-fold");
    case "nul":
      return phrase("sql-nul");
    case "wide-division":
      return phrase("sql-wide-division");
    case "large-set":
      return phrase("sql-large-set");
    case "set-comparison":
      return phrase("sql-set-comparison");
    case "nested-model":
      return phrase("sql-nested-model");
    case "set-values":
      return phrase("sql-set-values");
    case "lifetime":
      return phrase("sql-lifetime");
  }
}
