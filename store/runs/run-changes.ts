import type { OutputNode } from "../../engine/plan/plan.ts";
import type { ValueType } from "../../engine/plan/types.ts";
import type { OutputSummary } from "../../engine/run/population/summary.ts";
import type { StoredValue, SqliteDatabase } from "../sqlite/sqlite.ts";
import { changeRecorder, POPULATION } from "./change-table.ts";
import {
  countMove,
  customersByValue,
  isCounted,
  UNKNOWN,
  valueCount,
  type ValueCount,
  type ValueCounts,
} from "./value-counts.ts";
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

/** An output whose tags are compared. */
interface Compared {
  readonly output: OutputNode;
  /** Its place among the outputs of this run. */
  readonly place: number;
  /** Its place among the stored ones; undefined when it was not there or had another type. */
  readonly formerPlace: number | undefined;
  /** Whether each change of a customer is recorded. */
  readonly recorded: boolean;
  /** Whether customers are counted value by value. */
  readonly counted: boolean;
  readonly newcomers: RawCounts;
  /** Who entered and left which value, newcomers aside. */
  readonly moves: Map<string, ValueCount>;
}

/** Compares the tags of a run with those before, records what changed and counts it. */
export class RunChanges {
  private readonly outputs: readonly Compared[];
  private readonly before: TagTables | undefined;
  private readonly record: ReturnType<typeof changeRecorder>;

  /**
   * @param before the tags that stand; undefined when there are none, or they are left alone
   * @param numbers whether changes of numbers, dates and times are recorded, too
   */
  constructor(
    database: SqliteDatabase,
    run: number,
    outputs: readonly OutputNode[],
    before: TagTables | undefined,
    numbers: boolean,
  ) {
    this.before = before;
    this.record = changeRecorder(database, run);
    this.outputs = outputs.map((output, place) => {
      const formerPlace = before?.outputs.findIndex((stored) => sameOutput(stored, output));
      return {
        output,
        place,
        formerPlace: formerPlace === -1 ? undefined : formerPlace,
        recorded: isRecorded(output.type, numbers),
        counted: isCounted(output.type),
        newcomers: new RawCounts(),
        moves: new Map(),
      };
    });
  }

  /**
   * Compares the tags of this run with those before.
   * @param next the tags of this run, all of them
   */
  compareWith(next: TagTables): void {
    const { before } = this;
    if (before === undefined) return;
    const [then, now] = [before.finder(), next.finder()];
    for (const id of next.customersMissingFrom(before)) this.arrival(id, found(now(id), id));
    const looked = this.outputs.flatMap(({ place, formerPlace, recorded, counted }): (readonly [number, number])[] =>
      formerPlace !== undefined && (recorded || counted) ? [[place, formerPlace]] : [],
    );
    for (const id of looked.length === 0 ? [] : next.customersWhoDiffer(before, looked))
      this.difference(id, found(then(id), id), found(now(id), id));
    for (const id of before.customersMissingFrom(next)) this.departure(id, found(then(id), id));
  }

  /** A customer who was not there; the tags count as entered where they are known of everybody. */
  private arrival(id: string, tags: StoredTags): void {
    this.record(id, POPULATION, null, PRESENT);
    for (const { place, formerPlace, counted, newcomers } of this.outputs)
      if (formerPlace !== undefined && counted) newcomers.add(...tagAt(tags, place));
  }

  private difference(id: string, then: StoredTags, now: StoredTags): void {
    for (const { output, place, formerPlace, recorded, counted, moves } of this.outputs) {
      if (formerPlace === undefined || !(recorded || counted)) continue;
      const [oldValue, oldState] = tagAt(then, formerPlace);
      const [value, state] = tagAt(now, place);
      if (value === oldValue && state === oldState) continue;
      const before = tagJson(oldValue, oldState, output.type);
      const after = tagJson(value, state, output.type);
      if (recorded) this.record(id, output.name, before, after);
      if (counted) countMove(moves, output.type, before, after);
    }
  }

  /** A customer who is no longer there, with the tags that the customer had. */
  private departure(id: string, then: StoredTags): void {
    this.record(id, POPULATION, PRESENT, null);
    for (const { output, formerPlace, recorded, counted, moves } of this.outputs) {
      if (formerPlace === undefined) continue;
      const before = tagJson(...tagAt(then, formerPlace), output.type);
      if (recorded && before !== UNKNOWN) this.record(id, output.name, before, null);
      if (counted) countMove(moves, output.type, before, undefined);
    }
  }

  /**
   * Counts by output and value (as JSON), those of nobody included.
   * @param summaries how many customers have what
   */
  counts(summaries: readonly OutputSummary[]): ValueCounts {
    const byId = new Map(summaries.map((summary) => [summary.output.id, summary]));
    return new Map(
      this.outputs
        .filter(({ counted }) => counted)
        .map((compared) => [compared.output.name, countsOf(compared, byId.get(compared.output.id))]),
    );
  }
}

function countsOf(
  { output: { type }, newcomers, moves }: Compared,
  summary: OutputSummary | undefined,
): ReadonlyMap<string, ValueCount> {
  const counts = customersByValue(type, summary);
  for (const [value, state, customers] of newcomers.entries())
    countMove(counts, type, undefined, tagJson(value, state, type), customers);
  for (const [value, { entered, departed }] of moves) {
    const count = valueCount(counts, value);
    count.entered += entered;
    count.departed += departed;
  }
  return counts;
}

function tagAt({ columns, states }: StoredTags, place: number): readonly [StoredValue, string | undefined] {
  const column = columns[place];
  if (column === undefined) throw new Error("a tag stands in no column");
  return [column, states[place]];
}

/** The tags of a customer whom the tables name. */
function found(tags: StoredTags | undefined, customer: string): StoredTags {
  if (tags === undefined) throw new Error(`the tags of "${customer}" are gone`);
  return tags;
}

function sameOutput(stored: StoredOutput, output: OutputNode): boolean {
  return stored.name === output.name && JSON.stringify(stored.type) === JSON.stringify(output.type);
}
