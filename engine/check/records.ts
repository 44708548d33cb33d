import { phrase, verbatim, type Prose } from "../../grammar/diagnostics/prose.ts";
import type { Bounds, EnumValue, Event, Field, FieldType, Profile, Table } from "../../grammar/tree/declaration.ts";
import { parseDate } from "../calendar/civil.ts";
import { dayEnds } from "../calendar/day-begins.ts";
import type { About } from "../plan/plan.ts";
import { booleanType, textType, type ValueType } from "../plan/types.ts";
import { checkAbout, valueLabels } from "./annotations.ts";
import { checkComputed, type DeclaredComputed } from "./computed.ts";
import type { CheckContext } from "./context.ts";
import { formatValue } from "../plan/describe.ts";
import { literalValue } from "./literals.ts";
import { fieldKey } from "./personal.ts";
import { carriedName } from "../plan/parts.ts";
import { namesTable } from "./table-types.ts";
import type { TypedField, TypedRecord } from "./program.ts";
import { reportWholeSet } from "./sets.ts";

/** Most digits behind the point that a decimal can have. */
const DECIMAL_LIMIT = 9;

/**
 * Types a profile, an event or a table with its fields.
 * @param parent of a part, the event that it belongs to
 */
export function checkRecord(
  record: Profile | Event | Table,
  context: CheckContext,
  parent: TypedRecord | undefined = undefined,
): TypedRecord {
  const fields = new Map<string, TypedField>();
  const computeds = new Map<string, DeclaredComputed>();
  const broken = new Set<string>();
  const folded = new Map<string, string>();
  for (const field of record.fields) {
    const name = field.name.text;
    if (fields.has(name) || computeds.has(name)) {
      context.report("duplicate-name", field.name, { name, where: phrase("in-the-same", { name: record.name.text }) });
      continue;
    }
    if (name !== "" && parent !== undefined && name.startsWith(carriedName(parent.name, "")))
      context.report("duplicate-name", field.name, { name, where: phrase("in-the-same", { name: parent.name }) });
    const clash = folded.get(name.toLowerCase());
    if (clash !== undefined) context.report("case-clash", field.name, { name, other: clash });
    folded.set(name.toLowerCase(), name);
    if (name === "time" && record.kind === "event")
      context.report("field-hides-time", field.name, { event: record.name.text });
    const typed = name === "" ? undefined : checkField(record, field, context);
    const { computed } = field;
    if (typed === undefined) broken.add(name);
    else if (computed === undefined) fields.set(name, typed);
    else if (mayBeComputed(record, field, context))
      computeds.set(name, { node: { ...field, computed }, field: { ...typed, required: false } });
    else broken.add(name);
  }
  const location = { file: context.file, start: record.name.start, end: record.name.end };
  const typed: TypedRecord = {
    name: record.name.text,
    partOf: parent?.name ?? null,
    parent,
    fields,
    computed: new Map(),
    broken,
    joined: new Map(),
    about: checkAbout(record, context),
    location,
  };
  return record.kind === "event" ? checkComputed(record, typed, computeds, context) : typed;
}

function mayBeComputed(record: Profile | Event | Table, field: Field, context: CheckContext): boolean {
  if (record.kind === "table") {
    context.report("in-table", field.name, { name: field.name.text, what: phrase("computed-there") });
    return false;
  }
  if (record.kind === "profile") {
    context.report("computed-in-profile", field.name, { name: field.name.text });
    return false;
  }
  if (field.type.kind === "set of") return reportWholeSet(field.computed ?? field, context) ?? false;
  if (field.type.kind === "table") {
    context.report("computed-row", field.name, { name: field.name.text });
    return false;
  }
  const bounded = "bounds" in field.type && field.type.bounds !== undefined;
  if (field.required || bounded) context.report("computed-required", field, {});
  return !field.required && !bounded;
}

