import type { SourceConfig } from "../../../store/workspace/config.ts";
import { WorkspaceError } from "../../../store/errors.ts";
import { MASK } from "../../../store/import/reject-list.ts";
import { openRows } from "../../../store/read/rows.ts";
import type { InputFile } from "../../../store/import/source-files.ts";
import { lookAt, type FileFacts } from "../../../store/infer/file-facts.ts";
import { personalText } from "../../../store/infer/personal-columns.ts";
import { infer, inferFields } from "../../../store/infer/infer.ts";
import type { Preview } from "../api/imports.ts";
import type { Uploads } from "./uploads.ts";

const SAMPLE_ROWS = 8;
const CELL_SHOWN = 80;

/** What a file looks like, and how it would be read. */
export async function previewOf(uploads: Uploads, upload: string, currencyDigits: number): Promise<Preview> {
  const file = uploads.file(upload);
  const facts = await lookAt(file);
  const columns = inferFields(facts, currencyDigits).map(({ name, type, seen, personal, required }) => ({
    name,
    type,
    seen,
    personal,
    required,
  }));
  const source = guessed(facts, currencyDigits);
  const time = source?.time;
  return {
    upload,
    file: file.name,
    rows: facts.rows,
    columns,
    sample: await firstRows(file, columns),
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
    return infer([facts], currencyDigits).sources[0];
  } catch (error) {
    if (error instanceof WorkspaceError) return undefined;
    throw error;
  }
}

async function firstRows(file: InputFile, columns: Preview["columns"]): Promise<string[][]> {
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
