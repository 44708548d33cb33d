import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tagma, tagmaIn, tagmaJson, tagmaOut, writeFiles } from "../support/command.ts";
import { filesWith } from "../support/faults.ts";
import { databaseOf, imported, rowsOf, workspaceOf } from "../support/store.ts";

const rules = `profile customer { city : text }
event bought { item : text required   amount : money at least 0 }
statistical tag spent = sum of bought.amount
model offers = recommend bought.item top 1
mined tag offer = offers.first
`;
const sources = [
  { name: "c", file: "c.csv", profile: true, customer: "id" },
  { name: "o", file: "o.csv", customer: "c", id: "id", time: "at", event: "bought" },
  { name: "l", file: "l.jsonl", customer: "who", id: "id", time: "at", event: "bought" },
];
const others = Array.from({ length: 60 }, (_, index) => `c${index}`);
const files = {
  "c.csv": `id,city\nzoe,Zoes-only-town\n${others.map((id) => `${id},Lugo\n`).join("")}`,
  "o.csv": `id,c,at,item,amount\nz1,zoe,2026-01-01,harp,150\n${others
    .flatMap((id, index) =>
      ["tea", "milk", "bread"]
        .map((item, at) => `${item}${id},${id},2026-01-0${1 + at},${item},${index}\n`)
        .slice(0, 2 + (index % 2)),
    )
    .join("")}`,
  "l.jsonl": '{"id":"z2","who":"zoe","at":"2026-01-05","item":"harp"}\n',
};
const zoes = (folder: string): unknown[] =>
  rowsOf(
    folder,
    "SELECT _customer FROM profile WHERE _customer = 'zoe' UNION ALL SELECT _customer FROM event_bought WHERE _customer = 'zoe'",
  );

describe("who was erased", () => {
  it("does not come back when everything is imported afresh, once or again", async () => {
    const folder = workspaceOf(rules, sources, files);
    await imported(folder);
    expect(zoes(folder)).toHaveLength(3);
    await tagmaOut("erase", "zoe", "-w", folder);
    for (const run of [1, 2]) {
      expect({ run, erased: (await imported(folder, "--fresh")).map(({ erased }) => erased) }).toEqual({
        run,
        erased: [1, 1, 1],
      });
      expect(zoes(folder)).toEqual([]);
    }
    expect((await imported(folder, "--fresh", "--dry-run")).map(({ erased }) => erased)).toEqual([1, 1, 1]);
    expect(filesWith(join(folder, ".tagma"), ["Zoes-only-town"])).toEqual([]);
  });

  it("does not come back when a damaged database is replaced", async () => {
    const folder = workspaceOf(rules, sources, files);
    await imported(folder);
    await tagmaOut("erase", "zoe", "-w", folder);
    const bytes = new Uint8Array(readFileSync(databaseOf(folder)));
    const [{ rootpage = 0 } = {}] = rowsOf(
      folder,
      "SELECT rootpage FROM sqlite_master WHERE name = 'event_bought'",
    ) as {
      readonly rootpage?: number;
    }[];
    bytes.fill(0xff, 4096 * (rootpage - 1), 4096 * rootpage);
    writeFileSync(databaseOf(folder), bytes);
    expect(await tagma("run", "-w", folder)).toMatchObject({ code: 2, err: expect.stringContaining("is damaged") });
    expect((await imported(folder, "--fresh")).map(({ erased }) => erased)).toEqual([1, 1, 1]);
    expect(zoes(folder)).toEqual([]);
  });

  it("is said to be forgotten where the database is none any more", async () => {
    const folder = workspaceOf(rules, sources, files);
    await imported(folder);
    await tagmaOut("erase", "zoe", "-w", folder);
    writeFiles(folder, { ".tagma/workspace.db": "no database at all, only a text\n".repeat(300) });
    expect(await tagmaIn("es", "import", "--fresh", "-w", folder)).toMatchObject({
      code: 0,
      err: expect.stringContaining("ya no se sabe quién se había borrado"),
    });
  });

  it("stands in no list of rejects that a later import writes", async () => {
    const folder = workspaceOf(rules, sources, files);
    await imported(folder);
    await tagmaOut("erase", "zoe", "-w", folder);
    writeFiles(folder, {
      "c.csv": `${files["c.csv"]}zoe,Zoes-only-town,too,many\nc1,Lugo,too,many\n`,
      "o.csv": `${files["o.csv"]}z3,zoe,2026-01-01,harp,zoes-amount\nb3,c1,2026-01-01,tea,bad-amount\n`,
      "l.jsonl": `${files["l.jsonl"]}{"id":"z4", "who":"zoe", "at":"2026-01-05", "item":zoes-item\n{"id":"z5","who":"c1","item":broken-item\n`,
    });
    expect((await imported(folder)).map(({ erased, rejected }) => ({ erased, rejected }))).toEqual([
      { erased: 1, rejected: 1 },
      { erased: 1, rejected: 1 },
      { erased: 1, rejected: 1 },
    ]);
    expect(filesWith(join(folder, ".tagma"), ["zoe", "Zoes-only-town", "zoes-amount", "zoes-item"])).toEqual([]);
    expect(filesWith(join(folder, ".tagma"), ["bad-amount"])).toEqual(["rejects-o.csv"]);
  });
});

