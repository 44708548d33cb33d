import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, tagmaJson, tagmaOut, writeFiles } from "../support/command.ts";

/** The starter with its data, and the same with edited rules. */
async function twoVersions(edit: (rules: string) => string, add = ""): Promise<[string, string]> {
  const old = folderWith();
  await tagmaOut("init", old, "--time-zone", "Asia/Taipei");
  const rules = readFileSync(join(old, "rules.tagma"), "utf8") + add;
  writeFiles(old, { "rules.tagma": rules });
  await tagmaOut("import", "-w", old);
  const fresh = folderWith({ "tagma.json": readFileSync(join(old, "tagma.json")), "rules.tagma": edit(rules) });
  return [old, fresh];
}

interface Moves {
  readonly data: {
    readonly movements: readonly {
      readonly name: string;
      readonly moved: number;
      readonly cells: readonly {
        readonly from: string;
        readonly to: string;
        readonly examples: readonly string[];
        readonly why: readonly string[];
      }[];
    }[];
  };
}

describe("tagma diff --data", () => {
  it("says why those who move do", async () => {
    const [old, fresh] = await twoVersions((rules) => rules.replaceAll("= 500", "= 600").replaceAll("< 500", "< 600"));
    const { data } = await tagmaJson<Moves>("diff", old, fresh, "--data", old);
    const moved = data.movements.find(({ name }) => name === "value_tier")?.cells.filter(({ from, to }) => from !== to);
    // c1 spent 560.50 in two orders of the last 90 days.
    expect(moved).toEqual([
      {
        from: "VIP",
        to: "Regular",
        customers: 1,
        examples: ["c1"],
        why: [
          "by the new rules spend_90d >= 600 is no (spend_90d is 560.50)",
          "by the old rules spend_90d < 500 is no (spend_90d is 560.50)",
        ],
      },
    ]);
    expect(await tagmaOut("diff", old, fresh, "--data", old)).toContain(
      "      c1: by the new rules spend_90d >= 600 is no (spend_90d is 560.50)\n",
    );
  });

  it("of a number shows what it is made of", async () => {
    const [old, fresh] = await twoVersions((rules) =>
      rules.replace("count of order_paid in last 90 days", "count of order_paid in last 9 days"),
    );
    const { data } = await tagmaJson<Moves>("diff", old, fresh, "--data", old);
    const why = data.movements
      .find(({ name }) => name === "orders_90d")
      ?.cells.find(({ from, to }) => from !== to)?.why;
    expect(why?.map((line) => line.split(" (")[0])).toEqual([
      "by the old rules count of order_paid in last 90 days",
      "by the new rules count of order_paid in last 9 days",
    ]);
  });

  it("shows nobody's personal values", async () => {
    const [old, fresh] = await twoVersions((rules) =>
      rules
        .replace("years since birth_date", "months since birth_date")
        .replace(/(birth_date\s*:\s*date)/, "$1 personal"),
    );
    const out = await tagmaOut("diff", old, fresh, "--data", old);
    expect(out).toMatch(/● age changed/);
    // An age is made of a personal value, and so is why it changes: only how many move is told.
    expect(out).toContain("3 of 4 customers move");
    expect(out).not.toContain("by the old rules");
    expect(out).not.toContain("1994-05-17");
  });
});

describe("tagma diff", () => {
  it("goes stage by stage through a lifecycle", async () => {
    const add =
      '\nlifecycle path {\n  stage "New" when did order_paid\n  stage "Regular" when did order_paid at least 2 times in last 90 days\n  stage "Big" when spend_90d >= 500\n}\n';
    const [old, fresh] = await twoVersions(
      (rules) =>
        rules
          .replace("at least 2 times", "at least 3 times")
          .replace('stage "Big"', 'stage "Huge" when spend_90d >= 5000\n  stage "Big"'),
      add,
    );
    const { changes } = await tagmaJson<{
      changes: readonly { name: string; stages?: readonly { stage: string; verdict: string }[] }[];
    }>("diff", old, fresh);
    expect(changes.find(({ name }) => name === "path")?.stages).toEqual([
      { stage: "New", verdict: "changed" },
      { stage: "Regular", verdict: "changed" },
      { stage: "Huge", verdict: "added" },
      { stage: "Big", verdict: "same" },
    ]);
  });
});
