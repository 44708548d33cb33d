import { describe, expect, it } from "vitest";
import { prove } from "../../../engine/prove/prove.ts";
import { parseFile } from "../../../grammar/parser/parse-file.ts";
import { compiled } from "../../support/proofs.ts";

const schema = "profile customer { age : integer  vip : yes/no }\nevent order {}\n";

/** The rule after the edit that the one hint of this code offers. */
function mended(rule: string, code: string): string {
  const text = `${schema}${rule}`;
  const found = prove(compiled([{ path: "rules.tagma", text }]).plan, () => text).diagnostics.find(
    (diagnostic) => diagnostic.code === code,
  );
  const edits = found?.fix ?? [];
  const after = edits
    .toSorted((left, right) => right.start - left.start)
    .reduce((before, { start, end, text: put }) => before.slice(0, start) + put + before.slice(end), text);
  expect(parseFile({ path: "rules.tagma", text: after }).diagnostics).toEqual([]);
  return after.slice(schema.length);
}

describe("a condition that follows from its neighbours can be left out", () => {
  it.for([
    ["rule tag t when age > 30 and age > 20", "rule tag t when age > 30"],
    ["rule tag t when age > 20 and age > 30", "rule tag t when age > 30"],
    ["rule tag t when vip and age > 20 and age > 30", "rule tag t when vip and age > 30"],
    ["rule tag t when (age > 20) and (age > 30 or age > 40)", "rule tag t when (age > 30 or age > 40)"],
    ["rule tag t when ((age > 30)) and ((age > 20))", "rule tag t when ((age > 30))"],
    ["rule tag t when age > 30 // thirty\n  and age > 20 // twenty", "rule tag t when age > 30 // twenty"],
    [
      'rule tag t = first of { "A" when count of order in last 9 days >= 2 and did order in last 30 days }',
      'rule tag t = first of { "A" when count of order in last 9 days >= 2 }',
    ],
    ["segment s when not (age <= 30) and age > 20", "segment s when not (age <= 30)"],
  ])("%s", ([before = "", after]) => {
    expect(mended(before, "condition-implied")).toBe(after);
  });
});
