import { at, required } from "../../engine/invariant/required.ts";

/** One way to do the work: does it once for `count` items, and gives something that depends on all of it. */
export interface Contender {
  readonly name: string;
  readonly run: () => unknown;
  /** How many items one run does. */
  readonly count: number;
}

/** What a benchmark prints: `ours` and `peer` in the metric's unit; the ratio says how many times better ours is. */
export interface Line {
  readonly bench: string;
  readonly metric: string;
  readonly ours: number;
  readonly peer: number;
  readonly ratio: number;
  readonly note?: string;
}

export const smoke = process.argv.includes("--smoke");
const json = process.argv.includes("--json");

export function median(values: readonly number[]): number {
  return at(
    values.toSorted((left, right) => left - right),
    Math.floor(values.length / 2),
  );
}

/**
 * Seconds for one item of each contender: they take turns, so that whatever else the machine does meets all of them,
 * and the median of the rounds counts.
 */
export function interleaved(
  contenders: readonly Contender[],
  options: { readonly rounds: number; readonly warm: number; readonly least: number },
): ReadonlyMap<string, number> {
  const rounds = smoke ? 1 : options.rounds;
  const least = smoke ? 0.002 : options.least;
  const times = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (const { run } of contenders) for (let turn = 0; turn < (smoke ? 1 : options.warm); turn++) run();
  for (let round = 0; round < rounds; round++) {
    for (const { name, run, count } of contenders) {
      let runs = 0;
      const begun = performance.now();
      let seconds = 0;
      do {
        run();
        runs++;
        seconds = (performance.now() - begun) / 1000;
      } while (seconds < least);
      required(times.get(name), name).push(seconds / (runs * count));
    }
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]));
}

/** Milliseconds that kinds of work took, each measured several times. */
export class Stopwatch {
  private readonly times = new Map<string, number[]>();

  timed<Value>(what: string, work: () => Value): Value {
    const start = performance.now();
    const value = work();
    this.times.set(what, [...(this.times.get(what) ?? []), performance.now() - start]);
    return value;
  }

  median(what: string): number {
    return median(required(this.times.get(what), what));
  }

  first(what: string): number {
    return at(required(this.times.get(what), what), 0);
  }
}

/** Prints a line: as JSON with `--json`, else for people. */
export function print(line: Line): void {
  const figure = (value: number): string =>
    value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);
  if (json)
    console.log(
      JSON.stringify({
        bench: line.bench,
        metric: line.metric,
        ours: line.ours,
        peer: line.peer,
        ratio: line.ratio,
        ...(line.note === undefined ? {} : { note: line.note }),
      }),
    );
  else
    console.log(
      `${line.bench.padEnd(12)} ${line.metric.padEnd(52)} ours ${figure(line.ours).padStart(10)}   peer ${figure(line.peer).padStart(10)}   ${figure(line.ratio)} times${line.note === undefined ? "" : `   ${line.note}`}`,
    );
}

/** Prints rates a second from seconds an item. */
export function printRates(bench: string, metric: string, ours: number, peers: ReadonlyMap<string, number>): void {
  for (const [name, seconds] of peers)
    print({ bench, metric: `${metric} · against ${name}`, ours: 1 / ours, peer: 1 / seconds, ratio: seconds / ours });
}

/** Something for people only. */
export function say(text: string): void {
  if (!json) console.log(text);
}
