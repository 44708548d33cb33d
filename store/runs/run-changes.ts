import { CUSTOMER } from "../../engine/plan/own-columns.ts";
import type { OutputNode } from "../../engine/plan/plan.ts";
import type { ValueType } from "../../engine/plan/types.ts";
import type { OutputSummary } from "../../engine/run/population/summary.ts";
import type { StoredValue, SqliteDatabase } from "../sqlite/sqlite.ts";
import { customersByValue, isCounted, UNKNOWN, valueCount, type ValueCount } from "./value-counts.ts";
import { tagJson, type StoredOutput, type StoredTags, type TagTables } from "./tag-tables.ts";

/** True for outputs whose changes are recorded: numbers, dates and times change for nearly everybody in every run. */
function isRecorded(type: ValueType, numbers: boolean): boolean {
  return numbers || isCounted(type) || type.kind === "text";
}

const PRESENT = JSON.stringify("present");

/** Customers by stored value and state of one output, not yet by what it stands for. */
class RawCounts {
  private readonly plain = new Map<StoredValue, number>();
  private readonly others = new Map<string, number>();

  add(column: StoredValue, state: string | undefined): void {
    if (state === undefined) this.plain.set(column, (this.plain.get(column) ?? 0) + 1);
    else this.others.set(state, (this.others.get(state) ?? 0) + 1);
  }

  *entries(): Generator<readonly [StoredValue, string | undefined, number]> {
    for (const [column, count] of this.plain) yield [column, undefined, count];
    for (const [state, count] of this.others) yield [null, state, count];
  }
}

/** Compares the tags of a run with those before, records what changed and counts it. */
export class RunChanges {
  private readonly run: number;
  private readonly outputs: readonly OutputNode[];
  private readonly before: TagTables | undefined;
  private readonly find: ((customer: string) => StoredTags | undefined) | undefined;
  private readonly record: {
    run(customer: string, run: number, output: string, before: string | null, after: string | null): unknown;
  };
  /** For each output its place among the stored ones, or -1 when it was not there or had another type. */
  private readonly places: readonly number[];
  private readonly recorded: readonly boolean[];
  private readonly counted: readonly boolean[];
  private readonly newcomers: readonly RawCounts[];
  /** Who entered and left which value, by output and value (as JSON). */
  private readonly moves: readonly Map<string, { entered: number; departed: number }>[];

  constructor(
    database: SqliteDatabase,
    run: number,
    outputs: readonly OutputNode[],
    before: TagTables | undefined,
    numbers: boolean,
  ) {
    this.run = run;
    this.outputs = outputs;
    this.before = before;
    this.find = before?.finder();
    this.record = database.prepare<[string, number, string, string | null, string | null]>(
      `INSERT INTO tag_changes (${CUSTOMER}, run, output, before, after) VALUES (?, ?, ?, ?, ?)`,
    );
    this.places = outputs.map((output) => (before?.outputs ?? []).findIndex((stored) => sameOutput(stored, output)));
    this.recorded = outputs.map(({ type }) => isRecorded(type, numbers));
    this.counted = outputs.map(({ type }) => isCounted(type));
    this.newcomers = outputs.map(() => new RawCounts());
    this.moves = outputs.map(() => new Map());
  }

  /**
   * Compares the tags of this run with those before.
   * @param next the tags of this run, all of them
   */
  compareWith(next: TagTables): void {
    if (this.before === undefined || this.find === undefined) return;
    const now = next.finder();
    for (const id of next.customersMissingFrom(this.before)) this.arrival(id, now(id));
    const looked = this.outputs.flatMap((_, index): (readonly [number, number])[] => {
      const place = this.places[index] ?? -1;
      return place !== -1 && (this.recorded[index] === true || this.counted[index] === true) ? [[index, place]] : [];
    });
    for (const id of looked.length === 0 ? [] : next.customersWhoDiffer(this.before, looked)) {
      const [old, tags] = [this.find(id), now(id)];
      if (old === undefined || tags === undefined) continue;
      for (const [index, place] of looked) {
        const output = this.outputs[index];
        if (output !== undefined)
          this.compare(
            id,
            index,
            output,
            { column: old.columns[place] ?? null, state: old.states[place] },
            { column: tags.columns[index] ?? null, state: tags.states[index] },
          );
      }
    }
    this.departures(next);
  }

