import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { folderWith, tagmaJson, tagmaOut, writeFiles } from "../support/command.ts";
import { imported, orders, profile, workspace, type Run } from "../support/import-workspace.ts";

describe("the population", () => {
  it("is everybody with a profile or an event by then; without a required field they are left out", async () => {
    const folder = folderWith({
      "tagma.json": JSON.stringify({
        language: 1,
        sources: [
          profile,
          { ...orders, event: "bought" },
          { ...orders, name: "quiet", file: "q.csv", event: "viewed" },
        ],
      }),
      "r.tagma":
        "profile customer { name : text   opted : yes/no }\nevent bought { }\nevent viewed { }\nstatistical tag n = count of bought\n",
      "c.csv": "id,name,opted\nprofile_only,A,yes\n",
      "o.csv": "order,customer,at\n1,buyer,2026-02-01\n2,later,2026-04-01\n",
      "q.csv": "order,customer,at\n1,viewer,2026-02-01\n",
    });
    await imported(folder);
    const run = async (asOf: string): Promise<Run> => tagmaJson<Run>("run", "--as-of", asOf, "-w", folder);
    expect((await run("2026-03-01")).customers.map(({ id }) => id)).toEqual(["buyer", "profile_only", "viewer"]);
    expect((await run("2026-05-01")).customers.map(({ id }) => id)).toEqual([
      "buyer",
      "later",
      "profile_only",
      "viewer",
    ]);
    writeFiles(folder, {
      "r.tagma":
        "profile customer { name : text   opted : yes/no required }\nevent bought { }\nevent viewed { }\nstatistical tag n = count of bought\n",
    });
    const strict = await run("2026-03-01");
    expect(strict.customers.map(({ id }) => id)).toEqual(["profile_only"]);
    expect(strict.summary).toMatchObject({
      customers: 1,
      leftOut: 2,
      leftOutCustomers: [
        { customer: "buyer", missing: "opted" },
        { customer: "viewer", missing: "opted" },
      ],
    });
    expect(await tagmaOut("run", "--as-of", "2026-03-01", "-w", folder)).toContain(
      "1 customer, 2 left out because a required field is missing (for example `opted` of buyer)",
    );
  });

  it("comes in order of code points", async () => {
    const ids = ["z", "é", "\u{1F600}", "\uff5e", "A", "10", "9"];
    const folder = workspace({ "c.csv": `id,name\n${ids.map((id) => `${id},x\n`).join("")}` });
    await imported(folder);
    const csv = await tagmaOut("run", "--csv", "-w", folder);
    expect(
      csv
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => line.split(",")[0]),
    ).toEqual(["10", "9", "A", "z", "é", "\uff5e", "\u{1F600}"]);
  });
});

describe("the stored tags", () => {
  it("stand in the table `tags`, with the run that they come from", async () => {
    const folder = workspace(
      {
        "c.csv": "id,name,birth,seen_at\na,A,2000-01-01,2026-01-01T08:00\n",
        "o.csv": "order,customer,at,amount\n1,a,2026-01-01,5.25\n",
      },
      [profile, orders],
    );
    await imported(folder);
    await tagmaOut("run", "-w", folder);
    await tagmaOut("run", "-w", folder);
    const database = new Database(join(folder, ".tagma", "workspace.db"), { readonly: true });
    expect(database.prepare("SELECT * FROM tags").all()).toEqual([
      {
        _customer: "a",
        _states: null,
        name_tag: "A",
        birth_tag: 10957,
        seen: 1767225600000,
        buys: 1,
        spent: 525,
        last_amount: 525,
        last_note: null,
        last_at: 1767196800000,
        views: 0,
      },
    ]);
    expect(database.prepare("SELECT count(*) AS n FROM runs").get()).toEqual({ n: 2 });
    database.close();
  });

  it("go on in further tables when there are very many", async () => {
    const many = Array.from({ length: 1600 }, (_, index) => `attribute tag t${index} = ${index}\n`).join("");
    const folder = folderWith({
      "tagma.json": JSON.stringify({ language: 1, sources: [profile] }),
      "r.tagma": `profile customer { name : text }\n${many}`,
      "c.csv": "id,name\na,A\n",
    });
    await imported(folder);
    await tagmaOut("run", "-w", folder);
    const database = new Database(join(folder, ".tagma", "workspace.db"), { readonly: true });
    expect(database.prepare("SELECT t0, t1499 FROM tags").get()).toEqual({ t0: 0, t1499: 1499 });
    expect(database.prepare("SELECT t1500, t1599 FROM tags_2").get()).toEqual({ t1500: 1500, t1599: 1599 });
    database.close();
  });
});
