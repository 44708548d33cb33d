import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  type FileMetaData,
  type SchemaElement,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { formatDate } from "../../engine/calendar/civil.ts";
import { WorkspaceError } from "../errors.ts";
import { COLUMN_LIMIT } from "./csv.ts";
import { message } from "../../grammar/texts/message.ts";

/** Rows decoded at a time, and the most bytes that one row group may take when unpacked. */
const ROWS_AT_ONCE = 65_536;
const REASON_SHOWN = 200;
export const ROW_GROUP_LIMIT = 512 * 1024 * 1024;

/** A Parquet file: the columns at its top level and its rows. */
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
      elements: new Map(topLevel(metadata).map((element) => [element.name.normalize("NFC"), element])),
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
  elements: ReadonlyMap<string, SchemaElement>,
  names: readonly string[],
  name: string,
): AsyncGenerator<readonly (readonly unknown[])[]> {
  const found = names.map((column) => elements.get(column));
  const columns = [...new Set(found.flatMap((element) => (element === undefined ? [] : [element.name])))];
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
        found.map((element) => (element === undefined ? undefined : plainCell(row[element.name], element))),
      );
    }
    start = end;
  }
}

/** The columns below the root; groups are columns whose cells are objects, which no field accepts. */
function topLevel(metadata: FileMetaData): SchemaElement[] {
  const [root, ...rest] = metadata.schema;
  const found: SchemaElement[] = [];
  let at = 0;
  for (let left = root?.num_children ?? 0; left > 0 && at < rest.length; left--) {
    const element = rest[at];
    if (element !== undefined) found.push(element);
    at += descendants(rest, at) + 1;
  }
  return found;
}

function descendants(elements: readonly SchemaElement[], at: number): number {
  let count = 0;
  for (let left = elements[at]?.num_children ?? 0; left > 0; left--) count += descendants(elements, at + count + 1) + 1;
  return count;
}

function plainCell(cell: unknown, element: SchemaElement): unknown {
  if (typeof cell === "bigint")
    return cell >= BigInt(Number.MIN_SAFE_INTEGER) && cell <= BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(cell)
      : String(cell);
  if (typeof cell !== "number") return cell;
  const scale = element.converted_type === "DECIMAL" ? (element.scale ?? 0) : undefined;
  // The library gives decimals as doubles: the digits are those of the whole number behind them.
  if (scale !== undefined) return decimalText(Math.round(cell * 10 ** scale), scale);
  const local = element.logical_type?.type === "TIMESTAMP" && !element.logical_type.isAdjustedToUTC;
  return local ? new Date(cell).toISOString().slice(0, -1) : cell;
}

function decimalText(units: number, scale: number): string {
  if (!Number.isSafeInteger(units) || scale === 0) return String(units);
  const text = String(Math.abs(units)).padStart(scale + 1, "0");
  return `${units < 0 ? "-" : ""}${text.slice(0, -scale)}.${text.slice(-scale)}`;
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
