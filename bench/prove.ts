import { check } from "../engine/check/check.ts";
import { required } from "../engine/invariant/required.ts";
import { lower } from "../engine/compile/lower.ts";
import { prove } from "../engine/prove/prove.ts";
import { RuleSession } from "../engine/compile/rule-session.ts";
import { planSettings } from "../engine/compile/settings.ts";
import { parseFile } from "../grammar/parser/parse-file.ts";
import { compareWithZ3 } from "../test/support/compare-z3.ts";
import { compiled, exampleFiles } from "../test/support/proofs.ts";
import { manyTags } from "./support/many-tags.ts";
import { print, smoke, Stopwatch } from "./support/measure.ts";

/**
 * How long proofs take: Northwind, a workspace of about 1,000 tags, the same again after an edit of one tag, and random
 * questions beside Z3; as ratios to parsing and to Z3.
 * `node bench/prove.ts [--tags 1000] [--runs 5] [--questions 1000] [--json] [--smoke]`
 */
const option = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? fallback : Number(process.argv[at + 1]) || fallback;
};
const tags = option("tags", smoke ? 30 : 1000);
const runs = option("runs", smoke ? 1 : 5);

const EDITS = 10;

const settings = planSettings({});

const watch = new Stopwatch();
const northwind = exampleFiles("northwind");
const session = new RuleSession();
let outcome = "";
let northwindOutcome = "";
for (let run = 0; run < runs; run++) {
  const files = manyTags(tags);
  watch.timed("parse", () => files.map(parseFile));
  const program = watch.timed("check", () => check({ files, settings }));
  const plan = lower(program);
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const proofs = watch.timed("prove", () => prove(plan, (path) => required(texts.get(path), path)));
  outcome = `${proofs.questions} questions, ${proofs.proved} impossible, ${proofs.refuted} refuted, ${proofs.open} open`;
  session.check({ files, settings });
  // One edit after another, as somebody types.
  for (let edit = 0; edit < EDITS; edit++) {
    const edited = manyTags(tags, 3, 4000 + run * EDITS + edit);
    watch.timed("recheck", () => session.check({ files: edited, settings }));
  }
  const example = compiled(northwind.files, northwind.settings, "northwind").plan;
  const found = watch.timed("northwind", () =>
    prove(example, (path) => required(northwind.files.find((file) => file.path === path)?.text, path)),
  );
  northwindOutcome = `${found.questions} questions, ${found.open} open`;
}
const z3 = await compareWithZ3(option("questions", smoke ? 15 : 1000), 7);

const line = (metric: string, ours: number, peer: number, note?: string): void =>
  print({ bench: "prove", metric, ours, peer, ratio: peer / ours, ...(note === undefined ? {} : { note }) });
line("Northwind, ms · against its first time", watch.median("northwind"), watch.first("northwind"), northwindOutcome);
line(`proofs of ${tags} tags, ms · against parsing them`, watch.median("prove"), watch.median("parse"), outcome);
line(
  "a check after an edit of one tag, ms · against all anew",
  watch.median("recheck"),
  watch.median("check") + watch.median("prove"),
);
line(
  `${z3.questions} random questions, ms · against Z3`,
  z3.oursMs,
  z3.z3Ms,
  `with customers, Z3 with verdicts only; ${z3.disagreements.length} disagreements`,
);
// Z3's worker threads would keep the process alive.
process.exit(0);
