import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { inWords } from "../../grammar/texts/in-words.ts";
import type { Language } from "../../grammar/texts/languages.ts";
import { csvLine, safeCell } from "../../engine/text/csv-line.ts";
import type { Mapping, Reject } from "./mapping.ts";
import type { Row } from "../read/rows.ts";
import { personalHeading, personalText } from "../infer/personal-columns.ts";

/** Rejected rows that a list takes; all are counted. */
export const REJECTS_LISTED = 100_000;
/** Most characters of a list or an object in a list of rejects. */
const LISTED_LENGTH = 100_000;
/** Stands where a personal value was, or one that is too long. */
export const MASK = "•••";
/** The columns of a list of rejects that are not the source's own. */
export const REJECT_COLUMNS = ["tagma line", "tagma column", "tagma reason", "tagma row"] as const;

/** Which columns a list has, and which of them are personal. */
export type ListedColumns = Pick<Mapping, "wanted" | "columns" | "personal" | "onlyLookedAt">;

interface ListSettings {
  readonly showPersonal: boolean;
  /** The language of the reasons. */
  readonly language: Language;
}

/**
 * The list of a source's rejected rows, beside the database: why each was refused, and the cells that the source maps,
 * so that they can be mended and imported again. Personal cells are masked unless they are asked for, and so are rows
 * that can't be told into cells where they may hold any. It is written aside and takes its place when the import is kept.
 */
export class RejectList {
  readonly name: string;
  private readonly path: string;
  private readonly csv: boolean;
  /** The columns of the list: those that the source wants of its first file. */
  private readonly columns: readonly string[];
  private readonly showPersonal: boolean;
  private readonly language: Language;
  private file: number | undefined;
  private written = 0;

  constructor(folder: string, source: string, csv: boolean, mapping: ListedColumns, settings: ListSettings) {
    this.name = rejectListName(source, csv);
    this.path = join(folder, this.name);
    this.csv = csv;
    this.columns = mapping.wanted;
    this.showPersonal = settings.showPersonal;
    this.language = settings.language;
  }

  get count(): number {
    return this.written;
  }

  /** @param mapping that of the row's file */
  add({ line, column, reason: told }: Reject, row: Row, mapping: ListedColumns): void {
    if (this.written >= REJECTS_LISTED) return;
    const reason = inWords(told, this.language);
    this.written++;
    if (this.file === undefined) {
      this.file = openSync(`${this.path}.part`, "w");
      if (this.csv) writeSync(this.file, csvLine([...REJECT_COLUMNS, ...this.columns]));
    }
    const raw = row.raw === undefined ? "" : this.showPersonal || isPlain(row.raw, mapping) ? rawText(row.raw) : MASK;
    const cells = this.columns.map((name) => {
      const place = mapping.wanted.indexOf(name);
      const cell = place === -1 ? undefined : row.cells[place];
      const isFilled = cell !== undefined && cell !== null && cell !== "";
      if (!this.showPersonal && isFilled && isPersonal(name, cell, mapping)) return MASK;
      // A list that is longer than a row may be could not come back; it is mended where it is.
      return typeof cell === "object" && textOf(cell).length > LISTED_LENGTH ? MASK : cell;
    });
    if (this.csv)
      writeSync(this.file, csvLine([String(line), column, reason, raw, ...cells.map(textOf)].map(safeCell)));
    else
      writeSync(
        this.file,
        `${JSON.stringify(Object.fromEntries([["tagma line", line], ["tagma column", column], ["tagma reason", reason], ...(raw === "" ? [] : [["tagma row", raw]]), ...this.columns.map((name, index) => [name, cells[index]])]))}\n`,
      );
  }

  /** Puts the list in its place; an older one goes when every row was read again and none was refused. */
  keep(readWhole: boolean): string | undefined {
    if (this.file !== undefined) {
      closeSync(this.file);
      this.file = undefined;
      renameSync(`${this.path}.part`, this.path);
      return this.name;
    }
    if (readWhole) rmSync(this.path, { force: true });
    return undefined;
  }

  abandon(): void {
    if (this.file === undefined) return;
    closeSync(this.file);
    this.file = undefined;
    if (existsSync(`${this.path}.part`)) rmSync(`${this.path}.part`);
  }
}

const textOf = (cell: unknown): string =>
  cell === null || cell === undefined ? "" : typeof cell === "object" ? JSON.stringify(cell) : String(cell);

const isPersonal = (column: string, cell: unknown, { personal, onlyLookedAt }: ListedColumns): boolean =>
  personal.has(column) ||
  (onlyLookedAt.has(column) && (personalHeading(column) || personalText(String(cell)) !== undefined));

const rawText = (raw: readonly string[]): string => {
  const [only, second] = raw;
  return only !== undefined && second === undefined ? only : JSON.stringify(raw);
};

/**
 * Whether a row that can't be told into cells holds nobody's data by all that is known: every column of the file is
 * mapped, none is personal or called like one, and nothing in the row is written like an address or a number of a person.
 */
function isPlain(raw: readonly string[], { columns, wanted, personal }: ListedColumns): boolean {
  return (
    columns !== undefined &&
    personal.size === 0 &&
    columns.every((column) => wanted.includes(column) && !personalHeading(column)) &&
    raw.every((cell) => personalText(cell) === undefined)
  );
}

/** Where the rejects of a source are listed, relative to the workspace. */
export function rejectListName(source: string, csv: boolean): string {
  return `.tagma/rejects-${source.replace(/[^\p{L}\p{N}_-]/gu, "_")}.${csv ? "csv" : "jsonl"}`;
}

/** True when columns are those of a list of rejects. */
export function isRejectList(columns: readonly string[] | undefined): boolean {
  return columns !== undefined && columns.includes(REJECT_COLUMNS[0]) && columns.includes(REJECT_COLUMNS[2]);
}
