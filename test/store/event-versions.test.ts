import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folderWith, tagmaJson, tagmaOut, writeFiles } from "../support/command.ts";

interface Report {
  readonly sources: readonly Readonly<Record<string, unknown>>[];
}

const rules = "profile customer {}\nevent bought { amount : integer   status : text }\n";
const orders = { name: "orders", file: "o.csv", customer: "customer", id: "order", time: "at", event: "bought" };
const heading = "order,customer,at,amount,status,version\n";

function workspace(source: object, more: readonly object[] = [], files: Readonly<Record<string, string>> = {}): string {
  return folderWith({
    "tagma.json": JSON.stringify({ language: 1, timeZone: "UTC", sources: [{ ...orders, ...source }, ...more] }),
    "r.tagma": rules,
    "o.csv": heading,
    ...files,
  });
}

const imported = async (folder: string, ...args: string[]): Promise<Report["sources"]> =>
  (await tagmaJson<Report>("import", ...args, "-w", folder)).sources;

/** Amount and status of every event, by id. */
function kept(folder: string): Readonly<Record<string, string>> {
  const database = new Database(join(folder, ".tagma", "workspace.db"), { readonly: true });
  try {
    return Object.fromEntries(
      database
        .prepare<[], { _id: string; amount: number; status: string }>("SELECT _id, amount, status FROM event_bought")
        .all()
        .map(({ _id, amount, status }) => [_id.replace("bought:", ""), `${amount} ${status}`]),
    );
  } finally {
    database.close();
  }
}

interface Row {
  readonly id: string;
  readonly amount: number;
  readonly status: string;
  readonly version: number;
}
const line = ({ id, amount, status, version }: Row): string => `${id},c,2026-01-01,${amount},${status},${version}\n`;
/** The canonical JSON differs in its fields alone, and these are of one width but for the amount. */
const json = ({ amount, status }: Row): string => `{"amount":${amount},"status":"${status}"}`;
const least = (rows: readonly Row[]): Row | undefined =>
  [...rows].sort((left, right) => (json(left) < json(right) ? -1 : 1))[0];

const row: fc.Arbitrary<Row> = fc.record({
  id: fc.constantFrom("1", "2", "3"),
  amount: fc.integer({ min: 8, max: 11 }),
  status: fc.constantFrom("paid", "pending", "refunded"),
  version: fc.integer({ min: 8, max: 12 }),
});
const deliveries = fc.array(fc.array(row, { maxLength: 6 }), { minLength: 1, maxLength: 4 });

