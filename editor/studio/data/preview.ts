import type { SourceConfig } from "../../../store/workspace/config.ts";
import { WorkspaceError } from "../../../store/errors.ts";
import { MASK } from "../../../store/import/reject-list.ts";
import { openRows } from "../../../store/read/rows.ts";
import type { InputFile } from "../../../store/import/source-files.ts";
import { lookAt, type FileFacts } from "../../../store/infer/file-facts.ts";
import { personalText } from "../../../store/infer/personal-columns.ts";
import { infer, inferFields, settleOrders } from "../../../store/infer/infer.ts";
import { settingsOf } from "../../../store/infer/source-settings.ts";
import { inWords } from "../../../grammar/texts/in-words.ts";
import type { Language } from "../../../grammar/texts/languages.ts";
import type { Message } from "../../../grammar/texts/message.ts";
import type { Preview } from "../api/imports.ts";
import type { Uploads } from "./uploads.ts";

const SAMPLE_ROWS = 8;
const CELL_SHOWN = 80;

/** A preview before its notes are put into the reader's language. */
export interface ToldPreview extends Omit<Preview, "notes"> {
  readonly notes: readonly Message[];
}

export const previewInWords = ({ notes, ...preview }: ToldPreview, language: Language): Preview => ({
  ...preview,
  notes: notes.map((note) => inWords(note, language)),
});

/** What a file looks like, and how it would be read. */
export async function previewOf(uploads: Uploads, upload: string, currencyDigits: number): Promise<ToldPreview> {
  const facts = await lookAt(uploads.file(upload));
  const notes = [...facts.notes];
  settleOrders([facts], undefined, notes);
  const fields = inferFields(facts, currencyDigits);
  settingsOf(facts, facts.columns, notes);
  const open = facts.columns.map(({ dates, order }) => dates.isOpen && order === undefined);
  // From here on it is only asked what the columns are, which does not depend on what stands first in a date.
  const source = guessed(facts, currencyDigits);
  const types = inferFields(facts, currencyDigits);
  const columns = fields.map(({ column, type, seen, personal, required }, index) => ({
    name: column,
    type,
    seen,
    personal,
    required,
    openType: open[index] === true ? (types[index]?.type ?? null) : null,
  }));
  const time = source?.time;
  return {
    upload,
    file: facts.file.name,
    rows: facts.rows,
    columns,
    notes,
    sample: await firstRows(facts.file, columns),
    guess: {
      kind: source?.profile === true ? "profile" : "event",
      customer: source?.customer ?? columns[0]?.name ?? "",
      time: time === undefined ? null : typeof time === "string" ? time : time.column,
      id: source?.id ?? null,
      event: typeof source?.event === "string" ? source.event : null,
    },
  };
}

/** How a file is likely read; undefined where that can't be told, as when a column of times has a mistake. */
function guessed(facts: FileFacts, currencyDigits: number): SourceConfig | undefined {
  try {
    return infer([facts], currencyDigits, "day-first").sources[0];
  } catch (error) {
    if (error instanceof WorkspaceError) return undefined;
    throw error;
  }
}

async function firstRows(
  file: InputFile,
  columns: readonly { readonly name: string; readonly personal: boolean }[],
): Promise<string[][]> {
  const reader = await openRows({ ...file, origin: file });
  const rows: string[][] = [];
  for await (const batch of reader.rows(columns.map(({ name }) => name))) {
    for (const row of batch) {
      if (row.problem !== undefined) continue;
      rows.push(
        columns.map(({ personal }, index) => {
          const cell = String(row.cells[index] ?? "").slice(0, CELL_SHOWN);
          return cell !== "" && (personal || personalText(cell) !== undefined) ? MASK : cell;
        }),
      );
      if (rows.length === SAMPLE_ROWS) return rows;
    }
  }
  return rows;
}
