import { canonicalJson } from "../engine/plan/canonical-json.ts";
import { CUSTOMER } from "../engine/plan/own-columns.ts";
import type { OutputSummary } from "../engine/run/population/summary.ts";
import type { Dialect } from "../engine/sql/index.ts";
import { customersByValue, isCounted, valueCount, type ValueCount } from "../store/runs/value-counts.ts";
import { tableName, valueConditions, type FormerTag } from "./stored-tags.ts";
import { Tally } from "./tally.ts";
import type { Warehouse, Work } from "./warehouse.ts";

/** The counts of a run without what moved. */
export function countsOf(summaries: readonly OutputSummary[]): Map<string, Map<string, ValueCount>> {
  return new Map(
    summaries
      .filter(({ output }) => isCounted(output.type))
      .map((summary) => [summary.output.name, customersByValue(summary.output.type, summary)]),
  );
}

/**
 * Adds to the counts who entered and left which value: customers who came count as entering, customers who went as
 * leaving. Outputs that were not there before, or had another type, have neither. Whoever has a value now and is not
 * among those who have it in both tables has entered it; the other way round, left it.
 * @param next the table of tags of this run, which the counts are of
 * @param before the one that stands until it is replaced
 */
export async function addChanges(
  counts: ReadonlyMap<string, Map<string, ValueCount>>,
  warehouse: Warehouse,
  dialect: Dialect,
  next: Version,
  before: Version,
  work: Work,
): Promise<void> {
  const former = new Map(before.tags.map((tag) => [tag.name, tag]));
  const then = new Tally();
  const asked = next.tags.flatMap((tag) => {
    const [own, old] = [counts.get(tag.name), former.get(tag.name)];
    if (own === undefined || old === undefined || canonicalJson(old.type) !== canonicalJson(tag.type)) return [];
    const [now, earlier] = [valueConditions(tag, "n", dialect), valueConditions(old, "b", dialect)];
    // Only a table that has errors of an output, or nobody's value, has a column for them.
    return [...new Set([...now.keys(), ...earlier.keys()])].map((value) => ({
      own,
      value,
      now: now.get(value),
      condition: earlier.get(value),
      place: then.count(earlier.get(value) ?? "FALSE"),
    }));
  });
  const side = ({ table }: Version, alias: string): string =>
    `${tableName(dialect, table)} AS ${dialect.identifier(alias)}`;
  const formerly = await then.answers(warehouse, side(before, "b"), work);
  const both = new Tally();
  const moves = asked.map(({ own, value, now, condition, place }) => {
    const size = formerly.number(place);
    const stayed =
      now === undefined || condition === undefined || size === 0 || (own.get(value)?.customers ?? 0) === 0
        ? undefined
        : both.count(`(${now}) AND (${condition})`);
    return { own, value, size, stayed };
  });
  const customer = (alias: string): string =>
    dialect.byCodePoint(`${dialect.identifier(alias)}.${dialect.identifier(CUSTOMER)}`);
  const together = await both.answers(
    warehouse,
    `${side(next, "n")} JOIN ${side(before, "b")} ON ${customer("n")} = ${customer("b")}`,
    work,
  );
  for (const { own, value, size, stayed } of moves) {
    const here = own.get(value)?.customers ?? 0;
    const remained = stayed === undefined ? 0 : together.number(stayed);
    if (here === remained && size === remained) continue;
    const count = valueCount(own, value);
    count.entered += here - remained;
    count.departed += size - remained;
  }
}

/** A table of tags with what its columns are. */
export interface Version {
  readonly table: string;
  readonly tags: readonly FormerTag[];
}
