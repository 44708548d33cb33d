import { existsSync } from "node:fs";
import { ownEvents, type Program } from "../../../../engine/check/program.ts";
import { CUSTOMER } from "../../../../engine/plan/own-columns.ts";
import { openDatabase } from "../../../../store/sqlite/database.ts";
import { storedSchema } from "../../../../store/sqlite/schema.ts";
import { eventTable, PROFILE_TABLE, type SqliteDatabase } from "../../../../store/sqlite/sqlite.ts";
import type { Workspace } from "../../../../store/workspace/workspace.ts";
import type { PeopleCount } from "../../api/bringing.ts";

/** Whose rows stand in a trial's tables, and who of them is in the workspace's data already. */
export function peopleIn(trial: SqliteDatabase, program: Program, workspace: Workspace): PeopleCount {
  const stored = knownThere(workspace);
  const named = trial.prepare<[string], number>(`SELECT 1 FROM ${PROFILE_TABLE} WHERE ${CUSTOMER} = ?`).pluck(true);
  const tables = [PROFILE_TABLE, ...ownEvents(program).map(eventTable)];
  const ids = trial
    .prepare<[], string>(tables.map((table) => `SELECT ${CUSTOMER} FROM ${table}`).join(" UNION "))
    .pluck(true);
  // Where no source says who customers are, nobody is missing from it.
  const hasProfiles = (workspace.config.sources ?? []).some(({ profile }) => profile === true);
  const count = { customers: 0, fresh: 0, known: 0, nameless: 0 };
  try {
    for (const id of ids.iterate()) {
      const there = stored.of(id);
      count.customers++;
      count[there.anywhere ? "known" : "fresh"]++;
      if (hasProfiles && !there.named && named.get(id) === undefined) count.nameless++;
    }
  } finally {
    stored.close();
  }
  return count;
}

/** Whether a customer is in the workspace's data. */
function knownThere({ databasePath }: Workspace): {
  readonly of: (id: string) => { readonly anywhere: boolean; readonly named: boolean };
  readonly close: () => void;
} {
  const nobody = { of: () => ({ anywhere: false, named: false }), close: () => undefined };
  if (!existsSync(databasePath)) return nobody;
  const database = openDatabase(databasePath, { readonly: true, mustExist: true });
  const schema = storedSchema(database);
  if (schema === undefined) {
    database.close();
    return nobody;
  }
  const holds = (table: string) =>
    database.prepare<[string], number>(`SELECT 1 FROM ${table} WHERE ${CUSTOMER} = ? LIMIT 1`).pluck(true);
  const profile = holds(PROFILE_TABLE);
  const events = schema.events.filter(({ partOf }) => partOf === null).map(({ name }) => holds(eventTable(name)));
  return {
    of: (id) => {
      const named = profile.get(id) !== undefined;
      return { named, anywhere: named || events.some((event) => event.get(id) !== undefined) };
    },
    close: () => database.close(),
  };
}
