import { rmSync } from "node:fs";
import { required } from "../engine/invariant/required.ts";
import { questionLimits } from "../editor/studio/data/question-limits.ts";
import { uploadLimits } from "../editor/studio/data/uploads.ts";
import { studioApp } from "../editor/studio/server/app.ts";
import { Accounts } from "../store/access/accounts.ts";
import { openWorkspace } from "../store/workspace/workspace.ts";
import { median, print, smoke } from "./support/measure.ts";
import { northwindFolder } from "./support/northwind.ts";

/**
 * How long the studio's server takes to count an audience after a keystroke, for 100,000 customers and about 1,000,000
 * events, from the request to the answer: `node bench/studio.ts [--smoke] [--json]`
 */
const CUSTOMERS = smoke ? 200 : 100_000;
const KEYSTROKES = smoke ? 2 : 12;
const { folder } = northwindFolder(CUSTOMERS);
const rules = new Map(openWorkspace(folder).files.map(({ path, text }) => [path, text]));
const segments = required(rules.get("segments.tagma"), "segments.tagma");
const app = await studioApp({
  folder,
  access: { hosts: new Set(["localhost"]), token: undefined, accounts: new Accounts(folder) },
  trustProxy: [],
  showPersonal: false,
  questionLimits: questionLimits(),
  uploadLimits: uploadLimits(),
  web: folder,
  onError: (error) => {
    throw error;
  },
});

const ask = async (question: string, body: object): Promise<number> => {
  const begun = performance.now();
  const { body: answer } = await app.inject({
    method: "POST",
    url: `/api/${question}`,
    headers: { host: "localhost" },
    payload: body,
  });
  if (JSON.parse(answer).ok !== true) throw new Error(answer.slice(0, 300));
  return performance.now() - begun;
};
/** Each keystroke is another text of the rules. */
const edited = (key: number): Record<string, string> => ({
  "segments.tagma": `${segments}\nsegment fresh_fans when did order_paid at least ${key + 1} times where category is fresh in last 30 days and not did order_paid where category is beauty\n`,
});

await ask("audience", { drafts: {}, name: "winback" });
for (const name of ["fresh_fans", "value_tier", "spend_90d", "suppression", "coupon_audience"]) {
  const times: number[] = [];
  for (let key = 0; key < KEYSTROKES; key++) times.push(await ask("audience", { drafts: edited(key), name }));
  print({
    bench: "studio",
    metric: `ms after a keystroke, audience of ${name}, ${CUSTOMERS.toLocaleString("en-US")} customers · against 300 ms`,
    ours: median(times),
    peer: 300,
    ratio: 300 / median(times),
  });
}
const overlap = await ask("overlap", { drafts: edited(1), names: ["fresh_fans", "winback", "coupon_audience"] });
print({
  bench: "studio",
  metric: "ms, overlap of three segments · against 300 ms",
  ours: overlap,
  peer: 300,
  ratio: 300 / overlap,
});
await app.close();
rmSync(folder, { recursive: true, force: true });
