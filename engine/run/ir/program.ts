import { at, required } from "../../invariant/required.ts";
import { aggregateFacts, takesEach } from "../../plan/aggregates.ts";
import type { AggregateNode, OutputNode, Plan } from "../../plan/plan.ts";
import type { PlanExpression } from "../../plan/expression.ts";
import { SET_LIMIT } from "../../plan/sets.ts";
import { EXACT_LIMIT, type ValueType } from "../../plan/types.ts";
import type { EvaluationError } from "../result.ts";
import { lowerExpression, type LoweringScope } from "./expression.ts";
import { leafValue, NotCompiledError, truthOf, type IrValue } from "./value.ts";
import { Graph } from "./graph.ts";
import type { NodeId } from "./node.ts";
import type { DataHints } from "./hints.ts";
import { decide, readDecision, type Conflict, type Decision } from "./output.ts";
import { UNBOUNDED, type Range } from "./range.ts";
import { typeRange } from "./type-range.ts";

/** A plan as the compiled executors take it: one graph for all outputs, what errors may arise, and the aggregates. */
export interface IrProgram {
  readonly plan: Plan;
  readonly graph: Graph;
  readonly aggregates: readonly AggregateCode[];
  readonly outputs: readonly OutputCode[];
  /** Every error that is known before there is a customer; a conflict's are made from its branches. */
  readonly errors: readonly EvaluationError[];
}

/** A condition on events: the bit that is 1 where it is true, and bits that are 1 where a result in it is too large. */
export interface EventCondition {
  readonly passes: NodeId;
  readonly overflows: readonly NodeId[];
}

/** A computed value over an event: its nodes (a truth value's are yes and no), and bits that are 1 where it is too large. */
export interface ComputedValue {
  readonly value: Exclude<IrValue, { readonly kind: "set" | "held-set" }>;
  readonly overflows: readonly NodeId[];
}

/** The nodes that hold a computed value. */
export function valueNodes({ value }: ComputedValue): readonly NodeId[] {
  return value.kind === "truth" ? [value.yes, value.no] : [value.node];
}

export interface EventAggregateCode {
  readonly kind: "events";
  readonly node: Extract<AggregateNode, { kind: "events" }>;
  readonly index: number;
  /** Index of the event among the plan's reads, and of the field in it; -1 without a field. */
  readonly event: number;
  readonly field: number;
  /** What is taken of an event where that is no field of it. */
  readonly computed: ComputedValue | undefined;
  readonly where: EventCondition | undefined;
  readonly among: EventCondition | undefined;
  /** Indexes into the program's errors: of a condition, and of the measure itself; -1 where it cannot be. */
  readonly conditionError: number;
  readonly measureError: number;
}
export interface SequenceCode {
  readonly kind: "sequence";
  readonly node: Extract<AggregateNode, { kind: "sequence" }>;
  readonly index: number;
  readonly steps: readonly {
    readonly event: number;
    readonly where: EventCondition | undefined;
    readonly negated: boolean;
  }[];
  readonly conditionError: number;
  readonly measureError: -1;
}
export type AggregateCode = EventAggregateCode | SequenceCode;

/** Where an output's error comes from; the first that holds is the output's. */
export type ErrorSource =
  | { readonly kind: "bit"; readonly bit: NodeId; readonly error: number }
  | { readonly kind: "aggregate"; readonly aggregate: number }
  | { readonly kind: "output"; readonly output: number }
  | { readonly kind: "conflict"; readonly conflict: Conflict; readonly firstError: number };

export interface OutputCode {
  readonly output: OutputNode;
  readonly decision: Decision;
  /** Empty when it can never be an error. */
  readonly errors: readonly ErrorSource[];
}

/**
 * Lowers a plan.
 * @param hints what is known of the data that it will be run on
 * @throws NotCompiledError for what has no compiled form
 */
export function lowerPlan(plan: Plan, hints?: DataHints): IrProgram {
  return new Lowering(plan, hints).run();
}

/** The place of no event: what stands outside of a `where`. */
const NO_EVENT = -1;

