import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { folderWith, tagma, tagmaOut, writeFiles } from "../support/command.ts";

const source = { name: "c", file: "c.csv", format: "csv", profile: true, customer: "id" };
const events = { name: "e", file: "e.csv", format: "csv", customer: "id", time: "at", event: "seen" };
const rules = "profile customer { city: text }\nevent seen { where: text }\nattribute tag c = city\n".replace(
  "where:",
  "`where`:",
);

function workspace(
  sources: readonly object[] = [source],
  files: Readonly<Record<string, string | Uint8Array>> = {},
): string {
  return folderWith({
    "tagma.json": JSON.stringify({ language: 1, sources }),
    "a.tagma": rules,
    "c.csv": "id,city\nc1,Lugo\n",
    "e.csv": "id,at\nc1,2026-01-01\n",
    ...files,
  });
}

/** Expects one line on standard error and exit code 2. */
async function expectRefused(args: readonly string[], message: string | RegExp, exitCode = 2): Promise<void> {
  const { code, out, err } = await tagma(...args);
  expect({ code, out }).toEqual({ code: exitCode, out: "" });
  expect(err).toMatch(/^tagma: [^\n]+\n$/);
  expect(err).not.toContain("an error in tagma itself");
  expect(err).toMatch(message);
}

describe("a workspace that can't be used", () => {
  it.for(["import", "check", "fmt", "test", "run", "build"])("%s: no such folder, no tagma.json", async (name) => {
    await expectRefused([name, "-w", "/no/such/folder"], 'there is no folder "/no/such/folder"');
    await expectRefused([name, "-w", folderWith()], "make a workspace with `tagma init`");
  });

  it("has no rule files, or no sources", async () => {
    await expectRefused(["run", "-w", folderWith({ "tagma.json": '{"language":1}' })], "has no .tagma files");
    await expectRefused(
      ["import", "-w", folderWith({ "tagma.json": '{"language":1}', "a.tagma": rules })],
      'tagma.json lists no "sources"',
    );
  });

  it.for([
    ["{", "tagma.json is not valid JSON"],
    ["[]", "tagma.json: must be object"],
    ["{}", 'tagma.json: "language" is missing'],
    ['{"language":2}', '"language": must be 1 (the version of the language)'],
    [
      '{"language":1,"sources":[{"name":"o","file":"o.csv","customer":"c","revison":"v"}]}',
      'there is no setting called "revison"; did you mean "revision"?',
    ],
    ['{"language":1,"timezone":"UTC"}', 'there is no setting called "timezone"; did you mean "timeZone"?'],
    ['{"language":1,"timeZone":"Mars/Base"}', '"timeZone": there is no time zone called "Mars/Base"'],
    ['{"language":1,"timeZone":5}', '"timeZone": must be string'],
    ['{"language":1,"currency":"euro"}', '"currency": "euro" is not a currency code'],
    ['{"language":1,"weekStart":"mon"}', '"weekStart": "mon" is not a day'],
    ['{"language":1,"languages":["fr"]}', '"languages.0": must be one of ["en","zh","ja","es"]'],
    ['{"language":1,"sources":[{"name":"c"}]}', '"sources.0": "file" is missing'],
    [
      JSON.stringify({ language: 1, sources: [{ ...source, format: "xls" }] }),
      '"sources.0.format": must be one of ["csv","jsonl","json","parquet","xlsx"]',
    ],
    [JSON.stringify({ language: 1, sources: [{ ...source, profile: undefined }] }), 'source "c": say what it holds'],
    [
      JSON.stringify({ language: 1, sources: [{ ...source, event: "seen" }] }),
      'source "c": "profile" and "event" exclude each other',
    ],
    [JSON.stringify({ language: 1, sources: [{ ...events, time: undefined }] }), 'source "e": an event needs a time'],
    [
      JSON.stringify({ language: 1, sources: [{ ...events, time: { column: "at", zone: "X/Y" } }] }),
      'there is no time zone called "X/Y"',
    ],
    [
      JSON.stringify({ language: 1, sources: [{ ...events, time: { colum: "at" } }] }),
      '"sources.0.time": there is no setting called "colum"; did you mean "column"?',
    ],
    [
      JSON.stringify({ language: 1, sources: [{ ...events, time: { zone: "UTC" } }] }),
      '"sources.0.time": "column" is missing',
    ],
    [
      JSON.stringify({ language: 1, sources: [{ ...events, event: { column: "t" } }] }),
      '"sources.0.event": "types" is missing',
    ],
    [
      JSON.stringify({ language: 1, sources: [{ ...events, event: { column: "t", types: {}, typs: {} } }] }),
      'there is no setting called "typs"; did you mean "types"?',
    ],
    [
      JSON.stringify({ language: 1, sources: [{ ...events, event: 5 }] }),
      '"sources.0.event": must be a text, or an object',
    ],
    [JSON.stringify({ language: 1, sources: [source, source] }), 'two sources are called "c"'],
  ] as const)("%s", async ([content, message]) => {
    await expectRefused(["check", "-w", folderWith({ "tagma.json": content })], message);
  });

  it("has a tagma.json that is not UTF-8", async () => {
    await expectRefused(
      ["check", "-w", folderWith({ "tagma.json": Uint8Array.of(0x7b, 0xff, 0x7d) })],
      "it is not valid UTF-8",
    );
  });

  it("has a rule file that is not UTF-8: a finding with its place", async () => {
    const { code, out } = await tagma(
      "check",
      "-w",
      workspace([source], { "b.tagma": Uint8Array.of(0x2f, 0x2f, 0xe9, 0x0a) }),
    );
    expect(code).toBe(1);
    expect(out).toContain("bad-encoding");
    expect(out).toContain("(first bad byte at 2)");
  });

  it("reads a tagma.json that begins with a byte order mark", async () => {
    expect(
      (await tagma("check", "-w", folderWith({ "tagma.json": '\ufeff{"language":1}', "a.tagma": rules }))).code,
    ).toBe(0);
  });
});

