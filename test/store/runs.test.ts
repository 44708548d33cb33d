import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { tagma, tagmaJson, tagmaOut, writeFiles } from "../support/command.ts";
import { imported, rowsOf, tagsOf, workspaceOf } from "../support/store.ts";

const rules = `profile customer { city : text   phone : text personal   joined : date }
event bought { amount : money at least 0 required }
statistical tag spent = sum of bought.amount
statistical tag share = share of bought where amount >= 10
statistical tag last_at = time of latest bought
attribute tag joined_on = joined
attribute tag called = phone
attribute tag town = city
rule tag tier = one of { "High" when spent >= 100  "Low" when spent > 0 and spent < 100 }
rule tag likes = all of { "Big" when spent >= 100  "Some" when spent > 0 }
segment good "Good" when tier is "High"
`;
const sources = [
  { name: "c", file: "c.csv", profile: true, customer: "id" },
  { name: "o", file: "o.csv", customer: "c", id: "id", time: "at", event: "bought" },
];
const files = {
  "c.csv": "id,city,phone,joined\na,=cmd,+34600,2020-05-01\nb,Lugo,,\nc,,,\n",
  "o.csv": "id,c,at,amount\n1,a,2026-01-01,150\n2,b,2026-01-02,9.50\n",
};

async function ran(more: object = {}): Promise<string> {
  const folder = workspaceOf(rules, sources, files, more);
  await imported(folder);
  await tagmaOut("run", "-w", folder);
  return folder;
}
const buy = async (folder: string, rows: string): Promise<unknown> => {
  writeFileSync(join(folder, "o.csv"), readFileSync(join(folder, "o.csv"), "utf8") + rows);
  return imported(folder, "o");
};

interface History {
  readonly runs: readonly {
    readonly current: boolean;
    readonly customers: number;
    readonly values: readonly {
      readonly value: unknown;
      readonly customers: number;
      readonly entered: number;
      readonly departed: number;
    }[];
  }[];
  readonly changes: readonly { readonly customer: string; readonly before: unknown; readonly after: unknown }[];
}

describe("a later run", () => {
  it("records who entered and left which value", async () => {
    const folder = await ran();
    await buy(folder, "3,b,2026-01-05,200\n4,d,2026-01-06,5\n");
    await tagmaOut("run", "-w", folder);
    const { runs, changes } = await tagmaJson<History>("history", "tier", "-w", folder);
    const second = Object.fromEntries(
      (runs[1]?.values ?? []).map(({ value, ...counts }) => [JSON.stringify(value), counts]),
    );
    // b went from Low to High; d is new and Low; c has no branch before and after.
    expect(second).toEqual({
      '"High"': { customers: 2, entered: 1, departed: 0 },
      '"Low"': { customers: 1, entered: 1, departed: 1 },
      '{"is":"none"}': { customers: 1, entered: 0, departed: 0 },
    });
    expect(changes).toMatchObject([{ customer: "b", before: "Low", after: "High" }]);
    expect((await tagmaJson<History>("history", "likes", "-w", folder)).changes).toMatchObject([
      { customer: "b", before: ["Some"], after: ["Big", "Some"] },
    ]);
    expect(await tagmaJson<object>("history", "b", "-w", folder)).toMatchObject({
      changes: [
        { output: "good", before: false, after: true },
        { output: "likes" },
        { output: "tier", before: "Low", after: "High" },
      ],
    });
    expect(await tagmaJson<object>("history", "d", "-w", folder)).toMatchObject({
      changes: [{ output: "", before: null, after: "present" }],
    });
    expect(await tagmaOut("history", "Good", "-w", folder)).toContain("(+1 −0)");
    expect(await tagma("history", "nobody", "-w", folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining('no tag or segment called "nobody"'),
    });
  });

  it("sees what changes in tables beyond the first, and where rules moved from one table to another", async () => {
    const wide = (limit: number, before: string): string =>
      `profile customer { age : integer }\n${before}${Array.from({ length: 1600 }, (_, index) => `attribute tag t${index} when age > ${index === 1599 ? limit : index}\n`).join("")}`;
    const folder = workspaceOf(wide(50, ""), [{ name: "c", file: "c.csv", profile: true, customer: "id" }], {
      "c.csv": "id,age\na,40\nb,60\nc,\n",
    });
    await imported(folder);
    await tagmaOut("run", "-w", folder);
    // t1599 becomes yes for a; a tag more in front moves one from the first table to the second.
    writeFiles(folder, { "r.tagma": wide(30, "attribute tag first when age > 1\n") });
    await tagmaOut("run", "-w", folder);
    expect((await tagmaJson<History>("history", "t1599", "-w", folder)).changes).toEqual([
      expect.objectContaining({ customer: "a", before: false, after: true }),
    ]);
    for (const name of ["t0", "t1498", "t1499", "t1500"])
      expect((await tagmaJson<History>("history", name, "-w", folder)).changes).toEqual([]);
    expect((await tagmaJson<History>("history", "first", "-w", folder)).changes).toEqual([]);
  });

  it("records those who are no longer there with what they had", async () => {
    const folder = await ran();
    await tagmaOut("erase", "b", "-w", folder);
    await buy(folder, "5,e,2026-01-07,1\n");
    await tagmaOut("run", "-w", folder);
    writeFiles(folder, {
      "tagma.json": readFileSync(join(folder, "tagma.json"), "utf8").replace(
        '"asOf":"2026-03-01"',
        '"asOf":"2026-01-06"',
      ),
    });
    await tagmaOut("run", "-w", folder);
    expect(await tagmaJson<object>("history", "e", "-w", folder)).toMatchObject({
      changes: [
        { output: "", before: null, after: "present" },
        { output: "", before: "present", after: null },
        { output: "good", before: false, after: null },
        { output: "likes", before: ["Some"], after: null },
        { output: "tier", before: "Low", after: null },
      ],
    });
  });

  it("says nothing of numbers unless it is asked to, and masks what is personal", async () => {
    const folder = await ran();
    await buy(folder, "3,b,2026-01-05,0.50\n");
    writeFiles(folder, { "c.csv": files["c.csv"].replace("+34600", "+34700") });
    await imported(folder);
    await tagmaOut("run", "-w", folder);
    expect(rowsOf(folder, "SELECT output, before, after FROM tag_changes ORDER BY 1")).toEqual([
      { output: "called", before: '"+34600"', after: '"+34700"' },
    ]);
    expect(await tagmaOut("history", "a", "-w", folder)).toContain("called                   ••• → •••");
    expect(await tagmaOut("history", "a", "--show-personal", "-w", folder)).toContain("+34600 → +34700");
    const all = await ran({ runs: { numbers: true } });
    await buy(all, "3,b,2026-01-05,0.50\n");
    await tagmaOut("run", "-w", all);
    expect(rowsOf(all, "SELECT output, before, after FROM tag_changes ORDER BY 1")).toEqual([
      { output: "last_at", before: '"2026-01-01T23:00:00.000Z"', after: '"2026-01-04T23:00:00.000Z"' },
      { output: "spent", before: "9.5", after: "10" },
    ]);
  });

  it("with other tags compares those that both have", async () => {
    const folder = await ran();
    writeFiles(folder, {
      "r.tagma": rules
        .replace('spent >= 100  "Low" when spent > 0 and spent < 100', 'spent >= 5  "Low" when spent > 0 and spent < 5')
        .replace("attribute tag town = city", "attribute tag town = joined"),
    });
    await tagmaOut("run", "-w", folder);
    expect(rowsOf(folder, "SELECT _customer, output FROM tag_changes ORDER BY 1, 2")).toEqual([
      { _customer: "b", output: "good" },
      { _customer: "b", output: "tier" },
    ]);
  });
});

