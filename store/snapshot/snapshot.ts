import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Program } from "../../engine/check/program.ts";
import { canonicalJson } from "../../engine/plan/canonical-json.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import type { Population } from "../../engine/run/population/population.ts";
import { populationParts } from "../customers/population-parts.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import { readPart, writePart, type SnapshotReads } from "./part-files.ts";

const VERSION = 1;

interface Manifest {
  readonly version: number;
  /** What the database's files were like when it held what the snapshot holds. */
  readonly stamp: string;
  /** The fields and events, as canonical JSON. */
  readonly reads: string;
  readonly parts: number;
  /** The memory that parts were made for. */
  readonly memory: number;
}

/** Where the snapshot of a database stands. */
export function snapshotFolder(databasePath: string): string {
  return join(dirname(databasePath), "snapshot");
}

/** Removes the snapshot: nothing of the data is left in it. */
export function removeSnapshot(databasePath: string): void {
  for (const folder of [snapshotFolder(databasePath), `${snapshotFolder(databasePath)}.new`])
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
  private made: { readonly parts: number; readonly memory: number } | undefined;
  private used = false;

  /** To be opened before the run begins to write. */
  constructor(databasePath: string, program: Program) {
    this.databasePath = databasePath;
    this.folder = snapshotFolder(databasePath);
    this.reads = allReads(program);
    this.manifest = this.readManifest();
  }

  private readManifest(): Manifest | undefined {
    try {
      const manifest: Manifest = JSON.parse(readFileSync(join(this.folder, "manifest.json"), "utf8"));
      const good =
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
    const { manifest } = this;
    if (unchanged && manifest !== undefined && manifest.memory <= memory) {
      const first = this.readFirst();
      if (first !== undefined) {
        yield first;
        for (let part = 1; part < manifest.parts; part++) yield readPart(join(this.folder, String(part)), this.reads);
        this.used = true;
        return;
      }
    }
    const fresh = `${this.folder}.new`;
    rmSync(fresh, { recursive: true, force: true });
    let parts = 0;
    for (const part of populationParts(database, program, { ...plan, reads: this.reads }, memory)) {
      writePart(join(fresh, String(parts)), part, this.reads);
      parts++;
      yield part;
    }
    this.made = { parts, memory };
  }

  /** The parts on disk; undefined when they can't be believed. */
  stored(): Population[] | undefined {
    const { manifest } = this;
    if (manifest === undefined) return undefined;
    try {
      return Array.from({ length: manifest.parts }, (_, part) => readPart(join(this.folder, String(part)), this.reads));
    } catch {
      return undefined;
    }
  }

  /** The first part; undefined when the files are damaged. */
  private readFirst(): Population | undefined {
    try {
      return readPart(join(this.folder, "0"), this.reads);
    } catch {
      return undefined;
    }
  }

  /**
   * Puts a new snapshot in its place, or says of the old one that the database still holds the same: to be called when
   * the run has been stored and every other connection of this process is closed.
   * @param version what `dataVersion` said while the run held the right to write
   */
  keep(writer: SqliteDatabase, version: number): void {
    if (this.made === undefined && !this.used) return;
    writer.pragma("wal_checkpoint(TRUNCATE)");
    const stamp = stampOf(this.databasePath);
    // Somebody else has written since: what they wrote is not in the snapshot.
    if (dataVersion(writer) !== version || stamp === undefined) {
      removeSnapshot(this.databasePath);
      return;
    }
    const { made, manifest } = this;
    const { parts, memory } = made ?? manifest ?? { parts: 0, memory: 0 };
    if (made !== undefined) {
      rmSync(this.folder, { recursive: true, force: true });
      if (parts === 0) return;
      renameSync(`${this.folder}.new`, this.folder);
    }
    const kept: Manifest = { version: VERSION, stamp, reads: canonicalJson(this.reads), parts, memory };
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, "manifest.json.tmp"), JSON.stringify(kept));
    renameSync(join(this.folder, "manifest.json.tmp"), join(this.folder, "manifest.json"));
  }
}

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
    [...(record?.fields.values() ?? [])].map(({ name, type, required, personal, low, high }) => ({
      name,
      type,
      required,
      personal,
      low,
      high,
    }));
  return {
    profile: program.profile?.name ?? "customer",
    fields: fields(program.profile),
    events: [...program.events.values()].map((event) => ({ name: event.name, fields: fields(event) })),
  };
}