describe("sources that can't be used", () => {
  it.for([
    [{ ...source, file: "none.csv" }, 'source "c": there is no file "none.csv"'],
    [{ ...source, file: "../out.csv" }, '"../out.csv" leads out of the workspace'],
    [{ ...source, file: "/etc/hostname" }, '"/etc/hostname" leads out of the workspace'],
    [{ ...source, customer: "idd" }, 'c.csv has no column "idd"; did you mean "id"?'],
    [{ ...source, fields: { ctiy: "city" } }, "`customer` has no field `ctiy`; did you mean `city`?"],
    [{ ...source, fields: { city: "town" } }, 'c.csv has no column "town"; it has "id", "city"'],
    [{ ...events, event: "sen" }, "declare no event `sen`; did you mean `seen`?"],
    [{ ...events, time: "when" }, 'e.csv has no column "when"'],
    [{ ...events, id: "event_id" }, 'e.csv has no column "event_id"'],
  ] as const)("%j", async ([config, message]) => {
    await expectRefused(["import", "-w", workspace([config])], message);
  });

  it("is misspelt", async () => {
    await expectRefused(
      [
        "import",
        "cc",
        "-w",
        workspace([
          { ...source, name: "customers" },
          { ...events, name: "events" },
        ]),
      ],
      'there is no source called "cc"',
    );
    await expectRefused(
      ["import", "customer", "-w", workspace([{ ...source, name: "customers" }])],
      'did you mean "customers"?',
    );
  });

  it("leads out by a link", async () => {
    const outside = folderWith({ "secret.csv": "id,city\nc1,X\n" });
    const folder = workspace([{ ...source, file: "linked.csv" }]);
    symlinkSync(join(outside, "secret.csv"), join(folder, "linked.csv"));
    await expectRefused(["import", "-w", folder], '"linked.csv" leads out of the workspace');
    const below = workspace([{ ...source, file: "data/secret.csv" }]);
    symlinkSync(outside, join(below, "data"));
    await expectRefused(["import", "-w", below], '"data/secret.csv" leads out of the workspace');
  });

  it("a missing file is missing, even where the workspace is reached by a link", async () => {
    const parent = folderWith();
    symlinkSync(workspace([{ ...source, file: "none.csv" }]), join(parent, "link"));
    await expectRefused(["import", "-w", join(parent, "link")], 'there is no file "none.csv"');
    symlinkSync(workspace(), join(parent, "good"));
    expect((await tagma("import", "-w", join(parent, "good"))).code).toBe(0);
  });

  it.for([
    ["leads out of the workspace", "../x.csv"],
    ["leads out of the folder of lists", "lists/../data/customers.csv"],
    ["stands beside the folder of lists", "data/customers.csv"],
    ["is a hidden file", "lists/.env"],
    ["is the history of a repository", ".git/config"],
    ["is the configuration", "tagma.json"],
    ["is called like a folder of Windows", "lists\\\\..\\\\data\\\\customers.csv"],
    ["is a link that leads out", "lists/link.csv"],
  ])("a list %s and is not read", async ([, path]) => {
    const folder = workspace([], { "b.tagma": `list out from "${path}"\nattribute tag o when city is in out\n` });
    for (const [file, text] of [
      ["data/customers.csv", "c1"],
      ["lists/.env", "KEY"],
      [".git/config", "url"],
    ] as const) {
      mkdirSync(join(folder, file, ".."), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    symlinkSync(join(folder, "data/customers.csv"), join(folder, "lists/link.csv"));
    const { code, out } = await tagma("check", "-w", folder);
    expect(code).toBe(1);
    expect(out).toContain("list-unreadable");
    expect(out).toContain("a list stands in a folder of lists (lists/)");
  });

  it("rules that begin with an empty line and have no profile are told so", async () => {
    const folder = folderWith({ "tagma.json": '{ "language": 1 }', "a.tagma": "\nrule tag a when 1 > 2\n" });
    const { code, out } = await tagma("check", "-w", folder);
    expect([code, out.includes("no-profile")]).toEqual([1, true]);
    expect(out).not.toContain("tagma itself");
  });

  it("a list may stand in another folder that tagma.json names", async () => {
    const folder = workspace([], { "b.tagma": 'list out from "codes/x.csv"\nattribute tag o when city is in out\n' });
    mkdirSync(join(folder, "codes"));
    writeFileSync(join(folder, "codes/x.csv"), "Taipei\n");
    const config = JSON.parse(readFileSync(join(folder, "tagma.json"), "utf8"));
    writeFileSync(join(folder, "tagma.json"), JSON.stringify({ ...config, lists: ["codes"] }));
    expect((await tagma("check", "-w", folder)).code).toBe(0);
    for (const lists of [["../x"], ["/etc"], [".git"], ["."], [""]]) {
      writeFileSync(join(folder, "tagma.json"), JSON.stringify({ ...config, lists }));
      expect([lists, (await tagma("check", "-w", folder)).code]).toEqual([lists, 2]);
    }
  });

  it.for([
    ["a folder", (folder: string) => mkdirSync(join(folder, "lists/x.csv")), "no permite leerlo (EISDIR)"],
    [
      "other bytes than text",
      (folder: string) => writeFileSync(join(folder, "lists/x.csv"), Uint8Array.of(0x61, 0xff)),
      "no es UTF-8 válido",
    ],
    ["nothing", () => undefined, "no existe ese archivo"],
  ] as const)("a list that is %s is said so in the reader's language", async ([, make, reason]) => {
    const folder = workspace([], {
      "b.tagma": 'list out from "lists/x.csv"\nattribute tag o when city is in out\n',
    });
    mkdirSync(join(folder, "lists"));
    make(folder);
    const { code, out } = await tagma("check", "-w", folder, "--language", "es");
    expect(code).toBe(1);
    expect(out).toContain(`No se puede leer el archivo de lista «lists/x.csv»: `);
    expect(out).toContain(reason);
  });

  it("is a folder", async () => {
    const folder = workspace([{ ...source, file: "sub" }]);
    mkdirSync(join(folder, "sub"));
    await expectRefused(["import", "-w", folder], /sub|directory/);
  });
});

describe("a database that can't be used", () => {
  it("is none", async () => {
    const folder = workspace();
    writeFiles(folder, {
      ".tagma/workspace.db": "this is no database, it is a text that is long enough to be looked at\n".repeat(20),
    });
    for (const args of [["run"], ["import"], ["explain", "c1"]])
      await expectRefused([...args, "-w", folder], "is not a database; move it away and import again");
    expect(await tagmaOut("import", "--fresh", "-w", folder)).toContain("1 new");
  });

  it("is empty", async () => {
    await expectRefused(["run", "-w", workspace([source], { ".tagma/workspace.db": "" })], "there is no data yet");
  });

  it("is locked by another process", async () => {
    const folder = workspace();
    await tagmaOut("import", "-w", folder);
    const other = new Database(join(folder, ".tagma", "workspace.db"));
    other.exec("BEGIN IMMEDIATE");
    try {
      await expectRefused(["import", "--wait", "0", "-w", folder], "is in use by another process", 4);
      await expectRefused(["run", "--wait", "0", "-w", folder], "is in use by another process", 4);
      expect((await tagma("explain", "c1", "-w", folder)).code).toBe(0);
    } finally {
      other.exec("ROLLBACK");
      other.close();
    }
    expect((await tagma("run", "-w", folder)).code).toBe(0);
  });

  it("was made by a newer version", async () => {
    const folder = workspace();
    await tagmaOut("import", "-w", folder);
    const database = new Database(join(folder, ".tagma", "workspace.db"));
    database.pragma("user_version = 99");
    database.close();
    await expectRefused(["run", "-w", folder], "was made by a newer version of tagma");
  });

  it("is damaged in the middle", async () => {
    const folder = workspace([source], {
      "c.csv": `id,city\n${Array.from({ length: 5000 }, (_, index) => `c${index},somewhere\n`).join("")}`,
    });
    await tagmaOut("import", "-w", folder);
    const path = join(folder, ".tagma", "workspace.db");
    const database = new Database(path);
    database.pragma("wal_checkpoint(TRUNCATE)");
    const { page } = database
      .prepare<[], { page: number }>("SELECT rootpage AS page FROM sqlite_master WHERE name = 'profile'")
      .get() ?? { page: 1 };
    database.close();
    const bytes = new Uint8Array(await (await import("node:fs/promises")).readFile(path));
    bytes.fill(0xff, (page - 1) * 4096, page * 4096);
    writeFileSync(path, bytes);
    await expectRefused(["run", "-w", folder], "is damaged; restore a backup, or move it away and import again");
    await expectRefused(["explain", "c1", "-w", folder], "is damaged");
  });

  it.skipIf(process.getuid?.() === 0)(
    "is in a folder that can't be written (skipped for root, who may write anywhere)",
    async () => {
      const folder = workspace();
      chmodSync(folder, 0o500);
      await expectRefused(["import", "-w", folder], /permission|cannot be written/);
      chmodSync(folder, 0o700);
    },
  );
});