describe("a look back", () => {
  it("leaves the current tags as they are", async () => {
    const folder = await ran();
    const before = rowsOf(folder, "SELECT * FROM tags");
    expect(await tagmaOut("run", "--as-of", "2026-01-01T12:00", "-w", folder)).toContain(
      "A look back: the current tags stay those of 2026-03-01 00:00.",
    );
    expect(Object.entries(await tagsOf(folder, "--as-of", "2025-12-31")).map(([id, { spent }]) => [id, spent])).toEqual(
      [
        ["a", 0],
        ["b", 0],
        ["c", 0],
      ],
    );
    expect(rowsOf(folder, "SELECT * FROM tags")).toEqual(before);
    expect(rowsOf(folder, "SELECT current FROM runs")).toEqual([{ current: 1 }, { current: 0 }, { current: 0 }]);
    expect(rowsOf(folder, "SELECT * FROM tag_changes")).toEqual([]);
    await tagmaOut("run", "--as-of", "2026-03-02", "-w", folder);
    expect(rowsOf(folder, "SELECT as_of FROM runs WHERE current = 1 ORDER BY id DESC LIMIT 1")).toEqual([
      { as_of: Date.UTC(2026, 2, 1, 23) },
    ]);
  });
});

describe("an audience that jumps", () => {
  it("keeps the run from being kept, and is named", async () => {
    const folder = await ran();
    await buy(folder, "3,b,2026-01-05,200\n");
    const before = rowsOf(folder, "SELECT * FROM tags");
    const { code, err } = await tagma("run", "--max-change", "20%", "-o", join(folder, "t.csv"), "-w", folder);
    expect(code).toBe(1);
    expect(err).toContain("good: 1 → 2 (+100.0 %, allowed are 20 %)");
    expect(err).not.toContain("all customers");
    expect(rowsOf(folder, "SELECT * FROM tags")).toEqual(before);
    expect(rowsOf(folder, "SELECT count(*) AS n FROM runs")).toEqual([{ n: 1 }]);
    expect(readdirSync(folder).filter((name) => name.startsWith("t.csv"))).toEqual([]);
    expect((await tagma("run", "--max-change", "100", "-w", folder)).code).toBe(0);
  });

  it("may be watched by every run", async () => {
    const folder = await ran({ runs: { maxChange: 50 } });
    await buy(folder, "3,b,2026-01-05,200\n");
    expect((await tagma("run", "-w", folder)).code).toBe(1);
    expect((await tagma("run", "--max-change", "lots", "-w", folder)).err).toContain("percentage such as 20%");
  });
});

