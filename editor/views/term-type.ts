import { meant } from "../../engine/check/meant.ts";
import { takenOf } from "../../engine/plan/aggregates.ts";
import { dateType, integerType, numberType, timeType, type ValueType } from "../../engine/plan/types.ts";
import { readableKinds, type Reader } from "../../engine/check/scope.ts";
import { factsOf } from "./measures.ts";
import type { DeclarationSpec, OperandSpec, TermSpec } from "./spec.ts";
import type { FieldWords, TermType, Vocabulary } from "./vocabulary.ts";

const plain = (value: ValueType, mayBeUnknown: boolean): TermType => ({
  value,
  labels: {},
  quoted: false,
  mayBeUnknown,
});
const weekdays: ValueType = {
  kind: "enum",
  values: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
  ordered: false,
};

/**
 * The type of a value in a form, so that its controls fit; undefined when it is not known (text that has no controls, or
 * a tag with mistakes).
 * @param event the event in whose filter it stands
 */
export function termType(term: TermSpec, vocabulary: Vocabulary, event?: string): TermType | undefined {
  switch (term.kind) {
    case "reference":
      return referenceType(term.name, term.member, vocabulary, event);
    case "measure":
      return measureType(term, vocabulary);
    case "share":
      return plain(numberType, true);
    case "sequence":
      return plain(integerType, false);
    case "arithmetic":
      return term.rest.reduce(
        (left, { operator, operand }) => combined(operator, left, operandType(operand, vocabulary, event)),
        operandType(term.first, vocabulary, event),
      )?.type;
    case "elapsed":
      return plain(integerType, true);
    case "anniversary":
      return plain(dateType, true);
    case "time-part":
      return plain(term.part === "date" ? dateType : term.part === "weekday" ? weekdays : integerType, true);
    case "as-of":
      return termType(term.of, vocabulary, event);
    case "if-unknown":
      return termType(term.of, vocabulary, event);
    case "now":
      return plain(timeType, false);
    case "today":
      return plain(dateType, false);
    case "text":
      return undefined;
  }
}

function referenceType(
  name: string,
  member: string | undefined,
  vocabulary: Vocabulary,
  event: string | undefined,
): TermType | undefined {
  const { profile } = vocabulary;
  if (member !== undefined) {
    const named = [...(event === undefined ? [] : eventFields(vocabulary, event)), ...(profile?.fields ?? [])].find(
      (field) => field.name === name,
    );
    const there = named?.table === undefined ? undefined : fieldOf(tableFields(vocabulary, named.table), member);
    if (there !== undefined) return throughTable(there.type);
    const owned =
      name === profile?.name
        ? profile.fields
        : name === parentOf(vocabulary, event)
          ? eventFields(vocabulary, name)
          : [];
    return fieldOf(owned, member)?.type;
  }
  if (event !== undefined) {
    const own = eventFields(vocabulary, event);
    const field = fieldOf(own, name);
    if (field !== undefined) return field.type;
    if (name === "time") return plain(timeType, false);
  }
  return (
    fieldOf(profile?.fields ?? [], name)?.type ??
    vocabulary.outputs.find((output) => output.name === name)?.type ??
    (name === "id" ? plain({ kind: "text" }, false) : undefined)
  );
}

function measureType(term: Extract<TermSpec, { kind: "measure" }>, vocabulary: Vocabulary): TermType | undefined {
  // Without a field these are moments.
  if (term.field === undefined && (term.function === "first" || term.function === "latest"))
    return plain(timeType, true);
  const facts = factsOf(term.function);
  const mayBeUnknown = facts.overNothing === null;
  if (typeof facts.result !== "function") return plain(facts.result, mayBeUnknown);
  const field = term.field === undefined ? undefined : fieldOf(eventFields(vocabulary, term.event), term.field)?.type;
  if (field === undefined) return undefined;
  const taken = takenOf(meant[term.function], field.value);
  const value = facts.result(taken);
  return value === taken ? { ...field, value, mayBeUnknown } : plain(value, mayBeUnknown);
}

/** An operand of arithmetic; a number written out takes the other side's type. */
interface Typed {
  readonly type: TermType;
  readonly literal: boolean;
}

function operandType(operand: OperandSpec, vocabulary: Vocabulary, event: string | undefined): Typed | undefined {
  if (isTerm(operand)) {
    const type = termType(operand, vocabulary, event);
    return type === undefined ? undefined : { type, literal: false };
  }
  if (operand.kind === "duration") return { type: plain({ kind: "duration" }, false), literal: false };
  return operand.kind === "number"
    ? { type: plain(/[.%]/.test(operand.text) ? numberType : integerType, false), literal: true }
    : undefined;
}

/** As the checker types one step of arithmetic; undefined where it has no meaning. */
function combined(
  operator: "+" | "-" | "*" | "/",
  left: Typed | undefined,
  right: Typed | undefined,
): Typed | undefined {
  if (left === undefined || right === undefined) return undefined;
  const value = combinedValue(operator, left, right);
  return value === undefined
    ? undefined
    : { type: plain(value, left.type.mayBeUnknown || right.type.mayBeUnknown || operator === "/"), literal: false };
}

