import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { WorkspaceConfig } from "../workspace/config.ts";

/** What the files of a table hold, by the table's name: a mark that is the same for the same bytes. */
export type TableFiles = ReadonlyMap<string, string>;

/** The paths of the sources that fill tables, by the tables' names. */
function tablePaths({ sources = [] }: WorkspaceConfig): (readonly [table: string, path: string])[] {
  return sources.flatMap(({ table, file }) => (table === undefined ? [] : [[table.normalize("NFC"), file] as const]));
}

/** What a folder's files of tables hold now; a table whose files are not there is left out. */
export function tableFilesOf(folder: string, config: WorkspaceConfig): TableFiles {
  return new Map(
    tablePaths(config).flatMap(([table, path]): [string, string][] => {
      const full = join(folder, path);
      const status = existsSync(full) ? statSync(full) : undefined;
      if (status?.isFile() !== true && status?.isDirectory() !== true) return [];
      const files = status.isDirectory() ? filesBelow(full) : [""];
      const marks = files.map((file) => `${file} ${blobMark(readFileSync(file === "" ? full : join(full, file)))}`);
      return [[table, marks.join("\n")]];
    }),
  );
}

/** A file of a revision: where it stands below the path that was asked for, and what git calls its bytes. */
export interface FileOfRevision {
  readonly below: string;
  readonly mark: string;
}

/** The same of a revision. @param filesAt the files at or below a path of the workspace */
export function tableFilesIn(
  config: WorkspaceConfig,
  filesAt: (path: string) => readonly FileOfRevision[],
): TableFiles {
  return new Map(
    tablePaths(config).flatMap(([table, path]): [string, string][] => {
      const files = filesAt(path);
      return files.length === 0 ? [] : [[table, files.map(({ below, mark }) => `${below} ${mark}`).join("\n")]];
    }),
  );
}

/** Tables of which both sides have files, and not the same ones. */
export function changedTables(before: TableFiles | undefined, after: TableFiles | undefined): string[] {
  if (before === undefined || after === undefined) return [];
  return [...before].flatMap(([table, mark]) => {
    const other = after.get(table);
    return other === undefined || other === mark ? [] : [table];
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

/** What git calls a file of these bytes, so that a folder can be held against a revision. */
const blobMark = (bytes: Buffer): string =>
  createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
