import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { tagma, tagmaOut, writeFiles } from "../support/command.ts";
import { many, orders, people, rules, start } from "../support/shop-in-trouble.ts";
import { fingerprint } from "../support/faults.ts";
import { databaseOf, imported, rowsOf, workspaceOf } from "../support/store.ts";

/** Waits until another process has begun to write. */
async function untilWriting(folder: string): Promise<void> {
  const database = new Database(databaseOf(folder), { timeout: 0 });
  try {
    for (;;) {
      try {
        database.exec("BEGIN IMMEDIATE; ROLLBACK");
      } catch {
        return;
      }
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  } finally {
    database.close();
  }
}

describe("two who write", () => {
  it("the second waits, says so, and then goes on", async () => {
    const folder = workspaceOf(rules, [orders], { "o.csv": `id,c,at,amount,note\n${many(0, 3)}` });
    await imported(folder);
    const other = new Database(databaseOf(folder));
    other.exec("BEGIN IMMEDIATE");
    const { child, ended } = start(["run", "--wait", "60", "-w", folder]);
    await new Promise<void>((resolve) => {
      child.stderr?.once("data", () => resolve());
    });
    other.exec("COMMIT");
    other.close();
    expect(await ended).toMatchObject({
      code: 0,
      signal: null,
      err: "tagma: another process is writing to this workspace; waiting up to 60 s (--wait) …\n",
    });
  });

  it("gives up cleanly, with an exit code of its own; readers are not held up", async () => {
    const folder = workspaceOf(rules, [orders], { "o.csv": `id,c,at,amount,note\n${many(0, 3)}` });
    await imported(folder);
    const other = new Database(databaseOf(folder));
    other.exec("BEGIN IMMEDIATE; DELETE FROM event_bought");
    try {
      for (const args of [["import", "--fresh"], ["run"], ["migrate"], ["erase", "c1"]]) {
        const { code, err } = await tagma(...args, "--wait", "0", "-w", folder);
        expect({ args, code, err }).toEqual({
          args,
          code: 4,
          err: expect.stringContaining("is in use by another process"),
        });
      }
      expect((await tagma("explain", "c1", "-w", folder)).code).toBe(0);
      expect((await tagma("export", "c1", "-w", folder)).code).toBe(0);
      expect((await tagma("doctor", "-w", folder)).code).toBe(0);
    } finally {
      other.exec("ROLLBACK");
      other.close();
    }
  });
});

describe("Ctrl-C", () => {
  it("undoes an import and says so", async () => {
    const folder = workspaceOf(rules, [orders], { "o.csv": `id,c,at,amount,note\n${many(0, 10)}` });
    await imported(folder);
    const before = fingerprint(databaseOf(folder));
    // Standard input that does not end: the import is under way for as long as we like.
    const { child, ended } = start(["import", "o", "--from", "-", "-w", folder]);
    child.stdin?.write(`id,c,at,amount,note\n${many(100, 5000)}`);
    const feeding = setInterval(() => child.stdin?.write(many(10_000, 1000)), 50);
    child.stdin?.on("error", () => undefined);
    await untilWriting(folder);
    child.kill("SIGINT");
    const { code, err } = await ended;
    clearInterval(feeding);
    expect({ code, err }).toEqual({ code: 130, err: "tagma: interrupted; nothing was changed\n" });
    expect(fingerprint(databaseOf(folder))).toBe(before);
    expect((await tagma("doctor", "-w", folder)).code).toBe(0);
  });
});

describe("the check-up", () => {
  it("names what is wrong and what to do", async () => {
    const folder = workspaceOf(rules, [{ ...orders, file: "none.csv" }], {});
    expect((await tagma("doctor", "-w", folder)).out).toContain('there is no file "none.csv"');
    writeFiles(folder, { ".tagma/workspace.db": "no database at all, only a text\n".repeat(300) });
    expect(await tagma("doctor", "-w", folder)).toMatchObject({
      code: 1,
      out: expect.stringContaining("is not a database"),
    });
    const newer = workspaceOf(rules, [orders], { "o.csv": `id,c,at,amount,note\n${many(0, 3)}` });
    await imported(newer);
    const database = new Database(databaseOf(newer));
    database.pragma("user_version = 99");
    database.close();
    expect(await tagma("doctor", "-w", newer)).toMatchObject({ code: 1, out: expect.stringContaining("update tagma") });
  });

  it("names what was left by something that was killed, and files that wait in the studio", async () => {
    const folder = workspaceOf(rules, [orders], { "o.csv": `id,c,at,amount,note\n${many(0, 3)}` });
    await imported(folder);
    writeFiles(folder, {
      ".tagma/snapshot.new/0/customers.arrow": "x",
      ".tagma/rejects-o.csv.part": "x",
      ".tagma/uploads/0123.data": "x",
      ".tagma/uploads/0123.name": "x.csv",
    });
    const { out } = await tagma("doctor", "-w", folder);
    expect(out).toMatch(/rejects-o\.csv\.part(, | and )snapshot\.new are left of something interrupted/);
    expect(out).toMatch(/not imported: uploads\/0123\.data(, | and )uploads\/0123\.name/);
  });

  it("finds a damaged page, rows that lead nowhere, and tags of nobody", async () => {
    const folder = workspaceOf(rules, [orders], { "o.csv": `id,c,at,amount,note\n${many(0, 3000)}` });
    await imported(folder);
    await tagmaOut("run", "-w", folder);
    const database = new Database(databaseOf(folder));
    database.pragma("foreign_keys = OFF");
    database.exec(
      "INSERT INTO tag_changes VALUES ('x', 77, 'spent', NULL, NULL); DELETE FROM event_bought WHERE _customer = 'c1'",
    );
    database.close();
    const { code, out } = await tagma("doctor", "-w", folder);
    expect(code).toBe(1);
    expect(out).toContain("1 rows refer to rows that are not there");
    expect(out).toContain("1 customers have tags and no data");
    const bytes = new Uint8Array(readFileSync(databaseOf(folder)));
    bytes.fill(0xff, 4096 * 10, 4096 * 30);
    writeFileSync(databaseOf(folder), bytes);
    expect(await tagma("doctor", "-w", folder)).toMatchObject({ code: 1, out: expect.stringMatching(/damaged/) });
  });
});

describe("hostile files", () => {
  it.for([
    [
      "100,000 columns",
      { "c.csv": `id,${Array.from({ length: 100_000 }, (_, index) => `n${index}`).join(",")}\n` },
      "c.csv has 100001 columns; at most 2000 are read",
    ],
    [
      "a heading of a million characters",
      { "c.csv": `id,${"x".repeat(1_100_000)}\n` },
      "a row is longer than 1000000 characters",
    ],
    [
      "a cell that never ends",
      { "c.csv": `id,city\na,"${"x".repeat(3_000_000)}` },
      "a row is longer than 1000000 characters; is a closing quote missing?",
    ],
    [
      "a decompression bomb",
      {
        "c.csv": gzipSync(
          Buffer.concat([Buffer.from("id,city\n"), Buffer.alloc(80_000_000, `a,${"x".repeat(50_000)}\n`)]),
        ),
      },
      "unpacks to more than 200 times its size",
    ],
    [
      "half a gzip file",
      { "c.csv": gzipSync(`id,city\n${"a,b\n".repeat(10_000)}`).subarray(0, 60) },
      "is not a whole gzip file",
    ],
    ["two columns of one name", { "c.csv": "id,city,city\n" }, 'two columns called "city"'],
    [
      "two columns of one name in different normal forms",
      { "c.csv": "id,caf\u00e9,cafe\u0301\n" },
      "two columns called",
    ],
    [
      "mixed encodings",
      { "c.csv": Buffer.concat([Buffer.from("id,city\na,Málaga\n"), Buffer.from("b,Málaga\n", "latin1")]) },
      "is not valid UTF-8",
    ],
    ["UTF-16 without its mark", { "c.csv": Buffer.from("id,city\n", "utf16le") }, 'has no column "id"'],
    ["lines that end with carriage returns alone", { "c.csv": "id,city\ra,b\r" }, "carriage returns alone"],
  ] as const)("%s", async ([, files, message]) => {
    const folder = workspaceOf(rules, [people], files);
    const { code, err } = await tagma("import", "-w", folder);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^tagma: [^\n]+\n$/) });
    expect(err).toContain(message);
    expect(err.length).toBeLessThan(600);
    expect(rowsOf(folder, "SELECT name FROM sqlite_master")).toEqual([]);
  });

  it.for([
    ["no Parquet at all", Buffer.from("PAR1 this is not"), "cannot be read as Parquet"],
    ["an empty file", Buffer.alloc(0), "cannot be read as Parquet"],
  ] as const)("%s", async ([, bytes, message]) => {
    const folder = workspaceOf(rules, [{ ...people, file: "c.parquet" }], { "c.parquet": bytes });
    expect(await tagma("import", "-w", folder)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });

  it("times at the ends of the calendar, ids that only look different, cells like formulas", async () => {
    const folder = workspaceOf(rules, [orders], {
      "o.csv":
        'id,c,at,amount,note\n1,a,0000-01-01,1,\n2,a,0001-01-01T00:00Z,1,\n3,a,9999-12-31T12:00,1,\n4,a,10000-01-01,1,\n5, a ,2026-01-01,1,"=HYPERLINK(""http://x"")"\n6,e\u0301,2026-01-01,1,\n7,\u00e9\t,2026-01-01,1,\n8,A,2026-01-01,1,\n',
    });
    expect(await imported(folder)).toMatchObject([
      {
        added: 6,
        rejects: [
          { line: 2, column: "at", reason: "is outside the years 1 to 9999" },
          { line: 5, column: "at", reason: "is outside the years 1 to 9999" },
        ],
      },
    ]);
    expect(rowsOf(folder, "SELECT _customer, count(*) AS n FROM event_bought GROUP BY 1 ORDER BY 1")).toEqual([
      { _customer: "A", n: 1 },
      { _customer: "a", n: 3 },
      { _customer: "\u00e9", n: 2 },
    ]);
    expect(rowsOf(folder, "SELECT note FROM event_bought WHERE note IS NOT NULL")).toEqual([
      { note: '=HYPERLINK("http://x")' },
    ]);
    expect((await tagma("run", "-w", folder)).code).toBe(0);
  });

  it("names with which they would leave their folder", async () => {
    const folder = workspaceOf(rules, [{ ...people, name: "../../x", file: "c.csv" }], {
      "c.csv": "id,city\n,b\nz,c\n",
    });
    expect((await imported(folder))[0]?.rejectFile).toBe(".tagma/rejects-______x.csv");
    expect(existsSync(join(folder, ".tagma/rejects-______x.csv"))).toBe(true);
  });
});

