import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tagma, tagmaOut, writeFiles } from "../support/command.ts";
import { imported, orders, profile, stored, tags, workspace } from "../support/import-workspace.ts";

describe("rejected rows", () => {
  it("are named by line, column and reason, and the rest goes in", async () => {
    const lines = [
      "id,name,birth,score,level,rating,income,opted,seen_at",
      "a,A,2000-02-29,5,low,4.5,10.25,yes,2026-01-01T10:00",
      "b,B,2001-02-29,,,,,,",
      ",C,,,,,,,",
      "d,D,,5.5,,,,,",
      "e,E,,101,,,,,",
      "f,F,,-1,,,,,",
      "g,G,,,middle,,,,",
      "h,H,,,,4.55,,,",
      "i,I,,,,,10.255,,",
      "j,J,,,,,,maybe,",
      "k,K,,,,,,,yesterday",
      "l,L,,99999999999999999999,,,,,",
      "m,M,,,,,90071992547409.92,,",
      "n,N",
      "o,O,,1,,,,,,too many",
      "p,P,,,,,90071992547409.91,,",
    ];
    const folder = workspace({ "c.csv": `${lines.join("\n")}\n` });
    const {
      sources: [report],
    } = await imported(folder);
    expect(report).toMatchObject({ rows: 16, added: 2, rejected: 14, rejectFile: ".tagma/rejects-customers.csv" });
    expect(report?.rejects.map(({ line, column, reason }) => `${line} ${column}: ${reason}`)).toEqual([
      "3 birth: is not a date of the calendar written like 2026-03-01",
      "4 id: has no customer id",
      "5 score: is not a whole number",
      "6 score: is above the most allowed, 100",
      "7 score: is below the least allowed, 0",
      "8 level: is not one of low, high",
      "9 rating: has more than 1 digits after the point",
      "10 income: has more than 2 digits after the point",
      "11 opted: is not yes or no",
      "12 seen_at: is not a time written like 2026-03-01T10:30",
      "13 score: is too large to be exact",
      "14 income: is too large to be exact",
      "15 : has 2 cells where the heading has 9",
      "16 : has 10 cells where the heading has 9",
    ]);
    const file = readFileSync(join(folder, ".tagma", "rejects-customers.csv"), "utf8").split("\n");
    expect(file[0]).toBe(
      "tagma line,tagma column,tagma reason,tagma row,id,name,birth,score,level,rating,income,opted,seen_at",
    );
    expect(file[1]).toBe("3,birth,is not a date of the calendar written like 2026-03-01,,b,B,2001-02-29,,,,,,");
    expect(file[13]).toBe("15,,has 2 cells where the heading has 9,•••,,,,,,,,,");
    expect(await tagmaOut("import", "--fresh", "--max-errors", "100%", "-w", folder)).toContain(
      "line 3, birth: is not a date of the calendar",
    );
    writeFiles(folder, { "c.csv": "id,name\na,A\n" });
    expect((await imported(folder)).sources[0]).toMatchObject({ rejected: 0, rejectFile: null });
    expect(() => readFileSync(join(folder, ".tagma", "rejects-customers.csv"))).toThrow("ENOENT");
  });

  it("of JSON Lines too", async () => {
    const folder = workspace(
      {
        "c.jsonl":
          '{"id":"a","name":"A","score":7}\n\n[1]\n{"id":"b"\n{"id":"c","score":"x"}\n{"id":1,"income":10.25}\n{"id":1.5}\n{"id":"d","name":5,"opted":true,"seen_at":1767225600000}\r\n',
      },
      [{ ...profile, file: "c.jsonl", format: "jsonl" }],
    );
    const {
      sources: [report],
    } = await imported(folder);
    expect(report).toMatchObject({ rows: 7, added: 3, rejected: 4 });
    expect(report?.rejects.map(({ line, column, reason }) => `${line} ${column}: ${reason}`)).toEqual([
      "3 : is not a JSON object",
      "4 : is not valid JSON",
      "5 score: is not a whole number",
      "7 id: has no customer id",
    ]);
    expect((await tags(folder))["d"]).toMatchObject({ name_tag: "5", seen: "2026-01-01T00:00:00.000Z" });
  });

  it("of JSON with lists and objects, wherever one value belongs", async () => {
    const nested = [
      '{"id":"a","name":["A"]}',
      '{"id":"b","level":["low"]}',
      '{"id":["c"]}',
      '{"id":"d","opted":{"v":true}}',
    ];
    const folder = workspace(
      {
        "c.jsonl": `${nested.join("\n")}\n{"id":"e","name":"E"}\n`,
        "o.jsonl":
          '{"order":{},"customer":"e","at":"2026-01-01","kind":"buy"}\n{"order":"2","customer":"e","at":["2026-01-01"],"kind":"buy"}\n{"order":"3","customer":"e","at":"2026-01-01","kind":["buy"]}\n',
      },
      [
        { ...profile, file: "c.jsonl", format: "jsonl" },
        {
          ...orders,
          file: "o.jsonl",
          format: "jsonl",
          event: { column: "kind", types: { buy: { event: "viewed" } } },
        },
      ],
    );
    const { sources } = await imported(folder, "--max-errors", "7");
    expect(
      sources.map(({ rejects }) => rejects.map(({ line, column, reason }) => `${line} ${column}: ${reason}`)),
    ).toEqual([
      [
        "1 name: is a list, where one value belongs",
        "2 level: is a list, where one value belongs",
        "3 id: is a list, where one value belongs",
        "4 opted: is an object, where one value belongs",
      ],
      [
        "1 order: is an object, where one value belongs",
        "2 at: is a list, where one value belongs",
        "3 kind: is a list, where one value belongs",
      ],
    ]);
  });

  it("of events: no id, no time, no such day, a required value missing", async () => {
    const folder = workspace(
      {
        "o.csv":
          "order,customer,at,amount\n1,a,2026-01-01,5\n,a,2026-01-01,5\n3,a,,5\n4,a,2026-02-29,5\n5,a,2026-01-01T24:00,5\n6,a,2026-01-01,\n7,,2026-01-01,5\n",
      },
      [orders],
    );
    expect(
      (await imported(folder)).sources[0]?.rejects.map(({ line, column, reason }) => `${line} ${column}: ${reason}`),
    ).toEqual([
      "3 order: has no event id",
      "4 at: is not a time written like 2026-03-01T10:30",
      "5 at: is not a time written like 2026-03-01T10:30",
      "6 at: is not a time written like 2026-03-01T10:30",
      "7 amount: is empty, but required",
      "8 customer: has no customer id",
    ]);
  });

  it("count the line on which a row with line breaks begins", async () => {
    const folder = workspace({ "c.csv": 'id,name,score\na,"one\ntwo\r\nthree",1\nb,"x\ny",bad\n\nc,ok,worse\n' });
    expect((await imported(folder)).sources[0]?.rejects.map(({ line }) => line)).toEqual([5, 8]);
    expect((await tags(folder))["a"]?.["name_tag"]).toBe("one\ntwo\r\nthree");
  });
});

