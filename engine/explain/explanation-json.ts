import type { Zone } from "../calendar/zone.ts";
import { formatValue } from "../plan/describe.ts";
import type { OutputNode } from "../plan/plan.ts";
import type { MaybeValue, ValueType } from "../plan/types.ts";
import { jsonResult, jsonValue, type JsonResult, type JsonValue } from "../run/present.ts";
import type { Result } from "../run/result.ts";
import { printable } from "../text/printable.ts";
import type { ExplainedModel } from "./contributions.ts";
import type { ExplainedCondition, ExplainedInput, Explanation, Verdict } from "./explain.ts";
import type { CustomerEvent } from "../run/customer.ts";
import type { ReadOfRow } from "./explained-input.ts";
import type { Edit, Flip } from "./nearest.ts";
import type { NextChange } from "./next-change.ts";

export interface ExplanationView {
  readonly inZone: Zone;
  readonly showPersonal: boolean;
  /** The files that fill tables, by the tables' names. */
  readonly tableFiles?: ReadonlyMap<string, string>;
}

/** What stands for a personal value that is not to be shown. */
export const MASK = "•••";

/** An explanation with what would change the tag, and when it changes by itself. */
export interface ForesightExplanation extends Explanation {
  readonly next?: NextChange | undefined;
  readonly flips?: readonly Flip[];
}

/** Why a tag is what it is, as plain JSON. Values are as in `evaluate`; personal ones may stand as "•••". */
export interface ExplanationJson {
  readonly name: string;
  readonly label: string | null;
  readonly kind: OutputNode["kind"];
  readonly result: JsonResult;
  /** One for each branch, item or band, in their order; one for a tag that is a condition or a value. */
  readonly parts: readonly PartJson[];
  /** The nearest changes of the customer after which the tag is something else, the smallest first. */
  readonly flips?: readonly { readonly edit: string; readonly becomes: JsonResult }[];
  /** When it changes if nothing happens, as ISO 8601 in UTC, and what it is then; null if not within 400 days. */
  readonly next?: { readonly at: string; readonly becomes: JsonResult } | null;
}

/** One branch, item or band of a tag, or the whole of one that is a condition or a value. */
export interface PartJson {
  /** The branch or band; null where it has no name. */
  readonly name: string | null;
  readonly verdict: Verdict;
  /** What a score's item gives; null in other tags. */
  readonly points: number | null;
  readonly conditions: readonly ConditionJson[];
}

/** A condition as it stands in the rule file, and what it was. */
export interface ConditionJson {
  /** Empty where the rule files were not given. */
  readonly text: string;
  readonly verdict: Verdict;
  readonly inputs: readonly InputJson[];
  /** The parts of an `and`, `or` or `not`. */
  readonly children: readonly ConditionJson[];
  readonly models?: readonly ModelJson[];
}

/** What a condition looked at: a field, a tag or an aggregate, then with the events that counted. */
export interface InputJson {
  readonly name: string;
  readonly value: JsonValue;
  /** Of a field that is read through a table: the table of whose row it is. */
  readonly table?: string;
  readonly events?: readonly EventJson[];
}

/** An event that counted, with what was read of the rows that it names. */
export interface EventJson {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly rows?: Readonly<Record<string, JsonValue>>;
}

/** A model's result, what it is for a customer who is usual in everything, and what each feature did to it. */
export interface ModelJson {
  readonly kind: ExplainedModel["kind"];
  readonly result: number;
  readonly usual: number | null;
  readonly contributions: readonly {
    readonly feature: string;
    readonly adds: number | null;
    readonly otherwise: number;
  }[];
}

/** An explanation as JSON, personal values masked unless shown. */
export function explanationJson(explanation: ForesightExplanation, view: ExplanationView): ExplanationJson {
  const { output, result, parts, flips, next } = explanation;
  const masked = output.personal && !view.showPersonal;
  const becomes = (found: Result): JsonResult => (masked ? MASK : jsonResult(found, output.type));
  const json = {
    name: output.name,
    label: output.about.label,
    kind: output.kind,
    result: masked && result.state === "value" ? MASK : jsonResult(result, output.type),
    parts: parts.map((part) => ({
      name: part.name ?? null,
      verdict: part.verdict,
      points: part.points ?? null,
      conditions: part.conditions.map((condition) => conditionJson(condition, view)),
    })),
  };
  if (flips === undefined) return json;
  return {
    ...json,
    flips: flips.map((flip) => ({ edit: editText(flip.edit, view), becomes: becomes(flip.result) })),
    next: next === undefined ? null : { at: new Date(next.at).toISOString(), becomes: becomes(next.result) },
  };
}

function conditionJson(condition: ExplainedCondition, view: ExplanationView): ConditionJson {
  return {
    text: condition.text,
    verdict: condition.verdict,
    inputs: condition.inputs.map((input) => inputJson(input, view)),
    children: condition.children.map((child) => conditionJson(child, view)),
    ...(condition.models.length === 0 ? {} : { models: condition.models.map(modelJson) }),
  };
}

function inputJson(input: ExplainedInput, view: ExplanationView): InputJson {
  const { name, value, type, personal, events, table, ofRows = [] } = input;
  const shown = type === undefined ? value : jsonValue(value, type);
  return {
    name,
    value: personal && !view.showPersonal ? MASK : shown,
    ...(table === undefined ? {} : { table }),
    ...(events === undefined ? {} : { events: events.map((event) => eventJson(event, ofRows, view)) }),
  };
}

function eventJson(
  { id, type, time, fields }: CustomerEvent,
  ofRows: readonly ReadOfRow[],
  view: ExplanationView,
): EventJson {
  const shown = ({ name, type, personal }: ReadOfRow): JsonValue =>
    personal && !view.showPersonal ? MASK : jsonValue(fields.get(name) ?? null, type);
  return {
    id,
    type,
    time: new Date(time).toISOString(),
    ...(ofRows.length === 0 ? {} : { rows: Object.fromEntries(ofRows.map((read) => [read.name, shown(read)])) }),
  };
}

const modelJson = ({ kind, result, usual, contributions }: ExplainedModel): ModelJson => ({
  kind,
  result,
  usual: usual ?? null,
  contributions: contributions.map(({ feature, adds, otherwise }) => ({
    feature: feature.name,
    adds: adds ?? null,
    otherwise,
  })),
});

/** A change of a customer in words. */
export function editText(edit: Edit, view: ExplanationView): string {
  if (edit.kind === "field")
    return `if ${printable(edit.field.name)} were ${valueText(edit.value, edit.field.type, edit.field.personal, view)}`;
  const fields = edit.fields.map(
    ([field, value]) => `${printable(field.name)} ${valueText(value, field.type, field.personal, view)}`,
  );
  const number = edit.times === 1 ? "one" : String(edit.times);
  return `${number} ${edit.kind} ${printable(edit.event)}${fields.length === 0 ? "" : ` (${fields.join(", ")})`}`;
}

/** A value as a person reads it, masked where it is personal. */
export function valueText(
  value: MaybeValue,
  type: ValueType | undefined,
  personal: boolean,
  view: ExplanationView,
): string {
  if (value === null) return "unknown";
  if (personal && !view.showPersonal) return MASK;
  return type === undefined ? String(value) : printable(formatValue(value, type, view.inZone));
}
