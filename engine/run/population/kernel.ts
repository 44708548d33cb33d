import { inside } from "../../invariant/required.ts";
import { addMonths, monthsSince, nextAnniversary } from "../../calendar/civil.ts";
import { zone as zoneOf } from "../../calendar/zone.ts";
import * as operations from "../generate/operations.ts";
import { collectors } from "../generate/collectors.ts";
import { UNKNOWN_INT32 } from "./columns.ts";
import { binOf, scratch, walkTrees } from "./kernel-fits.ts";
import type { SharedArray } from "./kernel-data.ts";

/** What a thread needs to run a kernel; plain data and shared memory. */
export interface KernelTask {
  readonly body: string;
  readonly data: Readonly<Record<string, SharedArray>>;
  /** The dictionary, where the code looks into texts. */
  readonly texts: readonly string[] | undefined;
  readonly timeZone: string;
  readonly count: number;
  /** The next chunk to be taken, shared by all threads. */
  readonly next: Int32Array;
}

/** Customers that a thread takes at once: a multiple of 32, so that no two threads write to one word. */
const CHUNK = 4096;

/** Takes chunks of customers until there are none left. */
export function runKernel(task: KernelTask, run: RunCustomers = instantiate(task)): void {
  for (;;) {
    const from = Atomics.add(task.next, 0, 1) * CHUNK;
    if (from >= task.count) return;
    run(from, Math.min(task.count, from + CHUNK));
  }
}

/** Evaluates customers `from` up to but without `to`. */
export type RunCustomers = (from: number, to: number) => void;

/** Turns a kernel's source into a function. */
export function instantiate({ body, data, texts, timeZone }: KernelTask): RunCustomers {
  const environment = {
    ...operations,
    addMonths,
    monthsSince,
    nextAnniversary,
    ...collectors,
    rowAt,
    int32,
    binOf,
    scratch,
    walkTrees,
  };
  const looked = { at: (place: number): string | null => texts?.[place] ?? null };
  // Only the plan's structure is code in it: names do not occur, and texts are places of the dictionary.
  // oxlint-disable-next-line no-new-func
  const make = new Function("operations", "data", "texts", "zone", body) as (
    operations: object,
    data: object,
    texts: object,
    zone: object,
  ) => RunCustomers;
  return make(environment, data, looked, zoneOf(timeZone));
}

/** The row of the profile version that holds at an instant; without one, the row after the last, in which every field is unknown. */
function rowAt(start: Int32Array, validFrom: Float64Array, customer: number, instant: number): number {
  const first = inside(start[customer]);
  for (let row = inside(start[customer + 1]) - 1; row >= first; row--)
    if (inside(validFrom[row]) <= instant) return row;
  return validFrom.length;
}

function int32(value: number): number {
  return value === UNKNOWN_INT32 ? Number.NaN : value;
}
