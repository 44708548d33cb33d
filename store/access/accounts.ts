import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";
import { hashOf, newToken } from "./token.ts";

/** `read`: look at everything, change nothing. `write`: save, import, run. */
export type Role = "read" | "write";

/** Somebody who may come in from outside. */
export interface Account {
  readonly name: string;
  readonly role: Role;
  /** SHA-256 of the token, in hexadecimal. */
  readonly hash: string;
  /** ISO 8601. */
  readonly created: string;
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u;
const MOST = 1000;

/** The accounts of a workspace, in a file that only its owner reads; no token stands in it. */
export class Accounts {
  private readonly path: string;
  private known: { readonly stamp: string; readonly accounts: readonly Account[] } | undefined;

  constructor(workspaceFolder: string) {
    this.path = join(workspaceFolder, ".tagma", "accounts.json");
  }

  /** Those that there are now: one that is revoked is gone at once, also where a server runs. @throws WorkspaceError for a file that is none */
  all(): readonly Account[] {
    const state = statSync(this.path, { throwIfNoEntry: false });
    if (state === undefined) return [];
    const stamp = `${state.ino} ${state.size} ${state.mtimeMs}`;
    if (this.known?.stamp !== stamp) this.known = { stamp, accounts: this.read() };
    return this.known.accounts;
  }

  private read(): readonly Account[] {
    let found: unknown;
    try {
      found = JSON.parse(readFileSync(this.path, "utf8"));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    // Nobody is let in by a file that can't be read, and nobody is left out silently.
    if (!Array.isArray(found) || !found.every(isAccount))
      throw new WorkspaceError(message("accounts-damaged", { path: this.path }));
    return found;
  }

  /** Whose token this is; undefined when it is nobody's. */
  owner(token: string): Account | undefined {
    const hash = hashOf(token);
    return this.all().find((account) => account.hash === hash);
  }

  /** Makes an account. @returns its token, which is kept nowhere @throws WorkspaceError for a name that is taken or none */
  add(name: string, role: Role, now: Date): string {
    const plain = name.normalize("NFC");
    if (!NAME.test(plain)) throw new WorkspaceError(message("account-name", { name }));
    const accounts = this.all();
    if (accounts.some((account) => account.name === plain))
      throw new WorkspaceError(message("account-taken", { name: plain }));
    if (accounts.length >= MOST) throw new WorkspaceError(message("account-limit", { limit: MOST }));
    const token = newToken();
    this.write([...accounts, { name: plain, role, hash: hashOf(token), created: now.toISOString() }]);
    return token;
  }

  /** @throws WorkspaceError when there is none of that name */
  revoke(name: string): void {
    const plain = name.normalize("NFC");
    const accounts = this.all();
    const left = accounts.filter((account) => account.name !== plain);
    if (left.length === accounts.length) throw new WorkspaceError(message("no-account", { name: plain }));
    this.write(left);
  }

  private write(accounts: readonly Account[]): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const fresh = `${this.path}.${randomBytes(6).toString("hex")}`;
    writeFileSync(fresh, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600, flag: "wx" });
    renameSync(fresh, this.path);
    this.known = undefined;
  }
}

function isAccount(value: unknown): value is Account {
  return (
    typeof value === "object" &&
    value !== null &&
    "name" in value &&
    typeof value.name === "string" &&
    "role" in value &&
    (value.role === "read" || value.role === "write") &&
    "hash" in value &&
    typeof value.hash === "string" &&
    /^[0-9a-f]{64}$/.test(value.hash) &&
    "created" in value &&
    typeof value.created === "string"
  );
}
