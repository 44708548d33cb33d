import { WorkspaceError } from "../errors.ts";
import { readBytes, streamBytes } from "./bytes.ts";
import { readCsv } from "./csv-rows.ts";
import { decodeText } from "./encodings.ts";
import { readJson } from "./json-rows.ts";
import { openParquet } from "./parquet.ts";
import type { Row, RowInput, RowReader } from "./row.ts";
import { readXlsx } from "./xlsx.ts";
import { message } from "../../grammar/texts/message.ts";

export type { Row, RowReader };

/** Opens a CSV, JSON or Parquet file, or a workbook. @throws WorkspaceError when it can't be read */
export async function openRows(input: RowInput): Promise<RowReader> {
  if (input.format === "parquet") return parquetReader(input);
  if (input.format === "xlsx") return readXlsx(input);
  const reader =
    "stream" in input.origin
      ? streamBytes(input.origin.stream, input.name)
      : readBytes(
          input.origin.path,
          input.name,
          { start: input.resume?.offset ?? 0, end: input.origin.size },
          input.gzip,
          input.resume?.hash,
        );
  const text = decodeText(reader.bytes, input.reading.encoding, input.resume?.offset ?? 0);
  return await (input.format === "csv" ? readCsv : readJson)(input, reader, text);
}

async function parquetReader(input: RowInput): Promise<RowReader> {
  if ("stream" in input.origin) throw new WorkspaceError(message("parquet-from-input"));
  const { size } = input.origin;
  const file = await openParquet(input.origin.path, input.name);
  let line = 1;
  async function* rows(wanted: readonly string[]): AsyncGenerator<Iterable<Row>> {
    for await (const slice of file.slices(wanted)) yield slice.map((cells) => ({ line: line++, cells }));
  }
  return {
    columns: file.columns,
    rows,
    bytesRead: () => (file.rowCount === 0 ? size : Math.round((size * (line - 1)) / file.rowCount)),
    digest: () => undefined,
    nextLine: () => line,
    goesOn: () => false,
  };
}
