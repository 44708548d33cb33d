import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { tagma, tagmaJson, tagmaOut, writeFiles } from "../support/command.ts";
import { filesWith } from "../support/faults.ts";
import { databaseOf, imported, rowsOf, tagsOf, workspaceOf } from "../support/store.ts";

const rules = `profile customer { city : text   phone : text personal }
event bought { amount : money at least 0 required   note : text }
statistical tag spent = sum of bought.amount
attribute tag town = city
`;
const sources = [
  { name: "c", file: "c.csv", profile: true, customer: "id", time: "since" },
  { name: "o", file: "o.csv", customer: "c", id: "id", time: "at", event: "bought" },
];
const secrets = ["customer-zoe", "Zoes-only-town", "+34-zoes-phone", "zoes-private-note", "zoes-order"];
const files = {
  "c.csv":
    "id,since,city,phone\ncustomer-zoe,2025-01-01,Zoes-only-town,+34-zoes-phone\ncustomer-zoe,2026-01-01,Lugo,\nb,2025-01-01,Lugo,1\ncustomer-zoe,bad,Lugo,\nb,worse,Lugo,\n",
  "o.csv":
    "id,c,at,amount,note\nzoes-order,customer-zoe,2026-01-01,150,zoes-private-note\n2,b,2026-01-02,9.50,\nzoes-bad-order,customer-zoe,2026-01-02,x,\n",
};

async function filled(): Promise<string> {
  const folder = workspaceOf(rules, sources, files);
  await imported(folder);
  await tagmaOut("run", "-w", folder);
  writeFileSync(join(folder, "o.csv"), `${files["o.csv"]}zoes-next,customer-zoe,2026-01-03,1,\n`);
  await imported(folder);
  await tagmaOut("run", "-w", folder);
  return folder;
}

describe("erase", () => {
  it("leaves no byte of the customer in the store, and says what it removed", async () => {
    const folder = await filled();
    expect(filesWith(join(folder, ".tagma"), secrets).length).toBeGreaterThan(0);
    writeFiles(folder, { ".tagma/snapshot/population.bin": "customer-zoe" });
    expect(await tagmaJson<object>("erase", "customer-zoe", "-w", folder)).toMatchObject({
      profileVersions: 2,
      events: { bought: 2 },
      tags: 1,
      changes: 0,
      complete: true,
      files: ["rejects-c.csv", "rejects-o.csv"],
      sources: [
        { file: "c.csv", rows: 3 },
        { file: "o.csv", rows: 3 },
      ],
    });
    expect(filesWith(join(folder, ".tagma"), secrets)).toEqual([]);
    expect(readFileSync(join(folder, ".tagma/rejects-c.csv"), "utf8")).toContain("b,worse");
    expect(Object.keys(await tagsOf(folder))).toEqual(["b"]);
    expect((await tagma("doctor", "-w", folder)).code).toBe(0);
    expect(await tagmaOut("erase", "customer-zoe", "-w", folder)).toContain("Nothing is held about this customer.");
  });

  it("keeps the customer out of later imports, unless a return is allowed", async () => {
    const folder = await filled();
    await tagmaOut("erase", "customer-zoe", "-w", folder);
    expect((await imported(folder, "o", "--from", join(folder, "o.csv")))[0]).toMatchObject({ added: 0, erased: 3 });
    expect(filesWith(join(folder, ".tagma"), ["Zoes-only-town", "zoes-private-note"])).toEqual([]);
    const other = await filled();
    await tagmaOut("erase", "customer-zoe", "--allow-return", "-w", other);
    expect((await imported(other, "o", "--from", join(other, "o.csv")))[0]).toMatchObject({ added: 2, erased: 0 });
  });

  it("finds the customer in any normal form", async () => {
    const folder = workspaceOf(rules, sources, {
      ...files,
      "c.csv": "id,since,city,phone\nZoe\u0301,2025-01-01,x,1\n",
    });
    await imported(folder, "c");
    expect(await tagmaJson<object>("erase", " Zo\u00e9 ", "-w", folder)).toMatchObject({
      profileVersions: 1,
      sources: [{ file: "c.csv", rows: 1 }],
    });
  });

  it("is completed by the next command that writes when a reader was in the way", async () => {
    const folder = await filled();
    const reader = new Database(databaseOf(folder), { readonly: true });
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM profile").get();
    expect(await tagmaJson<object>("erase", "customer-zoe", "--wait", "0", "-w", folder)).toMatchObject({
      profileVersions: 2,
      complete: false,
    });
    expect(await tagmaOut("doctor", "-w", folder)).toContain("an erasure was interrupted");
    reader.close();
    await tagmaOut("run", "-w", folder);
    expect(filesWith(join(folder, ".tagma"), secrets)).toEqual([]);
    expect(await tagmaOut("doctor", "-w", folder)).toContain("erasure     complete");
  });
});

describe("export", () => {
  it("gives all that is held about one customer", async () => {
    const folder = await filled();
    const held = await tagmaJson<{ readonly profile: readonly object[]; readonly events: readonly object[] }>(
      "export",
      "customer-zoe",
      "-w",
      folder,
    );
    expect(held).toMatchObject({
      customer: "customer-zoe",
      tags: { spent: 151, town: "Lugo" },
      changes: [],
      profile: [
        {
          validFrom: "2024-12-31T23:00:00.000Z",
          told: ["city", "phone"],
          fields: { city: "Zoes-only-town", phone: "+34-zoes-phone" },
        },
        { fields: { city: "Lugo", phone: null } },
      ],
      events: [
        {
          event: "bought",
          id: "bought:zoes-order",
          identity: "customer-zoe",
          time: "2025-12-31T23:00:00.000Z",
          fields: { amount: 150, note: "zoes-private-note" },
        },
        { id: "bought:zoes-next" },
      ],
    });
    await tagmaOut("export", "customer-zoe", "-o", join(folder, "zoe.json"), "-w", folder);
    expect(JSON.parse(readFileSync(join(folder, "zoe.json"), "utf8"))).toEqual(held);
    expect((await tagma("export", "nobody", "-w", folder)).err).toContain('nothing is held about a customer "nobody"');
  });
});

describe("backup", () => {
  it("is a copy that can take the database's place", async () => {
    const folder = await filled();
    const before = await tagsOf(folder);
    const copy = join(folder, "copy.db");
    const writer = new Database(databaseOf(folder));
    writer.exec("BEGIN IMMEDIATE; DELETE FROM profile");
    await tagmaOut("backup", copy, "-w", folder);
    writer.exec("COMMIT");
    writer.close();
    expect(rowsOf(folder, "SELECT * FROM profile")).toEqual([]);
    writeFiles(folder, { ".tagma/workspace.db": new Uint8Array(readFileSync(copy)) });
    expect(await tagsOf(folder)).toEqual(before);
    expect((await tagma("doctor", "-w", folder)).code).toBe(0);
  });

  it("is refused where it would be lost or can't be", async () => {
    const folder = await filled();
    expect((await tagma("backup", join(folder, ".tagma/b.db"), "-w", folder)).err).toContain(
      "put backups into another folder",
    );
    expect((await tagma("backup", join(folder, "none/b.db"), "-w", folder)).err).toContain("there is no folder");
    expect((await tagma("backup", join(folder, "b.db"), "-w", workspaceOf(rules, sources, files))).err).toContain(
      "there is no data yet",
    );
  });
});
