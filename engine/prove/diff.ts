import { isExactUnit } from "../calendar/instant.ts";
import { aggregateFacts } from "../plan/aggregates.ts";
import { behind, type Behind } from "../plan/behind.ts";
import { canonicalJson, nodeId } from "../plan/canonical.ts";
import type { PlanExpression } from "../plan/expression.ts";
import { expressionsOf, walk } from "../plan/forms.ts";
import type { FieldRead, OutputNode, Plan, WindowNode } from "../plan/plan.ts";
import type { ValueType } from "../plan/types.ts";
import { compareOutputs, compareStages, type Comparison, type StageChange } from "./compare.ts";
import { Prover } from "./prover.ts";

/** How an output of the new rules stands to the one of the same name in the old. */
export type Change =
  | Comparison
  | { readonly kind: "added" }
  | { readonly kind: "removed" }
  | { readonly kind: "renamed"; readonly from: string };

export interface OutputChange {
  readonly output: OutputNode;
  readonly change: Change;
  /** Changed only through what it reads: the names of changed outputs behind it. */
  readonly because: readonly string[];
  /** Of a lifecycle that is not the same: stage by stage. */
  readonly stages?: readonly StageChange[];
}

export interface SemanticDiff {
  readonly changes: readonly OutputChange[];
  /** Both plans in one, in which the witnesses were checked. */
  readonly merged: Plan;
}

/**
 * Compares two rule sets by meaning: for each tag, segment and lifecycle whether it is the same for every customer
 * (proved), or a customer in each direction for whom it is not (checked by the interpreter).
 */
export function semanticDiff(before: Plan, after: Plan): SemanticDiff {
  const merged = mergePlans(before, after);
  const prover = new Prover(merged);
  const incomparable = meaningChanged(before, after);
  const apart = (left: OutputNode, right: OutputNode): boolean =>
    incomparable(left, before) || incomparable(right, after);
  const old = new Map(shown(before).map((output) => [output.name, output]));
  const fresh = new Map(shown(after).map((output) => [output.name, output]));
  const bodies = new Map(
    [...old.values()].filter(({ name }) => !fresh.has(name)).map((output) => [bodyKey(output), output]),
  );
  const changes: OutputChange[] = [];
  const changed = new Map<string, string>();
  const renamedFrom = new Set<string>();
  for (const output of fresh.values()) {
    const previous = old.get(output.name);
    const change =
      previous === undefined
        ? addition(output, bodies, renamedFrom)
        : apart(previous, output)
          ? { kind: "not proved" as const }
          : compareOutputs(prover, previous, output);
    if (change.kind !== "same") changed.set(output.id, output.name);
    const stages =
      previous?.form.form === "stages" && output.form.form === "stages" && change.kind === "changed"
        ? { stages: compareStages(prover, previous, output) }
        : {};
    changes.push({
      output,
      change,
      ...stages,
      because:
        previous === undefined
          ? []
          : readsOf(output, after).filter((name) => [...changed.values()].includes(name) && name !== output.name),
    });
  }
  for (const output of old.values()) {
    if (!fresh.has(output.name) && !renamedFrom.has(output.name))
      changes.push({ output, change: { kind: "removed" }, because: [] });
  }
  return { changes, merged };
}

const shown = (plan: Plan): OutputNode[] =>
  plan.outputs.filter(({ at, kind }) => at === "now" && (kind === "tag" || kind === "segment" || kind === "lifecycle"));

/** What an output is apart from its name. */
const bodyKey = ({ kind, at, type, form }: OutputNode): string => nodeId({ kind, at, type, form });

function addition(output: OutputNode, bodies: ReadonlyMap<string, OutputNode>, renamedFrom: Set<string>): Change {
  const previous = bodies.get(bodyKey(output));
  if (previous === undefined) return { kind: "added" };
  renamedFrom.add(previous.name);
  return { kind: "renamed", from: previous.name };
}

/**
 * Which outputs the same text says something else about in two plans, because the settings of the workspace or the
 * type of a field changed. Both plans in one can't tell these apart.
 */
function meaningChanged(before: Plan, after: Plan): (output: OutputNode, plan: Plan) => boolean {
  const { timeZone, weekStart, currencyDigits } = after.settings;
  const zoneChanged = before.settings.timeZone !== timeZone;
  const weekChanged = before.settings.weekStart !== weekStart;
  const currencyChanged = before.settings.currencyDigits !== currencyDigits;
  const retyped = retypedFields(before, after);
  return (output, plan) => {
    if (!zoneChanged && !weekChanged && !currencyChanged && retyped.size === 0) return false;
    const parts = behind(output, plan);
    const mentions = mentionsOf(parts);
    return (
      (zoneChanged && readsTheCalendar(parts)) ||
      (weekChanged && windowsOf(parts).some((window) => window.kind === "calendar" && window.unit === "week")) ||
      (currencyChanged && typesOf(parts).some((type) => type.kind === "decimal" && type.money)) ||
      [...mentions.keys()].some((mention) => retyped.has(mention))
    );
  };
}

