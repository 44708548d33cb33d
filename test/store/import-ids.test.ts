import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imported, orders, rules, stored, tags, workspace } from "../support/import-workspace.ts";

describe("events with one id", () => {
  const rows = [
    "1,a,2026-01-01,9.00,zz",
    "1,a,2026-01-01,10.00,zz",
    "1,a,2026-01-01,10.00,aa",
    "1,a,2026-01-02,10.00,aa",
  ];
  const heading = "order,customer,at,amount,note\n";

  it("keep the least canonical JSON, whatever the order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(rows, { minLength: 4, maxLength: 4 }), async (order) => {
        const folder = workspace({ "o.csv": `${heading}${order.join("\n")}\n` }, [orders]);
        const {
          sources: [report],
        } = await imported(folder);
        expect(report).toMatchObject({ added: 1, known: 3, conflicts: 3 });
        // As text: {"fields":{"amount":10,"note":"aa"},"time":…} is least: `10` is before `9`, "aa" before "zz", the earlier time first.
        expect((await tags(folder))["a"]).toMatchObject({
          buys: 1,
          last_amount: 10,
          last_note: "aa",
          last_at: "2025-12-31T16:00:00.000Z",
        });
      }),
      { numRuns: 24 },
    );
  });

  it("agree with the library", async () => {
    const { compile, evaluate, planSettings } = await import("../../engine/index.ts");
    const settings = planSettings({ timeZone: "Asia/Taipei" });
    const { plan } = compile({ files: [{ path: "r.tagma", text: rules }], settings });
    if (plan === undefined) throw new Error("the rules don't compile");
    const events = rows
      .map((row) => row.split(","))
      .map(([id = "", , time = "", amount = "", note = ""]) => ({
        type: "bought",
        id,
        time,
        fields: { amount: Number(amount), note },
      }));
    const answer = evaluate(plan, { id: "a", events }, { asOf: "2026-03-01" });
    const folder = workspace({ "o.csv": `${heading}${rows.join("\n")}\n` }, [orders]);
    await imported(folder);
    expect(answer.kind === "present" && Object.fromEntries(answer.tags)).toEqual((await tags(folder))["a"]);
  });

  it("of two customers: one of them keeps it, and it is reported", async () => {
    for (const order of [
      ["a", "b"],
      ["b", "a"],
    ]) {
      const folder = workspace(
        { "o.csv": `${heading}${order.map((customer) => `1,${customer},2026-01-01,5,\n`).join("")}` },
        [orders],
      );
      expect((await imported(folder)).sources[0]).toMatchObject({ added: 1, conflicts: 1 });
      expect(Object.keys(await tags(folder))).toEqual(["a"]);
    }
  });

  it("of different events never meet, thanks to their prefix", async () => {
    const folder = workspace(
      { "o.csv": `${heading}1,a,2026-01-01,5,\n`, "v.csv": "id,customer,at,path\n1,a,2026-01-01,/\n" },
      [orders, { ...orders, name: "views", file: "v.csv", id: "id", event: "viewed" }],
    );
    await imported(folder);
    expect((await tags(folder))["a"]).toMatchObject({ buys: 1, views: 1 });
    expect(JSON.stringify(stored(folder))).toContain('"_id":"bought:1"');
    const own = workspace({ "o.csv": `${heading}1,a,2026-01-01,5,\n` }, [{ ...orders, idPrefix: "shop-" }]);
    await imported(own);
    expect(JSON.stringify(stored(own))).toContain('"_id":"shop-1"');
  });
});

describe("events without ids", () => {
  const source = { ...orders, id: undefined };
  const heading = "customer,at,amount\n";

  it("are told apart by their content, and identical rows by their number", async () => {
    const folder = workspace({ "o.csv": `${heading}a,2026-01-01,5\na,2026-01-01,5\na,2026-01-01,6\n` }, [source]);
    expect((await imported(folder)).sources[0]).toMatchObject({ added: 3, known: 0 });
    expect((await imported(folder)).sources[0]).toMatchObject({ added: 0, unchanged: 1 });
    expect((await imported(folder, "orders", "--from", join(folder, "o.csv"))).sources[0]).toMatchObject({
      added: 0,
      known: 3,
      conflicts: 0,
    });
    writeFileSync(join(folder, "o.csv"), `${heading}a,2026-01-01,6\na,2026-01-01,5\na,2026-01-01,5\na,2026-01-01,5\n`);
    expect((await imported(folder)).sources[0]).toMatchObject({ added: 1, known: 3 });
    expect((await tags(folder))["a"]).toMatchObject({ buys: 4, spent: 21 });
  });
});
