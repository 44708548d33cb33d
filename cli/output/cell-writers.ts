import type { OutputNode } from "../../engine/plan/plan.ts";
import type { MaybeValue, ValueType } from "../../engine/plan/types.ts";
import type { Results } from "../../engine/run/interpreter.ts";
import { jsonResult, type JsonResult } from "../../engine/run/present.ts";
import { csvLine, safeCell } from "../../engine/text/csv-line.ts";

/** Stands where a personal value was. */
export const MASK = "•••";

/** Takes a table row by row and writes it somewhere; it appears as a whole, or not at all. */
export interface TableWriter {
  /** @param values of the columns, in order */
  row(values: readonly MaybeValue[]): void;
  end(): Promise<void>;
  abandon(): void;
}

/** A column of a table that is written. */
export interface TableColumn {
  readonly name: string;
  readonly type: ValueType;
}

/** A tag as it is shown: masked when it is personal and nobody asked for it. */
export function shownTag(output: OutputNode, results: Results, showPersonal: boolean): JsonResult {
  const result = results.get(output.id) ?? { state: "unknown" as const };
  return output.personal && !showPersonal && result.state === "value" ? MASK : jsonResult(result, output.type);
}

/** A tag as a value of a typed column: what is masked is null unless the column is text. */
export function typedTag(output: OutputNode, results: Results, showPersonal: boolean): MaybeValue {
  const result = results.get(output.id);
  if (result?.state !== "value") return null;
  if (output.personal && !showPersonal) return output.type.kind === "text" ? MASK : null;
  return result.value;
}

/** A line of CSV for a customer. Ids and texts that a spreadsheet would run as formulas get an apostrophe. */
export function tagLine(id: string, outputs: readonly OutputNode[], results: Results, showPersonal: boolean): string {
  return csvLine([
    safeCell(id),
    ...outputs.map((output) => safeCell(csvText(shownTag(output, results, showPersonal)))),
  ]);
}

function csvText(value: JsonResult): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.join("; ");
  if (typeof value === "object" && "is" in value) return value.is === "error" ? `error: ${value.code}` : "";
  return String(value);
}
