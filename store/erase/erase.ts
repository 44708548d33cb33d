import { CUSTOMER } from "../../engine/plan/own-columns.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import { metaValue, PROFILE_TABLE, quoteIdentifier, setMeta } from "../sqlite/sqlite.ts";
import { ErasedCustomers, PENDING } from "./erased-customers.ts";
import { cleanFolder, finishErase, rewritingBytes, type Rewritten } from "./finish.ts";
import { nobodysTexts, ownTexts, shownTexts, type ShownText } from "./rare-texts.ts";
import { IDENTITY, storedSchema, tableOfEvent } from "../sqlite/schema.ts";
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
  /** Of the texts that were asked about those that only this customer had. */
  readonly onlyTheirs: ReadonlySet<string>;
  /** Current tags of others that show such a text. */
  readonly shown: readonly ShownText[];
  /** Whether the file was rewritten without the removed pages, and what was in the way. */
  readonly rewritten: Rewritten;
  /** How many bytes of room a rewriting takes. */
  readonly roomWanted: number;
}

/**
 * Removes a customer everywhere: profile, events (also those that came under the id), tags, history and lists of
 * rejects. The removal is one transaction; then the file is rewritten, so that no byte of it holds what was removed. An
 * erasure that is interrupted in between is completed by the next command that writes.
 *
 * What fails before the transaction is kept (no room, another writer) is thrown, and nothing is changed then. What fails
 * behind it is in the report: the customer is gone, and only free pages of the file may still hold bytes.
 * @param options.allowReturn when true, a later import may bring the customer back
 * @param options.texts of which it is to be found out whether only this customer had them
 */
export async function eraseCustomer(
  database: SqliteDatabase,
  folder: string,
  customer: string,
  options: { readonly patience: Patience; readonly allowReturn: boolean; readonly texts: ReadonlySet<string> },
): Promise<ErasedReport> {
  database.pragma("secure_delete = ON");
  const removed = await inWriting(database, options.patience, async () => {
    setMeta(database, PENDING, "1");
    if (!options.allowReturn) new ErasedCustomers(database).add(customer);
    const had = ownTexts(database, customer, options.texts);
    const remove = (table: string, where = `${CUSTOMER} = :customer`): number =>
      database.prepare<[{ customer: string }]>(`DELETE FROM ${table} WHERE ${where}`).run({ customer }).changes;
    const events = (storedSchema(database)?.events ?? [])
      .map(
        (event) =>
          [event.name, remove(tableOfEvent(event), `${CUSTOMER} = :customer OR ${IDENTITY} = :customer`)] as const,
      )
      .filter(([, count]) => count > 0);
    const profileVersions = remove(PROFILE_TABLE);
    const tags = tagTableNames(database).reduce((sum, table) => sum + remove(quoteIdentifier(table)), 0);
    const onlyTheirs = nobodysTexts(database, had);
    return {
      profileVersions,
      events: Object.fromEntries(events),
      tags,
      changes: eraseChanges(database, customer),
      onlyTheirs,
      shown: shownTexts(database, onlyTheirs),
    };
  });
  const files = cleanFolder(folder, customer);
  const rewritten = finishErase(database, options.patience.seconds);
  return { ...removed, files, rewritten, roomWanted: rewritingBytes(database) };
}

/** True when an erasure has begun that is not complete. */
export function eraseIsPending(database: SqliteDatabase): boolean {
  return metaValue(database, PENDING) !== undefined;
}
