import { describe, expect, it } from "vitest";
import { AuditLog } from "../../store/access/audit.ts";
import { Accounts } from "../../store/access/accounts.ts";
import { folderWith, tagma, tagmaJson, tagmaOut } from "../support/command.ts";

async function shop(): Promise<string> {
  const folder = folderWith();
  await tagmaOut("init", folder, "--time-zone", "Asia/Taipei");
  return folder;
}

describe("tagma accounts", () => {
  it("makes, lists and revokes them; a token is printed once and is nowhere else", async () => {
    const folder = await shop();
    const { code, out, err } = await tagma("accounts", "add", "ann", "--role", "read", "-w", folder);
    expect([code, err.includes("shown once")]).toEqual([0, true]);
    const token = out.trim();
    expect(new Accounts(folder).owner(token)).toMatchObject({ name: "ann", role: "read" });
    const made = await tagmaJson("accounts", "add", "bob", "--role", "write", "-w", folder, "--json");
    expect(made).toMatchObject({ name: "bob", role: "write", token: expect.stringMatching(/^tagma_/) });
    const listed = await tagmaOut("accounts", "list", "-w", folder);
    expect(listed).toMatch(/^ann +read +since \d{4}-\d\d-\d\d\nbob +write +since/);
    expect(listed).not.toContain(token);
    expect(await tagmaOut("accounts", "revoke", "ann", "-w", folder)).toContain("no account any more");
    expect(new Accounts(folder).owner(token)).toBeUndefined();
    expect(await tagmaJson("accounts", "list", "-w", folder, "--json")).toMatchObject({ accounts: [{ name: "bob" }] });
  });

  it.for([
    [["add", "ann"], "--role"],
    [["add", "ann", "--role", "admin"], "Allowed choices are read, write"],
    [["add", "a b", "--role", "read"], "can't be the name"],
    [["revoke", "nobody"], "no account"],
  ] as const)("%s is refused: %s", async ([args, said]) => {
    const { code, err } = await tagma("accounts", ...args, "-w", await shop());
    expect([code, err.includes(said)]).toEqual([2, true]);
  });
});

describe("tagma audit", () => {
  it("shows what commands did, by whom, and no customer", async () => {
    const folder = await shop();
    for (const args of [
      ["import"],
      ["run"],
      ["accounts", "add", "ann", "--role", "read"],
      ["export", "mia"],
      ["erase", "mia"],
    ])
      await tagma(...args, "-w", folder);
    const { entries } = await tagmaJson<{ entries: { what: string }[] }>("audit", "-w", folder, "--json");
    expect(entries.map(({ what }) => what)).toEqual(
      expect.arrayContaining(["import", "run", "account added", "erase"]),
    );
    expect(JSON.stringify(entries)).not.toContain("mia");
    const text = await tagmaOut("audit", "-w", folder, "--last", "2");
    expect(text.trim().split("\n")).toHaveLength(2);
    expect(await tagmaOut("audit", "-w", folder, "--since", "2999-01-01")).toContain("Nothing is written down");
    expect(await tagmaOut("audit", "-w", folder, "--who", "nobody")).toContain("Nothing is written down");
  });

  it("can't be made to lie by names: what is written there is printed as text", async () => {
    const folder = await shop();
    const log = new AuditLog(folder);
    log.add({
      time: "2026-03-01T00:00:00.000Z",
      who: "ann\u001b[2J",
      from: null,
      what: "save",
      about: { paths: "a\n2026 bob" },
    });
    const text = await tagmaOut("audit", "-w", folder);
    expect(text).not.toContain("\u001b");
    expect(text.trim().split("\n")).toHaveLength(1);
  });
});