/** The fields that both plans read, with another type. */
function retypedFields(before: Plan, after: Plan): ReadonlySet<string> {
  const old = mentionsOf(readsOfPlan(before));
  return new Set(
    [...mentionsOf(readsOfPlan(after))].flatMap(([mention, field]) => {
      const previous = old.get(mention);
      return previous !== undefined && typeKey(previous) !== typeKey(field) ? [mention] : [];
    }),
  );
}

type FieldsRead = Pick<Behind, "profileFields" | "eventFields">;

function readsOfPlan({ reads }: Plan): FieldsRead {
  return {
    profileFields: new Set(reads.fields),
    eventFields: new Map(reads.events.map(({ name, fields }) => [name, new Set(fields)])),
  };
}

/** Fields by the record that they stand in: `profile` has no name here, since events may be called anything. */
function mentionsOf({ profileFields, eventFields }: FieldsRead): ReadonlyMap<string, FieldRead> {
  return new Map([
    ...[...profileFields].map((field) => [canonicalJson([field.name]), field] as const),
    ...[...eventFields].flatMap(([event, fields]) =>
      [...fields].map((field) => [canonicalJson([event, field.name]), field] as const),
    ),
  ]);
}

/** The type of a field as far as values depend on it; an enum may gain and lose values. */
const typeKey = ({ type }: FieldRead): string => (type.kind === "enum" ? "enum" : canonicalJson(type));

/** Whether a value depends on where days begin: local dates, calendar windows, steps by months. */
function readsTheCalendar(parts: Behind): boolean {
  return (
    parts.nodes.some(
      (node) =>
        node.op === "today" ||
        node.op === "date-of" ||
        (node.op === "calendar-part" && node.part === "hour") ||
        node.op === "anniversary" ||
        (node.op === "elapsed" && !isExactUnit(node.unit)),
    ) ||
    windowsOf(parts).some(({ kind }) => kind === "months" || kind === "calendar") ||
    [...parts.instants].some(({ back }) => back.some(({ unit }) => !isExactUnit(unit))) ||
    [...parts.aggregates].some((node) => node.kind === "events" && aggregateFacts[node.function].needsDates)
  );
}

const windowsOf = ({ aggregates }: Behind): WindowNode[] => [...aggregates].map(({ window }) => window);

/** The types of all values that an output is made of. */
function typesOf({ outputs, aggregates, profileFields, eventFields }: Behind): ValueType[] {
  const fields = [profileFields, ...eventFields.values()].flatMap((some) => [...some]);
  return [...outputs, ...aggregates, ...fields].map(({ type }) => type);
}

/** The outputs that an output reads, through others too. */
function readsOf(output: OutputNode, plan: Plan): string[] {
  const byId = new Map(plan.outputs.map((other) => [other.id, other]));
  const names = new Set<string>();
  const pending = [output];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const [, expression] of expressionsOf(next.form)) {
      walk(expression, "", (node: PlanExpression) => {
        const read = node.op === "output" ? byId.get(node.id) : undefined;
        if (read === undefined || names.has(read.name)) return;
        names.add(read.name);
        pending.push(read);
      });
    }
  }
  return [...names];
}

/** Both plans' nodes in one plan; what is identical is there once. */
export function mergePlans(before: Plan, after: Plan): Plan {
  const byId = <Node extends { readonly id: string }>(left: readonly Node[], right: readonly Node[]): Node[] => [
    ...new Map([...left, ...right].map((node) => [node.id, node])).values(),
  ];
  const fields = (left: readonly FieldRead[], right: readonly FieldRead[]): FieldRead[] => {
    const merged = new Map(left.map((field) => [field.name, field]));
    for (const field of right) {
      const other = merged.get(field.name);
      // A customer must be possible under both schemas: the wider bounds and the weaker demand hold for the pair.
      merged.set(
        field.name,
        other === undefined
          ? field
          : {
              ...field,
              type: eitherType(other.type, field.type),
              required: field.required && other.required,
              low: other.low === null || field.low === null ? null : Math.min(other.low, field.low),
              high: other.high === null || field.high === null ? null : Math.max(other.high, field.high),
            },
      );
    }
    return [...merged.values()];
  };
  const events = new Map(before.reads.events.map((event) => [event.name, event]));
  for (const event of after.reads.events)
    events.set(event.name, { name: event.name, fields: fields(events.get(event.name)?.fields ?? [], event.fields) });
  const tables = new Map((before.reads.tables ?? []).map((table) => [table.name, table]));
  for (const table of after.reads.tables ?? [])
    tables.set(table.name, { ...table, fields: fields(tables.get(table.name)?.fields ?? [], table.fields) });
  return {
    ...after,
    reads: {
      profile: after.reads.profile,
      fields: fields(before.reads.fields, after.reads.fields),
      events: [...events.values()],
      ...(tables.size === 0 ? {} : { tables: [...tables.values()] }),
    },
    instants: byId(before.instants, after.instants),
    aggregates: byId(before.aggregates, after.aggregates),
    outputs: byId(before.outputs, after.outputs),
  };
}

/** The values of both, for an enum. */
function eitherType(left: ValueType, right: ValueType): ValueType {
  return left.kind === "enum" && right.kind === "enum"
    ? { ...right, values: [...new Set([...left.values, ...right.values])] }
    : right;
}
