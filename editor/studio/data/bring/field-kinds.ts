import type { TypedField } from "../../../../engine/check/program.ts";
import { sourceName } from "../../../../engine/source/print.ts";
import { message } from "../../../../grammar/texts/message.ts";
import type { ColumnFacts } from "../../../../store/infer/column-facts.ts";
import { fieldOf } from "../../../../store/infer/field-types.ts";
import type { ColumnChoice, FieldKind } from "../../api/bringing.ts";
import { StudioProblem } from "../problem.ts";

const KINDS = ["one of", "yes/no", "integer", "decimal", "number", "money", "date", "time", "text"] as const;
const DIGITS_AT_MOST = 6;
const DIGITS_USUALLY = 2;

/** What kind of type a text in a rule file is. */
export function kindOfType(type: string, tables: ReadonlySet<string>): FieldKind {
  if (tables.has(type)) return "row";
  return KINDS.find((kind) => type === kind || type.startsWith(`${kind} `) || type.startsWith(`${kind}(`)) ?? "other";
}

/** The kind of a field that the rules have. */
export function kindOfField({ type, table }: TypedField): FieldKind {
  if (table !== undefined) return "row";
  switch (type.kind) {
    case "boolean":
      return "yes/no";
    case "enum":
      return "one of";
    case "integer":
    case "decimal":
    case "number":
    case "date":
    case "time":
    case "text":
      return type.kind;
    case "duration":
    case "set":
      return "other";
  }
}

/**
 * The type of a field as it is written in a rule file: what was inferred, where that is of the kind that is chosen.
 * @throws StudioProblem when there are too many values to name them
 */
export function typeText(choice: ColumnChoice, column: ColumnFacts, currencyDigits: number): string {
  const { kind, table, field } = choice;
  const { type } = fieldOf(column, field, currencyDigits, false);
  const inferred = kindOfType(type, new Set());
  if (kind === inferred || (kind === "other" && inferred !== "row")) return type;
  switch (kind) {
    case "row":
      return sourceName(table ?? "");
    case "decimal": {
      const { digits } = column.written ?? column;
      return `decimal(${digits > 0 && digits <= DIGITS_AT_MOST ? digits : DIGITS_USUALLY})`;
    }
    case "one of": {
      const values = [...(column.values?.keys() ?? [])].filter((value) => !/[`\n\r]/.test(value)).sort();
      if (values.length === 0)
        throw new StudioProblem("bad-file", message("bring-many-values", { column: column.name }));
      return `one of (${values.map(sourceName).join(", ")})`;
    }
    case "text":
    case "yes/no":
    case "integer":
    case "number":
    case "money":
    case "date":
    case "time":
      return kind;
    case "other":
      return "text";
  }
}