class Lowering {
  private readonly plan: Plan;
  private readonly hints: DataHints | undefined;
  private readonly graph = new Graph();
  private readonly errors: EvaluationError[] = [];
  private readonly instants: ReadonlyMap<string, number>;
  private readonly fields: ReadonlyMap<string, number>;
  private readonly events: ReadonlyMap<string, number>;
  private readonly aggregates: AggregateCode[];
  private readonly aggregateIndex: ReadonlyMap<string, number>;
  private readonly outputs: OutputCode[] = [];
  private readonly outputIndex = new Map<string, number>();

  constructor(plan: Plan, hints: DataHints | undefined) {
    this.plan = plan;
    this.hints = hints;
    const indexes = (names: readonly string[]): Map<string, number> =>
      new Map(names.map((name, index) => [name, index]));
    this.instants = indexes(plan.instants.map(({ id }) => id));
    this.fields = indexes(plan.reads.fields.map(({ name }) => name));
    this.events = indexes(plan.reads.events.map(({ name }) => name));
    this.aggregateIndex = indexes(plan.aggregates.map(({ id }) => id));
    this.aggregates = plan.aggregates.map((node, index) =>
      node.kind === "events" ? this.eventAggregate(node, index) : this.sequence(node, index),
    );
  }

  run(): IrProgram {
    for (const output of this.plan.outputs) this.output(output);
    return {
      plan: this.plan,
      graph: this.graph,
      aggregates: this.aggregates,
      outputs: this.outputs,
      errors: this.errors,
    };
  }

  private error(error: EvaluationError): number {
    return this.errors.push(error) - 1;
  }

  private scope(
    event: number,
    overrides: Pick<LoweringScope, "aggregate" | "output" | "model" | "overflow">,
  ): LoweringScope {
    const { fields, events } = this.plan.reads;
    return {
      graph: this.graph,
      event,
      hints: this.hints,
      ...overrides,
      instant: (at) => required(this.instants.get(at), `the instant ${at}`),
      field: (name) => {
        const index = this.fields.get(name);
        return index === undefined ? undefined : { index, read: at(fields, index) };
      },
      eventField: (name) => {
        if (event === NO_EVENT) return undefined;
        const index = at(events, event).fields.findIndex((field) => field.name === name);
        return index === -1 ? undefined : { index, read: at(at(events, event).fields, index) };
      },
    };
  }

  private condition(where: PlanExpression | null, event: number): EventCondition | undefined {
    if (where === null) return undefined;
    const overflows: NodeId[] = [];
    const value = lowerExpression(where, this.eventScope(event, overflows));
    return { passes: truthOf(value, "where").yes, overflows };
  }

  /** What is over the events that pass. */
  private computed(
    value: PlanExpression | undefined,
    type: ValueType | null,
    event: number,
    passes: NodeId,
  ): ComputedValue | undefined {
    if (value === undefined || type === null) return undefined;
    const overflows: NodeId[] = [];
    const lowered = lowerExpression(value, this.eventScope(event, overflows));
    if (lowered.kind === "set" || lowered.kind === "held-set") throw new NotCompiledError("a computed field is no set");
    return {
      value: lowered.kind === "text" ? this.textOf(lowered, type) : lowered,
      overflows: overflows.map((bit) => this.graph.and([passes, bit])).filter((bit) => !this.graph.isBit(bit, 0)),
    };
  }

  /** A text as a field of its type would hold it: one of an enum in the enum's domain, any other without one. */
  private textOf(value: Extract<IrValue, { kind: "text" }>, type: ValueType): Extract<IrValue, { kind: "text" }> {
    if (type.kind !== "enum") return { kind: "text", node: this.graph.plain(value.node) };
    if (this.graph.domainOf(value.node) !== this.graph.domain(type.values))
      throw new NotCompiledError("a computed value is none of its enum");
    return value;
  }

