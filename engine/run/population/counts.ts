import { countWords } from "./bitmap.ts";
import type { OutputColumn } from "./results.ts";

/**
 * How many customers have each value of a yes/no tag, a tag of branches or a set, counted over the column as it stands.
 * Undefined for tags of other types. Customers who are absent, left out or an error have no value.
 */
export function valueCounts(column: OutputColumn): ReadonlyMap<string, number> | undefined {
  switch (column.kind) {
    case "truth":
      return new Map([["yes", countWords(column.yes)]]);
    case "set":
      return new Map(
        column.values.map((value, member) => [value, countWords(column.members[member] ?? new Uint32Array(0))]),
      );
    case "choice": {
      const counts = new Uint32Array(column.values.length);
      for (const place of column.places) if (place >= 0) counts[place] = (counts[place] ?? 0) + 1;
      return new Map(column.values.map((value, place) => [value, counts[place] ?? 0]));
    }
    case "number":
    case "text":
      return undefined;
  }
}
