import type { InputFile } from "../import/source-files.ts";
import { readBytes } from "../read/bytes.ts";
import { decodeText } from "../read/encodings.ts";
import { jsonObjects } from "../read/json-rows.ts";
import { LIST } from "../read/json-path.ts";
import { openRows } from "../read/rows.ts";
import { WorkspaceError } from "../errors.ts";
import { COLUMN_LIMIT } from "../read/csv.ts";
import { ColumnFacts } from "./column-facts.ts";
import { guessLayout } from "./layout-guess.ts";
import { EVENT_ID_NAMES } from "./event-id-names.ts";
import { LineNumbers } from "./line-numbers.ts";
import { RepeatedIds, type RepeatedId } from "./repeated-ids.ts";
import { pathsIn, RecordFacts, type NestedColumn } from "./record-facts.ts";
import { message, type Message } from "../../grammar/texts/message.ts";
import { required } from "../../engine/invariant/required.ts";

/** Rows of a file that are looked at. */
export const ROWS_LOOKED_AT = 200_000;
/** Names of columns that may say which event a row is. */
const TYPE_NAMES = /^(event|event_?type|event_?name|kind|type|action|activity)$/i;
const TYPES_AT_MOST = 30;

/** What the columns of a file hold. */
export interface FileFacts {
  /** The file, with how it is read. */
  readonly file: InputFile;
  /** What was not sure of how it is read. */
  readonly notes: readonly Message[];
  /** The columns that may be fields. */
  readonly columns: readonly ColumnFacts[];
  /** The others: lists of objects, and what is left out. */
  readonly nested: readonly NestedColumn[];
  readonly rows: number;
  /** The column that numbers the rows that name the same thing in this one. */
  lineNumber(id: string): string | undefined;
  /** The id that lines of it repeat, for certain. @param constant columns that may not differ among them */
  repeated(constant: readonly string[]): RepeatedId | undefined;
  /** The column that says which event a row is, with the facts of each kind of row. */
  readonly types:
    | { readonly column: string; readonly byValue: ReadonlyMap<string, readonly ColumnFacts[]> }
    | undefined;
}

/** Looks at the rows of a file, or at the first of very many. @throws WorkspaceError when it can't be read */
export async function lookAt(given: InputFile): Promise<FileFacts> {
  const { reading, notes } = await guessLayout(given);
  const file = { ...given, reading };
  const names = file.format === "jsonl" || file.format === "json" ? await memberNames(file) : undefined;
  const reader = await openRows({ ...file, origin: file });
  const isParquet = file.format === "parquet";
  // What stands in the elements of lists is gathered with the lists.
  const wanted = names ?? reader.columns?.filter((name) => name !== "" && !(isParquet && name.includes(LIST))) ?? [];
  if (wanted.length === 0) throw new WorkspaceError(message("file-no-rows", { file: file.name }));
  const record = new RecordFacts(wanted);
  const ids = new RepeatedIds(wanted, (name) => EVENT_ID_NAMES.test(name));
  const typePlace = wanted.findIndex((name) => TYPE_NAMES.test(name));
  const byValue = new Map<string, ColumnFacts[]>();
  const numbers = new LineNumbers(wanted, (name) => EVENT_ID_NAMES.test(name));
  let rows = 0;
  look: for await (const batch of reader.rows(wanted)) {
    for (const row of batch) {
      if (rows >= ROWS_LOOKED_AT) break look;
      if (row.problem !== undefined) continue;
      rows++;
      record.add(row.cells, row.line);
      ids.add(row.cells, row.line);
      numbers.add(row.cells);
      if (typePlace === -1 || byValue.size > TYPES_AT_MOST) continue;
      const type = String(row.cells[typePlace] ?? "").trim();
      let own = byValue.get(type);
      if (own === undefined) {
        own = wanted.map((name) => new ColumnFacts(name));
        byValue.set(type, own);
      }
      for (const [index, column] of own.entries()) column.add(row.cells[index], row.line);
    }
  }
  const typed = typePlace !== -1 && byValue.size <= TYPES_AT_MOST && byValue.size > 0 && !byValue.has("");
  return {
    file,
    notes,
    ...record.finish(),
    rows,
    lineNumber: (id) => numbers.of(id),
    repeated: (constant) => ids.found(constant),
    types: typed ? { column: required(wanted[typePlace], "the column of types"), byValue } : undefined,
  };
}

/** The names of all values in the objects that are looked at. @throws WorkspaceError when they are too many */
async function memberNames(file: InputFile): Promise<string[]> {
  const names = new Set<string>();
  const { bytes } = readBytes(file.path, file.name, { start: 0, end: file.size }, file.gzip);
  const { batches } = await jsonObjects({ ...file, origin: file }, decodeText(bytes, file.reading.encoding));
  let objects = 0;
  for await (const lines of batches) {
    for (const line of lines) {
      objects++;
      if ("object" in line && objects <= ROWS_LOOKED_AT) for (const name of pathsIn(line.object)) names.add(name);
      if (names.size > COLUMN_LIMIT)
        throw new WorkspaceError(
          message("too-many-columns", { file: file.name, columns: names.size, limit: COLUMN_LIMIT }),
        );
    }
    if (objects >= ROWS_LOOKED_AT) break;
  }
  return [...names];
}
