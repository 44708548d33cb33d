import type { Instant } from "../../engine/calendar/zone.ts";
import type { Program } from "../../engine/check/program.ts";
import type { OutputNode, Plan } from "../../engine/plan/plan.ts";
import { explainOutput, type Explanation, type SourceTexts } from "../../engine/explain/explain.ts";
import { whyMoved, type MoveReason } from "../../engine/explain/why-moved.ts";
import type { Customer } from "../../engine/run/customer.ts";
import { interpret, prepare, standing } from "../../engine/run/interpreter.ts";
import { jsonResult } from "../../engine/run/present.ts";
import type { Result } from "../../engine/run/result.ts";
import { RecordedTrace } from "../../engine/run/trace.ts";
import { storedCustomers } from "../customers/stored-customers.ts";
import { openDatabase, requireTables } from "../sqlite/database.ts";

/** How many customers move from one value of an output to another. */
export interface Movement {
  readonly name: string;
  readonly cells: readonly Cell[];
  readonly moved: number;
}
export interface Cell {
  readonly from: string;
  readonly to: string;
  readonly customers: number;
  /** Some of those who move. */
  readonly examples: readonly string[];
  /** Why the first of them does. */
  readonly why: readonly MoveReason[];
}

/** One side of a comparison: its plan, and the texts that explanations quote. */
export interface Side {
  readonly plan: Plan;
  readonly sources: SourceTexts;
}

const EXAMPLES = 5;

/**
 * Evaluates two rule sets for every customer of a workspace and counts who moves from which value to which, and why.
 * @param merged both plans in one
 * @param pairs the outputs to compare, old and new
 * @param sides the old and the new rules by themselves
 */
export function movements(
  databasePath: string,
  program: Program,
  merged: Plan,
  pairs: readonly (readonly [OutputNode, OutputNode])[],
  asOf: Instant,
  sides: readonly [Side, Side],
): { readonly customers: number; readonly movements: Movement[] } {
  const database = openDatabase(databasePath, { readonly: true, mustExist: true });
  try {
    requireTables(database, program);
    const evaluation = prepare(merged, asOf);
    const tables = pairs.map(([, after]) => ({
      name: after.name,
      cells: new Map<
        string,
        { from: string; to: string; customers: number; examples: string[]; why: readonly MoveReason[] }
      >(),
    }));
    let customers = 0;
    for (const { customer, firstEvent } of storedCustomers(database, program, merged)) {
      if (standing(evaluation, customer, firstEvent !== undefined && firstEvent <= asOf).kind !== "present") continue;
      customers++;
      const results = interpret(evaluation, customer);
      for (const [index, [before, after]] of pairs.entries()) {
        const [from, to] = [label(results.get(before.id), before), label(results.get(after.id), after)];
        const key = JSON.stringify([from, to]);
        const cell = tables[index]?.cells.get(key) ?? { from, to, customers: 0, examples: [], why: [] };
        cell.customers++;
        if (from !== to && cell.customers === 1)
          cell.why = whyMoved(explained(sides[0], before, customer, asOf), explained(sides[1], after, customer, asOf));
        if (from !== to && cell.examples.length < EXAMPLES) cell.examples.push(customer.id);
        tables[index]?.cells.set(key, cell);
      }
    }
    return {
      customers,
      movements: tables.map(({ name, cells }) => ({
        name,
        cells: [...cells.values()],
        moved: [...cells.values()].reduce((sum, cell) => sum + (cell.from === cell.to ? 0 : cell.customers), 0),
      })),
    };
  } finally {
    database.close();
  }
}

function explained({ plan, sources }: Side, output: OutputNode, customer: Customer, asOf: Instant): Explanation {
  const trace = new RecordedTrace();
  interpret(prepare(plan, asOf), customer, new Set([output.id]), trace);
  return explainOutput(plan, output, trace, sources);
}

/** A result as the name of a row or column. */
export function label(result: Result | undefined, output: OutputNode): string {
  if (result === undefined) return "–";
  if (result.state !== "value") return result.state === "error" ? `error: ${result.error.code}` : result.state;
  const value = jsonResult(result, output.type);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? value.join(", ") || "(none)" : String(value);
}
