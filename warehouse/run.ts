import type { Instant } from "../engine/calendar/zone.ts";
import type { Program } from "../engine/check/program.ts";
import { CUSTOMER } from "../engine/plan/own-columns.ts";
import type { Plan } from "../engine/plan/plan.ts";
import { dialects, type Dialect, type SqlQuery } from "../engine/sql/index.ts";
import type { RunsConfig } from "../store/workspace/config.ts";
import type { Evaluated } from "../store/runs/evaluate.ts";
import { refuseJumps } from "../store/runs/jumps.ts";
import type { RunReport } from "../store/runs/run.ts";
import { leftAlone } from "../store/runs/run-record.ts";
import type { ValueCounts } from "../store/runs/value-counts.ts";
import { addChanges, countsOf } from "./changes.ts";
import { WarehouseError } from "./errors.ts";
import { RECORDS_ASIDE, RunRecords } from "./run-records.ts";
import { currentTags, isLaw, OUTPUTS, outputsTable, storedTag, tableName, TAGS } from "./stored-tags.ts";
import { summarise } from "./summary.ts";
import type { Warehouse, Work } from "./warehouse.ts";
import { loadWorkspace } from "./workspace-data.ts";
import { message } from "../grammar/texts/message.ts";
import { required } from "../engine/invariant/required.ts";

/** The table of the customers who lack a required field. */
const LEFT_OUT = "left_out";
const LEFT_OUT_KEPT = 1000;
const NEXT_TAGS = `${TAGS}_next`;
const NEXT_LEFT_OUT = `${LEFT_OUT}_next`;
const NEXT_OUTPUTS = `${OUTPUTS}_next`;

/** What a run in a warehouse is doing. */
export type Phase = "loading" | "evaluating" | "counting";

export interface WarehouseRunOptions {
  readonly asOf: Instant;
  /** True when the user named the instant: one before that of the current tags is then a look back. */
  readonly explicit: boolean;
  readonly runs: RunsConfig;
  /** By how many percent an audience may change. */
  readonly maxChange?: number | undefined;
  /** The workspace whose customers and events are loaded; none when they stand in the warehouse already. */
  readonly data: { readonly databasePath: string; readonly program: Program } | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress: (phase: Phase, done: number, total: number) => void;
}

/** What a run in a warehouse found. */
export interface WarehouseReport extends RunReport {
  /** Customers by output and value (as JSON), with who entered and left since the run before. */
  readonly values: ValueCounts;
  /** The instant of the tags before; undefined when there were none. */
  readonly before: Instant | undefined;
}

/**
 * Evaluates a plan in a warehouse: the tags become the table `tagma.tags`, beside it who was left out, what its columns
 * are, and the runs with who entered and left which value. Only counts leave the engine. With an error, or when it is
 * stopped, the tags are as they were; in Spark, which has no transactions, the tables are replaced one after the other
 * at the very end.
 * @param query what the plan was lowered to, with values as people read them
 * @throws AudienceJumpError when an audience changes by more than is allowed; nothing is kept then
 */
