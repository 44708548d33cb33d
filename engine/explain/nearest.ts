import { at, required } from "../invariant/required.ts";
import type { Instant } from "../calendar/zone.ts";
import { operandsOf, type PlanExpression, type PlanLeaf } from "../plan/expression.ts";
import { canonicalJson } from "../plan/canonical.ts";
import { expressionsOf, walk } from "../plan/forms.ts";
import type { AggregateNode, FieldRead, OutputNode, Plan } from "../plan/plan.ts";
import { setOf } from "../plan/sets.ts";
import type { MaybeValue, Value } from "../plan/types.ts";
import { byTimeAndId, type Customer, type CustomerEvent } from "../run/customer.ts";
import { interpret, prepare, type Evaluation } from "../run/interpreter.ts";
import type { Result } from "../run/result.ts";
import { RecordedTrace } from "../run/trace.ts";
import { possible, withoutEvents } from "../run/whole-events.ts";
import { filtersOf, narrow } from "./narrow.ts";

/** A small change of a customer after which an output is something else; checked by the interpreter. */
export interface Flip {
  readonly edit: Edit;
  readonly result: Result;
}
export type Edit =
  | {
      readonly kind: "more";
      readonly event: string;
      readonly times: number;
      readonly fields: readonly (readonly [FieldRead, Value])[];
    }
  | {
      readonly kind: "fewer";
      readonly event: string;
      readonly times: number;
      readonly fields: readonly (readonly [FieldRead, Value])[];
    }
  | { readonly kind: "field"; readonly field: FieldRead; readonly value: MaybeValue };

/** Most events that one flip adds or takes away. */
const TIMES_LIMIT = 12;

/**
 * Finds the nearest flips of an output: events more or fewer, or another value of one profile field. At most one of
 * each kind per event or field, those with the fewest events first. An edit that only makes an error is none.
 */
export function nearestFlips(plan: Plan, output: OutputNode, customer: Customer, asOf: Instant): Flip[] {
  const search = new FlipSearch(narrow(plan, output), output, customer, asOf);
  return search.find();
}

class FlipSearch {
  private readonly plan: Plan;
  private readonly output: OutputNode;
  private readonly customer: Customer;
  private readonly asOf: Instant;
  private readonly evaluation: Evaluation;
  private readonly now: string;
  private readonly trace = new RecordedTrace();

  constructor(plan: Plan, output: OutputNode, customer: Customer, asOf: Instant) {
    this.plan = plan;
    this.output = output;
    this.customer = customer;
    this.asOf = asOf;
    this.evaluation = prepare(plan, asOf);
    this.now = canonicalJson(interpret(this.evaluation, customer, undefined, this.trace).get(output.id));
  }

  find(): Flip[] {
    const flips: { flip: Flip; cost: number }[] = [];
    for (const edits of [...this.eventEdits(), ...this.fieldEdits()]) {
      for (const [cost, edit] of edits.entries()) {
        const result = this.resultAfter(edit);
        if (result === undefined) continue;
        flips.push({ flip: { edit, result }, cost: edit.kind === "field" ? 1.5 : cost });
        break;
      }
    }
    const seen = new Set<string>();
    return flips
      .sort((left, right) => left.cost - right.cost)
      .map(({ flip }) => flip)
      .filter(({ edit }) => {
        const key = canonicalJson(edit);
        return !seen.has(key) && seen.add(key) !== undefined;
      });
  }

  /** The result after an edit when it is another value; undefined when it is the same, an error or no value. */
  private resultAfter(edit: Edit): Result | undefined {
    const changed = namesRow(edit) ? undefined : this.apply(edit);
    if (changed === undefined) return undefined;
    const result = interpret(this.evaluation, possible(changed, this.plan)).get(this.output.id);
    return result === undefined || result.state === "error" || canonicalJson(result) === this.now ? undefined : result;
  }

  private apply(edit: Edit): Customer | undefined {
    if (edit.kind === "field") {
      const latest = this.customer.versions.at(-1);
      const fields = new Map([...(latest?.fields ?? []), [edit.field.name, edit.value] as const]);
      return {
        ...this.customer,
        versions: [...this.customer.versions.slice(0, -1), { validFrom: latest?.validFrom ?? null, fields }],
      };
    }
    if (edit.kind === "more") {
      const added = Array.from({ length: edit.times }, (_, index): CustomerEvent => ({
        id: `~${index}`,
        type: edit.event,
        time: this.asOf,
        fields: new Map(edit.fields.map(([field, value]) => [field.name, value])),
      }));
      return { ...this.customer, events: [...this.customer.events, ...added].sort(byTimeAndId) };
    }
    const matching = this.customer.events.filter(
      (event) =>
        event.type === edit.event &&
        event.time <= this.asOf &&
        edit.fields.every(([field, value]) => event.fields.get(field.name) === value),
    );
    if (matching.length < edit.times) return undefined;
    const dropped = new Set(matching.slice(-edit.times));
    return { ...this.customer, events: withoutEvents(this.customer.events, dropped, this.plan) };
  }

