import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, tagma, tagmaJson, tagmaOut } from "../support/command.ts";
import { imported, orders, profile, tags, workspace, type Run } from "../support/import-workspace.ts";

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
    [
      Uint8Array.of(0x69, 0x64, 0x0a, 0x61, 0xff, 0x0a),
      "c.csv is not valid UTF-8: in line 2, character 2 is the byte FF",
    ],
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
