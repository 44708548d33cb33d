import { message, type Message } from "../../grammar/texts/message.ts";
import { writtenNumber, type NumberFormat } from "../read/number-format.ts";
import type { ColumnConfig, SourceConfig, TimeMapping } from "../workspace/config.ts";
import type { ColumnFacts } from "./column-facts.ts";
import type { FileFacts } from "./file-facts.ts";

type Settings = Pick<SourceConfig, "encoding" | "delimiter" | "skip" | "escape" | "numbers" | "columns" | "unknown">;

/**
 * How a file is read, as its source says it; what is as usual is left out. What was not sure is noted.
 * @param ofEvents the columns that become fields: the others have settings of their own
 * @param ofParts the columns within lists that become fields of parts
 */
export function settingsOf(
  { file, columns: ofRows }: FileFacts,
  ofEvents: readonly ColumnFacts[],
  notes: Message[],
  ofParts: readonly ColumnFacts[] = [],
): Settings {
  const columns = [...ofRows, ...ofParts];
  const fields = [...ofEvents, ...ofParts];
  const { encoding, delimiter, skip, backslash } = file.reading;
  const unknown = [...new Set(columns.flatMap(({ unknownWords }) => [...unknownWords]))];
  const { numbers, ofColumns } = numbersOf(fields);
  const own = new Map<string, ColumnConfig>();
  for (const column of columns) {
    const { place: name, timeFormat, written, set } = column;
    const format = timeFormat === undefined ? {} : { format: timeFormat };
    const apart = ofColumns.get(name);
    const separator = set?.separator === undefined ? {} : { separator: set.separator };
    const settings: ColumnConfig = { ...format, ...(apart === undefined ? {} : { numbers: apart }), ...separator };
    if (fields.includes(column) && Object.keys(settings).length > 0) own.set(name, settings);
    if (timeFormat !== undefined) noteDates(file.name, column, timeFormat, notes);
    if (written !== undefined && fields.includes(column)) noteNumbers(file.name, column, notes);
  }
  return {
    ...(encoding === "utf-8" ? {} : { encoding }),
    ...(delimiter === undefined || (delimiter === file.reading.usualDelimiter && skip === 0) ? {} : { delimiter }),
    ...(skip === 0 ? {} : { skip }),
    ...(backslash ? { escape: "backslash" as const } : {}),
    ...(numbers === undefined ? {} : { numbers }),
    ...(own.size === 0 ? {} : { columns: Object.fromEntries(own) }),
    ...(unknown.length === 0 ? {} : { unknown: ["", ...unknown] }),
  };
}

/** How times are written. @param name of the column, which may be another source's */
export function timeMapping(column: ColumnFacts, name: string): string | TimeMapping {
  const format = column.timeFormat;
  return format === undefined ? name : { column: name, format };
}

/** One way of writing numbers for all columns, where they agree; else one of each that is not plain. */
function numbersOf(columns: readonly ColumnFacts[]): {
  readonly numbers: NumberFormat | undefined;
  readonly ofColumns: ReadonlyMap<string, NumberFormat>;
} {
  const found = columns.flatMap(({ place, written }) =>
    written === undefined ? [] : [{ name: place, format: written.format }],
  );
  const ways = new Set(found.map(({ format: { decimal, thousands } }) => JSON.stringify([decimal, thousands])));
  const decimals = columns.some(({ numeric, filled, digits }) => numeric && filled > 0 && digits > 0);
  const [first] = found;
  if (first === undefined || ways.size > 1 || (decimals && first.format.decimal !== "."))
    return { numbers: undefined, ofColumns: new Map(found.map(({ name, format }) => [name, format])) };
  const currency = [...new Set(found.flatMap(({ format }) => format.currency ?? []))];
  const { currency: _, ...plain } = first.format;
  return { numbers: currency.length === 0 ? plain : { ...plain, currency }, ofColumns: new Map() };
}

function noteDates(file: string, { place: name }: ColumnFacts, format: string, notes: Message[]): void {
  if (/(?<!y)yy(?!y)/.test(format)) notes.push(message("inferred-two-digit-years", { file, column: name }));
  if (format === "excel") notes.push(message("inferred-serial", { file, column: name }));
}

function noteNumbers(file: string, { place: name, written, numbers }: ColumnFacts, notes: Message[]): void {
  if (written === undefined) return;
  const { line = 0 } = numbers.unplain ?? {};
  const example = writtenNumber(written.format);
  notes.push(
    message(written.other === undefined ? "inferred-numbers" : "inferred-numbers-open", {
      file,
      column: name,
      line,
      example,
    }),
  );
}
