import Database from "better-sqlite3";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { folderWith, tagma, tagmaJson, tagmaOut, writeFiles } from "../support/command.ts";

interface Document {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly column: string; readonly stateColumn?: string }[];
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

describe("tagma sql", () => {
  let folder: string;
  beforeAll(async () => {
    folder = folderWith();
    await tagmaOut("init", folder, "--time-zone", "Asia/Taipei");
    await tagmaOut("import", "-w", folder);
  });

  it("prints what the workspace's own database answers as `tagma run` does", async () => {
    const { sql, columns } = await tagmaJson<Document>(
      "sql",
      "-w",
      folder,
      "--target",
      "sqlite",
      "--as-of",
      "2026-03-01",
    );
    const run: { customers: readonly { id: string; tags: Readonly<Record<string, unknown>> }[] } = JSON.parse(
      await tagmaOut("run", "-w", folder, "--as-of", "2026-03-01", "--json"),
    );
    const database = new Database(join(folder, ".tagma", "workspace.db"), { readonly: true });
    const rows = new Map(
      database
        .prepare<[], Record<string, unknown>>(sql)
        .all()
        .map((row) => [row["_customer"], row]),
    );
    database.close();
    expect(rows.size).toBe(4);
    for (const { id, tags } of run.customers) {
      for (const { name, column } of columns) {
        const expected = tags[name];
        const cell = rows.get(id)?.[column];
        expect([id, name, typeof expected === "boolean" ? cell === 1 : cell]).toEqual([
          id,
          name,
          typeof expected === "object" ? null : expected,
        ]);
      }
    }
  });

  it("checks branches for conflicts that are not proved to exclude each other, now or long ago", async () => {
    const other = folderWith({
      "tagma.json":
        '{ "language": 1, "asOf": "2026-03-01", "sources": [{ "name": "p", "file": "p.csv", "profile": true, "customer": "id", "time": "since" }, { "name": "e", "file": "e.csv", "event": "seen", "customer": "c", "id": "i", "time": "t" }] }',
      "a.tagma":
        'profile customer { kids: integer required }\nevent seen {}\nrule tag size = one of { "some" when kids > 1  "many" when kids > 2 }\nrule tag state = one of { "new" when kids is unknown  "met" when did seen }\nrule tag was_new when (state as of 30 days ago) is "new"\n',
      "p.csv": "id,since,kids\nc1,2026-02-20,3\nc2,2026-01-01,2\n",
      "e.csv": "i,c,t\ne1,c1,2026-01-01\n",
    });
    await tagmaOut("import", "-w", other);
    expect((await tagmaJson<Document>("sql", "-w", folder, "--target", "sqlite")).sql).not.toContain("conflict");
    const { sql } = await tagmaJson<Document>("sql", "-w", other, "--target", "sqlite");
    const database = new Database(join(other, ".tagma", "workspace.db"), { readonly: true });
    const rows = database
      .prepare<[], Record<string, unknown>>(`SELECT * FROM (${sql.trim().replace(/;$/, "")}) ORDER BY 1`)
      .all();
    database.close();
    // c1 has three children and is in both branches of `size`; 30 days ago it had no profile and an event, so that both branches of `state` held.
    const conflict = (first: string, second: string): string =>
      JSON.stringify({ code: "conflict", details: [first, second] });
    expect(rows).toEqual([
      {
        _customer: "c1",
        size: null,
        _state_size: conflict("some", "many"),
        state: "met",
        _state_state: null,
        was_new: null,
        _state_was_new: conflict("new", "met"),
      },
      {
        _customer: "c2",
        size: "some",
        _state_size: null,
        state: null,
        _state_state: "none",
        was_new: null,
        _state_was_new: null,
      },
    ]);
  });

  it("is the same for the same rules and instant", async () => {
    const printed = (): Promise<string> =>
      tagmaOut("sql", "-w", folder, "--target", "spark", "--form", "table", "--as-of", "2026-03-01");
    expect(await printed()).toBe(await printed());
    expect(await printed()).toMatch(
      /^-- Tags of plan [0-9a-f]{12} as of 2026-02-28T16:00:00.000Z, one row a customer\.\n[^\n]+\nCREATE SCHEMA IF NOT EXISTS `tagma`;\nDROP TABLE IF EXISTS `tagma`\.`tags`;\nCREATE TABLE `tagma`\.`tags` USING PARQUET AS\nWITH\n/,
    );
  });

  it("refuses what an engine can't say, at its place, and leaves it out when asked to", async () => {
    const other = folderWith({
      "tagma.json": '{ "language": 1 }',
      "a.tagma":
        'profile customer { city: text  home: text }\nattribute tag local when city is home ignoring case\nattribute tag here when city is "X"\nsegment locals when local\n',
    });
    const refused = await tagma("sql", "-w", other, "--target", "sqlite");
    expect({ code: refused.code, out: refused.out }).toEqual({ code: 1, out: "" });
    expect(refused.err).toContain(
      "error a.tagma:2:15 not-in-sql\n  `local` cannot be said exactly in SQLite: letters are compared without regard to case",
    );
    expect((await tagma("sql", "-w", other, "--target", "duckdb")).code).toBe(0);
    const left = await tagmaJson<Document>("sql", "-w", other, "--target", "sqlite", "--leave-out");
    expect(left.columns.map(({ name }) => name)).toEqual(["here"]);
    expect(left.refused).toEqual([
      { name: "local", reason: "fold" },
      { name: "locals", reason: "fold" },
    ]);
  });

  it("writes a file, and says which engine, form or binding it does not know", async () => {
    const path = join(folder, "tags.sql");
    expect(await tagma("sql", "-w", folder, "-o", path)).toMatchObject({ code: 0, out: "" });
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, "utf8")).toContain('"tagma"."event_order_paid"');
    expect((await tagma("sql", "-w", folder, "--target", "oracle")).err).toContain("duckdb, postgres, spark, sqlite");
    const bound = folderWith({
      "tagma.json":
        '{ "language": 1, "bindings": { "events": { "paid": { "table": "t", "id": "i", "customer": "c" } } } }',
      "a.tagma": "profile customer {}\nevent paid {}\nstatistical tag n = count of paid\n",
    });
    expect((await tagma("sql", "-w", bound)).err).toContain('"time" is missing');
    writeFiles(bound, {
      "tagma.json":
        '{ "language": 1, "bindings": { "events": { "payed": { "table": "t", "id": "i", "customer": "c", "time": "t" } } } }',
    });
    expect((await tagma("sql", "-w", bound)).err).toContain('the rules have no event called "payed"');
  });
});
