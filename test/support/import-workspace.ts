import { join } from "node:path";
import Database from "better-sqlite3";
import { folderWith, tagmaJson } from "./command.ts";

/** What an import says. */
export interface Report {
  readonly sources: readonly {
    readonly source: string;
    readonly rows: number;
    readonly added: number;
    readonly known: number;
    readonly skipped: number;
    readonly conflicts: number;
    readonly rejected: number;
    readonly rejects: readonly { readonly line: number; readonly column: string; readonly reason: string }[];
    readonly rejectFile: string | null;
  }[];
}
/** What a run says. */
export interface Run {
  readonly customers: readonly { readonly id: string; readonly tags: Readonly<Record<string, unknown>> }[];
  readonly summary: {
    readonly customers: number;
    readonly leftOut: number;
    readonly leftOutCustomers: readonly unknown[];
  };
}

export const rules = `
profile customer { name : text   birth : date   score : integer from 0 to 100   level : one of (low, high)   rating : decimal(1)   income : money   opted : yes/no   seen_at : time }
event bought { amount : money required   note : text   channel : one of (app, web) }
event viewed { path : text }
attribute tag name_tag = name
attribute tag birth_tag = birth
attribute tag seen = seen_at
statistical tag buys = count of bought
statistical tag spent = sum of bought.amount
statistical tag last_amount = latest bought.amount
statistical tag last_note = latest bought.note
statistical tag last_at = time of latest bought
statistical tag views = count of viewed
`;
export const profile = { name: "customers", file: "c.csv", format: "csv", profile: true, customer: "id" };
export const orders = {
  name: "orders",
  file: "o.csv",
  format: "csv",
  customer: "customer",
  id: "order",
  time: "at",
  event: "bought",
};

/** A workspace of customers, orders and views with these files. */
export function workspace(
  files: Readonly<Record<string, string | Uint8Array>>,
  sources: readonly object[] = [profile],
  timeZone = "Asia/Taipei",
): string {
  return folderWith({
    "tagma.json": JSON.stringify({ language: 1, timeZone, asOf: "2026-03-01", sources }),
    "r.tagma": rules,
    ...files,
  });
}

/** What an import says; any number of rows may be rejected, unless the arguments say how many. */
export const imported = (folder: string, ...args: string[]): Promise<Report> =>
  tagmaJson<Report>(
    "import",
    ...args,
    ...(args.includes("--max-errors") ? [] : ["--max-errors", "100%"]),
    "-w",
    folder,
  );
/** Each customer's tags. */
export const tags = async (folder: string): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>> =>
  Object.fromEntries(
    (await tagmaJson<Run>("run", "-w", folder)).customers.map((customer) => [customer.id, customer.tags]),
  );

/** Every row of every table of customers and events, as SQLite holds them. */
export function stored(folder: string): unknown {
  const database = new Database(join(folder, ".tagma", "workspace.db"), { readonly: true });
  try {
    const tables = database
      .prepare<[], { name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND (name = 'profile' OR name GLOB 'event_*') ORDER BY name",
      )
      .all();
    return Object.fromEntries(
      tables.map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}" ORDER BY 1, 2`).all()]),
    );
  } finally {
    database.close();
  }
}
