import { existsSync, readdirSync, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import type { Program } from "../../engine/check/program.ts";
import { CUSTOMER } from "../../engine/plan/own-columns.ts";
import { WorkspaceError } from "../errors.ts";
import { eraseIsPending } from "../erase/erase.ts";
import { sourceFiles } from "../import/source-files.ts";
import { storedSchema, wantedSchema } from "../sqlite/schema.ts";
import { planMigration } from "../migrate/plan.ts";
import {
  countRows,
  eventTable,
  isForeign,
  PROFILE_TABLE,
  quoteIdentifier,
  sqliteProblem,
  STORE_VERSION,
  type SqliteDatabase,
} from "../sqlite/sqlite.ts";
import { tagTableNames } from "../runs/tag-tables.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { inRow, message, type Message } from "../../grammar/texts/message.ts";

/** What one check found. */
export interface Finding {
  readonly check: string;
  readonly state: "well" | "note" | "wrong";
  readonly text: Message;
  /** What to do about it. */
  readonly advice?: Message;
}

const ROOM_WANTED = 1024 * 1024 * 1024;

/** Looks a workspace's store over: the file, its references, its schema, what is left lying about. Changes nothing. */
export function examine(workspace: Workspace, program: Program | undefined): Finding[] {
  const { databasePath } = workspace;
  if (!existsSync(databasePath))
    return [
      { check: "database", state: "note", text: message("doctor-no-data"), advice: message("doctor-import-it") },
      ...sources(workspace),
    ];
  let database: SqliteDatabase | undefined;
  try {
    database = new Database(databasePath, { readonly: true });
    const version = Number(database.pragma("user_version", { simple: true }));
    if (version === 0 && database.prepare("SELECT 1 FROM sqlite_master").get() === undefined)
      return [
        { check: "database", state: "note", text: message("doctor-no-tables"), advice: message("doctor-import") },
        ...sources(workspace),
      ];
    if (isForeign(database))
      return [
        {
          check: "database",
          state: "wrong",
          text: message("foreign-database", { path: databasePath }),
          advice: message("doctor-put-backup"),
        },
      ];
    if (version !== STORE_VERSION)
      return [
        {
          check: "version",
          state: "wrong",
          text: message("doctor-other-layout", { found: version, known: STORE_VERSION }),
          advice: version > STORE_VERSION ? message("doctor-update") : message("doctor-import-fresh"),
        },
      ];
    const whole = integrity(database);
    if (whole.state === "wrong") return [whole];
    return [
      whole,
      { check: "version", state: "well", text: message("doctor-layout", { version }) },
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
    const text =
      problem instanceof WorkspaceError
        ? problem.told
        : problem instanceof Database.SqliteError
          ? message("doctor-damaged", { problems: problem.message })
          : undefined;
    if (text === undefined) throw error;
    return [
      {
        check: "database",
        state: "wrong",
        text,
        advice: message("doctor-put-backup"),
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
  if (found.length === 1 && found[0] === "ok")
    return { check: "database", state: "well", text: message("doctor-whole") };
  return {
    check: "database",
    state: "wrong",
    text: message("doctor-damaged", { problems: found.join("; ") }),
    advice: message("doctor-put-made-backup"),
  };
}

function foreignKeys(database: SqliteDatabase): Finding {
  const broken = database.pragma("foreign_key_check") as readonly unknown[];
  return broken.length === 0
    ? { check: "references", state: "well", text: message("doctor-lead-somewhere") }
    : {
        check: "references",
        state: "wrong",
        text: message("doctor-broken-references", { rows: broken.length }),
        advice: message("doctor-backup-or-fresh"),
      };
}

/** Tags of customers of whom there is neither a profile nor an event. */
function orphans(database: SqliteDatabase): Finding {
  const [tags] = tagTableNames(database);
  const events = storedSchema(database)?.events.map(({ name }) => name) ?? [];
  if (tags === undefined) return { check: "orphans", state: "well", text: message("doctor-no-tags") };
  const known = [PROFILE_TABLE, ...events.map(eventTable)]
    .map((table) => `AND NOT EXISTS (SELECT 1 FROM ${table} AS held WHERE held.${CUSTOMER} = tagged.${CUSTOMER})`)
    .join(" ");
  const count = countRows(database, `${quoteIdentifier(tags)} AS tagged WHERE true ${known}`);
  const half = tagTableNames(database).filter((name) => name.startsWith("next_")).length;
  return count === 0 && half === 0
    ? { check: "orphans", state: "well", text: message("doctor-none") }
    : {
        check: "orphans",
        state: "wrong",
        text: message("doctor-orphans", { customers: count }),
        advice: message("doctor-run-again"),
      };
}

function schema(database: SqliteDatabase, program: Program | undefined): Finding[] {
  const stored = storedSchema(database);
  if (stored === undefined)
    return [{ check: "schema", state: "note", text: message("doctor-no-tables"), advice: message("doctor-import") }];
  if (program === undefined)
    return [
      {
        check: "schema",
        state: "note",
        text: message("doctor-not-compared"),
        advice: message("doctor-check"),
      },
    ];
  const steps = planMigration(stored, wantedSchema(program), []);
  return [
    steps.length === 0
      ? { check: "schema", state: "well", text: message("doctor-fit") }
      : {
          check: "schema",
          state: "wrong",
          text: message("doctor-other-tables"),
          advice: message("doctor-migrate"),
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
          text: message("doctor-current-only", { fields: inRow(fields) }),
          advice: message("doctor-give-times"),
        },
      ];
}

function erasure(database: SqliteDatabase): Finding {
  return eraseIsPending(database)
    ? {
        check: "erasure",
        state: "note",
        text: message("doctor-erasure-pending"),
        advice: message("doctor-writing-completes"),
      }
    : { check: "erasure", state: "well", text: message("doctor-complete") };
}

/** What stands aside until it is whole: of what was killed in between it stays. Uploads wait to be imported. */
function leftovers(folder: string): Finding[] {
  const names = (of: string, ending: RegExp): string[] =>
    existsSync(join(folder, of)) ? readdirSync(join(folder, of)).filter((name) => ending.test(name)) : [];
  const uploads = names("uploads", /\.(?:data|name)$/).map((name) => `uploads/${name}`);
  return [...interrupted(names(".", /\.(?:part|tmp|new)$/)), ...waiting(uploads)];
}

const waiting = (uploads: readonly string[]): Finding[] =>
  uploads.length === 0
    ? []
    : [
        {
          check: "uploads",
          state: "note",
          text: message("doctor-uploads", { names: inRow(uploads) }),
          advice: message("doctor-import-or-leave"),
        },
      ];

function interrupted(parts: readonly string[]): Finding[] {
  return parts.length === 0
    ? []
    : [
        {
          check: "leftovers",
          state: "note",
          text: message("doctor-leftovers", { names: inRow(parts), count: parts.length }),
          advice: message("doctor-remove-them"),
        },
      ];
}

function room(folder: string, databasePath: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const wanted = Math.min(ROOM_WANTED, statSync(databasePath).size);
  return free >= wanted
    ? {
        check: "room",
        state: "well",
        text: message("doctor-free", { megabytes: Math.round(free / 1e6).toLocaleString("en-US") }),
      }
    : {
        check: "room",
        state: "note",
        text: message("doctor-little-free", { megabytes: Math.round(free / 1e6) }),
        advice: message("doctor-make-room"),
      };
}

function sources(workspace: Workspace): Finding[] {
  return (workspace.config.sources ?? []).flatMap((source): Finding[] => {
    try {
      sourceFiles(workspace, source);
      return [];
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      return [
        {
          check: "sources",
          state: "note",
          text: error.told,
          advice: message("doctor-sources", { path: join(".tagma", "workspace.db") }),
        },
      ];
    }
  });
}
