import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { metaValue, setMeta, type SqliteDatabase } from "../sqlite/sqlite.ts";
import { createLastingTables } from "../sqlite/schema.ts";
import { required } from "../../engine/invariant/required.ts";

/** The key in `meta` that stands while removed pages may still be in the files. */
export const PENDING = "erase_pending";
const SALT = "salt";

/** What outlives everything else in a database: whose facts are not taken in any more. */
export interface RememberedErasures {
  readonly hashes: readonly string[];
  /** Undefined until the first customer is erased. */
  readonly salt: string | undefined;
  /** True while the file may still hold pages of somebody who was erased. */
  readonly pending: boolean;
}

export function rememberedErasures(database: SqliteDatabase): RememberedErasures {
  const exists =
    database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'erased'").get() !== undefined;
  return {
    hashes: exists ? database.prepare<[], string>("SELECT hash FROM erased").pluck(true).all() : [],
    salt: metaValue(database, SALT),
    pending: metaValue(database, PENDING) !== undefined,
  };
}

/** The same of a file that may be damaged, or of another version; undefined when it can't be told. */
export function erasuresIn(path: string): RememberedErasures | undefined {
  if (!existsSync(path)) return { hashes: [], salt: undefined, pending: false };
  let database: SqliteDatabase | undefined;
  try {
    database = new Database(path, { readonly: true });
    return rememberedErasures(database);
  } catch (error) {
    if (error instanceof Database.SqliteError) return undefined;
    throw error;
  } finally {
    database?.close();
  }
}

/** Writes what is remembered into a database whose other tables are new, or still to be made. */
export function keepErasures(database: SqliteDatabase, { hashes, salt, pending }: RememberedErasures): void {
  createLastingTables(database);
  const insert = database.prepare("INSERT INTO erased VALUES (?) ON CONFLICT DO NOTHING");
  for (const hash of hashes) insert.run(hash);
  if (salt !== undefined) setMeta(database, SALT, salt);
  if (pending) setMeta(database, PENDING, "1");
}

/**
 * Customers who have been erased and must not come back with the next import. Only a salted hash of each id is kept,
 * from which no id can be read.
 */
export class ErasedCustomers {
  private readonly database: SqliteDatabase;
  private readonly hashes: Set<string>;
  private salt: string | undefined;

  constructor(database: SqliteDatabase) {
    const { hashes, salt } = rememberedErasures(database);
    this.database = database;
    this.hashes = new Set(hashes);
    this.salt = salt;
  }

  /** True when nobody has been erased, so that nobody need be looked up. */
  get nobody(): boolean {
    return this.hashes.size === 0;
  }

  has(customer: string): boolean {
    return !this.nobody && this.hashes.has(hashOf(customer, required(this.salt, "the salt of erased ids")));
  }

  /** Remembers that a customer was erased. */
  add(customer: string): void {
    if (this.salt === undefined) {
      this.salt = randomBytes(16).toString("hex");
      setMeta(this.database, SALT, this.salt);
    }
    const hash = hashOf(customer, this.salt);
    this.database.prepare("INSERT INTO erased VALUES (?) ON CONFLICT DO NOTHING").run(hash);
    this.hashes.add(hash);
  }
}

function hashOf(customer: string, salt: string): string {
  return createHash("sha256").update(salt).update("\0").update(customer).digest("hex");
}