  /** What stands over an event: its fields and the profile. */
  private eventScope(event: number, overflows: NodeId[]): LoweringScope {
    const refuse = (): never => {
      throw new NotCompiledError("a condition on events reads tags");
    };
    return this.scope(event, {
      aggregate: refuse,
      output: refuse,
      model: refuse,
      overflow: (bit) => {
        if (!this.graph.isBit(bit, 0)) overflows.push(bit);
      },
    });
  }

  private eventIndex(name: string): number {
    const index = this.events.get(name);
    if (index === undefined) throw new NotCompiledError(`the plan does not read the event \`${name}\``);
    return index;
  }

  private eventAggregate(node: Extract<AggregateNode, { kind: "events" }>, index: number): EventAggregateCode {
    const event = this.eventIndex(node.event);
    const [where, among] = [this.condition(node.where, event), this.condition(node.among, event)];
    const passes = this.graph.and([where?.passes ?? this.graph.bit(1), among?.passes ?? this.graph.bit(1)]);
    const computed = this.computed(node.computed, node.fieldType, event, passes);
    const inCondition = [where, among, computed].some((part) => part !== undefined && part.overflows.length > 0);
    const field =
      node.field === null || computed !== undefined
        ? -1
        : at(this.plan.reads.events, event).fields.findIndex(({ name }) => name === node.field);
    const summing = aggregateFacts[node.function].mayOverflow && !this.fits({ event, field, computed });
    return {
      kind: "events",
      node,
      index,
      event,
      field,
      computed,
      where,
      among,
      conditionError: inCondition ? this.error({ code: "overflow", origin: "", details: [] }) : -1,
      measureError: summing
        ? this.error({ code: "overflow", origin: `${node.function} of ${node.event}`, details: [] })
        : -1,
    };
  }

  /** Between which numbers a sum over all events of a customer lies. */
  private sumRange(code: Pick<EventAggregateCode, "event" | "field" | "computed">): Range {
    const { hints } = this;
    const { event, field, computed } = code;
    if (hints === undefined) return UNBOUNDED;
    const { low, high } = computed === undefined ? hints.eventFieldRange(event, field) : this.rangeOf(computed);
    const most = hints.mostEvents(event);
    return { low: Math.min(0, low * most), high: Math.max(0, high * most) };
  }

  /** True when no sum of magnitudes can pass 2^53 − 1. */
  private fits(code: Pick<EventAggregateCode, "event" | "field" | "computed">): boolean {
    const { low, high } = this.sumRange(code);
    const type = this.plan.reads.events[code.event]?.fields[code.field]?.type;
    // A computed value may be a number, whose sum is a double.
    return code.computed === undefined && type?.kind !== "number" && Math.max(-low, high) <= EXACT_LIMIT;
  }

  private rangeOf({ value }: ComputedValue): Range {
    return value.kind === "number" ? this.graph.range(value.node) : UNBOUNDED;
  }

  private sequence(node: Extract<AggregateNode, { kind: "sequence" }>, index: number): SequenceCode {
    const steps = node.steps.map((step) => {
      const event = this.eventIndex(step.event);
      return { event, where: this.condition(step.where, event), negated: step.negated };
    });
    const inCondition = steps.some(({ where }) => (where?.overflows.length ?? 0) > 0);
    return {
      kind: "sequence",
      node,
      index,
      steps,
      conditionError: inCondition ? this.error({ code: "overflow", origin: "", details: [] }) : -1,
      measureError: -1,
    };
  }

