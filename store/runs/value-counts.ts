import type { ValueType } from "../../engine/plan/types.ts";
import type { OutputSummary } from "../../engine/run/population/summary.ts";

/** How many customers have a value, and how many came to it and left it since the run before. */
export interface ValueCount {
  customers: number;
  entered: number;
  departed: number;
}

/** Customers by output and value (as JSON). */
export type ValueCounts = ReadonlyMap<string, ReadonlyMap<string, ValueCount>>;

/** How many customers an output of yes and no is true for. */
export function sizeOf(counts: ValueCounts, output: string): number {
  const found = counts.get(output)?.get(YES);
  if (found === undefined) throw new Error(`nobody counted \`${output}\``);
  return found.customers;
}

/** True for types whose values are few names: their customers are counted value by value. */
export function isCounted(type: ValueType): boolean {
  return type.kind === "boolean" || type.kind === "enum" || type.kind === "set";
}

/** What an output of yes and no says of those whom it is true for, as JSON. */
export const YES = JSON.stringify(true);
/** What stands for having no value, as JSON. */
export const UNKNOWN = JSON.stringify({ is: "unknown" });
export const NONE = JSON.stringify({ is: "none" });
export const errorValue = (code: string): string => JSON.stringify({ is: "error", code });

/** Counts by value (as JSON), those of nobody included. @param summary how many customers have what */
export function customersByValue(type: ValueType, summary: OutputSummary | undefined): Map<string, ValueCount> {
  const counts = new Map(possibleValues(type).map((value) => [value, { customers: 0, entered: 0, departed: 0 }]));
  for (const [value, customers] of summary === undefined ? [] : customersBy(summary))
    valueCount(counts, value).customers += customers;
  return counts;
}

/** The customers of each value, and of each reason for having none, as JSON. */
function customersBy({ output: { type }, values, unknown, none, errorCodes }: OutputSummary): [string, number][] {
  const named = (value: string): string => (type.kind === "boolean" ? String(value === "yes") : JSON.stringify(value));
  const others: [string, number][] = [
    [UNKNOWN, unknown],
    [NONE, none],
    ...[...errorCodes].map(([code, count]): [string, number] => [errorValue(code), count]),
  ];
  return [...[...(values ?? [])].map(([value, count]): [string, number] => [named(value), count]), ...others].filter(
    ([, count]) => count > 0,
  );
}

/** The values that an output can have, as JSON, so that those of nobody are counted too. */
export function possibleValues(type: ValueType): string[] {
  if (type.kind === "boolean") return [YES, JSON.stringify(false)];
  return type.kind === "enum" || type.kind === "set" ? (type.values ?? []).map((value) => JSON.stringify(value)) : [];
}

/** The values that a tag's JSON stands for: the members of a set, or the value itself. */
function members(json: string, type: ValueType): string[] {
  if (type.kind !== "set" || !json.startsWith("[")) return [json];
  const values: string[] = JSON.parse(json);
  return values.map((value) => JSON.stringify(value));
}

/**
 * Counts customers who go from one tag to another, both as JSON: who enters which value, and who leaves which.
 * @param before undefined for customers who were not there; `after` undefined for those who are there no more
 */
export function countMove(
  counts: Map<string, ValueCount>,
  type: ValueType,
  before: string | undefined,
  after: string | undefined,
  customers = 1,
): void {
  const then = before === undefined ? [] : members(before, type);
  const now = after === undefined ? [] : members(after, type);
  for (const value of now) if (!then.includes(value)) valueCount(counts, value).entered += customers;
  for (const value of then) if (!now.includes(value)) valueCount(counts, value).departed += customers;
}

/** The count of a value, made where it is not there. */
export function valueCount(counts: Map<string, ValueCount>, value: string): ValueCount {
  let count = counts.get(value);
  if (count === undefined) {
    count = { customers: 0, entered: 0, departed: 0 };
    counts.set(value, count);
  }
  return count;
}
