import { describe, expect, it } from "vitest";
import { format } from "../../grammar/format/format.ts";
import { northwind, parse } from "../support/rule-texts.ts";

const filled = (text: string, length: number): string => text.repeat(Math.ceil(length / text.length));

const texts: Readonly<Record<string, (length: number) => string>> = {
  "rule files": (length) => filled(northwind, length),
  garbage: (length) => filled('§%&/() a = b 12 "x" { when } , ;; of in last tag rule\n', length),
  "opening brackets": (length) => filled("({", length),
  "closing brackets": (length) => filled(")}", length),
  "one long condition": (length) => `rule tag t when a${filled(" and a\n", length)}`,
  "one bad record": (length) => `event a {${filled(" x y z\n", length)}}`,
  "one long line of quotes": (length) => filled('"', length),
};

/**
 * Milliseconds of this thread's processor time, of the best of some runs: what else the machine does is not counted. Only
 * the short text needs several runs: a pause there would hide slowness, and elsewhere the bound is generous.
 */
function best(runs: number, work: () => void): number {
  const times = Array.from({ length: runs }, () => {
    const start = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

describe("ten times the text takes about ten times as long", () => {
  it.each(Object.entries(texts))("to parse %s", (_, text) => {
    const [small, large] = [text(100_000), text(1_000_000)];
    const short = best(3, () => parse(small));
    const long = best(1, () => parse(large));
    // Quadratic work would take a hundred times as long; what takes next to no time at all is linear enough.
    expect(long).toBeLessThan(Math.max(short, 2) * 40);
  });

  it("to format rule files", () => {
    const [small, large] = [parse(filled(northwind, 100_000)), parse(filled(northwind, 1_000_000))];
    const short = best(3, () => format(small));
    const long = best(1, () => format(large));
    expect(long).toBeLessThan(Math.max(short, 2) * 40);
  });
});
