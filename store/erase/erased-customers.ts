import { createHash, randomBytes } from "node:crypto";
import { metaValue, setMeta, type SqliteDatabase } from "../sqlite/sqlite.ts";
import { required } from "../../engine/invariant/required.ts";

/**
 * Customers who have been erased and must not come back with the next import. Only a salted hash of each id is kept,
 * from which no id can be read.
 */
export class ErasedCustomers {
  private readonly database: SqliteDatabase;
  private readonly hashes: Set<string>;
  /** Undefined until the first customer is erased. */
  private salt: string | undefined;

  constructor(database: SqliteDatabase) {
    this.database = database;
    this.hashes = new Set(
      database
        .prepare<[], { hash: string }>("SELECT hash FROM erased")
        .all()
        .map(({ hash }) => hash),
    );
    this.salt = metaValue(database, "salt");
  }

  has(customer: string): boolean {
    return this.hashes.size > 0 && this.hashes.has(hashOf(customer, required(this.salt, "the salt of erased ids")));
  }

  /** Remembers that a customer was erased. */
  add(customer: string): void {
    if (this.salt === undefined) {
      this.salt = randomBytes(16).toString("hex");
      setMeta(this.database, "salt", this.salt);
    }
    this.database.prepare("INSERT INTO erased VALUES (?) ON CONFLICT DO NOTHING").run(hashOf(customer, this.salt));
  }
}

function hashOf(customer: string, salt: string): string {
  return createHash("sha256").update(salt).update("\0").update(customer).digest("hex");
}