describe("importing again", () => {
  const files = {
    "c.csv": "id,name\na,A\nb,B\n",
    "o.csv": "order,customer,at,amount,note\n1,a,2026-01-01,5,x\n2,b,2026-01-02,6,\n",
  };

  it("the same files changes nothing", async () => {
    const folder = workspace(files, [profile, orders]);
    await imported(folder);
    const before = stored(folder);
    expect((await imported(folder)).sources).toMatchObject([
      { rows: 0, added: 0, unchanged: 1 },
      { rows: 0, added: 0, unchanged: 1 },
    ]);
    expect(stored(folder)).toEqual(before);
  });

  it("the same rows in other files changes nothing either", async () => {
    const folder = workspace(files, [profile, orders]);
    await imported(folder);
    const before = stored(folder);
    writeFiles(folder, { "again-c.csv": files["c.csv"], "again-o.csv": files["o.csv"] });
    expect((await imported(folder, "customers", "--from", join(folder, "again-c.csv"))).sources).toMatchObject([
      { added: 0, known: 2, updated: 0 },
    ]);
    expect((await imported(folder, "orders", "--from", join(folder, "again-o.csv"))).sources).toMatchObject([
      { added: 0, known: 2, conflicts: 0 },
    ]);
    expect(stored(folder)).toEqual(before);
  });

  it("a file that has grown adds only what is new", async () => {
    const folder = workspace(files, [profile, orders]);
    await imported(folder);
    appendFileSync(join(folder, "o.csv"), "3,b,2026-01-03,7,\n");
    expect((await imported(folder, "orders")).sources).toMatchObject([
      { source: "orders", rows: 1, added: 1, known: 0 },
    ]);
    expect((await tags(folder))["b"]).toMatchObject({ buys: 2, spent: 13 });
  });

  it("a profile replaces it, column by column", async () => {
    const folder = workspace({ "c.csv": "id,name,birth\na,A,2000-01-01\n", "d.csv": "id,name\na,Other\n" }, [
      profile,
      { ...profile, name: "more", file: "d.csv" },
    ]);
    await imported(folder);
    expect((await tags(folder))["a"]).toMatchObject({ name_tag: "Other", birth_tag: "2000-01-01" });
  });

  it("--fresh throws away what was there", async () => {
    const folder = workspace(files, [profile, orders]);
    await imported(folder);
    writeFiles(folder, { "c.csv": "id,name\nz,Z\n", "o.csv": "order,customer,at,amount,note\n" });
    await imported(folder, "--fresh");
    expect(Object.keys(await tags(folder))).toEqual(["z"]);
  });
});