describe("rows that can't be told into cells", () => {
  it("are listed as they are only where every column is mapped and none holds a person", async () => {
    const plain = { name: "p", file: "p.csv", customer: "c", time: "at", event: "bought" };
    const list = async (heading: string, row: string): Promise<string> => {
      const folder = workspaceOf(rules, [plain], { "p.csv": `${heading}\n${row}\n` });
      await imported(folder, "--max-errors", "1");
      return readFileSync(join(folder, ".tagma/rejects-p.csv"), "utf8");
    };
    expect(await list("c,at,item,amount", "c1,2026-01-01,tea")).toContain("2026-01-01");
    // A column that nobody mapped; one that is called like a person's; an address where none belongs.
    expect(await list("c,at,item,amount,remarks", "c1,2026-01-01,tea,1,shy,very")).not.toContain("shy");
    expect(await list("c,at,item,amount", "c1,2026-01-01,tea,1,zoe@example.com")).not.toContain("zoe@");
    expect(await list("c,at,item,amount", "c1,2026-01-01,tea,1,zoe@example.com")).toContain("•••");
  });
});

describe("erase names what may still hold something", () => {
  it("models, recommendations to others, lists and rules", async () => {
    const folder = workspaceOf(rules, sources, { ...files, "lists/chosen.csv": "c1\nzoe\n" });
    await imported(folder);
    await tagmaOut("train", "-w", folder);
    const path = join(folder, "models/offers.model.json");
    // As if the model had found the harp worth a recommendation.
    const other: Readonly<Record<string, string>> = { '"bread"': '"harp"', '"harp"': '"bread"' };
    writeFileSync(
      path,
      readFileSync(path, "utf8").replaceAll(/"bread"|"harp"/g, (name) => other[name] ?? name),
    );
    await tagmaOut("run", "-w", folder);
    const shown = rowsOf(folder, "SELECT count(*) AS n FROM tags WHERE offer = 'harp' AND _customer <> 'zoe'");
    expect(shown).not.toEqual([{ n: 0 }]);
    const told = await tagmaJson<object>("erase", "zoe", "-w", folder);
    expect(told).toMatchObject({
      complete: true,
      lists: [{ file: "lists/chosen.csv", rows: 1 }],
      models: [{ path: "models/offers.model.json", name: "offers", holdsText: true }],
      shown: [{ tag: "offer", customers: Number(Object.values(shown[0] ?? {})[0]) }],
    });
    expect(JSON.stringify(told)).not.toContain("harp");
  });

  it("a model that may only have learned from the customer, in the reader's language", async () => {
    const folder = workspaceOf(rules, sources, files);
    await imported(folder);
    await tagmaOut("train", "-w", folder);
    expect((await tagmaIn("es", "erase", "c3", "-w", folder)).out).toContain(
      "models/offers.model.json puede haber aprendido también de este cliente; apréndalo de nuevo: tagma train offers",
    );
    expect(await tagmaOut("erase", "nobody", "-w", folder)).not.toContain("models/");
  });
});
