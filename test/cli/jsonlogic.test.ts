import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { folderWith, tagma, tagmaJson } from "../support/command.ts";

const rules = `profile customer { age : integer   spent : money   level : one of (low, high) }
event visit { path : text }
`;

function folder(rule: unknown): string {
  const made = folderWith({
    "tagma.json": JSON.stringify({ language: 1, timeZone: "UTC", currency: "USD", weekStart: "monday" }),
    "rules/a.tagma": rules,
  });
  writeFileSync(join(made, "rule.json"), JSON.stringify(rule));
  return made;
}
const read = async (rule: unknown): ReturnType<typeof tagma> => {
  const made = folder(rule);
  return tagma("jsonlogic", "--read", join(made, "rule.json"), "-w", made);
};

it("prints a condition, and beside it what JSONLogic says otherwise", async () => {
  const { code, out, err } = await read({ "!=": [{ var: "customer.age" }, "30"] });
  expect([code, out]).toEqual([0, "age is not 30\n"]);
  expect(err).toContain("note: where `age` is unknown");
});

it("takes the key of whom a flag is asked about for the customer's id", async () => {
  const { out, err } = await read({ in: [{ var: "targetingKey" }, ["c1", "c2"]] });
  expect([out, err]).toEqual(['id is one of ("c1", "c2")\n', ""]);
});

it("prints the branches of an if that gives texts", async () => {
  const made = folder({ if: [{ "==": [{ var: "level" }, "high"] }, "red", "blue"] });
  expect(await tagmaJson("jsonlogic", "--read", join(made, "rule.json"), "-w", made, "--json")).toEqual({
    text: 'first of {\n  "red" when ((level is "high") if unknown no)\n  "blue" otherwise\n}',
    form: "first of",
    notes: [],
  });
});

it.each([
  [{ "==": [{ var: "spent" }, 100.555] }, "3 digits behind the point"],
  // What the reading does not see the checker does.
  [{ ">": [{ "*": [{ var: "spent" }, { var: "spent" }] }, 5] }, "(spent * spent) > 5"],
  [{ some: [{ var: "visit" }, { "==": [{ var: "page" }, "x"] }] }, 'no field or tag called "page"'],
] as const)("refuses what does not check: %j", async (rule, reason) => {
  const { code, err } = await read(rule);
  expect([code, err.includes(reason), err]).toEqual([2, true, err]);
});