  private arrival(id: string, tags: StoredTags | undefined): void {
    this.record.run(id, this.run, "", null, PRESENT);
    for (const [index, place] of this.places.entries()) {
      if (place !== -1 && this.counted[index] === true)
        this.newcomers[index]?.add(tags?.columns[index] ?? null, tags?.states[index]);
    }
  }

  private compare(id: string, index: number, output: OutputNode, old: StoredTag, now: StoredTag): void {
    if (now.column === old.column && now.state === old.state) return;
    const [before, after] = [tagJson(old.column, old.state, output.type), tagJson(now.column, now.state, output.type)];
    if (this.recorded[index] === true) this.record.run(id, this.run, output.name, before, after);
    if (this.counted[index] !== true) return;
    const [then, since] = [members(before, output.type), members(after, output.type)];
    for (const value of since) if (!then.includes(value)) this.move(index, value).entered++;
    for (const value of then) if (!since.includes(value)) this.move(index, value).departed++;
  }

  private move(index: number, value: string): { entered: number; departed: number } {
    const moves = this.moves[index];
    const found = moves?.get(value) ?? { entered: 0, departed: 0 };
    moves?.set(value, found);
    return found;
  }

  /** Records the customers who are no longer there, with the tags that they had. */
  private departures(next: TagTables): void {
    if (this.before === undefined || this.find === undefined) return;
    for (const id of this.before.customersMissingFrom(next)) {
      this.record.run(id, this.run, "", PRESENT, null);
      const old = this.find(id);
      for (const [index, output] of this.outputs.entries()) {
        const place = this.places[index] ?? -1;
        if (old === undefined || place === -1) continue;
        const before = tagJson(old.columns[place] ?? null, old.states[place], output.type);
        if (this.recorded[index] === true && before !== UNKNOWN)
          this.record.run(id, this.run, output.name, before, null);
        if (this.counted[index] === true)
          for (const value of members(before, output.type)) this.move(index, value).departed++;
      }
    }
  }

  /**
   * Counts by output and value (as JSON), those of nobody included.
   * @param summaries how many customers have what
   */
  counts(summaries: readonly OutputSummary[]): Map<string, Map<string, ValueCount>> {
    const byId = new Map(summaries.map((summary) => [summary.output.id, summary]));
    return new Map(
      this.outputs.flatMap((output, index) =>
        this.counted[index] === true ? [[output.name, this.countsOf(output, index, byId.get(output.id))] as const] : [],
      ),
    );
  }

  private countsOf({ type }: OutputNode, index: number, summary: OutputSummary | undefined): Map<string, ValueCount> {
    const counts = customersByValue(type, summary);
    for (const [column, state, entered] of this.newcomers[index]?.entries() ?? [])
      for (const value of members(tagJson(column, state, type), type)) valueCount(counts, value).entered += entered;
    for (const [value, { entered, departed }] of this.moves[index] ?? []) {
      const count = valueCount(counts, value);
      count.entered += entered;
      count.departed += departed;
    }
    return counts;
  }
}

interface StoredTag {
  readonly column: StoredValue;
  readonly state: string | undefined;
}

function sameOutput(stored: StoredOutput, output: OutputNode): boolean {
  return stored.name === output.name && JSON.stringify(stored.type) === JSON.stringify(output.type);
}

/** The values that a tag's JSON stands for: the members of a set, or the value itself. */
function members(json: string, type: ValueType): string[] {
  if (type.kind !== "set" || !json.startsWith("[")) return [json];
  const values: string[] = JSON.parse(json);
  return values.map((value) => JSON.stringify(value));
}
