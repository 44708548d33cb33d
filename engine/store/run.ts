import type { Instant } from "../calendar/zone.ts";
import type { Program } from "../check/program.ts";
import type { OutputNode, Plan } from "../plan/plan.ts";
import type { Value } from "../plan/types.ts";
import { interpret, prepare, standing, type Results } from "../run/interpreter.ts";
import type { Result } from "../run/result.ts";
import { Summary, type OutputSummary } from "../run/summary.ts";
import { countCustomers, storedCustomers } from "./customers.ts";
import { columnType, openDatabase, quoteColumn, quoteIdentifier, requireTables, type SqliteDatabase } from "./database.ts";

/** What a run found. */
export interface RunReport {
  readonly planHash: string;
  readonly asOf: Instant;
  readonly customers: number;
  /** Customers without a required field, with the field; the first of them. */
  readonly leftOut: readonly { readonly customer: string; readonly missing: string }[];
  readonly leftOutCount: number;
  readonly summaries: readonly OutputSummary[];
}

/** Called with every customer's results, in order of id. */
export type OnCustomer = (id: string, results: Results) => void;

const LEFT_OUT_KEPT = 1000;
/** SQLite's limit of columns is 2000; wider tag sets go on in further tables. */
const COLUMNS_PER_TABLE = 1500;
const PROGRESS_EVERY = 500;

/** The outputs that people see: tags, lifecycles, segments at the instant of the run. */
export function visibleOutputs(plan: Plan): OutputNode[] {
  return plan.outputs.filter(({ kind, at }) => at === "now" && (kind === "tag" || kind === "lifecycle" || kind === "segment"));
}

/** The laws: outputs that should be true for nobody. */
export function laws(plan: Plan): OutputNode[] {
  return plan.outputs.filter(({ kind, at }) => at === "now" && (kind === "never" || kind === "exclusive"));
}

/**
 * Evaluates a plan for every customer of a workspace and stores the tags in one transaction, beside the hash of the
 * plan and the instant they came from.
 */
export function runWorkspace(databasePath: string, program: Program, plan: Plan, asOf: Instant, onCustomer: OnCustomer, progress: (done: number, total: number) => void): RunReport {
  const reader = openDatabase(databasePath, { readonly: true, mustExist: true });
  let writer: SqliteDatabase | undefined;
  try {
    requireTables(reader, program);
    const total = countCustomers(reader, program);
    writer = openDatabase(databasePath, { mustExist: true });
    const store = new TagStore(writer, visibleOutputs(plan));
    return store.inTransaction(() => {
      const report = evaluateAll(reader, program, plan, asOf, (id, results) => {
        store.write(id, results);
        onCustomer(id, results);
      }, (done) => progress(done, total));
      store.recordRun(report);
      return report;
    });
  } finally {
    reader.close();
    writer?.close();
  }
}

function evaluateAll(database: SqliteDatabase, program: Program, plan: Plan, asOf: Instant, onCustomer: OnCustomer, progress: (done: number) => void): RunReport {
  const evaluation = prepare(plan, asOf);
  const watched = [...visibleOutputs(plan), ...laws(plan)];
  const summaries = new Map(watched.map((output) => [output.id, new Summary(output)]));
  const leftOut: { customer: string; missing: string }[] = [];
  let [customers, leftOutCount, done] = [0, 0, 0];
  for (const { customer, firstEvent } of storedCustomers(database, program, plan)) {
    done++;
    if (done % PROGRESS_EVERY === 0) progress(done);
    const place = standing(evaluation, customer, firstEvent !== undefined && firstEvent <= asOf);
    if (place.kind === "absent") continue;
    if (place.kind === "left out") {
      leftOutCount++;
      if (leftOut.length < LEFT_OUT_KEPT) leftOut.push({ customer: customer.id, missing: place.missing });
      continue;
    }
    customers++;
    const results = interpret(evaluation, customer);
    for (const [id, summary] of summaries) {
      const result = results.get(id);
      if (result !== undefined) summary.add(result);
    }
    onCustomer(customer.id, results);
  }
  progress(done);
  return { planHash: plan.hash, asOf, customers, leftOut, leftOutCount, summaries: watched.flatMap(({ id }) => summaries.get(id)?.result() ?? []) };
}

/** The current tags: one wide row a customer, in tables `tags`, `tags_2`, … */
class TagStore {
  private readonly database: SqliteDatabase;
  private readonly chunks: readonly (readonly OutputNode[])[];
  private inserts: { run(...values: (string | number | null)[]): unknown }[] = [];

  constructor(database: SqliteDatabase, outputs: readonly OutputNode[]) {
    this.database = database;
    const count = Math.max(1, Math.ceil(outputs.length / COLUMNS_PER_TABLE));
    this.chunks = Array.from({ length: count }, (_, index) => outputs.slice(index * COLUMNS_PER_TABLE, (index + 1) * COLUMNS_PER_TABLE));
  }

  inTransaction(work: () => RunReport): RunReport {
    return this.database.transaction(() => {
      this.createTables();
      return work();
    })();
  }

  private createTables(): void {
    const old = this.database.prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND (name = 'tags' OR name GLOB 'tags_[0-9]*')").all();
    for (const { name } of old) this.database.exec(`DROP TABLE ${quoteIdentifier(name)}`);
    this.inserts = this.chunks.map((outputs, index) => {
      const table = index === 0 ? "tags" : `tags_${index + 1}`;
      const columns = outputs.map(({ name, type }) => `, ${quoteColumn(name)} ${columnType(type)}`).join("");
      this.database.exec(`CREATE TABLE ${table} (_customer TEXT PRIMARY KEY, _states TEXT${columns}) STRICT, WITHOUT ROWID`);
      return this.database.prepare(`INSERT INTO ${table} VALUES (?, ?${", ?".repeat(outputs.length)})`);
    });
  }

  write(id: string, results: Results): void {
    for (const [index, outputs] of this.chunks.entries()) {
      const states = outputs.flatMap((output): [string, string][] => {
        const result = results.get(output.id);
        return result === undefined || result.state === "value" || result.state === "unknown" ? [] : [[output.name, result.state === "error" ? result.error.code : "none"]];
      });
      this.inserts[index]?.run(id, states.length === 0 ? null : JSON.stringify(Object.fromEntries(states)), ...outputs.map((output) => toColumn(results.get(output.id))));
    }
  }

  recordRun(report: RunReport): void {
    this.database.prepare("INSERT INTO runs (plan_hash, as_of, finished_at, customers, left_out, current) VALUES (?, ?, ?, ?, ?, 1)")
      .run(report.planHash, report.asOf, Date.now(), report.customers, report.leftOutCount);
  }
}

function toColumn(result: Result | undefined): string | number | null {
  if (result?.state !== "value") return null;
  const value: Value = result.value;
  if (typeof value === "boolean") return Number(value);
  return typeof value === "object" ? JSON.stringify(value) : value;
}
