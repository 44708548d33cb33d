import { describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { compile } from "../../../engine/compile/compile.ts";
import { prove } from "../../../engine/prove/prove.ts";
import { RuleSession } from "../../../engine/compile/rule-session.ts";
import { planSettings } from "../../../engine/compile/settings.ts";
import type { SourceFile } from "../../../grammar/source.ts";
import { exampleFiles } from "../../support/proofs.ts";

const { files, settings: input } = exampleFiles("northwind");
const settings = planSettings(input);
const readList = (path: string): string =>
  readFileSync(new URL(`../../../examples/northwind/${path}`, import.meta.url), "utf8");

/** What a compiler without a memory says. */
function fresh(edited: readonly SourceFile[]) {
  const compiled = compile({ files: edited, settings: settings as Exclude<typeof settings, string>, readList });
  const proofs =
    compiled.plan === undefined
      ? undefined
      : prove(compiled.plan, (path) => edited.find((file) => file.path === path)?.text ?? "");
  return {
    hash: compiled.plan?.hash,
    diagnostics: compiled.diagnostics,
    proved: proofs?.diagnostics,
    counts: proofs && [proofs.questions, proofs.proved, proofs.refuted, proofs.open],
  };
}

const edit =
  (path: string, from: string | RegExp, to: string) =>
  (before: readonly SourceFile[]): SourceFile[] => {
    const after = before.map((file) => (file.path === path ? { path, text: file.text.replace(from, to) } : file));
    expect(after).not.toEqual(before);
    return after;
  };

describe("a rule session", () => {
  const edits: [string, (before: readonly SourceFile[]) => SourceFile[]][] = [
    ["nothing changes", (before) => [...before]],
    ["a comment above everything moves all positions", edit("value.tagma", /^/, "// moved\n\n")],
    [
      "an overlap",
      edit(
        "value.tagma",
        /(rule tag value_tier[^]*?\n\})/,
        '$1\nrule tag twice = one of { "A" when spend_90d >= 100  "B" when spend_90d <= 100 }',
      ),
    ],
    [
      "the overlap is laid out anew",
      edit("value.tagma", '"A" when spend_90d >= 100', '"A" when\n    spend_90d   >= 100 // note'),
    ],
    ["a mistake", edit("value.tagma", "spend_90d <= 100", "spend_90 <= 100")],
    ["and its mending", edit("value.tagma", "spend_90 <= 100", "spend_90d < 100")],
    ["a bound of a field", edit("schema.tagma", /money at least 0 required/, "money at least 1 required")],
    [
      "another required field",
      edit("schema.tagma", /(profile customer[^{]*\{)/, "$1\n  shoe_size : integer from 1 to 60 required\n"),
    ],
    ["a file goes", (before) => before.filter(({ path }) => path !== "tests.tagma")],
    [
      "an unused file comes",
      (before) => [
        ...before,
        { path: "more.tagma", text: "rule tag more when count of order_paid in last 9 days >= 0\n" },
      ],
    ],
  ];

  it("says after every edit what a fresh check says", () => {
    const session = new RuleSession();
    let current: readonly SourceFile[] = files;
    for (const [what, change] of edits) {
      current = change(current);
      const { plan, diagnostics, proofs } = session.check({ files: current, settings, readList });
      const got = {
        hash: plan?.hash,
        diagnostics,
        proved: proofs?.diagnostics,
        counts: proofs && [proofs.questions, proofs.proved, proofs.refuted, proofs.open],
      };
      expect([what, got]).toEqual([what, fresh(current)]);
    }
  });

  it("proves anew only what depends on an edit", () => {
    const session = new RuleSession();
    const first = session.check({ files, settings, readList }).proofs;
    expect(first?.asked).toBeGreaterThan(100);
    expect(session.check({ files, settings, readList }).proofs?.asked).toBe(0);
    // No tag, law or segment reads the new one.
    const more = [
      ...files,
      { path: "more.tagma", text: "rule tag more when count of order_paid in last 9 days >= 3\n" },
    ];
    expect(session.check({ files: more, settings, readList }).proofs?.asked).toBe(1);
    expect(session.check({ files, settings: { ...settings, timeZone: "Asia/Tokyo" }, readList }).proofs?.asked).toBe(
      first?.asked,
    );
  });
});
