import { execFileSync } from "node:child_process";
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { SharedArray } from "../../engine/run/population/kernel-data.ts";
import type { Population } from "../../engine/run/population/population.ts";
import { say } from "./measure.ts";
import { aggregates, atom, isMoney, table } from "./population.ts";

function cCondition(number: number): string {
  const { name, operator, threshold } = atom(number);
  const place = aggregates.findIndex(([known]) => known === name);
  const value = isMoney(name) ? threshold * 100 : threshold;
  return operator === ">="
    ? `a[${place}] >= ${value}, a[${place}] < ${value}`
    : `a[${place}] < ${value}, a[${place}] >= ${value}`;
}

/** Compiles the C program with rules 0 up to `rules` in a folder; its path, or undefined where there is no compiler. */
export function compileC(folder: string, rules: number): string | undefined {
  writeFileSync(
    join(folder, "population-rules.h"),
    Array.from(
      { length: rules },
      (_, rule) => `RULE(${rule}, ${[0, 1, 2].map((part) => cCondition(rule * 3 + part)).join(", ")});`,
    ).join("\n"),
  );
  const program = join(folder, "population");
  try {
    execFileSync(
      "cc",
      ["-O3", "-march=native", "-I", folder, "-o", program, join(import.meta.dirname, "..", "population.c"), "-lm"],
      { stdio: "pipe" },
    );
    return program;
  } catch (error) {
    say(
      `No C compiler that works here, so no comparison with C (${error instanceof Error ? error.message.split("\n")[0] : ""}).`,
    );
    return undefined;
  }
}

/** Writes the columns that the C program reads. */
export function writeColumns(population: Population, path: string): void {
  const file = openSync(path, "w");
  const write = (array: SharedArray, length: number): void => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, length * array.BYTES_PER_ELEMENT);
    for (let at = 0; at < bytes.length; at += 1 << 28) writeSync(file, bytes.slice(at, at + (1 << 28)));
  };
  const [orders, views] = [table(population, "order_paid"), table(population, "page_view")];
  write(Int32Array.of(population.count, orders.time.length, views.time.length), 3);
  for (const [events, fields] of [
    [orders, ["amount", "category", "channel"]],
    [views, ["seconds", "section"]],
  ] as const) {
    write(events.start, population.count + 1);
    write(events.time, events.time.length);
    write(events.date, events.time.length);
    for (const field of fields) write(events.columns.get(field)?.values ?? new Int32Array(0), events.time.length);
  }
  write(population.profile.columns.get("sms_opt_in")?.values ?? new Uint8Array(0), population.count);
  closeSync(file);
}
