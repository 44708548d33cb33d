import type { Instant } from "../../engine/calendar/zone.ts";
import type { Program } from "../../engine/check/program.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import type { Population } from "../../engine/run/population/population.ts";
import type { RunsConfig } from "../workspace/config.ts";
import { countCustomers } from "../customers/customer-ids.ts";
import { openDatabase, requireTables } from "../sqlite/database.ts";
import { InterruptedError } from "../errors.ts";
import {
  evaluateParts,
  PART_BYTES,
  resultsReader,
  visibleOutputs,
  type Evaluated,
  type OnCustomer,
  type OnPart,
} from "./evaluate.ts";
import { populationParts } from "../customers/population-parts.ts";
import { RunChanges } from "./run-changes.ts";
import { dataVersion, Snapshot } from "../snapshot/snapshot.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import { storedReader } from "./stored-columns.ts";
import { TagTables } from "./tag-tables.ts";
import type { ValueCount } from "./value-counts.ts";
import { inWriting, type Patience } from "../sqlite/writer-lock.ts";

export { visibleOutputs, type OnCustomer } from "./evaluate.ts";

/** What a run found. */
export interface RunReport extends Evaluated {
  readonly planHash: string;
  readonly asOf: Instant;
  /** False for a look back, which leaves the current tags as they are. */
  readonly current: boolean;
  /** The instant of the current tags that a look back left alone. */
  readonly currentAsOf: Instant | undefined;
}

/** An audience that grew or shrank by more than is allowed. */
export interface Jump {
  /** A segment, or undefined for the whole population. */
  readonly segment: string | undefined;
  readonly before: number;
  readonly after: number;
}

/** Thrown when a run is not kept because an audience jumps. */
export class AudienceJumpError extends Error {
  readonly jumps: readonly Jump[];
  readonly limit: number;
  constructor(jumps: readonly Jump[], limit: number) {
    super("an audience jumps");
    this.jumps = jumps;
    this.limit = limit;
  }
}

export interface RunOptions {
  readonly asOf: Instant;
  /** True when the user named the instant: one before that of the current tags is then a look back. */
  readonly explicit: boolean;
  readonly patience: Patience;
  readonly runs: RunsConfig;
  /** By how many percent an audience may change. */
  readonly maxChange?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Most bytes that customers should take in memory at once. */
  readonly memory?: number | undefined;
  /** Called with every customer's results, in order of id. */
  readonly onCustomer?: OnCustomer | undefined;
  readonly progress: (done: number, total: number) => void;
}

/**
 * Evaluates a plan for every customer of a workspace and stores the tags in one transaction, beside the hash of the
 * plan and the instant they came from, and who entered and left which value. The evaluation and the storing know
 * nothing of each other.
 * @throws AudienceJumpError when an audience changes by more than is allowed; nothing is kept then
 */
export async function runWorkspace(
  databasePath: string,
  program: Program,
  plan: Plan,
  options: RunOptions,
): Promise<RunReport> {
  const writer = openDatabase(databasePath, { mustExist: true });
  let reader: SqliteDatabase | undefined;
  try {
    const before = dataVersion(writer);
    const snapshot = new Snapshot(databasePath, program);
    let during = before;
    const report = await inWriting(writer, options.patience, async () => {
      requireTables(writer, program);
      during = dataVersion(writer);
      reader = openDatabase(databasePath, { readonly: true, mustExist: true });
      const source = reader;
      source.exec("BEGIN");
      const total = countCustomers(source, program);
      const memory = options.memory ?? PART_BYTES;
      const partsOf = (database: SqliteDatabase, customers: number): Iterable<Population> =>
        customers < LEAST_FOR_SNAPSHOT
          ? populationParts(database, program, plan, memory)
          : snapshot.parts(database, program, plan, memory, during === before);
      const evaluate = (onPart: OnPart): Promise<Evaluated> =>
        evaluateParts(partsOf(source, total), plan, options.asOf, onPart, async (done) => {
          options.progress(done, total);
          await new Promise((resume) => {
            setImmediate(resume);
          });
          if (options.signal?.aborted === true)
            throw new InterruptedError("interrupted; the current tags are as they were");
        });
      const last = lastRun(writer);
      const lookBack = options.explicit && last !== undefined && options.asOf < last.as_of;
      const run = beginRun(writer, plan.hash, options.asOf, !lookBack);
      const report = lookBack
        ? await keepLookBack(writer, run, plan, evaluate, options)
        : await keepCurrent(writer, run, plan, evaluate, options, last);
      return {
        ...report,
        planHash: plan.hash,
        asOf: options.asOf,
        current: !lookBack,
        currentAsOf: lookBack ? last.as_of : undefined,
      };
    });
    reader?.close();
    snapshot.keep(writer, during);
    return report;
  } finally {
    reader?.close();
    writer.close();
  }
}

/** Fewer customers than these are read from the database as fast. */
const LEAST_FOR_SNAPSHOT = 2000;

type Counts = ReadonlyMap<string, ReadonlyMap<string, ValueCount>>;
type Evaluate = (onPart: OnPart) => Promise<Evaluated>;

