import { join } from "node:path";
import Database from "better-sqlite3";
import { folderWith, tagmaJson } from "./command.ts";

/** A workspace of these rules, sources and files. */
export function workspaceOf(
  rules: string,
  sources: readonly object[],
  files: Readonly<Record<string, string | Uint8Array>>,
  more: object = {},
): string {
  return folderWith({
    "tagma.json": JSON.stringify({ language: 1, timeZone: "Europe/Madrid", asOf: "2026-03-01", sources, ...more }),
    "r.tagma": rules,
    ...files,
  });
}

export const databaseOf = (folder: string): string => join(folder, ".tagma", "workspace.db");

/** The rows that a query finds in a workspace's database. */
export function rowsOf(folder: string, sql: string): unknown[] {
  const database = new Database(databaseOf(folder), { readonly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

export interface ImportedSource {
  readonly source: string;
  readonly files: number;
  readonly unchanged: number;
  readonly rows: number;
  readonly added: number;
  readonly known: number;
  readonly updated: number;
  readonly erased: number;
  readonly conflicts: number;
  readonly currentOnly: readonly string[];
  readonly lostCustomers: number;
  readonly lost: readonly string[];
  readonly rejected: number;
  readonly rejects: readonly { readonly line: number; readonly column: string; readonly reason: string }[];
  readonly rejectFile: string | null;
}

/** What an import says of each source; any number of rows may be rejected, unless the arguments say how many. */
export async function imported(folder: string, ...args: string[]): Promise<readonly ImportedSource[]> {
  const limit = args.includes("--max-errors") ? [] : ["--max-errors", "100%"];
  return (await tagmaJson<{ readonly sources: readonly ImportedSource[] }>("import", ...args, ...limit, "-w", folder))
    .sources;
}

export interface RanJson {
  readonly customers: readonly { readonly id: string; readonly tags: Readonly<Record<string, unknown>> }[];
}

/** Each customer's tags. */
export async function tagsOf(
  folder: string,
  ...args: string[]
): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>> {
  return Object.fromEntries(
    (await tagmaJson<RanJson>("run", ...args, "-w", folder)).customers.map(({ id, tags }) => [id, tags]),
  );
}
