import { canonicalJson } from "../plan/canonical-json.ts";
import type { OutputSummary } from "../run/population/summary.ts";
import type { Dialect } from "../sql/index.ts";
import { customersByValue, isCounted, valueCount, type ValueCount } from "../store/value-counts.ts";
import { tableName, valueConditions, type FormerTag } from "./stored-tags.ts";
import { Tally } from "./tally.ts";
import type { Warehouse, Work } from "./warehouse.ts";

/** Customers by output and value (as JSON). */
export type ValueCounts = ReadonlyMap<string, ReadonlyMap<string, ValueCount>>;

/** The counts of a run without what moved. */
export function countsOf(summaries: readonly OutputSummary[]): Map<string, Map<string, ValueCount>> {
  return new Map(summaries.filter(({ output }) => isCounted(output.type)).map((summary) => [summary.output.name, customersByValue(summary.output.type, summary)]));
}

/**
 * Adds to the counts who entered and left which value: customers who came count as entering, customers who went as
 * leaving. Outputs that were not there before, or had another type, have neither.
 * @param next the table of tags of this run
 * @param before the one that stands until it is replaced
 */
export async function addChanges(counts: ReadonlyMap<string, Map<string, ValueCount>>, warehouse: Warehouse, dialect: Dialect, next: Version, before: Version, work: Work): Promise<void> {
  const tally = new Tally();
  const moves: { readonly counts: Map<string, ValueCount>; readonly value: string; readonly entered: number; readonly departed: number }[] = [];
  const former = new Map(before.tags.map((tag) => [tag.name, tag]));
  for (const tag of next.tags) {
    const [own, old] = [counts.get(tag.name), former.get(tag.name)];
    if (own === undefined || old === undefined || canonicalJson(old.type) !== canonicalJson(tag.type)) continue;
    const [now, then] = [valueConditions(tag, "n", dialect), valueConditions(old, "b", dialect)];
    for (const value of new Set([...now.keys(), ...then.keys()])) {
      const [here, there] = [sure(now.get(value)), sure(then.get(value))];
      moves.push({ counts: own, value, entered: tally.count(`${here} AND NOT ${there}`), departed: tally.count(`${there} AND NOT ${here}`) });
    }
  }
  if (moves.length === 0) return;
  const customer = (alias: string): string => dialect.byCodePoint(`${dialect.identifier(alias)}.${dialect.identifier("_customer")}`);
  const side = ({ table }: Version, alias: string): string => `${tableName(dialect, table)} AS ${dialect.identifier(alias)}`;
  const answers = await tally.answers(warehouse, `${side(next, "n")} FULL JOIN ${side(before, "b")} ON ${customer("n")} = ${customer("b")}`, work);
  for (const { counts: own, value, entered, departed } of moves) {
    const [came, went] = [answers.number(entered), answers.number(departed)];
    if (came === 0 && went === 0) continue;
    const count = valueCount(own, value);
    count.entered += came;
    count.departed += went;
  }
}

/** A table of tags with what its columns are. */
export interface Version {
  readonly table: string;
  readonly tags: readonly FormerTag[];
}

/** Neither true nor false is false; so is a row that is not there. */
const sure = (condition: string | undefined): string => (condition === undefined ? "FALSE" : `COALESCE(${condition}, FALSE)`);
