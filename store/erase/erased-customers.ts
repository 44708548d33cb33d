import { createHash, randomBytes } from "node:crypto";
import { metaValue, setMeta, type SqliteDatabase } from "../sqlite/sqlite.ts";

/**
 * Customers who have been erased and must not come back with the next import. Only a salted hash of each id is kept,
 * from which no id can be read.
 */
export class ErasedCustomers {
  private readonly database: SqliteDatabase;
  private readonly hashes: Set<string>;
  private readonly salt: string;

  constructor(database: SqliteDatabase) {
    this.database = database;
    this.hashes = new Set(
      database
        .prepare<[], { hash: string }>("SELECT hash FROM erased")
        .all()
        .map(({ hash }) => hash),
    );
    this.salt = metaValue(database, "salt") ?? "";
  }

  has(customer: string): boolean {
    return this.hashes.size > 0 && this.hashes.has(hashOf(customer, this.salt));
  }

  /** Remembers that a customer was erased. */
  add(customer: string): void {
    const salt = this.salt === "" ? randomBytes(16).toString("hex") : this.salt;
    if (this.salt === "") setMeta(this.database, "salt", salt);
    this.database.prepare("INSERT INTO erased VALUES (?) ON CONFLICT DO NOTHING").run(hashOf(customer, salt));
  }
}

function hashOf(customer: string, salt: string): string {
  return createHash("sha256").update(salt).update("\0").update(customer).digest("hex");
}
