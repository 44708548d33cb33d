import { RuleFiles } from "../editor/language/analysis.ts";
import { complete } from "../editor/language/complete.ts";
import { hover } from "../editor/language/hover.ts";
import { planSettings } from "../engine/compile/settings.ts";
import { parseFile } from "../grammar/parser/parse-file.ts";
import { manyTags } from "./support/many-tags.ts";
import { print, smoke, Stopwatch } from "./support/measure.ts";

/**
 * How long the language service takes to answer a keystroke in a workspace of about 1,000 tags, as a ratio to parsing it
 * once: `node bench/language.ts [--json] [--smoke]`
 */
const tags = smoke ? 30 : 1000;
const keystrokes = smoke ? 3 : 40;
const settings = planSettings({});

const files = new RuleFiles(settings);
const workspace = manyTags(tags);
for (const { path, text } of workspace) files.set(path, text);
files.analysis();

const watch = new Stopwatch();

const last = workspace.at(-1);
if (last === undefined) throw new Error("no files");
let typed = "\nrule tag fresh when ";
for (let key = 0; key < keystrokes; key++) {
  typed += "orders_1 > 1 and ".charAt(key % 17);
  watch.timed("parse", () => workspace.map(parseFile));
  files.set(last.path, last.text + typed);
  const offset = last.text.length + typed.length;
  watch.timed("problems", () => files.analysis().diagnostics);
  const found = watch.timed("completion", () => complete(files.analysis(), last.path, offset));
  if (found.items.length === 0 && key === 0) throw new Error("nothing is offered");
  watch.timed("hover", () => hover(files.analysis(), last.path, last.text.indexOf("orders_")));
}
for (const what of ["problems", "completion", "hover"]) {
  const [ours, peer] = [watch.median(what), watch.median("parse")];
  print({
    bench: "language",
    metric: `${what} after a keystroke, ms · against parsing ${tags} tags`,
    ours,
    peer,
    ratio: peer / ours,
  });
}
