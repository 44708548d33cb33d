import type { OutputNode } from "../../engine/plan/plan.ts";
import { UNKNOWN_INT32 } from "../../engine/run/population/columns.ts";
import {
  CHOICE_NONE,
  CHOICE_UNKNOWN,
  hasBit,
  type OutputColumn,
  type PartResult,
} from "../../engine/run/population/results.ts";
import type { StoredValue } from "../sqlite/sqlite.ts";
import { NO_STATES, type StoredTags } from "./tag-tables.ts";
import { required } from "../../engine/invariant/required.ts";

/**
 * Reads the results of a part as the database stores them, customer by customer: a value for each output, and why some
 * have none.
 * @param outputs which outputs, in which order
 */
export function storedReader(found: PartResult, outputs: readonly OutputNode[]): (customer: number) => StoredTags {
  const byId = new Map(found.columns.map((column) => [column.output.id, column]));
  const columns = outputs.map(({ id }) => byId.get(id));
  const readers = columns.map((column) => (column === undefined ? () => null : valueReader(column)));
  // Only these can be null for another reason than being unknown.
  const doubtful = columns.flatMap((column, index) =>
    column !== undefined && (column.errors !== undefined || column.kind === "choice") ? [[index, column] as const] : [],
  );
  return (customer) => {
    const values: StoredValue[] = readers.map((read) => read(customer));
    let states: (string | undefined)[] | undefined;
    for (const [index, column] of doubtful) {
      const state = stateOf(found, column, customer);
      if (state === undefined) continue;
      states ??= outputs.map(() => undefined);
      states[index] = state;
      values[index] = null;
    }
    return { columns: values, states: states ?? NO_STATES };
  };
}

function stateOf(found: PartResult, column: OutputColumn, customer: number): string | undefined {
  if (column.errors !== undefined && column.errors[customer] !== 0)
    return required(found.error(column, customer), "the error of a result").code;
  return column.kind === "choice" && column.places[customer] === CHOICE_NONE ? "none" : undefined;
}

function valueReader(column: OutputColumn): (customer: number) => StoredValue {
  switch (column.kind) {
    case "truth": {
      const { yes, known } = column;
      return (customer) => (hasBit(yes, customer) ? 1 : known === undefined || hasBit(known, customer) ? 0 : null);
    }
    case "choice": {
      const { values, places } = column;
      return (customer) => values[places[customer] ?? CHOICE_UNKNOWN] ?? null;
    }
    case "number": {
      const { numbers } = column;
      const whole = numbers instanceof Int32Array;
      return (customer) => {
        const value = numbers[customer] ?? Number.NaN;
        return Number.isNaN(value) || (whole && value === UNKNOWN_INT32) ? null : value;
      };
    }
    case "text": {
      const { texts, places } = column;
      return (customer) => texts[places[customer] ?? -1] ?? null;
    }
    case "set":
      return (customer) =>
        JSON.stringify(column.values.filter((_, member) => hasBit(column.members[member], customer)));
  }
}
