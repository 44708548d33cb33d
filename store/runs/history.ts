import { formatInstant } from "../../engine/calendar/instant.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";

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
  readonly values: readonly {
    readonly value: unknown;
    readonly customers: number;
    readonly entered: number;
    readonly departed: number;
  }[];
}

/** What changed for one customer in a run; `output` is empty when the customer came or left. */
export interface ChangeOfCustomer {
  readonly run: number;
  readonly asOf: string;
  readonly output: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What became of an output, run by run, oldest first; empty when no run knows it. */
export function outputHistory(database: SqliteDatabase, output: string): RunOfOutput[] {
  const runs = database
    .prepare<[string], { id: number; as_of: number; plan_hash: string; customers: number; current: number }>(
      "SELECT id, as_of, plan_hash, customers, current FROM runs WHERE id IN (SELECT run FROM run_values WHERE output = ?) ORDER BY id",
    )
    .all(output);
  const values = database.prepare<
    [number, string],
    { value: string; customers: number; entered: number; departed: number }
  >("SELECT value, customers, entered, departed FROM run_values WHERE run = ? AND output = ?");
  return runs.map(({ id, as_of: asOf, plan_hash: planHash, customers, current }) => ({
    run: id,
    asOf: formatInstant(asOf),
    planHash,
    customers,
    current: current === 1,
    values: values.all(id, output).map(({ value, ...counts }) => ({ value: JSON.parse(value), ...counts })),
  }));
}

/** Who entered and left which value of an output in its last runs, newest first. */
export function outputChanges(
  database: SqliteDatabase,
  output: string,
  limit: number,
): (ChangeOfCustomer & { readonly customer: string })[] {
  return database
    .prepare<
      [string, number],
      { _customer: string; run: number; as_of: number; before: string | null; after: string | null }
    >(
      "SELECT _customer, run, as_of, before, after FROM tag_changes JOIN runs ON runs.id = run WHERE output = ? ORDER BY run DESC, _customer LIMIT ?",
    )
    .all(output, limit)
    .map(({ _customer: customer, run, as_of: asOf, before, after }) => ({
      customer,
      run,
      asOf: formatInstant(asOf),
      output,
      before: parsed(before),
      after: parsed(after),
    }));
}

/** What changed for a customer, oldest first. */
export function customerHistory(database: SqliteDatabase, customer: string): ChangeOfCustomer[] {
  return database
    .prepare<[string], { run: number; as_of: number; output: string; before: string | null; after: string | null }>(
      "SELECT run, as_of, output, before, after FROM tag_changes JOIN runs ON runs.id = run WHERE _customer = ? ORDER BY run, output",
    )
    .all(customer)
    .map(({ run, as_of: asOf, output, before, after }) => ({
      run,
      asOf: formatInstant(asOf),
      output,
      before: parsed(before),
      after: parsed(after),
    }));
}

function parsed(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}
