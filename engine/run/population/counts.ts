import { inside } from "../../invariant/required.ts";
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
      return new Map(column.values.map((value, member) => [value, countWords(inside(column.members[member]))]));
    case "choice": {
      const counts = new Uint32Array(column.values.length);
      for (const place of column.places) if (place >= 0) counts[place] = inside(counts[place]) + 1;
      return new Map(column.values.map((value, place) => [value, inside(counts[place])]));
    }
    case "number":
    case "text":
      return undefined;
  }
}