describe("one file of several events", () => {
  it("goes to each by its type; null is passed over, others are refused", async () => {
    const folder = workspace(
      {
        "e.jsonl":
          '{"c":"a","id":1,"at":"2026-01-01","kind":"buy","value":5}\n{"c":"a","id":2,"at":"2026-01-01","kind":"view","path":"/"}\n{"c":"a","id":3,"at":"2026-01-01","kind":"ping"}\n{"c":"a","id":4,"at":"2026-01-01","kind":"what"}\n',
      },
      [
        {
          name: "all",
          file: "e.jsonl",
          format: "jsonl",
          customer: "c",
          id: "id",
          time: "at",
          event: {
            column: "kind",
            types: { buy: { event: "bought", fields: { amount: "value" } }, view: { event: "viewed" }, ping: null },
          },
        },
      ],
    );
    const {
      sources: [report],
    } = await imported(folder);
    expect(report).toMatchObject({
      rows: 4,
      added: 2,
      skipped: 1,
      rejected: 1,
      rejects: [{ line: 4, column: "kind" }],
    });
    expect((await tags(folder))["a"]).toMatchObject({ buys: 1, spent: 5, views: 1 });
  });
});

describe("unknown values", () => {
  it("are empty cells, or those that the source names", async () => {
    const usual = workspace({ "c.csv": "id,name,score\na,,\n" });
    await imported(usual);
    expect((await tags(usual))["a"]).toMatchObject({ name_tag: { is: "unknown" } });
    const own = workspace({ "c.csv": "id,name,score\na,,5\nb,NA,NA\n" }, [{ ...profile, unknown: ["NA"] }]);
    expect((await imported(own)).sources[0]).toMatchObject({ added: 2, rejected: 0 });
    expect(await tags(own)).toMatchObject({ a: { name_tag: "" }, b: { name_tag: { is: "unknown" } } });
  });
});

describe("all or nothing", () => {
  it("a source that fails leaves nothing of those before it", async () => {
    const folder = workspace(
      {
        "c.csv": "id,name\na,A\n",
        "o.csv": Uint8Array.from([...new TextEncoder().encode("order,customer,at,amount\n1,a,2026-01-01,5\n"), 0xff]),
      },
      [profile, orders],
    );
    expect((await tagma("import", "-w", folder)).code).toBe(2);
    expect(stored(folder)).toEqual({});
    writeFiles(folder, { "o.csv": "order,customer,at,amount\n1,a,2026-01-01,5\n" });
    expect((await imported(folder)).sources).toMatchObject([{ added: 1 }, { added: 1 }]);
  });
});
