import { check } from "../engine/check/check.ts";
import { lower } from "../engine/plan/lower.ts";
import { prove } from "../engine/prove/prove.ts";
import { RuleSession } from "../engine/rule-session.ts";
import { planSettings } from "../engine/settings.ts";
import { parseFile } from "../grammar/parser/parse-file.ts";
import { compareWithZ3 } from "../test/support/compare-z3.ts";
import { compiled, exampleFiles } from "../test/support/proofs.ts";
import { manyTags } from "./support/many-tags.ts";

/**
 * How long proofs take: Northwind, a workspace of about 1,000 tags, the same again after an edit of one tag, and random
 * questions beside Z3; as ratios to parsing and to Z3.
 * `node bench/prove.ts [--tags 1000] [--runs 5] [--questions 1000] [--json] [--smoke]`
 */
const option = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? fallback : Number(process.argv[at + 1]) || fallback;
};
const smoke = process.argv.includes("--smoke");
const tags = option("tags", smoke ? 30 : 1000);
const runs = option("runs", smoke ? 1 : 5);
const json = process.argv.includes("--json");

const settings = planSettings({});
if (typeof settings === "string") throw new Error(settings);

const times = new Map<string, number[]>();
function timed<Value>(what: string, work: () => Value): Value {
  const start = performance.now();
  const value = work();
  times.set(what, [...(times.get(what) ?? []), performance.now() - start]);
  return value;
}
const median = (what: string): number => (times.get(what) ?? []).toSorted((left, right) => left - right)[Math.floor(runs / 2)] ?? 0;

const northwind = exampleFiles("northwind");
const session = new RuleSession();
let outcome = "";
let northwindOutcome = "";
for (let run = 0; run < runs; run++) {
  const files = manyTags(tags);
  timed("parse", () => files.map(parseFile));
  const program = timed("check", () => check({ files, settings }));
  const plan = lower(program);
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const proofs = timed("prove", () => prove(plan, (path) => texts.get(path) ?? ""));
  outcome = `${proofs.questions} questions, ${proofs.proved} impossible, ${proofs.refuted} refuted, ${proofs.open} open`;
  session.check({ files, settings });
  const edited = manyTags(tags, 30, 4000 + run);
  timed("recheck", () => session.check({ files: edited, settings }));
  const example = compiled(northwind.files, northwind.settings, "northwind").plan;
  const found = timed("northwind", () => prove(example, (path) => northwind.files.find((file) => file.path === path)?.text ?? ""));
  northwindOutcome = `${found.questions} questions, ${found.open} open`;
}
const z3 = await compareWithZ3(option("questions", smoke ? 15 : 1000), 7);

const rows: [string, number, number][] = [
  [`proofs of ${tags} tags : parsing them`, median("prove"), median("parse")],
  ["check after an edit of one tag : all of it anew", median("recheck"), median("check") + median("prove")],
  ["random questions, with customers : Z3, verdicts only", z3.oursMs, z3.z3Ms],
];
if (json) {
  for (const [metric, ours, peer] of rows) console.log(JSON.stringify({ bench: "prove", metric, ours, peer, ratio: ours / peer }));
} else {
  const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
  console.log(`Northwind: prove ${ms(median("northwind"))}, the first time ${ms(times.get("northwind")?.[0] ?? 0)}; ${northwindOutcome}`);
  console.log(`${tags} tags: parse ${ms(median("parse"))}, parse and check ${ms(median("check"))}, prove ${ms(median("prove"))}, after an edit of one tag all together ${ms(median("recheck"))}; ${outcome}`);
  console.log(`${z3.questions} random questions: ${ms(z3.oursMs)}, Z3 ${ms(z3.z3Ms)}; ${z3.disagreements.length} disagreements`);
  for (const [metric, ours, peer] of rows) console.log(`  ${metric}  ${(ours / peer).toFixed(2)}`);
}
// Z3's worker threads would keep the process alive.
process.exit(0);
