import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tagma, tagmaOut } from "../support/command.ts";
import { filesWith, fingerprint } from "../support/faults.ts";
import { many, orders, rules, start } from "../support/shop-in-trouble.ts";
import { databaseOf, imported, rowsOf, workspaceOf } from "../support/store.ts";

describe("a full disk", () => {
  it("keeps what there was", async () => {
    const folder = workspaceOf(rules, [orders], { "o.csv": `id,c,at,amount,note\n${many(0, 10)}` });
    await imported(folder);
    const before = fingerprint(databaseOf(folder));
    writeFileSync(join(folder, "o.csv"), `id,c,at,amount,note\n${many(0, 60_000)}`);
    // A limit on the size of files stands for the disk; blocks of 1 KiB.
    const { code, err } = await start(["import", "-w", folder], "ulimit -f 2000").ended;
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/^tagma: [^\n]*(disk is full|cannot be written)[^\n]*\n$/),
    });
    expect(fingerprint(databaseOf(folder))).toBe(before);
    expect((await tagma("doctor", "-w", folder)).code).toBe(0);
    expect((await imported(folder))[0]).toMatchObject({ added: 59_990 });
    const backup = await start(["backup", join(folder, "b.db"), "-w", folder], "ulimit -f 1000").ended;
    expect(backup).toMatchObject({
      code: 2,
      signal: null,
      err: expect.stringMatching(/^tagma: [^\n]*(disk is full|cannot be written)[^\n]*\n$/),
    });
    expect(readdirSync(folder).filter((name) => name.startsWith("b.db"))).toEqual([]);
  });
});

describe("a run on a full disk", () => {
  it("keeps the tags, and leaves no half snapshot", async () => {
    const wide = rules.replace("note : text", "note : text   x : number   y : number   z : number");
    const folder = workspaceOf(wide, [orders], {
      "o.csv": `id,c,at,amount,note,x,y,z\n${Array.from({ length: 30_000 }, (_, index) => `o${index},c${index % 2500},2026-01-01T10:00,1,,${index / 7},${index / 3},${index / 11}\n`).join("")}`,
    });
    await imported(folder);
    const { code, err } = await start(["run", "-w", folder], "ulimit -f 600").ended;
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(readdirSync(join(folder, ".tagma")).filter((name) => name.startsWith("snapshot"))).toEqual([]);
    expect(rowsOf(folder, "SELECT count(*) AS n, sum(spent) AS spent FROM tags")).toEqual([
      { n: 2500, spent: 3_000_000 },
    ]);
    await tagmaOut("run", "-w", folder);
    expect(existsSync(join(folder, ".tagma/snapshot/manifest.json"))).toBe(true);
  });
});

describe("an erasure on a full disk", () => {
  const filled = async (): Promise<string> => {
    const folder = workspaceOf(rules, [orders], {
      "o.csv": `id,c,at,amount,note\n${many(0, 8000)}z1,zoe,2026-01-01T10:00,1,zoes-note\nz2,zoe,2026-01-01T10:00,x,zoes-note\n${"b,c1,2026-01-01T10:00,x,\n".repeat(3000)}`,
    });
    await imported(folder, "--max-errors", "4000");
    return folder;
  };

  it("that leaves no room for the rewriting is done, says what is not, and stops nobody", async () => {
    const folder = await filled();
    // The removal fits into the limit on the size of files, another copy of the database and of the list does not.
    const limit = "export LC_MESSAGES=es_ES.UTF-8; ulimit -f 100";
    expect(await start(["erase", "zoe", "-w", folder], limit).ended).toMatchObject({
      code: 0,
      out: expect.stringMatching(/no hay sitio en el disco[^\n]*: libere \d+ MB/),
      // The shell may not know the locale.
      err: expect.not.stringContaining("tagma: "),
    });
    expect(rowsOf(folder, "SELECT 1 FROM event_bought WHERE _customer = 'zoe'")).toEqual([]);
    expect(await tagmaOut("doctor", "-w", folder)).toContain("an erasure was interrupted");
    // The list, for whose smaller copy there was no room either, is gone rather than left as it was.
    expect(existsSync(join(folder, ".tagma/rejects-o.csv"))).toBe(false);
    expect((await start(["import", "-w", folder], "ulimit -f 100").ended).code).toBe(0);
    expect((await start(["explain", "c1", "-w", folder], "ulimit -f 100").ended).code).toBe(0);
    expect((await imported(folder))[0]).toMatchObject({ unchanged: 1 });
    expect(await tagmaOut("doctor", "-w", folder)).toContain("erasure     complete");
    expect(filesWith(join(folder, ".tagma"), ["zoe"])).toEqual([]);
  });

  it("is not done at all where there is no room for the removal itself", async () => {
    const folder = await filled();
    const before = fingerprint(databaseOf(folder));
    const { code, err } = await start(["erase", "zoe", "-w", folder], "ulimit -f 10").ended;
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/^tagma: [^\n]*the disk is full or cannot be written; nothing was changed/),
    });
    expect(fingerprint(databaseOf(folder))).toBe(before);
    expect(await tagmaOut("erase", "zoe", "-w", folder)).toContain("Erased: 1 bought");
  });
});
