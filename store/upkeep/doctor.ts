import { existsSync, readdirSync, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import type { Program } from "../../engine/check/program.ts";
import { CUSTOMER } from "../../engine/plan/own-columns.ts";
import { eraseIsPending } from "../erase/erase.ts";
import { sourceFiles } from "../import/source-files.ts";
import { storedSchema, wantedSchema } from "../sqlite/schema.ts";
import { planMigration } from "../migrate/plan.ts";
import {
  countRows,
  eventTable,
  PROFILE_TABLE,
  quoteIdentifier,
  sqliteProblem,
  STORE_VERSION,
  type SqliteDatabase,
} from "../sqlite/sqlite.ts";
import { tagTableNames } from "../runs/tag-tables.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** What one check found. */
export interface Finding {
  readonly check: string;
  readonly state: "well" | "note" | "wrong";
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
}

const ROOM_WANTED = 1024 * 1024 * 1024;

/** Looks a workspace's store over: the file, its references, its schema, what is left lying about. Changes nothing. */
export function examine(workspace: Workspace, program: Program | undefined): Finding[] {
  const { databasePath } = workspace;
  if (!existsSync(databasePath))
    return [
      { check: "database", state: "note", text: "there is no data yet", advice: "import it with `tagma import`" },
      ...sources(workspace),
    ];
  let database: SqliteDatabase | undefined;
  try {
    database = new Database(databasePath, { readonly: true });
    const version = Number(database.pragma("user_version", { simple: true }));
    if (version === 0 && database.prepare("SELECT 1 FROM sqlite_master").get() === undefined)
      return [
        { check: "database", state: "note", text: "there are no tables yet", advice: "import with `tagma import`" },
        ...sources(workspace),
      ];
    if (version !== STORE_VERSION)
      return [
        {
          check: "version",
          state: "wrong",
          text: `the database has layout ${version}, this program knows ${STORE_VERSION}`,
          advice: version > STORE_VERSION ? "update tagma" : "import again with `tagma import --fresh`",
        },
      ];
    const whole = integrity(database);
    if (whole.state === "wrong") return [whole];
    return [
      whole,
      { check: "version", state: "well", text: `layout ${version}` },
      foreignKeys(database),
      orphans(database),
      ...schema(database, program),
      erasure(database),
      ...currentOnly(database),
      ...leftovers(dirname(databasePath)),
      room(dirname(databasePath), databasePath),
      ...sources(workspace),
    ];
  } catch (error) {
    const problem = sqliteProblem(error, databasePath);
    if (problem === error && !(error instanceof Database.SqliteError)) throw error;
    return [
      {
        check: "database",
        state: "wrong",
        text: problem instanceof Error ? problem.message : String(problem),
        advice: "put a backup in its place, or move it away and import again",
      },
    ];
  } finally {
    database?.close();
  }
}

function integrity(database: SqliteDatabase): Finding {
  const found = (database.pragma("integrity_check(5)") as readonly { readonly integrity_check: string }[]).map(
    (row) => row.integrity_check,
  );
  if (found.length === 1 && found[0] === "ok") return { check: "database", state: "well", text: "whole" };
  return {
    check: "database",
    state: "wrong",
    text: `damaged: ${found.join("; ")}`,
    advice: "put a backup in its place (`tagma backup` makes them), or move it away and import again",
  };
}

function foreignKeys(database: SqliteDatabase): Finding {
  const broken = database.pragma("foreign_key_check") as readonly unknown[];
  return broken.length === 0
    ? { check: "references", state: "well", text: "all lead somewhere" }
    : {
        check: "references",
        state: "wrong",
        text: `${broken.length} rows refer to rows that are not there`,
        advice: "put a backup in place, or import again with `tagma import --fresh`",
      };
}

/** Tags of customers of whom there is neither a profile nor an event. */
function orphans(database: SqliteDatabase): Finding {
  const [tags] = tagTableNames(database);
  const events = storedSchema(database)?.events.map(({ name }) => name) ?? [];
  if (tags === undefined) return { check: "orphans", state: "well", text: "there are no tags yet" };
  const known = [PROFILE_TABLE, ...events.map(eventTable)]
    .map((table) => `AND NOT EXISTS (SELECT 1 FROM ${table} AS held WHERE held.${CUSTOMER} = tagged.${CUSTOMER})`)
    .join(" ");
  const count = countRows(database, `${quoteIdentifier(tags)} AS tagged WHERE true ${known}`);
  const half = tagTableNames(database).filter((name) => name.startsWith("next_")).length;
  return count === 0 && half === 0
    ? { check: "orphans", state: "well", text: "none" }
    : {
        check: "orphans",
        state: "wrong",
        text: `${count} customers have tags and no data`,
        advice: "run `tagma run`, which makes all tags anew",
      };
}

function schema(database: SqliteDatabase, program: Program | undefined): Finding[] {
  const stored = storedSchema(database);
  if (stored === undefined)
    return [{ check: "schema", state: "note", text: "there are no tables yet", advice: "import with `tagma import`" }];
  if (program === undefined)
    return [
      {
        check: "schema",
        state: "note",
        text: "the rules have errors, so the tables were not compared with them",
        advice: "`tagma check` shows the errors",
      },
    ];
  const steps = planMigration(stored, wantedSchema(program), []);
  return [
    steps.length === 0
      ? { check: "schema", state: "well", text: "the tables fit the rules" }
      : {
          check: "schema",
          state: "wrong",
          text: "the rules ask for other tables",
          advice: "`tagma migrate` shows what it takes",
        },
  ];
}

/** Profile fields without a history. */
function currentOnly(database: SqliteDatabase): Finding[] {
  const fields =
    storedSchema(database) === undefined
      ? []
      : database
          .prepare<[], { field: string }>("SELECT field FROM current_only ORDER BY field")
          .all()
          .map(({ field }) => field);
  return fields.length === 0
    ? []
    : [
        {
          check: "history",
          state: "note",
          text: `current only: ${fields.join(", ")}`,
          advice: "give their sources a column of times if their past matters; such fields are not safe for training",
        },
      ];
}

function erasure(database: SqliteDatabase): Finding {
  return eraseIsPending(database)
    ? {
        check: "erasure",
        state: "note",
        text: "an erasure was interrupted before the file was rewritten",
        advice: "any command that writes completes it, such as `tagma run`",
      }
    : { check: "erasure", state: "well", text: "complete" };
}

function leftovers(folder: string): Finding[] {
  const parts = readdirSync(folder).filter((name) => name.endsWith(".part"));
  return parts.length === 0
    ? []
    : [
        {
          check: "leftovers",
          state: "note",
          text: `${parts.join(", ")} ${parts.length === 1 ? "is" : "are"} left of something interrupted`,
          advice: "remove them, or leave them: the next command of that kind replaces them",
        },
      ];
}

function room(folder: string, databasePath: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const wanted = Math.min(ROOM_WANTED, statSync(databasePath).size);
  return free >= wanted
    ? { check: "room", state: "well", text: `${Math.round(free / 1e6).toLocaleString("en-US")} MB are free` }
    : {
        check: "room",
        state: "note",
        text: `only ${Math.round(free / 1e6)} MB are free, less than a rewrite of the database takes`,
        advice: "make room",
      };
}

function sources(workspace: Workspace): Finding[] {
  return (workspace.config.sources ?? []).flatMap((source): Finding[] => {
    try {
      sourceFiles(workspace, source);
      return [];
    } catch (error) {
      return [
        {
          check: "sources",
          state: "note",
          text: error instanceof Error ? error.message : String(error),
          advice: `see "sources" in tagma.json; what was imported is kept in ${join(".tagma", "workspace.db")}`,
        },
      ];
    }
  });
}
