import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { inputFile, type InputFile } from "../../../store/import/source-files.ts";
import { StudioProblem } from "./problem.ts";
import { message } from "../../../grammar/texts/message.ts";

/** An upload that nobody came back for. */
const KEPT_MS = 24 * 3_600_000;
/** What a file takes at least, so that very many small ones count, too. */
const LEAST_BYTES = 4096;
const MEGABYTE = 1024 ** 2;

/** How much may wait to be imported. */
export interface UploadLimits {
  /** Of everybody together. */
  readonly megabytes: number;
  readonly megabytesEach: number;
}

/** Settings of the studio in `tagma.json`; what is left out is as usual. */
export const uploadLimits = (given: Partial<UploadLimits> = {}): UploadLimits => ({
  megabytes: given.megabytes ?? 8192,
  megabytesEach: given.megabytesEach ?? 2048,
});

/** What stands beside the bytes of an upload. */
interface About {
  /** The name that it came under. */
  readonly name: string;
  readonly person: string;
}

/** Files that were brought to the studio and are not imported yet, in the workspace's own hidden folder. */
export class Uploads {
  private readonly folder: string;
  private readonly limits: UploadLimits;

  constructor(workspaceFolder: string, limits = uploadLimits()) {
    this.folder = join(workspaceFolder, ".tagma", "uploads");
    this.limits = limits;
  }

  /**
   * Where a new file is to be written. Its name on disk is ours; the one it came under is only kept beside.
   * @throws StudioProblem when it is no file of data, or there is no room
   */
  begin(given: string, person: string): { readonly id: string; readonly path: string } {
    const name = dataName(given);
    mkdirSync(this.folder, { recursive: true });
    this.clean();
    this.room(person);
    const id = randomBytes(16).toString("hex");
    const about: About = { name, person };
    writeFileSync(join(this.folder, `${id}.about`), JSON.stringify(about));
    return { id, path: join(this.folder, `${id}.data`) };
  }

  /** Lets go of what nobody came back for, and of what has lost its other half. */
  clean(): void {
    for (const entry of this.entries()) {
      const path = join(this.folder, entry);
      const { mtimeMs = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
      if (Date.now() - mtimeMs > KEPT_MS) rmSync(path, { force: true, recursive: true });
    }
  }

  /** How many bytes more a person may bring. @throws StudioProblem when they are fewer than those needed */
  room(person: string, needed = LEAST_BYTES): number {
    let [all, own] = [0, 0];
    for (const entry of this.entries()) {
      if (!entry.endsWith(".about")) continue;
      const { size = 0 } =
        statSync(join(this.folder, entry.replace(/about$/, "data")), { throwIfNoEntry: false }) ?? {};
      const bytes = Math.max(size, LEAST_BYTES);
      all += bytes;
      if (this.about(entry.slice(0, -".about".length))?.person === person) own += bytes;
    }
    const { megabytes, megabytesEach } = this.limits;
    const [left, leftOwn] = [megabytes * MEGABYTE - all, megabytesEach * MEGABYTE - own];
    if (left < needed) throw new StudioProblem("too-many", message("uploads-full", { megabytes }));
    if (leftOwn < needed)
      throw new StudioProblem("too-many", message("uploads-full-yours", { megabytes: megabytesEach }));
    return Math.min(left, leftOwn);
  }

  private entries(): string[] {
    return existsSync(this.folder) ? readdirSync(this.folder) : [];
  }

  private about(id: string): About | undefined {
    try {
      const about: Partial<About> = JSON.parse(readFileSync(join(this.folder, `${id}.about`), "utf8"));
      return typeof about.name === "string" && typeof about.person === "string"
        ? { name: about.name, person: about.person }
        : undefined;
    } catch {
      // Somebody else let it go meanwhile, or it was never written to its end.
      return undefined;
    }
  }

  /** @throws StudioProblem when there is none of that id */
  file(id: string): InputFile {
    const path = join(this.folder, `${/^[0-9a-f]{32}$/.test(id) ? id : "none"}.data`);
    const name = existsSync(path) ? this.about(id)?.name : undefined;
    if (name === undefined) throw new StudioProblem("bad-file", message("upload-gone"));
    return inputFile(path, name, { name, file: name, customer: "" });
  }

  /** Where the bytes of an upload stand, relative to the workspace. */
  pathOf(id: string): string {
    return `.tagma/uploads/${/^[0-9a-f]{32}$/.test(id) ? id : "none"}.data`;
  }

  /** Whether somebody has brought it. */
  isOf(id: string, person: string): boolean {
    return this.about(id)?.person === person;
  }

  drop(id: string): void {
    for (const ending of ["data", "about"]) rmSync(join(this.folder, `${id}.${ending}`), { force: true });
  }
}

/** The name of a file of data, made fit for every file system. @throws StudioProblem for other files */
function dataName(given: string): string {
  const ending = /\.(csv|tsv|txt|jsonl|ndjson|json|parquet|xlsx)(\.gz)?$/i.exec(given)?.[0]?.toLowerCase();
  if (ending === undefined) throw new StudioProblem("bad-file", message("not-a-data-file", { name: basename(given) }));
  const stem =
    basename(given)
      .slice(0, -ending.length)
      .normalize("NFC")
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, "_")
      .slice(0, 80) || "data";
  return `${stem}${ending}`;
}
