import { formatInstant } from "../../engine/calendar/instant.ts";
import type { Instant } from "../../engine/calendar/zone.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import type { RunsConfig } from "../workspace/config.ts";
import { forgetChanges } from "./change-table.ts";
import { keptSince, lastLetGo, type RunRecord } from "./run-record.ts";
import { YES, type ValueCount, type ValueCounts } from "./value-counts.ts";

/*
 * The tables `runs` and `run_values` of the embedded database: each run, and its customers by output and value.
 */

/** The run that the current tags came from; undefined when there was none yet. */
export function lastRun(database: SqliteDatabase): RunRecord | undefined {
  const row = database
    .prepare<[], RunRow>(`SELECT ${RUN_COLUMNS} FROM runs WHERE current = 1 ORDER BY id DESC LIMIT 1`)
    .get();
  return row === undefined ? undefined : recordOf(row);
}

/** Records a run before it is known what it finds. @returns its number */
export function beginRun(
  database: SqliteDatabase,
  { planHash, asOf, current }: { readonly planHash: string; readonly asOf: Instant; readonly current: boolean },
): number {
  return Number(
    database
      .prepare(
        "INSERT INTO runs (plan_hash, as_of, finished_at, customers, left_out, current) VALUES (?, ?, ?, 0, 0, ?)",
      )
      .run(planHash, asOf, Date.now(), Number(current)).lastInsertRowid,
  );
}

/** Records what a run found. */
export function endRun(
  database: SqliteDatabase,
  run: number,
  {
    customers,
    leftOut,
    counts,
  }: { readonly customers: number; readonly leftOut: number; readonly counts: ValueCounts },
): void {
  database
    .prepare("UPDATE runs SET finished_at = ?, customers = ?, left_out = ? WHERE id = ?")
    .run(Date.now(), customers, leftOut, run);
  const insert = database.prepare(
    "INSERT INTO run_values (run, output, value, customers, entered, departed) VALUES (?, ?, ?, ?, ?, ?)",
  );
  for (const [output, values] of counts)
    for (const [value, count] of values) insert.run(run, output, value, count.customers, count.entered, count.departed);
}

/** The counts of a run, by output and value (as JSON), ordered by both. */
export function countsOfRun(database: SqliteDatabase, run: number): ValueCounts {
  const counts = new Map<string, Map<string, ValueCount>>();
  for (const { output, value, ...count } of database
    .prepare<[number], { output: string; value: string } & ValueCount>(
      "SELECT output, value, customers, entered, departed FROM run_values WHERE run = ? ORDER BY output, value",
    )
    .all(run)) {
    const values = counts.get(output) ?? new Map<string, ValueCount>();
    counts.set(output, values.set(value, count));
  }
  return counts;
}

/** How many customers outputs of yes and no were true for in a run. */
export function sizesOfRun(database: SqliteDatabase, run: number): ReadonlyMap<string, number> {
  return new Map(
    database
      .prepare<[number, string], [string, number]>(
        "SELECT output, customers FROM run_values WHERE run = ? AND value = ?",
      )
      .raw(true)
      .all(run, YES),
  );
}

/** A run and what became of one output in it. */
export interface RunOfOutput {
  readonly run: number;
  /** ISO 8601. */
  readonly asOf: string;
  readonly planHash: string;
  readonly customers: number;
  /** False for a look back. */
  readonly current: boolean;
  /** Counts by value, which is as `run --json` prints it. */
  readonly values: readonly ({ readonly value: unknown } & Readonly<ValueCount>)[];
}

/** What became of an output, run by run, oldest first; empty when no run knows it. */
export function outputHistory(database: SqliteDatabase, output: string): RunOfOutput[] {
  const values = database.prepare<[number, string], { value: string } & ValueCount>(
    "SELECT value, customers, entered, departed FROM run_values WHERE run = ? AND output = ?",
  );
  return database
    .prepare<[string], RunRow>(
      `SELECT ${RUN_COLUMNS} FROM runs WHERE id IN (SELECT run FROM run_values WHERE output = ?) ORDER BY id`,
    )
    .all(output)
    .map(recordOf)
    .map(({ run, asOf, planHash, customers, current }) => ({
      run,
      asOf: formatInstant(asOf),
      planHash,
      customers,
      current,
      values: values.all(run, output).map(({ value, ...counts }) => ({ value: JSON.parse(value), ...counts })),
    }));
}

/** Lets the changes and counts of old runs go, as the workspace's settings say. @param run the run just made */
export function letRunsGo(database: SqliteDatabase, run: number, settings: RunsConfig): void {
  const { keep } = settings;
  const since = keptSince(Date.now(), settings);
  const beyond =
    keep === undefined
      ? undefined
      : database
          .prepare<[number], number>("SELECT id FROM runs WHERE current = 1 ORDER BY id DESC LIMIT 1 OFFSET ?")
          .pluck(true)
          .get(keep);
  const old =
    since === undefined
      ? undefined
      : database
          .prepare<[number], number>("SELECT id FROM runs WHERE finished_at < ? ORDER BY id DESC LIMIT 1")
          .pluck(true)
          .get(since);
  const until = lastLetGo(run, beyond, old);
  forgetChanges(database, until);
  database.prepare("DELETE FROM run_values WHERE run <= ?").run(until);
  database.prepare("DELETE FROM runs WHERE id <= ?").run(until);
}

const RUN_COLUMNS = "id, plan_hash, as_of, finished_at, customers, left_out, current";

interface RunRow {
  readonly id: number;
  readonly plan_hash: string;
  readonly as_of: number;
  readonly finished_at: number;
  readonly customers: number;
  readonly left_out: number;
  readonly current: number;
}

function recordOf(row: RunRow): RunRecord {
  return {
    run: row.id,
    planHash: row.plan_hash,
    asOf: row.as_of,
    finishedAt: row.finished_at,
    customers: row.customers,
    leftOut: row.left_out,
    current: row.current === 1,
  };
}
