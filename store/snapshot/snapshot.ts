import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { carriedFields } from "../../engine/check/parts.ts";
import type { Program } from "../../engine/check/program.ts";
import { canonicalJson } from "../../engine/plan/canonical-json.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import type { Population } from "../../engine/run/population/population.ts";
import type { Tables } from "../../engine/run/tables.ts";
import { storedTables } from "../tables/stored-tables.ts";
import { populationParts } from "../customers/population-parts.ts";
import { isFull, type SqliteDatabase } from "../sqlite/sqlite.ts";
import { readPart, writePart, type PartSums, type SnapshotReads } from "./part-files.ts";

const VERSION = 2;
const MANIFEST = "manifest.json";

interface Manifest {
  readonly version: number;
  /** What the database's files were like when it held what the snapshot holds. */
  readonly stamp: string;
  /** The fields and events, as canonical JSON. */
  readonly reads: string;
  /** What tells whether each part is what was written. */
  readonly parts: readonly PartSums[];
  /** The memory that parts were made for. */
  readonly memory: number;
}

/** Where the snapshot of a database stands. */
export function snapshotFolder(databasePath: string): string {
  return join(dirname(databasePath), "snapshot");
}

/** Where a new one is made. */
const freshFolder = (databasePath: string): string => `${snapshotFolder(databasePath)}.new`;

/** Removes the snapshot: nothing of the data is left in it. */
export function removeSnapshot(databasePath: string): void {
  for (const folder of [snapshotFolder(databasePath), freshFolder(databasePath)])
    rmSync(folder, { recursive: true, force: true });
}

/**
 * The workspace's customers in columns on disk, so that they need not be read from SQLite again. Whatever else writes
 * to the database's files, the snapshot is then not believed, and made anew.
 */
export class Snapshot {
  private readonly databasePath: string;
  private readonly folder: string;
  private readonly reads: SnapshotReads;
  private readonly manifest: Manifest | undefined;
  /** A snapshot that was made in this run and is not in its place yet. */
  private made: Pick<Manifest, "parts" | "memory"> | undefined;
  /** How many parts of the old one were read. */
  private used = 0;

  /** To be opened before the run begins to write. */
  constructor(databasePath: string, program: Program) {
    this.databasePath = databasePath;
    this.folder = snapshotFolder(databasePath);
    this.reads = allReads(program);
    this.manifest = this.readManifest();
  }

