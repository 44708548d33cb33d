import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folderWith, tagma, tagmaJson, tagmaOut, writeFiles } from "../support/command.ts";

interface Report {
  readonly sources: readonly {
    readonly source: string;
    readonly rows: number;
    readonly added: number;
    readonly known: number;
    readonly skipped: number;
    readonly conflicts: number;
    readonly rejected: number;
    readonly rejects: readonly { readonly line: number; readonly column: string; readonly reason: string }[];
    readonly rejectFile: string | null;
  }[];
}
interface Run {
  readonly customers: readonly { readonly id: string; readonly tags: Readonly<Record<string, unknown>> }[];
  readonly summary: {
    readonly customers: number;
    readonly leftOut: number;
    readonly leftOutCustomers: readonly unknown[];
  };
}

const rules = `
profile customer { name : text   birth : date   score : integer from 0 to 100   level : one of (low, high)   rating : decimal(1)   income : money   opted : yes/no   seen_at : time }
event bought { amount : money required   note : text   channel : one of (app, web) }
event viewed { path : text }
attribute tag name_tag = name
attribute tag birth_tag = birth
attribute tag seen = seen_at
statistical tag buys = count of bought
statistical tag spent = sum of bought.amount
statistical tag last_amount = latest bought.amount
statistical tag last_note = latest bought.note
statistical tag last_at = time of latest bought
statistical tag views = count of viewed
`;
const profile = { name: "customers", file: "c.csv", format: "csv", profile: true, customer: "id" };
const orders = {
  name: "orders",
  file: "o.csv",
  format: "csv",
  customer: "customer",
  id: "order",
  time: "at",
  event: "bought",
};

function workspace(
  files: Readonly<Record<string, string | Uint8Array>>,
  sources: readonly object[] = [profile],
  timeZone = "Asia/Taipei",
): string {
  return folderWith({
    "tagma.json": JSON.stringify({ language: 1, timeZone, asOf: "2026-03-01", sources }),
    "r.tagma": rules,
    ...files,
  });
}

const imported = (folder: string, ...args: string[]): Promise<Report> =>
  tagmaJson<Report>(
    "import",
    ...args,
    ...(args.includes("--max-errors") ? [] : ["--max-errors", "100%"]),
    "-w",
    folder,
  );
const tags = async (folder: string): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>> =>
  Object.fromEntries(
    (await tagmaJson<Run>("run", "-w", folder)).customers.map((customer) => [customer.id, customer.tags]),
  );

/** Every row of every table of customers and events, as SQLite holds them. */
function stored(folder: string): unknown {
  const database = new Database(join(folder, ".tagma", "workspace.db"), { readonly: true });
  try {
    const tables = database
      .prepare<[], { name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND (name = 'profile' OR name GLOB 'event_*') ORDER BY name",
      )
      .all();
    return Object.fromEntries(
      tables.map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}" ORDER BY 1, 2`).all()]),
    );
  } finally {
    database.close();
  }
}

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

describe("times", () => {
  const at = async (time: unknown, cell: string): Promise<unknown> => {
    const folder = workspace({ "o.csv": `order,customer,at,amount\n1,a,${cell},5\n` }, [{ ...orders, time }]);
    await imported(folder);
    return (await tags(folder))["a"]?.["last_at"];
  };

  it.for([
    ["at", "2026-01-01T10:00", "2026-01-01T02:00:00.000Z"],
    ["at", "2026-01-01 10:00:30.5", "2026-01-01T02:00:30.500Z"],
    ["at", "2026-01-01T10:00Z", "2026-01-01T10:00:00.000Z"],
    ["at", "2026-01-01T10:00-05:00", "2026-01-01T15:00:00.000Z"],
    [{ column: "at", zone: "Europe/Madrid" }, "2026-01-01T10:00", "2026-01-01T09:00:00.000Z"],
    [{ column: "at", zone: "Europe/Madrid" }, "2026-01-01T10:00Z", "2026-01-01T10:00:00.000Z"],
    [{ column: "at", zone: "Europe/Madrid", ignoreOffset: true }, "2026-01-01T10:00Z", "2026-01-01T09:00:00.000Z"],
    [{ column: "at", ignoreOffset: true }, "2026-01-01T10:00+05:00", "2026-01-01T02:00:00.000Z"],
  ] as const)("%j reads %s as %s", async ([time, cell, expected]) => {
    expect(await at(time, cell)).toBe(expected);
  });
});

