import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { inputFile, type InputFile } from "../../../store/import/source-files.ts";
import { StudioProblem } from "./problem.ts";
import { message } from "../../../grammar/texts/message.ts";

const HEAD_BYTES = 16_384;
/** An upload that nobody came back for. */
const KEPT_MS = 24 * 3_600_000;

/** Files that were brought to the studio and are not imported yet, in the workspace's own hidden folder. */
export class Uploads {
  private readonly folder: string;

  constructor(workspaceFolder: string) {
    this.folder = join(workspaceFolder, ".tagma", "uploads");
  }

  /** Where a new file is to be written. Its name on disk is ours; the one it came under is only kept beside. */
  begin(name: string): { readonly id: string; readonly path: string } {
    mkdirSync(this.folder, { recursive: true });
    for (const entry of readdirSync(this.folder)) {
      const path = join(this.folder, entry);
      if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { force: true });
    }
    const id = randomBytes(16).toString("hex");
    const ending = /\.(csv|tsv|txt|jsonl|ndjson|parquet)(\.gz)?$/i.exec(name)?.[0]?.toLowerCase();
    if (ending === undefined) throw new StudioProblem("bad-file", message("not-a-data-file", { name: basename(name) }));
    const stem =
      basename(name)
        .slice(0, -ending.length)
        .normalize("NFC")
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, "_")
        .slice(0, 80) || "data";
    writeFileSync(join(this.folder, `${id}.name`), `${stem}${ending}`);
    return { id, path: join(this.folder, `${id}.data`) };
  }

  /** @throws StudioProblem when there is none of that id */
  file(id: string): InputFile {
    const path = join(this.folder, `${/^[0-9a-f]{32}$/.test(id) ? id : "none"}.data`);
    if (!existsSync(path)) throw new StudioProblem("bad-file", message("upload-gone"));
    const name = readFileSync(path.replace(/data$/, "name"), "utf8");
    const file = inputFile(path, name, { name, file: name, customer: "" });
    return file.format === "csv" && !file.gzip ? { ...file, delimiter: delimiterOf(path, file.delimiter) } : file;
  }

  drop(id: string): void {
    for (const ending of ["data", "name"]) rmSync(join(this.folder, `${id}.${ending}`), { force: true });
  }
}

/** What stands between the cells, by the first line: semicolons where a comma is in the numbers. */
function delimiterOf(path: string, usual: string): string {
  const descriptor = openSync(path, "r");
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const [line = ""] = head
      .subarray(0, readSync(descriptor, head, 0, HEAD_BYTES, 0))
      .toString("utf8")
      .split(/\r?\n/);
    const counts = [usual, ";", "\t", "|"].map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
    return counts.reduce((most, next) => (next.count > most.count ? next : most)).delimiter;
  } finally {
    closeSync(descriptor);
  }
}