  /** Per aggregate: sequences of edits from small to large. */
  private eventEdits(): Edit[][] {
    return this.plan.aggregates.flatMap((node) =>
      filtersOf(node).flatMap(({ event, where }) => {
        const reads = required(
          this.plan.reads.events.find(({ name }) => name === event),
          "what is read of an event",
        ).fields;
        const fields = eventFields(reads, where);
        const named = reads.flatMap((read): (readonly [FieldRead, Value])[] =>
          mentioned(where).has(read.name) ? fields.filter(([field]) => field === read) : [],
        );
        const counts = Array.from({ length: TIMES_LIMIT }, (_, index) => index + 1);
        const amounts = this.amounts(node, reads).map((value): Edit => ({
          kind: "more",
          event,
          times: 1,
          fields: value,
        }));
        return [
          amounts.map((edit) => (edit.kind === "more" ? { ...edit, fields: mergeFields(fields, edit.fields) } : edit)),
          counts.map((times): Edit => ({ kind: "more", event, times, fields })),
          counts.map((times): Edit => ({ kind: "fewer", event, times, fields: named })),
        ];
      }),
    );
  }

  /** Values of a measured field that would bring an aggregate to a threshold it is compared with. */
  private amounts(node: AggregateNode, reads: readonly FieldRead[]): (readonly (readonly [FieldRead, Value])[])[] {
    if (node.kind !== "events" || node.field === null) return [];
    const field = reads.find(({ name }) => name === node.field);
    const current = this.valueOf(node.id);
    if (field === undefined) return [];
    const sums = node.function === "sum" && typeof current === "number";
    const wanted = this.thresholds(node.id).flatMap((limit) =>
      sums ? [limit - current, limit - current + 1] : [limit, limit + 1],
    );
    return [...new Set(wanted)]
      .filter((value) => value >= (field.low ?? 0) && value <= (field.high ?? Number.MAX_SAFE_INTEGER))
      .sort((left, right) => left - right)
      .map((value) => [[field, value]]);
  }

  private valueOf(aggregate: string): MaybeValue | undefined {
    for (const [output, path] of this.places((node) => node.op === "aggregate" && node.id === aggregate))
      return this.trace.valueAt(output, path);
    return undefined;
  }

  private places(wanted: (node: PlanExpression) => boolean): (readonly [string, string])[] {
    const found: (readonly [string, string])[] = [];
    for (const output of this.plan.outputs) {
      for (const [path, expression] of expressionsOf(output.form))
        walk<PlanLeaf>(expression, path, (node, at) => {
          if (wanted(node)) found.push([output.id, at]);
        });
    }
    return found;
  }

  /** Numbers with which an aggregate, or a tag that is just that aggregate, is compared; bounds of bands too. */
  private thresholds(aggregate: string): number[] {
    const carriers = new Set(
      this.plan.outputs
        .filter(({ form }) => form.form === "value" && form.value.op === "aggregate" && form.value.id === aggregate)
        .map(({ id }) => id),
    );
    const carries = (node: PlanExpression): boolean =>
      (node.op === "aggregate" && node.id === aggregate) || (node.op === "output" && carriers.has(node.id));
    const limits: number[] = [];
    for (const output of this.plan.outputs) {
      if (output.form.form === "bands" && carries(output.form.of))
        limits.push(...output.form.bands.map(({ from }) => Number(from)));
      for (const [, expression] of expressionsOf(output.form)) {
        walk<PlanLeaf>(expression, "", (node) => {
          if (node.op !== "compare") return;
          const [side, other] = carries(node.left) ? [node.left, node.right] : [node.right, node.left];
          if (carries(side) && other.op === "literal" && typeof other.value === "number") limits.push(other.value);
        });
      }
    }
    return limits;
  }

  private fieldEdits(): Edit[][] {
    const latest = this.customer.versions.at(-1)?.fields;
    return this.plan.reads.fields
      .filter(
        ({ name }) =>
          // Another row would bring other values than those that the customer has.
          !this.plan.reads.fields.some(({ via }) => via?.key === name) &&
          this.places((node) => node.op === "field" && node.field === name && node.at === "now").length > 0,
      )
      .map((field) => {
        const own = latest?.get(field.name) ?? null;
        const values = fieldValues(field, this.literalsBeside(field.name), own).filter((value) => value !== own);
        return values.map((value): Edit => ({ kind: "field", field, value }));
      });
  }

  /** Literals that a profile field is compared with. */
  private literalsBeside(name: string): Value[] {
    const found: Value[] = [];
    for (const output of this.plan.outputs) {
      for (const [, expression] of expressionsOf(output.form))
        walk<PlanLeaf>(expression, "", (node) =>
          found.push(...literalsFor(node, (leaf) => leaf.op === "field" && leaf.field === name)),
        );
    }
    return found;
  }
}

