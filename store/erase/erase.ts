import { CUSTOMER } from "../../engine/plan/own-columns.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import { eventTable, metaValue, PROFILE_TABLE, quoteIdentifier, setMeta } from "../sqlite/sqlite.ts";
import { ErasedCustomers } from "./erased-customers.ts";
import { cleanFolder, finishErase, PENDING } from "./finish.ts";
import { IDENTITY, storedSchema } from "../sqlite/schema.ts";
import { eraseChanges } from "../runs/change-table.ts";
import { tagTableNames } from "../runs/tag-tables.ts";
import { inWriting, type Patience } from "../sqlite/writer-lock.ts";

/** What an erasure removed. */
export interface ErasedReport {
  readonly profileVersions: number;
  readonly events: Readonly<Record<string, number>>;
  readonly tags: number;
  readonly changes: number;
  /** Lists of rejects that lost rows, or went. */
  readonly files: readonly string[];
  /** False while readers of the old state keep its pages in the write-ahead log. */
  readonly complete: boolean;
}

/**
 * Removes a customer everywhere: profile, events (also those that came under the id), tags, history and lists of
 * rejects. The removal is one transaction; then the file is rewritten, so that no byte of it holds what was removed. An
 * erasure that is interrupted in between is completed by the next command that writes.
 * @param allowReturn when true, a later import may bring the customer back
 */
export async function eraseCustomer(
  database: SqliteDatabase,
  folder: string,
  customer: string,
  options: { readonly patience: Patience; readonly allowReturn: boolean },
): Promise<ErasedReport> {
  database.pragma("secure_delete = ON");
  const removed = await inWriting(database, options.patience, async () => {
    setMeta(database, PENDING, "1");
    if (!options.allowReturn) new ErasedCustomers(database).add(customer);
    const remove = (table: string, where = `${CUSTOMER} = :customer`): number =>
      database.prepare<[{ customer: string }]>(`DELETE FROM ${table} WHERE ${where}`).run({ customer }).changes;
    const events = (storedSchema(database)?.events ?? [])
      .map(
        ({ name }) => [name, remove(eventTable(name), `${CUSTOMER} = :customer OR ${IDENTITY} = :customer`)] as const,
      )
      .filter(([, count]) => count > 0);
    return {
      profileVersions: remove(PROFILE_TABLE),
      events: Object.fromEntries(events),
      tags: tagTableNames(database).reduce((sum, table) => sum + remove(quoteIdentifier(table)), 0),
      changes: eraseChanges(database, customer),
    };
  });
  const files = cleanFolder(folder, customer);
  return { ...removed, files, complete: finishErase(database, options.patience.seconds) };
}

/** True when an erasure has begun that is not complete. */
export function eraseIsPending(database: SqliteDatabase): boolean {
  return metaValue(database, PENDING) !== undefined;
}
