import { createHash, type Hash } from "node:crypto";
import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import type { Program, TypedField } from "../../engine/check/program.ts";
import { canonicalJson } from "../../engine/plan/canonical.ts";
import type { SourceConfig } from "../workspace/config.ts";
import { wantedSchema } from "../sqlite/schema.ts";
import { tableSchema } from "../tables/stored-tables.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import type { Mapping } from "./mapping.ts";
import type { InputFile } from "./source-files.ts";

/** What the workspace remembers of a file that was imported. */
export interface ManifestEntry {
  readonly mapping: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The line behind its last row. */
  readonly lines: number;
  readonly rows: number;
  /** The columns of a file that can be read on from its end, as JSON; null for one that can't. */
  readonly columns: string | null;
  /** What decides which rows without ids are the same. */
  readonly identity: string;
}

/** What is to be done with a file. */
export type Todo =
  /** It was imported as it is. */
  | { readonly kind: "unchanged" }
  /** It begins with what was imported; the rest is new. */
  | { readonly kind: "grown"; readonly entry: ManifestEntry; readonly hash: Hash }
  | { readonly kind: "whole" };

/** What decides how a file's rows are read: with another mapping the same file is another import. */
export function mappingHash(source: SourceConfig, program: Program): string {
  const { name: _name, file: _file, ...mapping } = source;
  const { timeZone, profile, events } = wantedSchema(program);
  const named =
    typeof source.event === "object" ? Object.values(source.event.types).map((type) => type?.event) : [source.event];
  const table = source.table === undefined ? undefined : program.tables.get(source.table.normalize("NFC"));
  const schema = {
    timeZone,
    profile: source.profile === true ? profile : [],
    // The parts of its events are read with them.
    events: events.filter(({ name, partOf }) => named.includes(partOf ?? name)),
    ...(table === undefined ? {} : { table: tableSchema(table, timeZone) }),
  };
  return createHash("sha256")
    .update(canonicalJson({ version: 1, mapping, schema }))
    .digest("hex");
}

/** What decides which rows without ids are the same: the fields that a source fills, and how it reads them. */
export function identityHash(source: SourceConfig, mapping: Mapping, program: Program): string {
  const read = (field: TypedField, column: string): unknown => [
    field.name,
    column,
    field.type.kind,
    field.type.kind === "decimal" ? field.type.digits : 0,
  ];
  const fields = mapping.targets.map(({ record, columns, parts }) => [
    record.name,
    columns.map(({ field, column }) => read(field, column)),
    ...parts.map(({ part, column, fields: ofPart }) => [
      part.name,
      column,
      ofPart.map(({ field, key }) => read(field, key)),
    ]),
  ]);
  return createHash("sha256")
    .update(
      canonicalJson({
        version: 1,
        zone: program.settings.timeZone,
        time: source.time,
        unknown: source.unknown,
        encoding: source.encoding,
        numbers: source.numbers,
        dates: source.dates,
        read: source.columns,
        customer: source.customer,
        fields,
      }),
    )
    .digest("hex");
}

export function manifestEntry(database: SqliteDatabase, source: string, file: string): ManifestEntry | undefined {
  return database
    .prepare<[string, string], ManifestEntry>(
      "SELECT mapping, bytes, sha256, lines, rows, columns, identity FROM imports WHERE source = ? AND file = ?",
    )
    .get(source, file);
}

export function keepEntry(database: SqliteDatabase, source: string, file: string, entry: ManifestEntry): void {
  database
    .prepare(
      "INSERT OR REPLACE INTO imports (source, file, mapping, bytes, sha256, lines, rows, columns, identity, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .run(
      source,
      file,
      entry.mapping,
      entry.bytes,
      entry.sha256,
      entry.lines,
      entry.rows,
      entry.columns,
      entry.identity,
      Date.now(),
    );
}

/** Compares a file with what was imported of it: by its bytes, never by its date. */
export async function compareWithManifest(
  entry: ManifestEntry | undefined,
  mapping: string,
  file: InputFile,
  resumable: boolean,
): Promise<Todo> {
  if (entry === undefined || entry.mapping !== mapping || file.size < entry.bytes) return { kind: "whole" };
  const hash = await hashFile(file.path, entry.bytes);
  if (hash.copy().digest("hex") !== entry.sha256) return { kind: "whole" };
  if (file.size === entry.bytes) return { kind: "unchanged" };
  return resumable && entry.columns !== null ? { kind: "grown", entry, hash } : { kind: "whole" };
}

/** SHA-256 of the first bytes of a file. */
export async function hashFile(path: string, bytes: number): Promise<Hash> {
  const hash = createHash("sha256");
  if (bytes === 0) return hash;
  for await (const piece of createReadStream(path, { start: 0, end: bytes - 1, highWaterMark: 1 << 20 }))
    hash.update(piece);
  return hash;
}

/** True when a file ends with a line break, so that what is added to it begins a row. */
export function endsWithLineBreak(path: string, size: number): boolean {
  if (size === 0) return false;
  const file = openSync(path, "r");
  try {
    const last = Buffer.alloc(1);
    return readSync(file, last, 0, 1, size - 1) === 1 && last[0] === 10;
  } finally {
    closeSync(file);
  }
}
