import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tagma, tagmaJson, tagmaOut } from "../support/command.ts";

const shared = new URL("../../../shared/data/completejourney/", import.meta.url);
const bin = fileURLToPath(new URL("../../bin/tagma.js", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "tagma-grocery-store-"));

/** The example workspace with its data, not yet imported. */
function workspace(name: string): string {
  const folder = join(root, name);
  cpSync(new URL("../../examples/grocery-loyalty", import.meta.url), folder, {
    recursive: true,
    filter: (path) => !path.includes(".tagma/"),
  });
  mkdirSync(join(folder, "data"), { recursive: true });
  for (const file of ["events.csv", "demographics.csv"]) cpSync(new URL(file, shared), join(folder, "data", file));
  return folder;
}

const tags = async (folder: string): Promise<unknown> =>
  (await tagmaJson<{ readonly customers: unknown }>("run", "--show-personal", "-w", folder)).customers;

describe("the Complete Journey households keep their tags", () => {
  let folder = "";
  let before: unknown;
  beforeAll(async () => {
    if (!existsSync(shared))
      throw new Error("the folder shared/ with the Complete Journey data must stand beside the checkout");
    folder = workspace("first");
    await tagmaOut("import", "-w", folder);
    before = await tags(folder);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it("before and after a backup that takes the database's place", async () => {
    const copy = join(root, "copy.db");
    await tagmaOut("backup", copy, "-w", folder);
    const other = workspace("restored");
    mkdirSync(join(other, ".tagma"));
    cpSync(copy, join(other, ".tagma/workspace.db"));
    expect(await tags(other)).toEqual(before);
    expect((await tagma("doctor", "-w", other)).code).toBe(0);
  });

  it("before and after a migration that adds, widens and renames", async () => {
    const other = workspace("migrated");
    await tagmaOut("import", "-w", other);
    const schema = readFileSync(join(other, "schema.tagma"), "utf8");
    const changed = schema
      .replace('quantity "Quantity": decimal(1) at least 0', 'quantity "Quantity": decimal(3) at least 0\n  shop: text')
      .replace('basket "Basket": text', 'receipt "Basket": text');
    expect(changed).not.toBe(schema);
    writeFileSync(join(other, "schema.tagma"), changed);
    for (const file of ["purchases.tagma", "value.tagma", "tests.tagma", "households.tagma", "offers.tagma"]) {
      const path = join(other, file);
      writeFileSync(
        path,
        readFileSync(path, "utf8").replaceAll("purchase.basket", "purchase.receipt").replaceAll("basket:", "receipt:"),
      );
    }
    writeFileSync(
      join(other, "tagma.json"),
      readFileSync(join(other, "tagma.json"), "utf8").replace('"basket": "session_id"', '"receipt": "session_id"'),
    );
    expect(await tagma("run", "-w", other)).toMatchObject({ code: 2, err: expect.stringContaining("tagma migrate") });
    await tagmaOut("migrate", "--rename", "purchase.basket=receipt", "-w", other);
    expect(await tags(other)).toEqual(before);
  });

  it("before and after an import that was killed", async () => {
    const other = workspace("killed");
    for (const delay of [700, 1200, 1700]) {
      const child = spawn(process.execPath, [bin, "import", "-w", other], { stdio: "ignore" });
      setTimeout(() => child.kill("SIGKILL"), delay);
      await new Promise((resolve) => {
        child.once("close", resolve);
      });
    }
    await tagmaOut("import", "-w", other);
    expect((await tagma("doctor", "-w", other)).code).toBe(0);
    expect(await tags(other)).toEqual(before);
  });

  it("imports them again without reading them, and in one command read off the files themselves", async () => {
    expect((await tagmaJson<{ readonly sources: readonly object[] }>("import", "-w", folder)).sources).toMatchObject([
      { unchanged: 1, rows: 0 },
      { unchanged: 1, rows: 0 },
      { unchanged: 1, rows: 0 },
    ]);
    const read = join(root, "read-off");
    await tagmaOut(
      "init",
      read,
      "--time-zone",
      "America/New_York",
      "--from",
      fileURLToPath(new URL("demographics.csv", shared)),
      fileURLToPath(new URL("events.csv", shared)),
    );
    expect((await tagma("check", "--no-hints", "--no-proofs", "-w", read)).code).toBe(0);
    expect((await tagmaJson<{ readonly sources: readonly object[] }>("import", "-w", read)).sources).toMatchObject([
      { added: 801, rejected: 0 },
      { added: 83_691, rejected: 0 },
    ]);
    expect(
      (await tagmaJson<{ readonly customers: readonly object[] }>("run", "--as-of", "2018-01-01", "-w", read))
        .customers,
    ).toHaveLength(2379);
  });
});
