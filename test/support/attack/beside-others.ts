import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeWorkspace, shop, studioOver } from "../../editor/studio/workspace.ts";
import type { Attack } from "./attack.ts";
import { largeRules, largeSchema } from "./large-rules.ts";

type Studio = Awaited<ReturnType<typeof studioOver>>;

const BRANCHES = 400;

/** A tag of many branches, each with a bound that `shift` moves. */
const branches = (shift: number): string =>
  `statistical tag total = sum of order_paid.amount\nrule tag many = one of {\n${Array.from(
    { length: BRANCHES },
    (_, index) => `  "b${index}" when total >= ${index * 3 + shift} and total < ${index * 3 + 3 + shift}`,
  ).join("\n")}\n}\n`;

/** What somebody asks who has nothing to do with all that. @returns how long it took, in seconds, and what was wrong */
async function somebodyElse(studio: Studio): Promise<{ readonly seconds: number; readonly failure?: string }> {
  const began = performance.now();
  const { statusCode, body } = await studio.app.inject({
    method: "POST",
    url: "/api/audience",
    headers: { host: "localhost", "x-tagma-window": "somebody else" },
    payload: { drafts: {}, name: "tier" },
  });
  const seconds = (performance.now() - began) / 1000;
  return statusCode === 200 && body.includes('"ok":true')
    ? { seconds }
    : { seconds, failure: `somebody else got ${statusCode}: ${body.slice(0, 200)}` };
}

/** Questions that take long, and somebody else who asks meanwhile. */
export const longQuestions: Attack = {
  name: "long questions beside somebody else",
  run: async ({ amount }) => {
    const folder = await makeWorkspace({ ...shop, "many.tagma": branches(0) });
    const studio = await studioOver(folder, { threads: true });
    const questions: readonly (readonly [string, string, object])[] = [
      ["a review of 400 changed branches", "review", { drafts: { "many.tagma": branches(1) } }],
      [
        "a draft of 6,000 branches",
        "audience",
        { drafts: { "large.tagma": largeRules["6,000 branches"], "large-schema.tagma": largeSchema }, name: "t" },
      ],
      [
        "a draft over 20 integers",
        "audience",
        {
          drafts: {
            "large.tagma": largeRules["a one of over 20 integers"],
            "schema.tagma": `${largeSchema}\n${(shop["schema.tagma"] ?? "").replace(/^profile.*\n/, "")}`,
          },
          name: "t",
        },
      ],
    ];
    const tried = amount(questions.length);
    const failures: string[] = [];
    let longest = 0;
    await somebodyElse(studio);
    for (const [name, question, input] of questions.slice(0, tried)) {
      const pending = studio.post(question, input);
      const other = await somebodyElse(studio);
      longest = Math.max(longest, other.seconds);
      if (other.failure !== undefined) failures.push(`${name}: ${other.failure}`);
      const { status, json } = await pending;
      if (status !== 200 || !("ok" in (json ?? {}))) failures.push(`${name}: ${status} ${JSON.stringify(json)}`);
    }
    await studio.app.close();
    failures.push(...studio.errors.map(String));
    return { tried, failures, note: `somebody else waited ${longest.toFixed(1)} s at most` };
  },
};

/** Changes of the configuration while the studio runs: it counts by the new one, or says what is wrong with it. */
export const configurations: Attack = {
  name: "configurations that change",
  run: async ({ amount }) => {
    const folder = await makeWorkspace();
    const studio = await studioOver(folder, { threads: true });
    const path = join(folder, "tagma.json");
    const config: { readonly sources: readonly object[] } = JSON.parse(readFileSync(path, "utf8"));
    const failures: string[] = [];
    const tried = amount(20);
    for (let trial = 0; trial < tried; trial++) {
      // Orders of the last 30 days: two people have one on 1 March, nobody a year later.
      for (const [asOf, expected] of [
        ["2026-03-01", 2],
        ["2027-03-01", 0],
      ] as const) {
        writeFileSync(path, JSON.stringify({ ...config, asOf }));
        const { json } = await studio.post("audience", { drafts: {}, name: "buyers" });
        if (!JSON.stringify(json).includes(`{"value":"yes","customers":${expected}}`))
          failures.push(`as of ${asOf}: ${JSON.stringify(json).slice(0, 300)}`);
      }
      writeFileSync(path, JSON.stringify({ ...config, sources: [...config.sources, config.sources[0]] }));
      const { status, json } = await studio.post("audience", { drafts: {}, name: "buyers" });
      if (status >= 500 || json?.["ok"] === true) failures.push(`two sources of one name: ${status}`);
      const files = [{ path: `x${trial}.tagma`, text: "// saved meanwhile\n", revision: null }];
      const { status: saved } = await studio.post("save", { files });
      if (saved >= 500) failures.push(`a save meanwhile: ${saved}`);
    }
    await studio.app.close();
    failures.push(...studio.errors.map(String));
    return { tried, failures };
  },
};