async function keepCurrent(
  database: SqliteDatabase,
  run: number,
  plan: Plan,
  evaluate: Evaluate,
  options: RunOptions,
  last: LastRun | undefined,
): Promise<Evaluated> {
  const outputs = visibleOutputs(plan);
  const before = TagTables.current(database);
  const next = TagTables.next(database, outputs);
  const insert = next.inserter();
  const changes = new RunChanges(database, run, outputs, before, options.runs.numbers === true);
  const evaluated = await evaluate((found) => {
    const [stored, results] = [storedReader(found, outputs), resultsReader(found)];
    return (id, customer) => {
      insert(id, stored(customer));
      options.onCustomer?.(id, results(customer));
    };
  });
  changes.compareWith(next);
  const counts = changes.counts(evaluated.summaries);
  const limit = options.maxChange ?? options.runs.maxChange;
  if (limit !== undefined && last !== undefined)
    refuseJumps(
      database,
      last,
      evaluated,
      counts,
      outputs.filter(({ kind }) => kind === "segment").map(({ name }) => name),
      limit,
    );
  next.publish();
  endRun(database, run, evaluated, counts);
  letGo(database, run, options.runs);
  return evaluated;
}

/** A look back keeps its counts and nothing else. */
async function keepLookBack(
  database: SqliteDatabase,
  run: number,
  plan: Plan,
  evaluate: Evaluate,
  options: RunOptions,
): Promise<Evaluated> {
  const evaluated = await evaluate((found) => {
    const results = resultsReader(found);
    return (id, customer) => options.onCustomer?.(id, results(customer));
  });
  endRun(
    database,
    run,
    evaluated,
    new RunChanges(database, run, visibleOutputs(plan), undefined, false).counts(evaluated.summaries),
  );
  return evaluated;
}

interface LastRun {
  readonly id: number;
  readonly as_of: number;
  readonly customers: number;
}

function lastRun(database: SqliteDatabase): LastRun | undefined {
  return database
    .prepare<[], LastRun>("SELECT id, as_of, customers FROM runs WHERE current = 1 ORDER BY id DESC LIMIT 1")
    .get();
}

function beginRun(database: SqliteDatabase, planHash: string, asOf: Instant, current: boolean): number {
  return Number(
    database
      .prepare(
        "INSERT INTO runs (plan_hash, as_of, finished_at, customers, left_out, current) VALUES (?, ?, ?, 0, 0, ?)",
      )
      .run(planHash, asOf, Date.now(), Number(current)).lastInsertRowid,
  );
}

function endRun(database: SqliteDatabase, run: number, { customers, leftOutCount }: Evaluated, counts: Counts): void {
  database
    .prepare("UPDATE runs SET finished_at = ?, customers = ?, left_out = ? WHERE id = ?")
    .run(Date.now(), customers, leftOutCount, run);
  const insert = database.prepare(
    "INSERT INTO run_values (run, output, value, customers, entered, departed) VALUES (?, ?, ?, ?, ?, ?)",
  );
  for (const [output, values] of counts)
    for (const [value, count] of values) insert.run(run, output, value, count.customers, count.entered, count.departed);
}

function refuseJumps(
  database: SqliteDatabase,
  last: LastRun,
  { customers }: Evaluated,
  counts: Counts,
  segments: readonly string[],
  limit: number,
): void {
  const size = database.prepare<[number, string], { customers: number }>(
    "SELECT customers FROM run_values WHERE run = ? AND output = ? AND value = 'true'",
  );
  const sizes: Jump[] = [{ segment: undefined, before: last.customers, after: customers }];
  for (const segment of segments) {
    const before = size.get(last.id, segment);
    if (before !== undefined)
      sizes.push({ segment, before: before.customers, after: counts.get(segment)?.get("true")?.customers ?? 0 });
  }
  requireNoJumps(sizes, limit);
}

/** @throws AudienceJumpError when an audience changes by more percent than is allowed */
export function requireNoJumps(sizes: readonly Jump[], limit: number): void {
  const jumps = sizes.filter(({ before, after }) => Math.abs(after - before) * 100 > limit * before);
  if (jumps.length > 0) throw new AudienceJumpError(jumps, limit);
}

const DAY = 86_400_000;

/** Lets the changes and counts of old runs go, as the workspace's settings say. */
function letGo(database: SqliteDatabase, run: number, { keep, keepDays }: RunsConfig): void {
  const kept =
    keep === undefined
      ? undefined
      : database
          .prepare<[number], { id: number }>("SELECT id FROM runs WHERE current = 1 ORDER BY id DESC LIMIT 1 OFFSET ?")
          .get(keep)?.id;
  const young =
    keepDays === undefined
      ? undefined
      : database
          .prepare<[number], { id: number | null }>("SELECT max(id) AS id FROM runs WHERE finished_at < ?")
          .get(Date.now() - keepDays * DAY)?.id;
  const until = Math.min(run - 1, Math.max(kept ?? 0, young ?? 0));
  for (const table of ["tag_changes", "run_values"]) database.prepare(`DELETE FROM ${table} WHERE run <= ?`).run(until);
  database.prepare("DELETE FROM runs WHERE id <= ?").run(until);
}
