import { inside } from "../../invariant/required.ts";
import type { ValueType } from "../../plan/types.ts";
import { between, quantilePlace } from "../quantile.ts";

/** How often each value occurs, told from the latest event to the first. */
export class Tally {
  private readonly values: unknown[] = [];
  private readonly counts: number[] = [];
  private readonly latest: number[] = [];
  private places = new Map<unknown, number>();

  clear(): void {
    this.values.length = 0;
    this.counts.length = 0;
    this.latest.length = 0;
    if (this.places.size > 0) this.places = new Map();
  }

  get size(): number {
    return this.values.length;
  }

  /** Counts a value; the first time that it is seen is its latest occurrence. */
  add(value: unknown, time: number): void {
    const place = this.values.length > 16 ? this.placeOf(value) : this.values.indexOf(value);
    if (place !== -1) {
      this.counts[place] = inside(this.counts[place]) + 1;
      return;
    }
    if (this.places.size > 0) this.places.set(value, this.values.length);
    this.values.push(value);
    this.counts.push(1);
    this.latest.push(time);
  }

  private placeOf(value: unknown): number {
    if (this.places.size === 0) for (const [place, known] of this.values.entries()) this.places.set(known, place);
    return this.places.get(value) ?? -1;
  }

  /** The most frequent value: of equally frequent ones that which occurred latest in time, then the smaller. */
  best(order: (left: unknown, right: unknown) => number): unknown {
    let best = 0;
    for (let place = 1; place < this.values.length; place++) {
      const more =
        inside(this.counts[place]) - inside(this.counts[best]) ||
        inside(this.latest[place]) - inside(this.latest[best]) ||
        order(this.values[best], this.values[place]);
      if (more > 0) best = place;
    }
    return this.values[best];
  }
}

/** Local dates, told from the latest event to the first. */
export class Dates {
  private readonly dates: number[] = [];

  clear(): void {
    this.dates.length = 0;
  }

  add(date: number): void {
    this.dates.push(date);
  }

  /** The greatest number of dates that follow each other without a gap. */
  longestStreak(): number {
    const { dates } = this;
    let ordered: readonly number[] = dates;
    // From the latest event to the first, dates go back. They do not where a clock was set back across midnight.
    for (let index = 1; index < dates.length; index++) {
      if (inside(dates[index]) > inside(dates[index - 1])) {
        ordered = [...dates].sort((left, right) => right - left);
        break;
      }
    }
    let longest = 0;
    let run = 0;
    let before = Infinity;
    for (const date of ordered) {
      if (date === before) continue;
      run = date === before - 1 ? run + 1 : 1;
      before = date;
      if (run > longest) longest = run;
    }
    return longest;
  }
}

/** A tally of a few places, from 0 on. */
export class SmallTally {
  private readonly counts: Int32Array;
  private readonly latest: Float64Array;
  size = 0;

  constructor(places: number) {
    this.counts = new Int32Array(places);
    this.latest = new Float64Array(places);
  }

  clear(): void {
    if (this.size === 0) return;
    const { counts } = this;
    // For a few places a loop is faster than `fill`.
    for (let place = 0; place < counts.length; place++) counts[place] = 0;
    this.size = 0;
  }

  /** Counts a place; the first time that it is seen is its latest occurrence. */
  add(place: number, time: number): void {
    const count = inside(this.counts[place]);
    this.counts[place] = count + 1;
    if (count === 0) {
      this.latest[place] = time;
      this.size++;
    }
  }

  /** The most frequent place: of equally frequent ones that which occurred latest in time, then the smaller. */
  best(order: (left: number, right: number) => number): number {
    const { counts, latest } = this;
    let best = 0;
    for (let place = 1; place < counts.length; place++) {
      const more = inside(counts[place]) - inside(counts[best]);
      if (
        more > 0 ||
        (more === 0 && counts[place] !== 0 && (inside(latest[place]) - inside(latest[best]) || order(best, place)) > 0)
      )
        best = place;
    }
    return best;
  }
}

/** The known values of a field, of which a quantile is asked. */
export class Values {
  private held = new Float64Array(64);
  private size = 0;

  clear(): void {
    this.size = 0;
  }

  add(value: number): void {
    if (this.size === this.held.length) {
      const larger = new Float64Array(this.size * 2);
      larger.set(this.held);
      this.held = larger;
    }
    this.held[this.size] = value;
    this.size++;
  }

  /** A quantile of the values so far, whose order is lost; NaN without any. */
  quantile(parts: number, kind: ValueType["kind"]): number {
    if (this.size === 0) return Number.NaN;
    const ordered = this.held.subarray(0, this.size).sort();
    const { below, above, part } = quantilePlace(this.size, parts);
    const found = between(kind, inside(ordered[below]), inside(ordered[above]), part);
    if (found === "overflow") throw new Error("a quantile is never beyond its values");
    return found;
  }
}

/** What generated code may make, by the names that it knows. */
export const collectors = { Tally, SmallTally, Dates, Values };
