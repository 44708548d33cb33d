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
import { refuseJumps } from "./jumps.ts";
import { leftAlone, type RunRecord } from "./run-record.ts";
import { beginRun, endRun, lastRun, letRunsGo, sizesOfRun } from "./run-tables.ts";
import { RunChanges } from "./run-changes.ts";
import { dataVersion, Snapshot } from "../snapshot/snapshot.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import { storedReader } from "./stored-columns.ts";
import { TagTables } from "./tag-tables.ts";
import { inWriting, type Patience } from "../sqlite/writer-lock.ts";
import { message } from "../../grammar/texts/message.ts";

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
          if (options.signal?.aborted === true) throw new InterruptedError(message("interrupted-tags"));
        });
      const last = lastRun(writer);
      const currentAsOf = leftAlone(options, last);
      const lookBack = currentAsOf !== undefined;
      const run = beginRun(writer, { planHash: plan.hash, asOf: options.asOf, current: !lookBack });
      const report = lookBack
        ? await keepLookBack(writer, run, plan, evaluate, options)
        : await keepCurrent(writer, run, plan, evaluate, options, last);
      return {
        ...report,
        planHash: plan.hash,
        asOf: options.asOf,
        current: !lookBack,
        currentAsOf,
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

type Evaluate = (onPart: OnPart) => Promise<Evaluated>;

async function keepCurrent(
  database: SqliteDatabase,
  run: number,
  plan: Plan,
  evaluate: Evaluate,
  options: RunOptions,
  last: RunRecord | undefined,
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
      last,
      sizesOfRun(database, last.run),
      {
        customers: evaluated.customers,
        counts,
        segments: outputs.filter(({ kind }) => kind === "segment").map(({ name }) => name),
      },
      limit,
    );
  next.publish();
  endRun(database, run, { customers: evaluated.customers, leftOut: evaluated.leftOutCount, counts });
  letRunsGo(database, run, options.runs);
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
  endRun(database, run, {
    customers: evaluated.customers,
    leftOut: evaluated.leftOutCount,
    counts: new RunChanges(database, run, visibleOutputs(plan), undefined, false).counts(evaluated.summaries),
  });
  return evaluated;
}
