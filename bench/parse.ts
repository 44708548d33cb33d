import { readFileSync } from "node:fs";
import { format } from "../grammar/format/format.ts";
import { parseFile } from "../grammar/parser/parse-file.ts";

/** How fast rule files are parsed and formatted: a file of 20,000 lines, best of several runs. */
const LINES = 20_000;
const RUNS = 7;

const sample = readFileSync(new URL("../test/support/northwind.tagma", import.meta.url), "utf8");
const lines = sample.split("\n").length - 1;
const text = sample
  .repeat(Math.ceil(LINES / lines))
  .split("\n")
  .slice(0, LINES)
  .join("\n");
const file = { path: "bench.tagma", text };

function best(work: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.min(...times);
}

const parseMs = best(() => parseFile(file));
const parsed = parseFile({ path: file.path, text: sample.repeat(Math.floor(LINES / lines)) });
const formatMs = best(() => format(parsed));
const rate = (ms: number): number => Math.round(LINES / (ms / 1000));
console.log(
  JSON.stringify({
    bench: "parse",
    lines: LINES,
    characters: text.length,
    parseMs: Math.round(parseMs),
    parseLinesPerSecond: rate(parseMs),
    formatMs: Math.round(formatMs),
    formatLinesPerSecond: rate(formatMs),
  }),
);
console.log(
  `parse ${LINES} lines in ${Math.round(parseMs)} ms: ${rate(parseMs).toLocaleString("en")} lines/s; format (and parse again to compare): ${rate(formatMs).toLocaleString("en")} lines/s`,
);
