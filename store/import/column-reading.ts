import type { Zone } from "../../engine/calendar/zone.ts";
import { zone as zoneOf } from "../../engine/calendar/zone.ts";
import type { TypedField } from "../../engine/check/program.ts";
import { cellReader, usualUnknown, type CellReader } from "../read/cells.ts";
import type { ColumnConfig, SourceConfig } from "../workspace/config.ts";

/** How the cells of a field are read, by what the source says of all its columns, and of this one. */
export function columnReader(field: TypedField, column: string, source: SourceConfig, zone: Zone): CellReader {
  const own: ColumnConfig = Object.hasOwn(source.columns ?? {}, column) ? (source.columns?.[column] ?? {}) : {};
  const unknown = own.unknown ?? source.unknown;
  return cellReader(field, {
    unknown: unknown === undefined ? usualUnknown(field.type.kind) : new Set(unknown),
    zone: own.zone === undefined ? zone : zoneOf(own.zone),
    format: own.format ?? (field.type.kind === "date" ? source.dates : timesOf(source)),
    numbers: own.numbers ?? source.numbers,
    separator: own.separator,
    values: own.values,
    default: own.default,
  });
}

/** How the source's times are written; undefined for ISO 8601, which they are without a word. */
function timesOf({ time }: SourceConfig): string | undefined {
  return typeof time !== "object" || time.format === "iso" ? undefined : time.format;
}