  private output(output: OutputNode): void {
    const errors: ErrorSource[] = [];
    const seen = new Set<string>();
    const add = (source: ErrorSource, key: string): void => {
      if (seen.has(key)) return;
      seen.add(key);
      errors.push(source);
    };
    const scope = this.scope(NO_EVENT, {
      aggregate: (id) => {
        const aggregate = this.aggregateIndex.get(id);
        const code = aggregate === undefined ? undefined : this.aggregates[aggregate];
        if (aggregate === undefined || code === undefined)
          throw new NotCompiledError(`the plan has no aggregate ${id}`);
        if (code.conditionError !== -1 || code.measureError !== -1)
          add({ kind: "aggregate", aggregate }, `aggregate ${aggregate}`);
        return this.aggregateValue(code);
      },
      output: (id) => {
        const index = this.outputIndex.get(id);
        const read = index === undefined ? undefined : this.outputs[index];
        if (index === undefined || read === undefined)
          throw new NotCompiledError(`the plan has no output ${id} before it is read`);
        if (read.errors.length > 0) add({ kind: "output", output: index }, `output ${index}`);
        return readDecision(this.graph, read.decision);
      },
      model: (model) =>
        add(
          {
            kind: "bit",
            bit: this.graph.bit(1),
            error: this.error({ code: "untrained", origin: output.name, details: [model] }),
          },
          `model ${model}`,
        ),
      overflow: (bit) => {
        if (!this.graph.isBit(bit, 0))
          add(
            { kind: "bit", bit, error: this.error({ code: "overflow", origin: output.name, details: [] }) },
            `bit ${bit}`,
          );
      },
    });
    const { decision, conflict } = decide(output, scope);
    if (conflict !== undefined)
      errors.push({ kind: "conflict", conflict, firstError: this.conflictErrors(output.name, conflict) });
    this.outputIndex.set(output.id, this.outputs.length);
    this.outputs.push({ output, decision, errors });
  }

  /** One error for each pair of branches, in order of the first and then the second. */
  private conflictErrors(origin: string, { branches }: Conflict): number {
    const first = this.errors.length;
    for (const a of branches)
      for (const b of branches) this.error({ code: "conflict", origin, details: [a.value, b.value] });
    return first;
  }

  private aggregateValue(code: AggregateCode): IrValue {
    const { node, index } = code;
    const leaf = { kind: "aggregate" as const, aggregate: index };
    const number = (nullable: boolean, range: Range): IrValue => ({
      kind: "number",
      node: this.graph.readNumber(leaf, nullable, range),
    });
    // Without a population there may be as many events as memory holds.
    const most = this.hints?.mostEvents(code.kind === "events" ? code.event : at(code.steps, 0).event) ?? MOST_EVENTS;
    if (code.kind === "sequence" || node.kind === "sequence") return number(false, { low: 0, high: most });
    const read = this.plan.reads.events[code.event]?.fields[code.field];
    const { gives, withinBounds } = aggregateFacts[node.function];
    switch (gives) {
      case "events":
      case "dates":
        return number(false, { low: 0, high: most });
      case "distinct values":
        return number(false, { low: 0, high: takesEach(node.function, node.fieldType) ? most * SET_LIMIT : most });
      case "share":
        return number(true, { low: 0, high: 1 });
      case "gap":
        return number(true, { low: 0, high: 1e9 });
      case "moment":
        return number(true, typeRange({ kind: "time" }));
      case "total": {
        const known = this.sumRange(code);
        const range = typeRange(node.type);
        const least = code.computed === undefined ? (read?.low ?? -1) : this.rangeOf(code.computed).low;
        return number(false, {
          low: Math.max(least >= 0 ? 0 : range.low, known.low),
          high: Math.min(range.high, known.high),
        });
      }
      case "value": {
        if (code.computed !== undefined) {
          const { low, high } = withinBounds ? this.rangeOf(code.computed) : UNBOUNDED;
          return leafValue(this.graph, leaf, { type: node.type, low, high }, true);
        }
        if (!withinBounds) return leafValue(this.graph, leaf, { type: node.type, low: null, high: null }, true);
        const within = heldAsNumber(node.type) ? this.hints?.eventFieldRange(code.event, code.field) : undefined;
        const bounds = {
          low: Math.max(read?.low ?? -Infinity, within?.low ?? -Infinity),
          high: Math.min(read?.high ?? Infinity, within?.high ?? Infinity),
        };
        return leafValue(this.graph, leaf, { type: node.type, ...bounds }, true);
      }
    }
  }
}

/** The most events of one customer, where nothing is known of the data. */
const MOST_EVENTS = 2 ** 32;

function heldAsNumber(type: ValueType): boolean {
  return type.kind !== "boolean" && type.kind !== "text" && type.kind !== "enum" && type.kind !== "set";
}
