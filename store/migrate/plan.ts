import type { ValueType } from "../../engine/plan/types.ts";
import type { StoredEvent, StoredField, StoredSchema } from "../sqlite/schema.ts";

/** Whose fields a step is about: the profile, or an event by name. */
export type Owner =
  | { readonly kind: "profile" }
  | { readonly kind: "event"; readonly name: string; readonly partOf?: string };

/** A name that the user says has become another: of an event, or of a field of the profile (event undefined) or an event. */
export type Rename = { readonly event: string | undefined; readonly field: string | undefined; readonly to: string };

/** One step of a migration. */
export type Step =
  | ({ readonly step: "add event" } & StoredEvent)
  | { readonly step: "drop event"; readonly name: string; readonly partOf?: string }
  | { readonly step: "rename event"; readonly name: string; readonly to: string; readonly partOf?: string }
  | { readonly step: "add field"; readonly owner: Owner; readonly field: StoredField }
  | { readonly step: "drop field"; readonly owner: Owner; readonly field: StoredField }
  | { readonly step: "rename field"; readonly owner: Owner; readonly field: string; readonly to: string }
  /** Values go to another type, or are held against bounds, names or a need that they were not held against before. */
  | {
      readonly step: "convert field";
      readonly owner: Owner;
      readonly from: StoredField;
      readonly to: StoredField;
      readonly safe: boolean;
    }
  | { readonly step: "move time zone"; readonly from: string; readonly to: string };

/**
 * The steps from one schema to another, in the order in which they are applied. No step is there for what needs no
 * change of any row: new names of an enum, wider bounds, a profile field that becomes required.
 * @param renames what the user says; without it a renamed field is one dropped and one added
 */
export function planMigration(stored: StoredSchema, wanted: StoredSchema, renames: readonly Rename[]): Step[] {
  const steps: Step[] = [];
  if (stored.timeZone !== wanted.timeZone)
    steps.push({ step: "move time zone", from: stored.timeZone, to: wanted.timeZone });
  steps.push(
    ...fieldSteps(
      { kind: "profile" },
      stored.profile,
      wanted.profile,
      renames.filter(({ event, field }) => event === undefined && field !== undefined),
    ),
  );
  const eventRenames = new Map(
    renames.flatMap(({ event, field, to }) =>
      event !== undefined && field === undefined ? [[event, to] as const] : [],
    ),
  );
  const seen = new Set<string>();
  for (const { name, partOf, fields } of stored.events) {
    const to = eventRenames.get(name) ?? name;
    const target = wanted.events.find((event) => event.name === to);
    const parent = partOf === undefined ? {} : { partOf: eventRenames.get(partOf) ?? partOf };
    // What becomes part of an event, or of another, is told of anew by the sources.
    if (target === undefined || target.partOf !== parent.partOf) {
      steps.push({ step: "drop event", name, ...parent });
      continue;
    }
    seen.add(to);
    if (to !== name) steps.push({ step: "rename event", name, to, ...parent });
    steps.push(
      ...fieldSteps(
        { kind: "event", name: to, ...parent },
        fields,
        target.fields,
        renames.filter(({ event, field }) => field !== undefined && (event === to || event === name)),
      ),
    );
  }
  for (const event of wanted.events) if (!seen.has(event.name)) steps.push({ step: "add event", ...event });
  return steps;
}

function fieldSteps(
  owner: Owner,
  stored: readonly StoredField[],
  wanted: readonly StoredField[],
  renames: readonly Rename[],
): Step[] {
  const steps: Step[] = [];
  const seen = new Set<string>();
  for (const field of stored) {
    const to = renames.find((rename) => rename.field === field.name)?.to ?? field.name;
    const target = wanted.find(({ name }) => name === to);
    if (target === undefined) {
      steps.push({ step: "drop field", owner, field });
      continue;
    }
    seen.add(to);
    if (to !== field.name) steps.push({ step: "rename field", owner, field: field.name, to });
    const change = compareFields(owner, field, target);
    if (change !== "same")
      steps.push({ step: "convert field", owner, from: { ...field, name: to }, to: target, safe: change === "wider" });
  }
  for (const field of wanted) if (!seen.has(field.name)) steps.push({ step: "add field", owner, field });
  return steps;
}

/** Whether stored values fit a field as they are, after a conversion that loses nothing, or perhaps not. */
function compareFields(owner: Owner, from: StoredField, to: StoredField): "same" | "wider" | "narrower" {
  const types = compareTypes(from.type, to.type);
  const tighter =
    (to.low !== null && (from.low === null || inUnits(from.low, from.type, to.type) < to.low)) ||
    (to.high !== null && (from.high === null || inUnits(from.high, from.type, to.type) > to.high));
  const needed = owner.kind === "event" && to.required && !from.required;
  return tighter || needed ? "narrower" : types;
}

/** A bound of one type in the units of another. */
function inUnits(bound: number, from: ValueType, to: ValueType): number {
  const digits = (type: ValueType): number => (type.kind === "decimal" ? type.digits : 0);
  return bound * 10 ** (digits(to) - digits(from));
}

function compareTypes(from: ValueType, to: ValueType): "same" | "wider" | "narrower" {
  if (from.kind === "enum" && to.kind === "enum")
    return from.values.every((value) => to.values.includes(value)) ? "same" : "narrower";
  if (to.kind === "set") return intoSet(from, to.values);
  if (from.kind === "decimal" && to.kind === "decimal")
    return from.digits === to.digits ? "same" : from.digits < to.digits ? "wider" : "narrower";
  if (from.kind === to.kind) return "same";
  if (from.kind === "enum" && to.kind === "text") return "same";
  if (from.kind === "decimal" && to.kind === "number") return "wider";
  if (from.kind === "integer")
    return to.kind === "decimal" || to.kind === "number" || to.kind === "text" ? "wider" : "narrower";
  if (to.kind === "text" && from.kind !== "set") return "wider";
  return "narrower";
}

/** A text becomes the set that holds it alone. */
function intoSet(from: ValueType, values: readonly string[] | null): "same" | "wider" | "narrower" {
  if (from.kind !== "set" && from.kind !== "enum")
    return from.kind === "text" && values === null ? "wider" : "narrower";
  const had = from.values;
  const fits = values === null || had?.every((value) => values.includes(value)) === true;
  return !fits ? "narrower" : from.kind === "set" ? "same" : "wider";
}