function combinedValue(operator: "+" | "-" | "*" | "/", left: Typed, right: Typed): ValueType | undefined {
  const [a, b] = [left.type.value, right.type.value];
  const sum = operator === "+" || operator === "-";
  if ((a.kind === "date" || a.kind === "time") && b.kind === "duration" && sum) return a;
  if ((a.kind === "date" || a.kind === "time") && a.kind === b.kind && operator === "-") return { kind: "duration" };
  if (a.kind === "duration" && b.kind === "duration") return sum ? a : operator === "/" ? numberType : undefined;
  if (!numeric.has(a.kind) || !numeric.has(b.kind)) return undefined;
  if (a.kind === "decimal" && b.kind === "decimal") return sum ? (a.digits >= b.digits ? a : b) : numberType;
  const other = a.kind === "decimal" ? right : left;
  const decimal = a.kind === "decimal" ? a : b.kind === "decimal" ? b : undefined;
  if (decimal !== undefined)
    return (other.type.value.kind === "integer" || other.literal) && (operator !== "/" || decimal === a)
      ? decimal
      : numberType;
  return operator !== "/" && a.kind === "integer" && b.kind === "integer" ? integerType : numberType;
}

const numeric: ReadonlySet<ValueType["kind"]> = new Set(["integer", "number", "decimal"]);

export function eventFields(vocabulary: Vocabulary, event: string): readonly FieldWords[] {
  return vocabulary.events.find(({ name }) => name === event)?.fields ?? [];
}

const tableFields = (vocabulary: Vocabulary, table: string): readonly FieldWords[] =>
  vocabulary.tables.find(({ name }) => name === table)?.fields ?? [];

/** What is read through a table is unknown where it has no such row. */
const throughTable = (type: TermType): TermType => ({ ...type, mayBeUnknown: true });

/** The event that the one in whose filter a value stands is part of. */
const parentOf = (vocabulary: Vocabulary, event: string | undefined): string | undefined =>
  vocabulary.events.find(({ name }) => name === event)?.partOf;

function fieldOf(fields: readonly FieldWords[], name: string): FieldWords | undefined {
  return fields.find((field) => field.name === name);
}

export function isTerm(operand: OperandSpec): operand is TermSpec {
  switch (operand.kind) {
    case "number":
    case "string":
    case "boolean":
    case "date":
    case "datetime":
    case "duration":
    case "choice":
      return false;
    case "reference":
    case "measure":
    case "share":
    case "sequence":
    case "arithmetic":
    case "elapsed":
    case "anniversary":
    case "time-part":
    case "as-of":
    case "if-unknown":
    case "now":
    case "today":
    case "text":
      return true;
  }
}

/** A name that a value may read, with its type. */
export interface Readable {
  readonly name: string;
  /** `customer` in `customer.city`, where the event's own field hides the profile's; the event that it is part of; the field that names a row of a table. */
  readonly of?: string;
  readonly source: "event" | "parent" | "profile" | "table" | "tag" | "lifecycle" | "segment";
  /** Of what is read through a table: the record whose field names its row, and the table. */
  readonly through?: { readonly record: string; readonly table: string };
  readonly type: TermType | undefined;
}

/** What a declaration may read at a place: an event's fields in its filter, profile fields, and the tags that its kind allows. */
export function readable(
  vocabulary: Vocabulary,
  { kind, tagKind, name }: Pick<DeclarationSpec, "kind" | "tagKind" | "name">,
  event?: string,
): Readable[] {
  const reader: Reader = kind === "tag" ? (tagKind ?? "rule") : "rule";
  const own: Readable[] =
    event === undefined
      ? []
      : eventFields(vocabulary, event).map((field) => ({ name: field.name, source: "event", type: field.type }));
  if (event !== undefined && !own.some((field) => field.name === "time"))
    own.push({ name: "time", source: "event", type: plain(timeType, false) });
  const hidden = new Set(own.map((field) => field.name));
  const profile = reader === "mined" ? undefined : vocabulary.profile;
  const fields = (profile?.fields ?? []).map((field): Readable => ({
    name: field.name,
    source: "profile",
    type: field.type,
    ...(hidden.has(field.name) && profile !== undefined ? { of: profile.name } : {}),
  }));
  const tables = [
    ...(event === undefined ? [] : ofTables(vocabulary, event, eventFields(vocabulary, event))),
    ...ofTables(
      vocabulary,
      profile?.name ?? "",
      (profile?.fields ?? []).filter((field) => !hidden.has(field.name)),
    ),
  ];
  if (event !== undefined) return [...own, ...tables, ...ofParent(vocabulary, event), ...fields];
  const tags = vocabulary.outputs
    .filter((output) => output.name !== name && readableKinds[reader].has(output.kind))
    .map((output): Readable => ({
      name: output.name,
      source: output.kind === "lifecycle" || output.kind === "segment" ? output.kind : "tag",
      type: output.type,
    }));
  return [...fields, ...tables, ...tags];
}

/** The fields of the rows that fields of a record name. */
function ofTables(vocabulary: Vocabulary, record: string, fields: readonly FieldWords[]): Readable[] {
  return fields.flatMap(({ name: of, table }) =>
    table === undefined
      ? []
      : tableFields(vocabulary, table).map(({ name, type }): Readable => ({
          name,
          of,
          source: "table",
          through: { record, table },
          type: throughTable(type),
        })),
  );
}

/** The fields that a part has of the event that it belongs to. */
function ofParent(vocabulary: Vocabulary, event: string): Readable[] {
  const parent = parentOf(vocabulary, event);
  if (parent === undefined) return [];
  return eventFields(vocabulary, parent).map(({ name, type }) => ({ name, of: parent, source: "parent", type }));
}