describe("which version of an event counts", () => {
  it("a later file replaces an earlier one, whatever the order of rows within each", async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (files) => {
        const folder = workspace({});
        const expected: Record<string, string> = {};
        for (const rows of files) {
          writeFileSync(join(folder, "o.csv"), heading + rows.map(line).join(""));
          await imported(folder);
          for (const { id } of rows) {
            const told = least(rows.filter((one) => one.id === id));
            if (told !== undefined) expected[id] = `${told.amount} ${told.status}`;
          }
        }
        expect(kept(folder)).toEqual(expected);
      }),
      {
        numRuns: 25,
        examples: [
          [
            [
              [{ id: "1", amount: 9, status: "paid", version: 8 }],
              [{ id: "1", amount: 9, status: "refunded", version: 8 }],
            ],
          ],
        ],
      },
    );
  });

  it("files of a folder come in order of their names", async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (files) => {
        const folder = workspace(
          { file: "orders" },
          [],
          Object.fromEntries(files.map((rows, index) => [`orders/${index}.csv`, heading + rows.map(line).join("")])),
        );
        await imported(folder);
        const expected: Record<string, string> = {};
        for (const rows of files)
          for (const { id } of rows) {
            const told = least(rows.filter((one) => one.id === id));
            if (told !== undefined) expected[id] = `${told.amount} ${told.status}`;
          }
        expect(kept(folder)).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it("the greatest revision counts, wherever and whenever it comes", async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (files) => {
        const folder = workspace({ revision: "version" });
        for (const rows of files) {
          writeFileSync(join(folder, "o.csv"), heading + rows.map(line).join(""));
          await imported(folder);
        }
        const all = files.flat();
        const expected: Record<string, string> = {};
        for (const { id } of all) {
          const own = all.filter((one) => one.id === id);
          const greatest = Math.max(...own.map(({ version }) => version));
          const told = least(own.filter(({ version }) => version === greatest));
          if (told !== undefined) expected[id] = `${told.amount} ${told.status}`;
        }
        expect(kept(folder)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it("revisions that are not all numbers compare as texts, and none is before all", async () => {
    const folder = workspace({ revision: "version" });
    const told = (version: string, status: string): string => `1,c,2026-01-01,1,${status},${version}\n`;
    writeFileSync(join(folder, "o.csv"), heading + told("", "c") + told("10", "a") + told("9", "b"));
    expect((await imported(folder))[0]).toMatchObject({ conflicts: 0, updated: 2 });
    expect(kept(folder)).toEqual({ 1: "1 a" });
    writeFileSync(join(folder, "o.csv"), heading + told("9b", "d"));
    await imported(folder);
    expect(kept(folder)).toEqual({ 1: "1 d" });
  });

  it("a file that comes again after another is read again", async () => {
    const folder = workspace({});
    for (const status of ["pending", "paid", "pending"]) {
      writeFileSync(join(folder, "o.csv"), `${heading}1,c,2026-01-01,1,${status},\n`);
      expect((await imported(folder))[0]).toMatchObject({ rows: 1, conflicts: 0 });
      expect(kept(folder)).toEqual({ 1: `1 ${status}` });
    }
  });

  it("between two sources there is no order: [R4] decides, and import names the ids", async () => {
    for (const [first, second] of [
      ["paid", "refunded"],
      ["refunded", "paid"],
    ] as const) {
      const folder = workspace({}, [{ ...orders, name: "more", file: "m.csv" }], {
        "o.csv": `${heading}1,c,2026-01-01,1,${first},\n`,
        "m.csv": `${heading}1,c,2026-01-01,1,${second},\n`,
      });
      expect((await imported(folder))[1]).toMatchObject({ conflicts: 1, conflicting: ["bought:1"] });
      expect(kept(folder)).toEqual({ 1: "1 paid" });
    }
  });

  it("rows that a later file leaves out stay, unless the source replaces", async () => {
    const rows = (...ids: string[]): string => heading + ids.map((id) => `${id},c,2026-01-01,1,x,\n`).join("");
    for (const replace of [false, true]) {
      const folder = workspace({ replace, file: "orders" }, [{ ...orders, name: "more", file: "m.csv" }], {
        "orders/a.csv": rows("1", "2"),
        "orders/b.csv": rows("3"),
        "m.csv": rows("9"),
      });
      await imported(folder);
      writeFiles(folder, { "orders/a.csv": rows("2", "4") });
      expect((await imported(folder))[0]).toMatchObject({ added: 1, removed: replace ? 1 : 0 });
      expect(Object.keys(kept(folder))).toEqual(replace ? ["2", "3", "4", "9"] : ["1", "2", "3", "4", "9"]);
      writeFiles(folder, { "orders/a.csv": heading, "orders/b.csv": heading });
      await imported(folder);
      expect(Object.keys(kept(folder))).toEqual(replace ? ["9"] : ["1", "2", "3", "4", "9"]);
    }
  });

  it("lines of one order under its id are named as what they are", async () => {
    const folder = workspace({});
    writeFileSync(
      join(folder, "o.csv"),
      `${heading}A1,c,2026-01-01,5,x,\nA1,c,2026-01-01,6,y,\nB2,c,2026-01-01,6,y,\n`,
    );
    const out = await tagmaOut("import", "-w", folder);
    expect(out).toContain("these look like order lines: 1 ids stand on several rows");
    expect(out).toContain("bought:A1");
    expect(out).not.toContain("bought:B2");
  });
});
