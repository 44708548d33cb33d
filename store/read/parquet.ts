import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, type FileMetaData } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { formatDate } from "../../engine/calendar/civil.ts";
import { WorkspaceError } from "../errors.ts";
import { COLUMN_LIMIT } from "./csv.ts";
import { cellWithin, parquetColumns, parquetTree, plainCell, type ParquetPlace } from "./parquet-tree.ts";
import { message } from "../../grammar/texts/message.ts";

/** Rows decoded at a time, and the most bytes that one row group may take when unpacked. */
const ROWS_AT_ONCE = 65_536;
const REASON_SHOWN = 200;
export const ROW_GROUP_LIMIT = 512 * 1024 * 1024;

/** A Parquet file: its columns, those within objects too, and its rows. */
export interface ParquetFile {
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** Rows in slices, each cell in the order of the names. @throws WorkspaceError when they can't be decoded */
  slices(names: readonly string[]): AsyncGenerator<readonly (readonly unknown[])[]>;
}

/** Whole numbers stay numbers; days become dates; instants become milliseconds, local ones text without an offset. */
const parsers = {
  timestampFromMilliseconds: (value: bigint) => Number(value),
  timestampFromMicroseconds: (value: bigint) => Number(value / 1000n) - (value % 1000n < 0n ? 1 : 0),
  timestampFromNanoseconds: (value: bigint) => Number(value / 1_000_000n) - (value % 1_000_000n < 0n ? 1 : 0),
  dateFromDays: (days: number) => formatDate(days),
};

/** Opens a Parquet file. @throws WorkspaceError when it is none, or passes a limit */
export async function openParquet(path: string, name: string): Promise<ParquetFile> {
  const file = await asyncBufferFromFile(path);
  const { metadata, elements } = await readable(name, async () => {
    const metadata = await parquetMetadataAsync(file, { parsers, geoparquet: false });
    return {
      metadata,
      elements: parquetColumns(parquetTree(metadata.schema)),
    };
  });
  if (elements.size > COLUMN_LIMIT)
    throw new WorkspaceError(message("too-many-columns", { file: name, columns: elements.size, limit: COLUMN_LIMIT }));
  const large = metadata.row_groups.find(({ total_byte_size }) => Number(total_byte_size) > ROW_GROUP_LIMIT);
  if (large !== undefined)
    throw new WorkspaceError(
      message("row-group-too-large", { file: name, bytes: String(large.total_byte_size), limit: ROW_GROUP_LIMIT }),
    );
  return {
    columns: [...elements.keys()],
    rowCount: Number(metadata.num_rows),
    slices: (names) => slices(file, metadata, elements, names, name),
  };
}

async function* slices(
  file: Parameters<typeof parquetReadObjects>[0]["file"],
  metadata: FileMetaData,
  elements: ReadonlyMap<string, ParquetPlace>,
  names: readonly string[],
  name: string,
): AsyncGenerator<readonly (readonly unknown[])[]> {
  const found = names.map((column) => elements.get(column));
  const columns = [...new Set(found.flatMap((element) => (element === undefined ? [] : [element.node.element.name])))];
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    for (let from = start; from < end; from += ROWS_AT_ONCE) {
      const rows = await readable(name, () =>
        parquetReadObjects({
          file,
          metadata,
          columns,
          rowStart: from,
          rowEnd: Math.min(end, from + ROWS_AT_ONCE),
          compressors,
          parsers,
          geoparquet: false,
        }),
      );
      yield rows.map((row) =>
        found.map((place) =>
          place === undefined ? undefined : cellWithin(plainCell(row[place.node.element.name], place.node), place),
        ),
      );
    }
    start = end;
  }
}

/** What the library stumbles over in a damaged file, whatever it throws; errors of the file system stay what they are. */
async function readable<Value>(name: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && "syscall" in error) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new WorkspaceError(message("not-parquet", { file: name, reason: reason.slice(0, REASON_SHOWN) }));
  }
}
