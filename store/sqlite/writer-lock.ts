import Database from "better-sqlite3";
import type { SqliteDatabase } from "./sqlite.ts";
import { BusyError } from "../errors.ts";
import { message } from "../../grammar/texts/message.ts";

/** How long a command waits for another writer, and how it says that it does. */
export interface Patience {
  readonly seconds: number;
  /** Called once, when the waiting begins. */
  readonly onWait: (seconds: number) => void;
}

const LOOK_AGAIN_MS = 100;

/**
 * Begins the one write transaction that a workspace allows at a time. Readers are not held up.
 * @throws BusyError when another process still writes after the patience is over
 */
export function beginWriting(database: SqliteDatabase, patience: Patience): void {
  const deadline = performance.now() + patience.seconds * 1000;
  let waiting = false;
  database.pragma("busy_timeout = 0");
  try {
    for (;;) {
      try {
        database.exec("BEGIN IMMEDIATE");
        return;
      } catch (error) {
        if (!(error instanceof Database.SqliteError) || !error.code.startsWith("SQLITE_BUSY")) throw error;
      }
      if (performance.now() >= deadline)
        throw new BusyError(
          patience.seconds > 0 ? message("writer-busy-waited", { seconds: patience.seconds }) : message("writer-busy"),
        );
      if (!waiting) patience.onWait(patience.seconds);
      waiting = true;
      pause(LOOK_AGAIN_MS);
    }
  } finally {
    database.pragma("busy_timeout = 5000");
  }
}

/** Ends what was begun, keeping it or not; an error of the rollback itself never hides the first one. */
export async function inWriting<Outcome>(
  database: SqliteDatabase,
  patience: Patience,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  beginWriting(database, patience);
  try {
    const outcome = await work();
    database.exec("COMMIT");
    return outcome;
  } catch (error) {
    if (database.inTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
