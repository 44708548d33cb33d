import { existsSync, statSync } from "node:fs";
import type { Instant } from "../../../engine/calendar/zone.ts";
import { canonicalJson } from "../../../engine/plan/canonical-json.ts";
import { partOf } from "../../../engine/plan/forms.ts";
import type { FieldRead, OutputNode, Plan } from "../../../engine/plan/plan.ts";
import { ownReads } from "../../../engine/plan/joined-reads.ts";
import { evaluatePopulationHere } from "../../../engine/run/population/prepare.ts";
import type { Population } from "../../../engine/run/population/population.ts";
import type { PartResult } from "../../../engine/run/population/results.ts";
import { openDatabase, requireTables } from "../../../store/sqlite/database.ts";
import { dataStamp } from "../../../store/sqlite/data-stamp.ts";
import { PART_BYTES } from "../../../store/runs/evaluate.ts";
import { populationParts } from "../../../store/customers/population-parts.ts";
import { allReads, Snapshot } from "../../../store/snapshot/snapshot.ts";
import { storedTables } from "../../../store/tables/stored-tables.ts";
import { compileWorkspace } from "../../../store/workspace/workspace.ts";
import { StudioProblem } from "./problem.ts";
import type { DraftRules } from "./rules.ts";
import { message } from "../../../grammar/texts/message.ts";

/** A part of the population with what one evaluation found. */
export interface EvaluatedPart {
  readonly part: Population;
  readonly found: PartResult;
}

/** All customers of a workspace, kept in memory with every field and event, so that any rules can be asked of them. */
export class People {
  private loaded:
    | { readonly stamp: string; readonly data: string; readonly reads: Reads; readonly parts: readonly Population[] }
    | undefined;

  /** Evaluates some outputs for everybody. @throws StudioProblem when there is no data, or not what the rules read */
  evaluate(rules: DraftRules, outputs: readonly OutputNode[], asOf: Instant): EvaluatedPart[] {
    const { parts, reads } = this.load(rules);
    const plan = partOf(rules.plan, new Set(outputs.map(({ id }) => id)));
    requireReads(plan, reads);
    const without = plan.reads.tables?.find(({ name }) => parts.some(({ tables }) => tables?.has(name) !== true));
    if (without !== undefined)
      throw new StudioProblem("not-imported", message("table-not-imported", { table: without.name }));
    return parts.map((part) => ({ part, found: evaluatePopulationHere(plan, part, asOf) }));
  }

  /** Reads everybody into memory, so that the first question does not wait for it. @throws StudioProblem when there is no data */
  warm(rules: DraftRules): void {
    this.load(rules);
  }

  private load(rules: DraftRules): { readonly reads: Reads; readonly parts: readonly Population[] } {
    const { workspace } = rules;
    const { databasePath } = workspace;
    const stamp = stampOf(databasePath);
    if (stamp === undefined) throw new StudioProblem("no-data", message("nothing-imported"));
    if (this.loaded?.stamp === stamp) return this.loaded;
    // The rules on disk say what the tables hold; drafts may be ahead of them.
    const saved = compileWorkspace(workspace);
    const program = saved.plan === undefined ? rules.program : saved.program;
    const reads = allReads(program);
    const database = openDatabase(databasePath, { readonly: true, mustExist: true });
    try {
      requireTables(database, program);
      // A run writes tags only: the customers are as they were.
      const data = dataStamp(database, program);
      if (this.loaded?.data === data) {
        this.loaded = { ...this.loaded, stamp };
        return this.loaded;
      }
      const parts = new Snapshot(databasePath, program).stored(storedTables(database, program, reads)) ?? [
        ...populationParts(database, program, { ...rules.plan, reads }, PART_BYTES),
      ];
      this.loaded = { stamp, data, reads, parts };
      return this.loaded;
    } finally {
      database.close();
    }
  }
}

type Reads = ReturnType<typeof allReads>;

/** What the database's files are like; undefined when there are none. */
function stampOf(databasePath: string): string | undefined {
  if (!existsSync(databasePath)) return undefined;
  const of = (path: string): string => {
    if (!existsSync(path)) return "";
    const { size, mtimeMs } = statSync(path);
    return size === 0 ? "" : `${size} ${mtimeMs}`;
  };
  return `${of(databasePath)} ${of(`${databasePath}-wal`)}`;
}

/** A plan may read only what was imported. @throws StudioProblem naming what was not */
function requireReads(plan: Plan, reads: Reads): void {
  const missing = (wanted: readonly FieldRead[], known: readonly FieldRead[]): FieldRead | undefined => {
    const types = new Map(known.map(({ name, type }) => [name, canonicalJson(type)]));
    return wanted.find(({ name, type }) => types.get(name) !== canonicalJson(type));
  };
  const events = new Map(reads.events.map((event) => [event.name, event.fields]));
  const field = missing(ownReads(plan.reads.fields), reads.fields);
  if (field !== undefined) throw new StudioProblem("not-imported", message("field-not-imported", { name: field.name }));
  for (const event of plan.reads.events) {
    const known = events.get(event.name);
    if (known === undefined)
      throw new StudioProblem("not-imported", message("event-not-imported", { name: event.name }));
    const own = missing(ownReads(event.fields), known);
    if (own !== undefined)
      throw new StudioProblem(
        "not-imported",
        message("event-field-not-imported", { event: event.name, name: own.name }),
      );
  }
}