describe("personal fields", () => {
  it("show in no message, no list and no history unless they are asked for", async () => {
    const secret = "+34-secret";
    const strict = rules.replace("phone : text personal", "phone : one of (landline) personal   born : date personal");
    const folder = workspaceOf(strict, [people], {
      "c.csv": `id,city,phone,born\na,x,${secret},2000-01-01\nb,x,,${secret}\nc,${secret}\n,x,${secret},\nz,x,landline,2000-01-01\n`,
    });
    const refused = await tagma("import", "-w", folder);
    const { out, err } = await tagma("import", "--max-errors", "4", "-w", folder);
    const json = await tagmaOut("import", "--fresh", "--max-errors", "4", "--json", "-w", folder);
    const failed = await tagma("import", "--fresh", "--max-errors", "0", "-w", folder);
    expect([refused.code, failed.code]).toEqual([2, 2]);
    expect(
      [refused.err, out, err, json, failed.err, readFileSync(join(folder, ".tagma/rejects-c.csv"), "utf8")].join("\n"),
    ).not.toContain(secret);
    await tagmaOut("import", "--fresh", "--max-errors", "4", "--show-personal", "-w", folder);
    expect(readFileSync(join(folder, ".tagma/rejects-c.csv"), "utf8")).toContain(secret);
  });
});
