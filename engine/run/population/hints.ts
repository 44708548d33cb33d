import { inside, required } from "../../invariant/required.ts";
import type { Plan } from "../../plan/plan.ts";
import type { DataHints } from "../ir/hints.ts";
import { UNBOUNDED, type Range } from "../ir/range.ts";
import { UNKNOWN_INT32, type Column } from "./columns.ts";
import type { Population } from "./population.ts";

/** What a population's columns say of their values. Looked up once each, when a plan asks. */
export function populationHints(plan: Plan, population: Population): DataHints {
  const ranges = new Map<string, Range>();
  const most = new Map<number, number>();
  const table = (event: number) => population.events.get(inside(plan.reads.events[event]).name);
  const column = (event: number, field: number): Column | undefined =>
    table(event)?.columns.get(inside(inside(plan.reads.events[event]).fields[field]).name);
  return {
    completeField: (field) =>
      population.profile.single &&
      population.profile.columns.get(inside(plan.reads.fields[field]).name)?.complete === true,
    completeEventField: (event, field) => column(event, field)?.complete === true,
    eventFieldRange: (event, field) => {
      const key = `${event} ${field}`;
      let range = ranges.get(key);
      if (range === undefined) {
        range = rangeOf(column(event, field));
        ranges.set(key, range);
      }
      return range;
    },
    mostEvents: (event) => {
      let found = most.get(event);
      if (found === undefined) {
        found = 0;
        const { start } = required(table(event), "the events of a type that the plan reads");
        for (let customer = 0; customer + 1 < start.length; customer++)
          found = Math.max(found, inside(start[customer + 1]) - inside(start[customer]));
        most.set(event, found);
      }
      return found;
    },
  };
}

function rangeOf(column: Column | undefined): Range {
  if (column?.kind !== "number") return UNBOUNDED;
  let low = 0;
  let high = 0;
  const { values } = column;
  // A column of doubles may hold that number as a value.
  const unknown = values instanceof Int32Array ? UNKNOWN_INT32 : Number.NaN;
  for (let row = 0; row < values.length - 1; row++) {
    const value = inside(values[row]);
    if (value > high) high = value;
    if (value < low && value !== unknown) low = value;
  }
  return { low, high };
}
