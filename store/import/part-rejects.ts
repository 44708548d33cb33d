import type { Language } from "../../grammar/texts/languages.ts";
import type { Message } from "../../grammar/texts/message.ts";
import { required } from "../../engine/invariant/required.ts";
import type { Row } from "../read/rows.ts";
import { RejectedRows } from "./rejected-rows.ts";
import { RejectList, type ListedColumns } from "./reject-list.ts";

export interface PartRejectSettings {
  readonly showPersonal: boolean;
  readonly language: Language;
  /** Write rejected rows to a list beside the database. */
  readonly listRejects: boolean;
}

/** The rejected rows of a source of parts, counted and listed. */
export class PartRejects {
  readonly rows = new RejectedRows();
  private readonly folder: string;
  private readonly source: string;
  private readonly settings: PartRejectSettings;
  private list: RejectList | undefined;
  private columns: ListedColumns | undefined;

  constructor(folder: string, source: string, settings: PartRejectSettings) {
    this.folder = folder;
    this.source = source;
    this.settings = settings;
  }

  /** What takes the rejects of a file. */
  listOf(csv: boolean, columns: ListedColumns): (column: string, reason: Message, row: Row) => void {
    this.columns = columns;
    if (this.settings.listRejects) this.list ??= new RejectList(this.folder, this.source, csv, columns, this.settings);
    return (column, reason, row) => {
      const reject = { line: row.line, column, reason };
      this.rows.add(reject);
      this.list?.add(reject, row, columns);
    };
  }

  /** A row that was laid down, by its cells. */
  add(column: string, reason: Message, line: number, cells: Readonly<Record<string, unknown>>): void {
    const reject = { line, column, reason };
    this.rows.add(reject);
    const columns = required(this.columns, "the columns of rejected rows");
    this.list?.add(reject, { line, cells: columns.wanted.map((name) => cells[name]) }, columns);
  }

  keep(readWhole: boolean): string | undefined {
    return this.list?.keep(readWhole);
  }

  abandon(): void {
    this.list?.abandon();
  }
}
