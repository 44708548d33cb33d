import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** What is written down. */
export type Deed =
  | "save"
  | "commit"
  | "upload"
  | "import"
  | "run"
  | "migrate"
  | "download"
  | "erase"
  | "export"
  | "login"
  | "login refused"
  | "write refused"
  | "account added"
  | "account revoked";

/** One line of the audit log. */
export interface AuditEntry {
  /** ISO 8601. */
  readonly time: string;
  /** The account; `token` or `local` where there are none; of a command, the user of this machine. */
  readonly who: string;
  /** The address that it came from; null for a command. */
  readonly from: string | null;
  readonly what: Deed;
  /** More about it: names of files, sources, tags, ids of commits. Never a customer, never a token. */
  readonly about: Readonly<Record<string, string | number | boolean>>;
}

/** Bytes of a file of the log, after which the next is begun, and how many older ones are kept. */
const FILE_BYTES = 5 * 1024 ** 2;
const OLDER = 9;
const TEXT_LENGTH = 500;

/**
 * Who did what, a line of JSON each, in `.tagma/audit.jsonl`: readable by its owner alone, and only ever added to. Lines
 * are short enough for several processes to add theirs at once.
 */
export class AuditLog {
  private readonly path: string;

  constructor(workspaceFolder: string) {
    this.path = join(workspaceFolder, ".tagma", "audit.jsonl");
  }

  add(entry: AuditEntry): void {
    mkdirSync(dirname(this.path), { recursive: true });
    if ((statSync(this.path, { throwIfNoEntry: false })?.size ?? 0) >= FILE_BYTES) this.rotate();
    const about = Object.fromEntries(
      Object.entries(entry.about).map(([name, value]) => [
        name,
        typeof value === "string" ? value.slice(0, TEXT_LENGTH) : value,
      ]),
    );
    appendFileSync(this.path, `${JSON.stringify({ ...entry, who: entry.who.slice(0, TEXT_LENGTH), about })}\n`, {
      mode: 0o600,
    });
  }

  /** All entries that are kept, oldest first. Lines that something else wrote are passed over. */
  *entries(): Generator<AuditEntry> {
    for (let file = OLDER; file >= 0; file--) {
      const path = this.file(file);
      if (!existsSync(path)) continue;
      for (const line of readFileSync(path, "utf8").split("\n")) {
        const entry = entryOf(line);
        if (entry !== undefined) yield entry;
      }
    }
  }

  private file(older: number): string {
    return older === 0 ? this.path : this.path.replace(/\.jsonl$/, `.${older}.jsonl`);
  }

  private rotate(): void {
    for (let file = OLDER - 1; file >= 0; file--)
      if (existsSync(this.file(file))) renameSync(this.file(file), this.file(file + 1));
  }
}

function entryOf(line: string): AuditEntry | undefined {
  try {
    const entry: Partial<AuditEntry> = JSON.parse(line);
    return typeof entry.time === "string" && typeof entry.who === "string" && typeof entry.what === "string"
      ? { time: entry.time, who: entry.who, from: entry.from ?? null, what: entry.what, about: entry.about ?? {} }
      : undefined;
  } catch {
    return undefined;
  }
}