  private readManifest(): Manifest | undefined {
    try {
      const { sum, ...manifest }: Manifest & { readonly sum: number } = JSON.parse(
        readFileSync(join(this.folder, MANIFEST), "utf8"),
      );
      const good =
        sum === sumOf(manifest) &&
        manifest.version === VERSION &&
        manifest.stamp === stampOf(this.databasePath) &&
        manifest.reads === canonicalJson(this.reads);
      return good ? manifest : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * The customers, from the snapshot where it can be believed, else from the database, while a new snapshot is made.
   * From a part on that is not what was written they come from the database; the next run makes a new snapshot then.
   * @param unchanged false when someone wrote to the database after the snapshot was opened
   * @param memory most bytes that the columns of a part should take
   */
  *parts(
    database: SqliteDatabase,
    program: Program,
    plan: Plan,
    memory: number,
    unchanged: boolean,
  ): Generator<Population> {
    const whole = { ...plan, reads: this.reads };
    const { manifest } = this;
    const tables = storedTables(database, program, plan.reads);
    let taken = 0;
    if (unchanged && manifest !== undefined && manifest.memory <= memory) {
      for (const part of this.storedParts(manifest)) {
        if (part === undefined) break;
        this.used++;
        taken += part.count;
        yield { ...part, id: (customer) => part.id(customer), tables };
      }
      if (this.used === manifest.parts.length) return;
    }
    if (taken > 0) yield* populationParts(database, program, whole, memory, taken);
    else yield* this.written(populationParts(database, program, whole, memory), memory);
  }

  /** Writes parts down as they come by. Where there is no room for them they only come by. */
  private *written(parts: Iterable<Population>, memory: number): Generator<Population> {
    const fresh = freshFolder(this.databasePath);
    rmSync(fresh, { recursive: true, force: true });
    const sums: PartSums[] = [];
    let room = true;
    let ended = false;
    try {
      for (const part of parts) {
        if (room)
          try {
            sums.push(writePart(join(fresh, String(sums.length)), part, this.reads));
          } catch (error) {
            if (!isFull(error)) throw error;
            room = false;
            rmSync(fresh, { recursive: true, force: true });
          }
        yield part;
      }
      ended = true;
    } finally {
      if (!ended) rmSync(fresh, { recursive: true, force: true });
    }
    if (room) this.made = { parts: sums, memory };
  }

  /** All parts on disk, with the rows that their texts name; undefined when one can't be believed. */
  stored(tables: Tables): Population[] | undefined {
    if (this.manifest === undefined) return undefined;
    const parts: Population[] = [];
    for (const part of this.storedParts(this.manifest)) {
      if (part === undefined) return undefined;
      parts.push({ ...part, id: (customer) => part.id(customer), tables });
    }
    return parts;
  }

  /** The parts on disk one by one, undefined for one that is not what was written. */
  private *storedParts({ parts }: Manifest): Generator<Population | undefined> {
    for (const [index, sums] of parts.entries()) {
      let part: Population | undefined;
      try {
        part = readPart(join(this.folder, String(index)), this.reads, sums);
      } catch {
        part = undefined;
      }
      yield part;
    }
  }

  /**
   * Puts a new snapshot in its place, or says of the old one that the database still holds the same: to be called when
   * the run has been stored and every other connection of this process is closed. A snapshot that was found damaged, or
   * for which there is no room, goes.
   * @param version what `dataVersion` said while the run held the right to write
   */
  keep(writer: SqliteDatabase, version: number): void {
    const { made, manifest } = this;
    if (made === undefined && this.used === 0) return;
    const kept = made ?? (manifest?.parts.length === this.used ? manifest : undefined);
    try {
      writer.pragma("wal_checkpoint(TRUNCATE)");
      const stamp = stampOf(this.databasePath);
      // Somebody else has written since: what they wrote is not in the snapshot.
      if (kept === undefined || dataVersion(writer) !== version || stamp === undefined)
        removeSnapshot(this.databasePath);
      else this.replace(kept, stamp, made !== undefined);
    } catch (error) {
      // What the run found is kept already, whether there is room for a snapshot or not.
      removeSnapshot(this.databasePath);
      if (!isFull(error)) throw error;
    }
  }

  private replace({ parts, memory }: Pick<Manifest, "parts" | "memory">, stamp: string, isNew: boolean): void {
    if (isNew) {
      rmSync(this.folder, { recursive: true, force: true });
      if (parts.length === 0) return;
      renameSync(freshFolder(this.databasePath), this.folder);
    }
    const manifest: Manifest = { version: VERSION, stamp, reads: canonicalJson(this.reads), parts, memory };
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, `${MANIFEST}.tmp`), JSON.stringify({ ...manifest, sum: sumOf(manifest) }));
    renameSync(join(this.folder, `${MANIFEST}.tmp`), join(this.folder, MANIFEST));
  }
}

const sumOf = (manifest: Manifest): number => crc32(canonicalJson(manifest));

/** A number that changes when another connection has written to the database. */
export function dataVersion(database: SqliteDatabase): number {
  return Number(database.pragma("data_version", { simple: true }));
}

/** What the database's files are like; undefined while something written is not in the main file yet. */
function stampOf(databasePath: string): string | undefined {
  const log = `${databasePath}-wal`;
  if (existsSync(log) && statSync(log).size > 0) return undefined;
  const { size, mtimeNs, ino } = statSync(databasePath, { bigint: true });
  return `${ino} ${size} ${mtimeNs}`;
}

/** Every field and event of the rule files. */
export function allReads(program: Program): SnapshotReads {
  const fields = (record: Program["profile"]): SnapshotReads["fields"] =>
    (record === undefined ? [] : [...record.fields.values(), ...carriedFields(record)]).map(
      ({ name, type, required, personal, low, high }) => ({
        name,
        type,
        required,
        personal,
        low,
        high,
      }),
    );
  return {
    profile: program.profile?.name ?? "customer",
    fields: fields(program.profile),
    events: [...program.events.values()].map((event) => ({
      name: event.name,
      ...(event.partOf === null ? {} : { partOf: event.partOf }),
      fields: fields(event),
    })),
  };
}
