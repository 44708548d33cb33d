import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tagma, tagmaIn, tagmaOut, writeFiles } from "../support/command.ts";
import { databaseOf, imported, rowsOf, workspaceOf } from "../support/store.ts";

const rules = `profile customer { city : text   score : integer }
event bought { amount : money at least 0 required }
statistical tag spent = sum of bought.amount
`;
const people = { name: "people", file: "c.csv", profile: true, customer: "id" };
const orders = { name: "orders", file: "o.csv", customer: "c", id: "id", time: "at", event: "bought" };
/** So many rows of people, of which the last have a score that is none. */
const rowsOfPeople = (count: number, wrong: number): string =>
  `id,city,score\n${Array.from({ length: count }, (_, index) => `c${index},Lugo,${index < count - wrong ? index : "x"}\n`).join("")}`;
const order = (id: number, customer: string, amount = "1"): string => `${id},${customer},2026-01-01,${amount}\n`;

describe("a source of which more than 5 % of the rows are rejected", () => {
  it("brings nothing of the import in: the message says what, how many, why and what to type", async () => {
    const folder = workspaceOf(rules, [orders, people], {
      "o.csv": `id,c,at,amount\n${order(1, "c0")}`,
      "c.csv": rowsOfPeople(38, 2),
    });
    expect(await tagma("import", "-w", folder)).toEqual({
      code: 2,
      out: "",
      err: 'tagma: 2 of 38 rows of "people" are rejected, more than 5 %, so nothing was changed. 2 of them: line 38, score: is not a whole number. Mend the file, or what tagma.json says of it; to keep the rest all the same: `--max-errors 6%`\n',
    });
    expect((await tagma("run", "-w", folder)).err).toContain("there is no data yet");
    expect((await imported(folder, "--max-errors", "6%")).map(({ added }) => added)).toEqual([1, 36]);
  });

  it("is one with more than that, not one with as much; rows that it passes over do not count", async () => {
    const folder = workspaceOf(rules, [people], { "c.csv": rowsOfPeople(40, 2) });
    expect((await tagma("import", "-w", folder)).code).toBe(0);
    const kinds = {
      ...orders,
      file: "k.csv",
      event: { column: "kind", types: { buy: { event: "bought" }, ping: null } },
    };
    const passing = workspaceOf(rules, [kinds], {
      "k.csv": `id,c,at,amount,kind\n${"1,a,2026-01-01,1,ping\n".repeat(100)}2,a,2026-01-01,x,buy\n3,a,2026-01-01,1,buy\n`,
    });
    expect((await tagma("import", "-w", passing)).err).toContain('1 of 2 rows of "orders" are rejected');
  });

  it("names the commonest reason, not the first", async () => {
    const wrong = ["c9,Lugo\n", ...Array.from({ length: 3 }, (_, index) => `d${index},Lugo,x\n`)].join("");
    const folder = workspaceOf(rules, [people], { "c.csv": `id,city,score\na,Lugo,1\n${wrong}` });
    expect((await tagmaIn("zh", "import", "-w", folder)).err).toBe(
      'tagma: "people" 的 5 行中有 4 行被拒绝，超过 5 %，因此没有任何更改。其中 3 行：第 4 行，score：不是整数。请修正文件或 tagma.json 中的描述；若仍要保留其余的行：`--max-errors 80%`\n',
    );
  });

  it("leaves what was imported before, and its list of rejects, as they were", async () => {
    const folder = workspaceOf(rules, [people], { "c.csv": rowsOfPeople(60, 1) });
    await tagmaOut("import", "-w", folder);
    const [bytes, list] = [readFileSync(databaseOf(folder)), readFileSync(join(folder, ".tagma/rejects-people.csv"))];
    writeFiles(folder, { "c.csv": rowsOfPeople(60, 60) });
    for (const args of [[], ["--fresh"]])
      expect((await tagma("import", ...args, "-w", folder)).err).toContain("60 of 60 rows");
    expect(rowsOf(folder, "SELECT count(*) AS n FROM profile")).toEqual([{ n: 59 }]);
    expect(readFileSync(join(folder, ".tagma/rejects-people.csv"))).toEqual(list);
    expect(readFileSync(databaseOf(folder)).length).toBe(bytes.length);
    expect(existsSync(join(folder, ".tagma/rejects-people.csv.part"))).toBe(false);
  });

  it("is told by a trial and by a list of rejects without a failure", async () => {
    const folder = workspaceOf(rules, [people], { "c.csv": rowsOfPeople(4, 2) });
    expect((await tagma("import", "--dry-run", "-w", folder)).code).toBe(0);
    await imported(folder);
    expect(
      (await tagma("import", "people", "--from", join(folder, ".tagma/rejects-people.csv"), "-w", folder)).code,
    ).toBe(0);
  });

  it.for([
    ["--max-errors", "101%x"],
    ["--max-errors", "many"],
    ["--max-errors", "-1"],
  ])("%s %s is none", async (args) => {
    const folder = workspaceOf(rules, [people], { "c.csv": rowsOfPeople(2, 0) });
    expect((await tagma("import", ...args, "-w", folder)).code).toBe(2);
  });
});

describe("customers whose rows were all rejected", () => {
  it("are counted and named, those of whom something else is there are not", async () => {
    const folder = workspaceOf(rules, [people, orders], {
      "c.csv": `id,city,score\na,Lugo,1\nb,Lugo,x\nc,Lugo,x\nd,Lugo,x\nd,Lugo,1\nzoe@example.com,Lugo,x\n,Lugo,x\n`,
      "o.csv": `id,c,at,amount\n${order(1, "b")}${order(2, "e", "x")}${order(3, "a", "x")}`,
    });
    const reports = await imported(folder);
    // b has an order, d another row, a a profile; one row says of nobody whose it is.
    expect(reports.map(({ lostCustomers, lost }) => ({ lostCustomers, lost }))).toEqual([
      { lostCustomers: 2, lost: ["c", "•••"] },
      { lostCustomers: 1, lost: ["e"] },
    ]);
    const other = workspaceOf(rules, [people], { "c.csv": "id,city,score\na,Lugo,1\nc,Lugo,x\n" });
    expect(await tagmaOut("import", "--max-errors", "1", "-w", other)).toContain(
      '1 customer is missing altogether, since no row of theirs could be used: "c"',
    );
    expect((await tagmaIn("ja", "import", "--max-errors", "1", "--fresh", "-w", other)).out).toContain(
      "1 人の顧客は、使える行が一つもないため、まったく取り込まれていません",
    );
  });
});

describe("ids that differ in content", () => {
  it("are listed, and called lines of an order where they look like it", async () => {
    const folder = workspaceOf(rules, [orders], {
      "o.csv": `id,c,at,amount\n${order(1, "a", "1")}${order(1, "a", "2")}${order(2, "a")}`,
    });
    expect(await tagmaOut("import", "-w", folder)).toContain(
      "these look like order lines: 1 ids stand on several rows",
    );
    const other = workspaceOf(rules, [orders], { "o.csv": `id,c,at,amount\n${order(7, "a")}${order(7, "b")}` });
    expect(await tagmaOut("import", "-w", other)).toMatch(
      /1 rows differ from another row with their id[^\n]*"bought:7"/,
    );
  });
});
