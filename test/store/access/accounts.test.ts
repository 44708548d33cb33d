import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Accounts } from "../../../store/access/accounts.ts";
import { AuditLog } from "../../../store/access/audit.ts";
import { isStrong, newToken } from "../../../store/access/token.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "tagma-access-"));
const now = new Date("2026-03-01T10:00:00Z");

describe("tokens", () => {
  it("have 256 random bits and are never the same", () => {
    const tokens = Array.from({ length: 1000 }, newToken);
    expect(new Set(tokens).size).toBe(1000);
    for (const token of tokens) {
      expect(Buffer.from(token.slice("tagma_".length), "base64url")).toHaveLength(32);
      expect(isStrong(token)).toBe(true);
    }
  });

  it.each([
    ["short", "Zr8!kd93hfWq02"],
    ["long, of one character", "a".repeat(100)],
    ["long, of three characters", "abc".repeat(20)],
    ["a word thirty times", "password".repeat(5)],
    ["thirty-one characters", "0123456789abcdef0123456789abcde"],
  ])("of somebody's own are refused when they are %s", (_, token) => {
    expect(isStrong(token)).toBe(false);
  });

  it("of 24 random bytes in hexadecimal are strong", () => {
    expect(isStrong("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c")).toBe(true);
  });
});

describe("accounts", () => {
  it("are known by their tokens, of which only the hash is kept", () => {
    const own = folder();
    const accounts = new Accounts(own);
    expect(accounts.all()).toEqual([]);
    const token = accounts.add("ann@example.com", "read", now);
    const other = accounts.add("Zoë", "write", now);
    expect(accounts.owner(token)).toMatchObject({ name: "ann@example.com", role: "read" });
    expect(accounts.owner(other)).toMatchObject({ name: "Zoë", role: "write" });
    expect(accounts.owner(`${token}x`)).toBeUndefined();
    const path = join(own, ".tagma", "accounts.json");
    const text = readFileSync(path, "utf8");
    expect(text).not.toContain(token);
    expect(text).toContain(createHash("sha256").update(token).digest("hex"));
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it("that are revoked are gone at once, for whoever had read them", () => {
    const own = folder();
    const [here, elsewhere] = [new Accounts(own), new Accounts(own)];
    const token = here.add("ann", "write", now);
    expect(elsewhere.owner(token)).toBeDefined();
    here.revoke("ann");
    expect(elsewhere.owner(token)).toBeUndefined();
    expect(() => here.revoke("ann")).toThrow("no account");
  });

  it("have a name of their own", () => {
    const accounts = new Accounts(folder());
    accounts.add("ann", "read", now);
    expect(() => accounts.add("ann", "write", now)).toThrow("already");
    for (const name of ["", "a b", "-x", "a\nb", "x".repeat(65), "../x", "<b>"])
      expect(() => accounts.add(name, "read", now)).toThrow("can't be the name");
  });

  it.each(["{}", "[1]", '[{"name":"a","role":"admin","hash":"x","created":""}]', "[", ""])(
    "nobody is let in by a file that is damaged: %s",
    (text) => {
      const own = folder();
      const accounts = new Accounts(own);
      const token = accounts.add("ann", "write", now);
      writeFileSync(join(own, ".tagma", "accounts.json"), text);
      expect(() => accounts.owner(token)).toThrow("is damaged");
    },
  );
});

describe("the audit log", () => {
  it("keeps what is added, in order, through its files", () => {
    const own = folder();
    const log = new AuditLog(own);
    const about = { paths: "x".repeat(480) };
    const count = 11_000;
    for (let entry = 0; entry < count; entry++)
      log.add({ time: now.toISOString(), who: `ann ${entry}`, from: "10.0.0.1", what: "save", about });
    const whose = [...log.entries()].map(({ who }) => who);
    expect(whose).toEqual(Array.from({ length: count }, (_, entry) => `ann ${entry}`));
    // More than 5 MB are several files, readable by their owner alone.
    expect(statSync(join(own, ".tagma", "audit.1.jsonl")).mode & 0o077).toBe(0);
  });

  it("passes over lines that are none, and keeps texts short", () => {
    const own = folder();
    const log = new AuditLog(own);
    log.add({ time: now.toISOString(), who: "ann", from: null, what: "run", about: { asOf: "y".repeat(10_000) } });
    writeFileSync(join(own, ".tagma", "audit.jsonl"), "{}\nnull\n{half", { flag: "a" });
    const entries = [...log.entries()];
    expect(entries).toHaveLength(1);
    expect(String(entries[0]?.about["asOf"])).toHaveLength(500);
  });
});