export async function runInWarehouse(
  warehouse: Warehouse,
  plan: Plan,
  query: SqlQuery,
  options: WarehouseRunOptions,
): Promise<WarehouseReport> {
  const dialect = dialects[warehouse.target];
  const work = (phase: Phase): Work => ({
    signal: options.signal,
    progress: (done, total) => options.progress(phase, done, total),
  });
  await requireAlone(warehouse);
  if (options.data !== undefined)
    await sizeShuffles(
      warehouse,
      await loadWorkspace(
        warehouse,
        dialect,
        options.data.databasePath,
        options.data.program,
        plan.reads,
        work("loading"),
      ),
    );
  const records = await RunRecords.of(warehouse, dialect);
  const last = await records.last();
  const currentAsOf = leftAlone(options, last);
  const lookBack = currentAsOf !== undefined;
  const tags = query.columns.map(storedTag);
  try {
    options.progress("evaluating", 0, 1);
    await warehouse.create(NEXT_TAGS, query.query, work("evaluating"));
    const evaluated = await count(warehouse, dialect, query, work("counting"));
    const visible = evaluated.summaries.filter(({ output }) => !isLaw(output.kind));
    const counts = countsOf(visible);
    const before = lookBack ? [] : await currentTags(warehouse, dialect);
    if (before.length > 0)
      await addChanges(
        counts,
        warehouse,
        dialect,
        { table: NEXT_TAGS, tags: tags.filter(({ kind }) => !isLaw(kind)) },
        { table: TAGS, tags: before },
        work("counting"),
      );
    const limit = options.maxChange ?? options.runs.maxChange;
    if (!lookBack && last !== undefined && limit !== undefined)
      refuseJumps(
        last,
        await records.sizes(last.run),
        {
          customers: evaluated.customers,
          counts,
          segments: visible
            .filter(({ output }) => output.kind === "segment" && output.at === "now")
            .map(({ output }) => output.name),
        },
        limit,
      );
    const record = {
      run: await records.next(),
      planHash: plan.hash,
      asOf: options.asOf,
      finishedAt: Date.now(),
      customers: evaluated.customers,
      leftOut: evaluated.leftOutCount,
      current: !lookBack,
    };
    const recorded = await records.add(record, counts, options.runs, work("counting"));
    await warehouse.load([outputsTable(NEXT_OUTPUTS, tags)], { signal: options.signal });
    const replaced = lookBack ? [] : [TAGS, LEFT_OUT, OUTPUTS].map((table) => ({ from: `${table}_next`, to: table }));
    await warehouse.rename([...replaced, ...recorded]);
    return {
      ...evaluated,
      planHash: plan.hash,
      asOf: options.asOf,
      current: !lookBack,
      currentAsOf,
      values: counts,
      before: before.length > 0 ? last?.asOf : undefined,
    };
  } finally {
    // What was in the way is said already.
    await warehouse.drop([NEXT_TAGS, NEXT_LEFT_OUT, NEXT_OUTPUTS, ...RECORDS_ASIDE]).catch(() => undefined);
  }
}

/** Two runs at once would replace each other's tables: a file of DuckDB has one process anyway. */
async function requireAlone(warehouse: Warehouse): Promise<void> {
  if (warehouse.target !== "postgres") return;
  const { rows } = await warehouse.rows(`SELECT pg_try_advisory_lock(${LOCK})`);
  if (rows[0]?.[0] !== true) throw new WarehouseError("refused", message("run-under-way"));
}

/** "tagma" as a number; the session holds it until it ends. */
const LOCK = 0x74_61_67_6d_61;

/** In Spark, fewer parts for few rows, where nobody has said how many: each of the dozens of steps has all of them. */
async function sizeShuffles(warehouse: Warehouse, rows: number): Promise<void> {
  if (warehouse.target !== "spark") return;
  const [setting] = (await warehouse.rows(`SET ${PARTS}`)).rows;
  if (setting?.[1] === SPARKS_OWN)
    await warehouse.execute([
      `SET ${PARTS} = ${Math.min(Number(SPARKS_OWN), Math.max(2, Math.ceil(rows / ROWS_OF_A_PART)))}`,
    ]);
}

const PARTS = "spark.sql.shuffle.partitions";
/** How many there are without a setting. */
const SPARKS_OWN = "200";
const ROWS_OF_A_PART = 250_000;

async function count(warehouse: Warehouse, dialect: Dialect, query: SqlQuery, work: Work): Promise<Evaluated> {
  const { customers, summaries } = await summarise(warehouse, dialect, NEXT_TAGS, query.columns, work);
  await warehouse.create(
    NEXT_LEFT_OUT,
    query.leftOut ??
      `SELECT ${[CUSTOMER, "missing"].map((name) => `CAST(NULL AS ${dialect.types.text}) AS ${dialect.identifier(name)}`).join(", ")} WHERE FALSE`,
    { signal: work.signal },
  );
  const table = tableName(dialect, NEXT_LEFT_OUT);
  const customer = dialect.identifier(CUSTOMER);
  const { rows } = await warehouse.rows(`SELECT COUNT(*) FROM ${table}`, { signal: work.signal });
  const leftOutCount = Number(required(rows[0]?.[0], "a count"));
  const first =
    leftOutCount === 0
      ? []
      : (
          await warehouse.rows(
            `SELECT ${customer}, ${dialect.identifier("missing")} FROM ${table} ORDER BY ${dialect.byCodePoint(customer)} LIMIT ${LEFT_OUT_KEPT}`,
            { signal: work.signal },
          )
        ).rows;
  const leftOut = first.map(([id, missing]) => ({ customer: String(id), missing: String(missing) }));
  return {
    customers,
    leftOut,
    leftOutCount,
    summaries: [
      ...summaries.filter(({ output }) => !isLaw(output.kind)),
      ...summaries.filter(({ output }) => isLaw(output.kind)),
    ],
  };
}
