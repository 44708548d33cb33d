import type { OutputNode } from "../plan/plan.ts";
import type { ValueType } from "../plan/types.ts";
import type { SqliteDatabase } from "./sqlite.ts";
import { tagJson, type StoredOutput, type StoredTags, type TagTables } from "./tag-tables.ts";

/** How many customers have a value, and how many came to it and left it since the run before. */
export interface ValueCount {
  customers: number;
  entered: number;
  departed: number;
}

/** True for types whose values are few names: their customers are counted value by value. */
export function isCounted(type: ValueType): boolean {
  return type.kind === "boolean" || type.kind === "enum" || type.kind === "set";
}

/** True for outputs whose changes are recorded: numbers, dates and times change for nearly everybody in every run. */
function isRecorded(type: ValueType, numbers: boolean): boolean {
  return numbers || isCounted(type) || type.kind === "text";
}

const UNKNOWN = JSON.stringify({ is: "unknown" });

/** Compares each customer's new tags with the stored ones, records what changed and counts it. */
export class RunChanges {
  /** Counts by output and value (as JSON). */
  readonly counts = new Map<string, Map<string, ValueCount>>();
  private readonly run: number;
  private readonly outputs: readonly OutputNode[];
  private readonly before: TagTables | undefined;
  private readonly find: ((customer: string) => StoredTags | undefined) | undefined;
  private readonly record: { run(customer: string, run: number, output: string, before: string | null, after: string | null): unknown };
  /** For each output its place among the stored ones, or -1 when it was not there or had another type. */
  private readonly places: readonly number[];
  private readonly recorded: readonly boolean[];

  constructor(database: SqliteDatabase, run: number, outputs: readonly OutputNode[], before: TagTables | undefined, numbers: boolean) {
    this.run = run;
    this.outputs = outputs;
    this.before = before;
    this.find = before?.finder();
    this.record = database.prepare<[string, number, string, string | null, string | null]>("INSERT INTO tag_changes (_customer, run, output, before, after) VALUES (?, ?, ?, ?, ?)");
    this.places = outputs.map((output) => (before?.outputs ?? []).findIndex((stored) => sameOutput(stored, output)));
    this.recorded = outputs.map(({ type }) => isRecorded(type, numbers));
    for (const { name, type } of outputs) if (isCounted(type)) this.counts.set(name, new Map(possibleValues(type).map((value) => [value, { customers: 0, entered: 0, departed: 0 }])));
  }

  /** Takes a customer's new tags. */
  customer(id: string, tags: StoredTags): void {
    const old = this.find?.(id);
    if (this.before !== undefined && old === undefined) this.record.run(id, this.run, "", null, "\"present\"");
    for (const [index, output] of this.outputs.entries()) {
      const place = this.places[index] ?? -1;
      const [column = null, state] = [tags.columns[index], tags.states[output.name]];
      const [oldColumn = null, oldState] = old === undefined || place === -1 ? [null, undefined] : [old.columns[place], old.states[output.name]];
      const changed = old !== undefined && place !== -1 && (column !== oldColumn || state !== oldState);
      if (!changed && !this.counts.has(output.name)) continue;
      const after = tagJson(column, state, output.type);
      const before = changed ? tagJson(oldColumn, oldState, output.type) : undefined;
      if (before !== undefined && this.recorded[index] === true) this.record.run(id, this.run, output.name, before, after);
      this.count(output, after, before, old === undefined && this.before !== undefined && place !== -1);
    }
  }

  private count({ name, type }: OutputNode, after: string, before: string | undefined, isNew: boolean): void {
    const counts = this.counts.get(name);
    if (counts === undefined) return;
    const [now, then] = [members(after, type), before === undefined ? undefined : members(before, type)];
    for (const value of now) {
      const count = valueCount(counts, value);
      count.customers++;
      if (isNew || (then !== undefined && !then.includes(value))) count.entered++;
    }
    for (const value of then ?? []) if (!now.includes(value)) valueCount(counts, value).departed++;
  }

  /** Records the customers who are no longer there, with the tags that they had. */
  departures(next: TagTables): void {
    if (this.before === undefined || this.find === undefined) return;
    for (const id of this.before.customersMissingFrom(next)) {
      this.record.run(id, this.run, "", "\"present\"", null);
      const old = this.find(id);
      for (const [index, output] of this.outputs.entries()) {
        const place = this.places[index] ?? -1;
        if (old === undefined || place === -1) continue;
        const before = tagJson(old.columns[place] ?? null, old.states[output.name], output.type);
        if (this.recorded[index] === true && before !== UNKNOWN) this.record.run(id, this.run, output.name, before, null);
        const counts = this.counts.get(output.name);
        if (counts !== undefined) for (const value of members(before, output.type)) valueCount(counts, value).departed++;
      }
    }
  }
}

function sameOutput(stored: StoredOutput, output: OutputNode): boolean {
  return stored.name === output.name && JSON.stringify(stored.type) === JSON.stringify(output.type);
}

/** The values that an output can have, as JSON, so that those of nobody are counted too. */
function possibleValues(type: ValueType): string[] {
  if (type.kind === "boolean") return ["true", "false"];
  return type.kind === "enum" || type.kind === "set" ? type.values.map((value) => JSON.stringify(value)) : [];
}

/** The values that a tag's JSON stands for: the members of a set, or the value itself. */
function members(json: string, type: ValueType): string[] {
  if (type.kind !== "set" || !json.startsWith("[")) return [json];
  const values: string[] = JSON.parse(json);
  return values.map((value) => JSON.stringify(value));
}

function valueCount(counts: Map<string, ValueCount>, value: string): ValueCount {
  let count = counts.get(value);
  if (count === undefined) {
    count = { customers: 0, entered: 0, departed: 0 };
    counts.set(value, count);
  }
  return count;
}
