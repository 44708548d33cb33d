import { message, type Message } from "../../grammar/texts/message.ts";
import type { SourceConfig } from "../workspace/config.ts";
import type { ColumnFacts } from "./column-facts.ts";
import { fieldOf, type InferredField } from "./field-types.ts";
import type { FileFacts } from "./file-facts.ts";
import { fieldNames } from "./names.ts";
import type { LeftOut } from "./record-facts.ts";
import type { Role } from "./roles.ts";

/** What is part of an event, as it was inferred. */
export interface InferredPart {
  readonly name: string;
  readonly partOf: string;
  readonly fields: readonly InferredField[];
}

/** What the lists of objects in a file become. */
export interface FoundParts {
  readonly records: readonly InferredPart[];
  readonly setting: Pick<SourceConfig, "parts">;
}

/** The columns within the lists of a file that may be fields of parts. */
export const partColumns = ({ nested }: Pick<FileFacts, "nested">): readonly ColumnFacts[] =>
  nested.flatMap(({ elements }) => elements?.finish().columns ?? []);

/**
 * The parts of an event.
 * @param nameOf a name for what a column holds that nothing else has
 * @param has whether the event's rows have lists in a column
 */
export function partsOf(
  { file, nested }: FileFacts,
  event: string,
  nameOf: (column: string) => string,
  has: (column: string) => boolean,
  currencyDigits: number,
  notes: Message[],
): FoundParts {
  const records: InferredPart[] = [];
  const parts: Record<string, NonNullable<SourceConfig["parts"]>[string]> = {};
  for (const { column, elements, line } of nested) {
    if (elements === undefined || !has(column)) continue;
    const name = nameOf(column);
    const found = elements.finish();
    const fieldName = fieldNames(found.columns.map((one) => one.name));
    const fields = found.columns.map((one) => fieldOf(one, fieldName(one.name), currencyDigits, true));
    for (const one of found.columns) noteSet(file.name, one, notes);
    for (const inner of found.nested)
      noteLeftOut(file.name, inner.column, inner.line, inner.leftOut ?? "left-out-part-of-part", notes);
    const others = fields.filter((field) => field.name !== field.column);
    parts[name] =
      others.length === 0
        ? column
        : { column, fields: Object.fromEntries(others.map((field) => [field.name, field.column])) };
    records.push({ name, partOf: event, fields });
    notes.push(message("inferred-parts", { file: file.name, column, line, event, name }));
  }
  return { records, setting: records.length === 0 ? {} : { parts } };
}

/** Tells what becomes of the lists and objects of a file. @param kind of its rows: only events have parts */
export function noteNested({ file, columns, nested }: FileFacts, kind: Role["kind"], notes: Message[]): void {
  for (const column of columns) {
    if (column.set === undefined) continue;
    if (kind !== "table") noteSet(file.name, column, notes);
    else if (isLeftOut(column, kind)) noteLeftOut(file.name, column.place, column.set.line, "left-out-of-table", notes);
  }
  for (const { column, line, leftOut } of nested) {
    const reason = leftOut ?? NO_PARTS[kind];
    if (reason !== undefined) noteLeftOut(file.name, column, line, reason, notes);
  }
}

/** Why lists of objects become nothing in rows that are no events. */
const NO_PARTS: Readonly<Record<Role["kind"], "left-out-no-event" | "left-out-part-of-part" | undefined>> = {
  event: undefined,
  part: "left-out-part-of-part",
  profile: "left-out-no-event",
  table: "left-out-no-event",
};

/** Rows of tables have no sets; a text stays one there. */
export const isLeftOut = ({ set }: ColumnFacts, kind: Role["kind"]): boolean =>
  kind === "table" && set !== undefined && set.separator === undefined;

function noteSet(file: string, column: ColumnFacts, notes: Message[]): void {
  const { set, place } = column;
  if (set === undefined) return;
  const { line, separator } = set;
  notes.push(
    separator === undefined
      ? message("inferred-set", { file, column: place, line })
      : message("inferred-set-separated", { file, column: place, line, separator }),
  );
}

function noteLeftOut(
  file: string,
  column: string,
  line: number,
  reason: LeftOut | "left-out-part-of-part" | "left-out-of-table" | "left-out-no-event",
  notes: Message[],
): void {
  notes.push(message("inferred-left-out", { file, column, reason: message(reason, { line }) }));
}
