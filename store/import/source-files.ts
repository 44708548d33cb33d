import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import type { FileFormat, SourceConfig } from "../workspace/config.ts";
import { WorkspaceError } from "../errors.ts";
import { insidePath } from "../workspace/inside-path.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { readSettings, type ReadSettings } from "../read/read-settings.ts";
import { inRow, message } from "../../grammar/texts/message.ts";

/** A file of a source. */
export interface InputFile {
  /** As it is written in `tagma.json`, or below the folder that is. */
  readonly name: string;
  readonly path: string;
  readonly size: number;
  /** When it was written to last, in milliseconds since 1970. */
  readonly modified: number;
  readonly format: FileFormat;
  readonly reading: ReadSettings;
  readonly gzip: boolean;
}

/** Most files of one folder. */
export const FOLDER_LIMIT = 10_000;

const ENDINGS: Readonly<Record<string, { readonly format: FileFormat; readonly delimiter: string }>> = {
  csv: { format: "csv", delimiter: "," },
  txt: { format: "csv", delimiter: "," },
  tsv: { format: "csv", delimiter: "\t" },
  jsonl: { format: "jsonl", delimiter: "," },
  ndjson: { format: "jsonl", delimiter: "," },
  json: { format: "json", delimiter: "," },
  parquet: { format: "parquet", delimiter: "," },
  xlsx: { format: "xlsx", delimiter: "," },
};

/** What a file's name says of its format; `.gz` is passed over. */
export function formatOf(name: string): { readonly format: FileFormat; readonly delimiter: string } | undefined {
  const ending = /\.([a-z]+)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
}

/** The files of a source, in order of name. @throws WorkspaceError when there are none, or it is unclear what they are */
export function sourceFiles(workspace: Workspace, source: SourceConfig): InputFile[] {
  const path = insidePath(workspace.folder, source.file);
  if (!existsSync(path))
    throw new WorkspaceError(message("source-no-file", { source: source.name, file: source.file }));
  if (!statSync(path).isDirectory()) return [inputFile(path, source.file, source)];
  const names = filesBelow(path, source);
  if (names.length === 0)
    throw new WorkspaceError(
      message("source-folder-empty", {
        source: source.name,
        folder: source.file,
        endings: inRow(Object.keys(ENDINGS).map((ending) => `.${ending}`)),
      }),
    );
  return names.map((name) =>
    inputFile(
      insidePath(workspace.folder, join(source.file, name)),
      `${source.file.replace(/\/+$/, "")}/${name}`,
      source,
    ),
  );
}

function filesBelow(folder: string, source: SourceConfig): string[] {
  const found: string[] = [];
  const pending = [""];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
      if (entry.name.startsWith(".")) continue;
      const name = at === "" ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) pending.push(name);
      else if (isOfFolder(formatOf(name)?.format, source)) found.push(name);
    }
    if (found.length > FOLDER_LIMIT)
      throw new WorkspaceError(
        message("source-many-files", { source: source.name, folder: source.file, limit: FOLDER_LIMIT }),
      );
  }
  return found.sort();
}

/** Whether a folder's file is meant: of a format that often stands beside data and is none only where the source says so. */
function isOfFolder(format: FileFormat | undefined, source: SourceConfig): boolean {
  if (format === undefined) return false;
  return source.format === undefined ? !ONLY_WHEN_SAID.has(format) : format === source.format;
}

const ONLY_WHEN_SAID: ReadonlySet<FileFormat> = new Set(["json", "xlsx"]);

/** A file as it is now. @throws WorkspaceError when neither its name nor the source says what it is */
export function inputFile(path: string, name: string, source: SourceConfig): InputFile {
  const said = formatOf(name);
  const format = source.format ?? said?.format;
  if (format === undefined)
    throw new WorkspaceError(message("source-format-unclear", { source: source.name, file: name }));
  const status = statSync(path);
  if (!status.isFile()) throw new WorkspaceError(message("source-not-a-file", { source: source.name, file: name }));
  return {
    name,
    path,
    size: status.size,
    modified: status.mtimeMs,
    format,
    reading: readSettings(source, said?.delimiter),
    gzip: format !== "parquet" && format !== "xlsx" && isGzip(path),
  };
}

function isGzip(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(2);
    return readSync(file, head, 0, 2, 0) === 2 && head[0] === 0x1f && head[1] === 0x8b;
  } finally {
    closeSync(file);
  }
}