describe("old runs", () => {
  it("are let go as the settings say", async () => {
    const folder = await ran({ runs: { keep: 2 } });
    for (const amount of [200, 1, 1]) {
      await buy(folder, `x${Math.random()},b,2026-01-05,${amount}\n`);
      await tagmaOut("run", "-w", folder);
    }
    expect(rowsOf(folder, "SELECT id FROM runs ORDER BY id")).toEqual([{ id: 3 }, { id: 4 }]);
    expect(rowsOf(folder, "SELECT DISTINCT run FROM run_values ORDER BY 1")).toEqual([{ run: 3 }, { run: 4 }]);
    expect(rowsOf(folder, "SELECT count(*) AS n FROM tag_changes WHERE run < 3")).toEqual([{ n: 0 }]);
  });
});

describe("outputs", () => {
  it("Parquet and Arrow hold what JSON holds", async () => {
    const folder = await ran();
    const [parquet, arrow, lines] = ["t.parquet", "t.arrow", "t.jsonl"].map((name) => join(folder, name));
    for (const path of [parquet, arrow, lines]) await tagmaOut("run", "-o", path ?? "", "-w", folder);
    const json = readFileSync(lines ?? "", "utf8")
      .trimEnd()
      .split("\n")
      .map((line): { id: string; tags: Record<string, unknown> } => JSON.parse(line));
    expect(json).toEqual((await tagmaJson<{ customers: unknown[] }>("run", "-w", folder)).customers);
    const plain = (value: unknown): unknown =>
      typeof value === "object" && value !== null && "is" in value
        ? null
        : Array.isArray(value)
          ? JSON.stringify(value)
          : value;
    const expected = json.map(({ id, tags }) => ({
      customer: id,
      ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, plain(value)])),
    }));
    const text = (value: unknown): unknown =>
      value instanceof Date ? value.toISOString() : typeof value === "bigint" ? Number(value) : (value ?? null);
    const fromParquet = (await parquetReadObjects({ file: await asyncBufferFromFile(parquet ?? "") })).map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          name === "joined_on" && value instanceof Date ? value.toISOString().slice(0, 10) : text(value),
        ]),
      ),
    );
    expect(fromParquet).toEqual(expected);
    const table = tableFromIPC(readFileSync(arrow ?? ""));
    const spent = table.getChild("spent");
    expect(spent?.type.toString()).toBe("Decimal[18e+2]");
    expect(Array.from(table.getChild("customer") ?? [])).toEqual(["a", "b", "c"]);
    expect([0, 1, 2].map((row) => Number((spent?.get(row) ?? [0])[0]) / 100)).toEqual([150, 9.5, 0]);
    expect(Array.from(table.getChild("good") ?? [])).toEqual([true, false, false]);
    expect(
      Array.from(table.getChild("last_at") ?? []).map((value) =>
        value === null ? null : new Date(Number(value)).toISOString(),
      ),
    ).toEqual(["2025-12-31T23:00:00.000Z", "2026-01-01T23:00:00.000Z", null]);
    expect(Array.from(table.getChild("called") ?? [])).toEqual(["•••", null, null]);
  });

  it("CSV keeps spreadsheets from running a text", async () => {
    const folder = await ran();
    const csv = await tagmaOut("run", "--csv", "-w", folder);
    expect(csv).toContain("'=cmd");
    expect(csv).not.toContain("+34600");
  });

  it("segments, a row for each customer of each", async () => {
    const folder = await ran();
    for (const [name, expected] of [
      ["s.csv", "segment,customer\ngood,a\n"],
      ["s.jsonl", '{"segment":"good","customer":"a"}\n'],
      ["s.json", '[\n{"segment":"good","customer":"a"}\n]\n'],
    ] as const) {
      await tagmaOut("run", "--segments", join(folder, name), "-w", folder);
      expect(readFileSync(join(folder, name), "utf8")).toBe(expected);
    }
    for (const name of ["s.parquet", "s.arrow"]) await tagmaOut("run", "--segments", join(folder, name), "-w", folder);
    expect(await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, "s.parquet")) })).toEqual([
      { segment: "good", customer: "a" },
    ]);
    expect(
      tableFromIPC(readFileSync(join(folder, "s.arrow")))
        .toArray()
        .map((row) => ({ ...row })),
    ).toEqual([{ segment: "good", customer: "a" }]);
  });

  it("leave no half file where they can't be written", async () => {
    const folder = await ran();
    for (const name of ["none/t.csv", "none/t.parquet", "none/t.arrow"]) {
      const { code, err } = await tagma("run", "-o", join(folder, name), "-w", folder);
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("cannot be written") });
    }
    expect(existsSync(join(folder, "none"))).toBe(false);
  });
});
