import { parseInstant } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import { dialects, lowerToSql, tagmaLayout, type SqlTarget } from "../../engine/sql/index.ts";
import { evaluatedCases } from "./executor-cases.ts";
import { jsonLogicAnswers } from "./jsonlogic-cases.ts";

const sqlTargets: readonly SqlTarget[] = ["sqlite", "duckdb", "postgres", "spark"];

/**
 * The table of docs/targets.md: of every file of conformance cases how many run and how many are refused on each target.
 * A case is refused when the target refuses one of the outputs that it expects something of.
 */
export function targetsTable(): string {
  const rows = new Map<string, { cases: number; readonly refused: Map<string, number> }>();
  const count = (file: string): { cases: number; readonly refused: Map<string, number> } => {
    const row = rows.get(file) ?? { cases: 0, refused: new Map<string, number>() };
    rows.set(file, row);
    return row;
  };
  for (const [, found] of evaluatedCases()) {
    const { item, plan, asOf } = found;
    const refusedBy = (target: string): void => {
      for (const row of [count(item.file), count("all")]) row.refused.set(target, (row.refused.get(target) ?? 0) + 1);
    };
    for (const row of [count(item.file), count("all")]) row.cases++;
    const events = plan.reads.events.map(({ name }) => name);
    const expected = typeof item.expect === "object" ? Object.keys(item.expect) : [];
    for (const target of sqlTargets) {
      const { refused } = lowerToSql(plan, {
        dialect: dialects[target],
        layout: tagmaLayout(events),
        asOf: parseInstant(asOf, zone(plan.settings.timeZone)) ?? 0,
        events,
      });
      if (refused.some(({ output }) => expected.includes(output.name))) refusedBy(target);
    }
    if (jsonLogicAnswers(found).length === 0) refusedBy("jsonlogic");
  }
  const all = rows.get("all");
  rows.delete("all");
  const line = (
    name: string,
    { cases, refused }: { cases: number; readonly refused: ReadonlyMap<string, number> },
  ): string => {
    const cell = (target: string): string => `${cases - (refused.get(target) ?? 0)} / ${refused.get(target) ?? 0}`;
    return `| ${name} | ${cases} | ${[...sqlTargets, "jsonlogic"].map(cell).join(" | ")} |`;
  };
  return [
    "| Cases of | all | SQLite | DuckDB | PostgreSQL | Spark | JSONLogic |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...[...rows].map(([file, row]) => line(file.replace(".json", ""), row)),
    ...(all === undefined ? [] : [line("**together**", all)]),
  ].join("\n");
}