describe("files as they come", () => {
  it("begin with a byte order mark and end their lines with CR LF", async () => {
    const folder = workspace(
      { "c.csv": "\ufeffid,name\r\na,A\r\nb,B\r\n", "c.jsonl": '\ufeff{"id":"c","name":"C"}\r\n' },
      [profile, { ...profile, name: "lines", file: "c.jsonl", format: "jsonl" }],
    );
    await imported(folder);
    expect(Object.entries(await tags(folder)).map(([id, { name_tag: name }]) => `${id}${String(name)}`)).toEqual([
      "aA",
      "bB",
      "cC",
    ]);
  });

  it("hold quotes, commas, wide characters and control characters", async () => {
    const names = ['say "hi", Ada', "家豪 🍜", "\u0000\u0007", " spaced ", "'; DROP TABLE profile; --"];
    const folder = workspace({
      "c.csv": `id,name\n${names.map((name, index) => `c${index},"${name.replaceAll('"', '""')}"\n`).join("")}`,
    });
    expect((await imported(folder)).sources[0]).toMatchObject({ added: names.length, rejected: 0 });
    expect(Object.values(await tags(folder)).map((customer) => customer["name_tag"])).toEqual(names);
    expect(await tagmaOut("explain", "c2", "name_tag", "-w", folder)).toContain("name_tag is ␀␇\n");
  });

  it("hold text in any normal form: it is one text, in headings, ids and values", async () => {
    const [composed, decomposed] = ["\u00e9", "e\u0301"];
    const folder = folderWith({
      "tagma.json": JSON.stringify({
        language: 1,
        asOf: "2026-03-01",
        sources: [
          { ...profile, fields: { name: `nom${decomposed}` } },
          { ...profile, name: "lines", file: "l.jsonl", format: "jsonl" },
        ],
      }),
      "r.tagma": `profile customer { name : text   caf${composed} : text }\nattribute tag same when name is "${composed}"\nattribute tag drink = caf${decomposed}\n`,
      "c.csv": `id,nom${composed},caf${decomposed}\n${decomposed},${decomposed},${decomposed}\n`,
      "l.jsonl": `{"id":"${composed}","name":"${decomposed}","caf${decomposed}":"x"}\n`,
    });
    expect((await imported(folder)).sources).toMatchObject([{ added: 1 }, { added: 0, known: 1 }]);
    expect(await tags(folder)).toEqual({ [composed]: { same: true, drink: "x" } });
    expect(await tagmaOut("explain", decomposed, "same", "-w", folder)).toContain("same is yes");
  });

  it("name things as JavaScript and SQLite do", async () => {
    const folder = folderWith({
      "tagma.json": JSON.stringify({
        language: 1,
        asOf: "2026-03-01",
        sources: [
          { ...profile, fields: { p: "__proto__" } },
          { ...orders, format: "jsonl", file: "e.jsonl", event: "isPrototypeOf" },
        ],
      }),
      "r.tagma":
        'profile customer { p : text   constructor : text   toString : integer   `_customer` : text   `a "b` : one of (`__proto__`, valueOf)   rowid : integer }\nevent isPrototypeOf { `__proto__` : text   `_id` : integer }\n' +
        'attribute tag `__proto__` = p\nattribute tag hasOwnProperty = constructor\nattribute tag `_states` = `_customer`\nattribute tag odd = `a "b`\nattribute tag r = rowid\nattribute tag s = toString\nstatistical tag valueOf = latest isPrototypeOf.`__proto__`\nstatistical tag i = latest isPrototypeOf.`_id`\n',
      "c.csv":
        'id,__proto__,constructor,toString,_customer,"a ""b",rowid\n__proto__,p,c,1,u,__proto__,5\nconstructor,q,,,,valueOf,\n',
      "e.jsonl":
        '{"order":"__proto__","customer":"__proto__","at":"2026-01-01","__proto__":"deep","_id":7}\n{"order":"toString","customer":"constructor","at":"2026-01-01","__proto__":null}\n',
    });
    await imported(folder);
    expect((await imported(folder, "customers", "--from", join(folder, "c.csv"))).sources).toMatchObject([
      { known: 2, updated: 0 },
    ]);
    expect((await imported(folder, "orders", "--from", join(folder, "e.jsonl"))).sources).toMatchObject([
      { known: 2, conflicts: 0 },
    ]);
    const csv = await tagmaOut("run", "--csv", "-w", folder);
    expect(csv).toBe(
      "customer,__proto__,hasOwnProperty,_states,odd,r,s,valueOf,i\n__proto__,p,c,u,__proto__,5,1,deep,7\nconstructor,q,,,valueOf,,,,\n",
    );
    const { customers } = await tagmaJson<Run>("run", "-w", folder);
    expect(new Map(Object.entries(customers[0]?.tags ?? {})).get("__proto__")).toBe("p");
    expect(await tagmaOut("explain", "__proto__", "__proto__", "valueOf", "-w", folder)).toContain("valueOf is deep\n");
  });

  it.for([
    ["twice,name,twice\n", 'c.csv has two columns called "twice"; rename one'],
    ["", "c.csv is empty; its first line must name the columns"],
    ['id,name\na,"never closed\nb,B\n', "c.csv: line 2: a quoted cell is never closed"],
    [`id,name\na,${"x".repeat(10_000_000)}\n`, "a row is longer than 1000000 characters; is a closing quote missing?"],
    [Uint8Array.of(0x69, 0x64, 0x0a, 0x61, 0xff, 0x0a), "c.csv is not valid UTF-8 (near byte 0); save it as UTF-8"],
    [
      `id${",x".repeat(2000).replaceAll(/x/g, () => `n${Math.random()}`)}\n`,
      "c.csv has 2001 columns; at most 2000 are read",
    ],
  ] as const)("are refused as a whole: %.20s", async ([content, message]) => {
    const { code, err } = await tagma("import", "-w", workspace({ "c.csv": content }));
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it("a JSON line of ten megabytes is refused", async () => {
    const { code, err } = await tagma(
      "import",
      "-w",
      workspace({ "c.jsonl": `{"id":"${"x".repeat(10_000_000)}"}\n` }, [
        { ...profile, file: "c.jsonl", format: "jsonl" },
      ]),
    );
    expect(code).toBe(2);
    expect(err).toContain("has a line longer than 1000000 characters");
  });

  it("a file of headings alone holds nobody", async () => {
    const folder = workspace({ "c.csv": "id,name\n" });
    expect((await imported(folder)).sources[0]).toMatchObject({ rows: 0, added: 0 });
    expect(await tagmaOut("run", "-w", folder)).toContain("0 customers\n");
    expect((await tagma("explain", "a", "-w", folder)).err).toContain('there is no customer "a", nor any other');
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
