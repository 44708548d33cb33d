import { RuleFiles } from "../editor/language/analysis.ts";
import { complete } from "../editor/language/complete.ts";
import { hover } from "../editor/language/hover.ts";
import { planSettings } from "../engine/settings.ts";
import { parseFile } from "../grammar/parser/parse-file.ts";
import { manyTags } from "./support/many-tags.ts";

/**
 * How long the language service takes to answer a keystroke in a workspace of about 1,000 tags, as a ratio to parsing it
 * once: `node bench/language.ts [--json] [--smoke]`
 */
const smoke = process.argv.includes("--smoke");
const tags = smoke ? 30 : 1000;
const keystrokes = smoke ? 3 : 40;
const settings = planSettings({});
if (typeof settings === "string") throw new Error(settings);

const files = new RuleFiles(settings);
const workspace = manyTags(tags);
for (const { path, text } of workspace) files.set(path, text);
files.analysis();

const times = new Map<string, number[]>();
function timed<Value>(what: string, work: () => Value): Value {
  const start = performance.now();
  const value = work();
  times.set(what, [...(times.get(what) ?? []), performance.now() - start]);
  return value;
}
const median = (what: string): number => (times.get(what) ?? []).toSorted((left, right) => left - right)[Math.floor(keystrokes / 2)] ?? 0;

const last = workspace.at(-1);
if (last === undefined) throw new Error("no files");
let typed = "\nrule tag fresh when ";
for (let key = 0; key < keystrokes; key++) {
  typed += "orders_1 > 1 and "[key % 17] ?? "";
  timed("parse", () => workspace.map(parseFile));
  files.set(last.path, last.text + typed);
  const offset = last.text.length + typed.length;
  timed("problems", () => files.analysis().diagnostics);
  const found = timed("completion", () => complete(files.analysis(), last.path, offset));
  if (found.items.length === 0 && key === 0) throw new Error("nothing is offered");
  timed("hover", () => hover(files.analysis(), last.path, last.text.indexOf("orders_")));
}
for (const what of ["problems", "completion", "hover"]) {
  const [ours, peer] = [median(what), median("parse")];
  if (process.argv.includes("--json")) console.log(JSON.stringify({ bench: "language", metric: `${what} after a keystroke : parsing ${tags} tags`, ours, peer, ratio: ours / peer }));
  else console.log(`${what} after a keystroke in ${tags} tags ${ours.toFixed(1)} ms, ${(ours / peer).toFixed(2)} times parsing them (${peer.toFixed(1)} ms)`);
}
