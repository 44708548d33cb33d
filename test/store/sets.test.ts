import { describe, expect, it } from "vitest";
import { tagma, tagmaJson, tagmaOut, writeFiles } from "../support/command.ts";
import { imported, rowsOf, tagsOf, workspaceOf } from "../support/store.ts";

const rules = `profile customer { interests : set of one of (cooking, sport, travel)   badges : set of text }
event bought { tags : set of text }
attribute tag cook when interests contains cooking
attribute tag keen = size of interests
attribute tag gold when badges contains any of ("gold", "a|b")
statistical tag gifts = count of bought where tags contains "gift"
statistical tag latest_tags = size of latest bought.tags
`;
const people = {
  name: "people",
  file: "p.csv",
  profile: true,
  customer: "id",
  columns: { interests: { separator: "|" }, badges: { separator: ";" } },
};
const orders = { name: "orders", file: "o.jsonl", customer: "who", id: "id", time: "at", event: "bought" };

const shop = (csv: string, jsonl: string, source: object = people): string =>
  workspaceOf(rules, [source, orders], { "p.csv": csv, "o.jsonl": jsonl });

const bought = (id: string, tags: unknown): string =>
  `${JSON.stringify({ id, who: "a", at: `2026-02-0${id}T10:00`, tags })}\n`;

describe("sets", () => {
  it("come from cells with a separator and from lists of JSON", async () => {
    const folder = shop(
      "id,interests,badges\na,sport | cooking||sport,gold;new\nb,,\nc,travel,a|b;Gold\n",
      bought("1", ["gift", null, "gift", "paid"]) + bought("2", []) + bought("3", null),
    );
    expect((await imported(folder)).map(({ rejected }) => rejected)).toEqual([0, 0]);
    const unknown = { is: "unknown" };
    expect(await tagsOf(folder)).toEqual({
      a: { cook: true, keen: 2, gold: true, gifts: 1, latest_tags: unknown },
      b: { cook: unknown, keen: unknown, gold: unknown, gifts: 0, latest_tags: unknown },
      c: { cook: false, keen: 1, gold: true, gifts: 0, latest_tags: unknown },
    });
    // Held as one text, each value between bounds, by code point.
    expect(rowsOf(folder, "SELECT interests, badges FROM profile ORDER BY _customer")).toEqual([
      { interests: "\u001fcooking\u001fsport\u001f", badges: "\u001fgold\u001fnew\u001f" },
      { interests: null, badges: null },
      { interests: "\u001ftravel\u001f", badges: "\u001fGold\u001fa|b\u001f" },
    ]);
    expect(rowsOf(folder, "SELECT tags FROM event_bought ORDER BY _id")).toEqual([
      { tags: "\u001fgift\u001fpaid\u001f" },
      { tags: "\u001f" },
      { tags: null },
    ]);
    expect(await tagmaJson("export", "a", "-w", folder)).toMatchObject({
      profile: [{ fields: { interests: ["cooking", "sport"], badges: ["gold", "new"] } }],
      events: [{ fields: { tags: ["gift", "paid"] } }, { fields: { tags: [] } }, { fields: { tags: null } }],
    });
  });

  it("of values that their field does not have are rejected, as are those without a separator", async () => {
    const many = Array.from({ length: 1001 }, (_, index) => `t${index}`);
    const folder = shop(
      "id,interests,badges\na,reading|sport,\nb,sport,gold\n",
      bought("1", "gift") +
        bought("2", { gift: true }) +
        bought("3", [["gift"]]) +
        bought("4", many) +
        bought("5", many.slice(1)),
      { ...people, columns: { interests: { separator: "|" } } },
    );
    const [fromCsv, fromJson] = await imported(folder);
    const reasons = (source: typeof fromCsv): readonly string[] =>
      source?.rejects.map(({ line, column, reason }) => `${line} ${column}: ${reason}`) ?? [];
    expect(reasons(fromCsv)).toEqual([
      "2 interests: has a value that is not one of cooking, sport, travel",
      '3 badges: is one text where a set belongs: say by "separator" of its column what stands between the values',
    ]);
    expect(reasons(fromJson)).toEqual([
      '1 tags: is one text where a set belongs: say by "separator" of its column what stands between the values',
      "2 tags: is an object, where one value belongs",
      "3 tags: has a value that is a list, where one value belongs",
      "4 tags: has more than 1000 values",
    ]);
    expect(fromJson?.added).toBe(1);
  });

  it("have separators in columns of sets alone", async () => {
    const folder = workspaceOf(
      "profile customer { city : text }",
      [{ ...people, columns: { city: { separator: "|" } } }],
      { "p.csv": "id,city\na,Taipei\n" },
    );
    const { code, err } = await tagma("import", "-w", folder);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('column "city" has a separator, but no field that is a set is read from it'),
    ]);
  });

  it("take what is written for what is meant, value by value, and a default", async () => {
    const folder = shop("id,interests,badges\na,cocina|deporte|otro,\nb,,x\n", "", {
      ...people,
      columns: {
        interests: { separator: "|", values: { cocina: "cooking", deporte: "sport", otro: null }, default: "travel" },
        badges: { separator: ";" },
      },
    });
    expect((await imported(folder)).map(({ rejected }) => rejected)).toEqual([0, 0]);
    expect(rowsOf(folder, "SELECT interests FROM profile ORDER BY _customer")).toEqual([
      { interests: "\u001fcooking\u001fsport\u001f" },
      { interests: "\u001ftravel\u001f" },
    ]);
  });

  it("told again in another order are the same event", async () => {
    const folder = shop("id,interests,badges\n", bought("1", ["b", "a"]));
    await imported(folder);
    writeFiles(folder, { "o.jsonl": bought("1", ["a", "b", "a"]) });
    expect((await imported(folder))[1]).toMatchObject({ known: 1, updated: 0, conflicts: 0 });
  });

  it("go on when their field becomes one", async () => {
    const folder = workspaceOf(
      "profile customer { interests : one of (cooking, sport)   badges : text }",
      [{ ...people, columns: undefined }],
      { "p.csv": "id,interests,badges\na,sport,gold\nb,,\n" },
    );
    await imported(folder);
    writeFiles(folder, {
      "r.tagma": "profile customer { interests : set of one of (cooking, sport, travel)   badges : set of text }\n",
    });
    await tagmaOut("migrate", "-w", folder);
    expect(rowsOf(folder, "SELECT interests, badges FROM profile ORDER BY _customer")).toEqual([
      { interests: "\u001fsport\u001f", badges: "\u001fgold\u001f" },
      { interests: null, badges: null },
    ]);
  });
});