/** Whether an edit says both which row of a table an event names and what stands in it: only the table knows that. */
function namesRow(edit: Edit): boolean {
  if (edit.kind !== "more") return false;
  const names = new Set(edit.fields.map(([{ name }]) => name));
  return edit.fields.some(([{ via }]) => via !== undefined && names.has(via.key));
}

function literalsFor(node: PlanExpression, isLeaf: (node: PlanExpression) => boolean): Value[] {
  if (node.op === "one-of" && isLeaf(node.arg)) return [...node.values];
  if (node.op === "has" && isLeaf(node.set)) return [node.value];
  if (node.op !== "compare") return [];
  const [left, right] = [node.left, node.right];
  if (isLeaf(left) && right.op === "literal") return [right.value];
  return isLeaf(right) && left.op === "literal" ? [left.value] : [];
}

function fieldValues(field: FieldRead, literals: readonly Value[], own: MaybeValue): MaybeValue[] {
  const within = (value: number): boolean => value >= (field.low ?? -Infinity) && value <= (field.high ?? Infinity);
  switch (field.type.kind) {
    case "boolean":
      return [true, false];
    case "enum":
      return [...field.type.values];
    case "text":
      return [...new Set(literals)];
    case "set":
      return setsBeside(Array.isArray(own) ? own : [], literals);
    case "integer":
    case "number":
    case "decimal":
    case "duration":
    case "date":
    case "time":
      return [
        ...new Set(literals.flatMap((value) => (typeof value === "number" ? [value, value + 1, value - 1] : []))),
      ].filter(within);
  }
}

/** A set with one more of the values that are asked for, with one less, with all of them and with none. */
function setsBeside(own: readonly string[], literals: readonly Value[]): (readonly string[])[] {
  const asked = [...new Set(literals.flatMap((value) => (typeof value === "string" ? [value] : [])))];
  return [
    ...asked.map((value) => (own.includes(value) ? own.filter((other) => other !== value) : setOf([...own, value]))),
    setOf([...own, ...asked]),
    [],
  ];
}

/** Values for an event's fields: what its filter asks for, else something plain. */
function eventFields(reads: readonly FieldRead[], where: PlanExpression | null): (readonly [FieldRead, Value])[] {
  return reads.flatMap((read): (readonly [FieldRead, Value])[] => {
    const asked = where === null ? undefined : askedOf(where, read);
    if (asked !== undefined) return [[read, asked]];
    if (!read.required) return [];
    switch (read.type.kind) {
      case "boolean":
        return [[read, false]];
      case "enum":
        return [[read, at(read.type.values, 0)]];
      case "text":
        return [[read, "x"]];
      case "integer":
      case "number":
      case "decimal":
      case "duration":
      case "date":
      case "time":
        return [[read, Math.max(read.low ?? 0, 0)]];
      case "set":
        return [[read, []]];
    }
  });
}

/** What a filter asks of a field; of a set all that it asks to be in it. */
function askedOf(where: PlanExpression, { name, type }: FieldRead): Value | undefined {
  if (type.kind !== "set") return askedValue(where, name);
  const values: string[] = [];
  walk<PlanLeaf>(where, "", (node) => {
    if (node.op === "has" && node.set.op === "event-field" && node.set.field === name) values.push(node.value);
  });
  return values.length === 0 ? undefined : setOf(values);
}

/** A value that a filter asks of a field, as far as it says so directly. */
function askedValue(where: PlanExpression, field: string): Value | undefined {
  if (
    where.op === "compare" &&
    where.left.op === "event-field" &&
    where.left.field === field &&
    where.right.op === "literal"
  ) {
    const { value } = where.right;
    return where.operator === ">" && typeof value === "number"
      ? value + 1
      : where.operator === "<" && typeof value === "number"
        ? value - 1
        : where.operator === "!="
          ? undefined
          : value;
  }
  if (where.op === "one-of" && where.arg.op === "event-field" && where.arg.field === field) return where.values[0];
  if (where.op !== "and" && where.op !== "or")
    return where.op === "event-field" && where.field === field ? true : undefined;
  return where.args.map((arg) => askedValue(arg, field)).find((value) => value !== undefined);
}

function mentioned(where: PlanExpression | null): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: PlanExpression): void => {
    if (node.op === "event-field") names.add(node.field);
    for (const [, operand] of operandsOf<PlanLeaf>(node)) visit(operand);
  };
  if (where !== null) visit(where);
  return names;
}

function mergeFields(
  base: readonly (readonly [FieldRead, Value])[],
  over: readonly (readonly [FieldRead, Value])[],
): (readonly [FieldRead, Value])[] {
  return [...base.filter(([field]) => !over.some(([other]) => other === field)), ...over];
}
