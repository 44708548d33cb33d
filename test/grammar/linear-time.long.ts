import { describe, expect, it } from "vitest";
import { format } from "../../grammar/format/format.ts";
import { processorTime } from "../support/processor-time.ts";
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
 * The best of some runs. Only the short text needs several: a pause there would hide slowness, and elsewhere the bound is
 * generous.
 */
function best(runs: number, work: () => void): number {
  return Math.min(...Array.from({ length: runs }, () => processorTime(work)));
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
