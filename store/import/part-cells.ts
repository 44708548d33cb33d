import { createHash } from "node:crypto";
import type { TypedField, TypedRecord } from "../../engine/check/program.ts";
import { PART_LIMIT } from "../../engine/plan/parts.ts";
import { message, type Message } from "../../grammar/texts/message.ts";
import { BadCell, type CellReader } from "../read/cells.ts";
import { isObject, memberAt } from "../read/json-path.ts";
import { parseExactly } from "../read/jsonl.ts";
import type { StoredValue } from "../stored-value.ts";

/** A column whose cells hold the parts of an event: lists of objects. */
export interface PartColumn {
  readonly part: TypedRecord;
  readonly column: string;
  readonly place: number;
  /** Whether the elements are rows of a source of parts. */
  readonly isOfFile: boolean;
  readonly fields: readonly { readonly field: TypedField; readonly key: string; readonly read: CellReader }[];
}

/** What the lists are called that rows of a source of parts make: a column that no file has. */
export const partRowsColumn = (source: string): string => `${source}[]`;

/** The name under which such an element has the line that it stands on in its file. */
export const ROW_LINE = "tagma line";

/** The parts of an event as the store takes them: for each type of part its lines, their values in the order of the fields. */
export type PartLists = readonly (readonly (readonly StoredValue[])[])[];

/** What came with an event. */
export interface EventParts {
  /** Tells these parts from others. */
  readonly digest: string;
  readonly lists: PartLists;
}

/** Where in a row something is wrong. */
export interface WrongPart {
  readonly column: string;
  readonly reason: Message;
}

/**
 * Reads the parts that a row brings. A cell may hold a list, or its JSON as a text.
 * @param cells of the row
 * @returns null where no part comes
 */
export function readParts(columns: readonly PartColumn[], cells: readonly unknown[]): EventParts | null | WrongPart {
  const lists: StoredValue[][][] = [];
  for (const { column, place, fields, isOfFile } of columns) {
    const list = listIn(cells[place]);
    if (list === undefined) return { column, reason: message("cell-no-list") };
    if (list.length > PART_LIMIT)
      return { column, reason: message("cell-too-many-parts", { limit: String(PART_LIMIT) }) };
    const lines: StoredValue[][] = [];
    for (const [index, element] of list.entries()) {
      if (!isObject(element)) return { column: `${column}[${index + 1}]`, reason: message("part-no-object") };
      const where = isOfFile ? `${column.slice(0, -2)}:${String(element[ROW_LINE])}` : `${column}[${index + 1}]`;
      const values: StoredValue[] = [];
      for (const { field, key, read } of fields) {
        const value = read(memberAt(element, key) ?? null);
        if (value instanceof BadCell) return { column: `${where}.${key}`, reason: value.reason };
        if (value === null && field.required) return { column: `${where}.${key}`, reason: message("cell-required") };
        values.push(value);
      }
      lines.push(values);
    }
    lists.push(lines);
  }
  if (lists.every((list) => list.length === 0)) return null;
  const content = JSON.stringify(
    columns.map(({ part, fields }, index) => [part.name, fields.map(({ field }) => field.name), lists[index]]),
  );
  return { digest: createHash("sha256").update(content).digest("hex").slice(0, 32), lists };
}

/** The list that a cell holds, empty for none; undefined for anything else. */
function listIn(cell: unknown): readonly unknown[] | undefined {
  if (cell === undefined || cell === null || cell === "") return [];
  if (Array.isArray(cell)) return cell;
  if (typeof cell !== "string") return undefined;
  try {
    const json = parseExactly(cell);
    return Array.isArray(json) ? json : json === null ? [] : undefined;
  } catch {
    return undefined;
  }
}