function checkField(record: Profile | Event | Table, field: Field, context: CheckContext): TypedField | undefined {
  const type = fieldType(field.type, context);
  if (type === undefined) return undefined;
  if (record.kind === "table") {
    const what = field.required
      ? phrase("required-there")
      : field.type.kind === "table"
        ? phrase("key-there")
        : field.type.kind === "set of"
          ? phrase("set-there")
          : undefined;
    if (what !== undefined) {
      context.report("in-table", field.name, { name: field.name.text, what });
      return undefined;
    }
  }
  const values = "values" in field.type ? enumLabels(field.type.values ?? [], context) : {};
  const about = checkAbout(field, context, values);
  const bounds =
    "bounds" in field.type ? checkBounds(field.type.bounds, type, field, context) : { low: null, high: null };
  return {
    name: field.name.text,
    type,
    required: field.required,
    personal: field.personal || context.personal.has(fieldKey(record, field.name.text)),
    ...bounds,
    label: about.label,
    labels: about.labels,
    description: about.description,
    values,
    location: { file: context.file, start: field.name.start, end: field.name.end },
    ...(field.type.kind === "table" ? { table: field.type.table.text } : {}),
  };
}

function fieldType(type: FieldType, context: CheckContext): ValueType | undefined {
  switch (type.kind) {
    case "missing":
      return undefined;
    case "yes/no":
      return booleanType;
    case "text":
      return textType;
    case "integer":
    case "number":
    case "date":
    case "time":
      return { kind: type.kind };
    case "money":
      return { kind: "decimal", digits: context.settings.currencyDigits, money: true };
    case "decimal": {
      const digits = Number(type.digits.digits);
      if (Number.isInteger(digits) && digits <= DECIMAL_LIMIT) return { kind: "decimal", digits, money: false };
      context.report("value-expected", type.digits, {
        needed: phrase("whole-number-to", { limit: String(DECIMAL_LIMIT) }),
        actual: verbatim(type.digits.digits),
        advice: phrase("decimal-digits"),
      });
      return undefined;
    }
    case "one of":
      return { kind: "enum", values: enumValues(type.values, context), ordered: false };
    case "set of":
      return { kind: "set", values: type.values === undefined ? null : enumValues(type.values, context) };
    case "table":
      return namesTable(type.table, context) ? textType : undefined;
  }
}

/** The values of an enum or a set, each once. */
function enumValues(declared: readonly EnumValue[], context: CheckContext): string[] {
  const values: string[] = [];
  for (const value of declared) {
    if (values.includes(value.name.text)) context.report("duplicate-branch", value, { value: value.name.text });
    else values.push(value.name.text);
  }
  return values;
}

function enumLabels(values: readonly EnumValue[], context: CheckContext): About["values"] {
  return Object.fromEntries(
    values
      .map((value) => [value.name.text, valueLabels(value, context)] as const)
      .filter(([, labels]) => Object.keys(labels).length > 0),
  );
}

function checkBounds(
  bounds: Bounds | undefined,
  type: ValueType,
  field: Field,
  context: CheckContext,
): { low: number | null; high: number | null } {
  const bound = (literal: Bounds["low"]): number | null => {
    const value =
      literal === undefined
        ? undefined
        : literalValue(literal, type, phrase("place-bound", { name: field.name.text }), context, true);
    return typeof value === "number" ? value : null;
  };
  const low = bound(bounds?.low);
  // A date is a whole day to a time.
  const lastDay = type.kind === "time" && bounds?.high?.kind === "date" ? parseDate(bounds.high.text) : undefined;
  const high = lastDay === undefined ? bound(bounds?.high) : dayEnds(context.zone, lastDay);
  if (bounds !== undefined && low !== null && high !== null && low > high) {
    context.report("bounds-reversed", bounds, {
      low: formatValue(low, type, context.zone),
      high: formatValue(high, type, context.zone),
    });
  }
  return { low, high };
}

/** A field's bounds as people read them. */
export function describeBounds(field: TypedField, context: CheckContext): Prose {
  const show = (value: number): string => formatValue(value, field.type, context.zone);
  if (field.low !== null && field.high !== null)
    return phrase("bounds-both", { low: show(field.low), high: show(field.high) });
  return field.low !== null
    ? phrase("bounds-low", { low: show(field.low) })
    : field.high !== null
      ? phrase("bounds-high", { high: show(field.high) })
      : phrase("nothing");
}
