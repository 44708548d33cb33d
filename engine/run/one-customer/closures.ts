import { inside, required } from "../../invariant/required.ts";
import type { Zone } from "../../calendar/zone.ts";
import { neverUnknown } from "../../plan/aggregates.ts";
import type { FieldRead, OutputNode } from "../../plan/plan.ts";
import type { ValueType } from "../../plan/types.ts";
import { CustomerDataError } from "../data-error.ts";
import { heldAs } from "../generate/event-store.ts";
import { LayoutBuilder, type Layout } from "../generate/layout.ts";
import { firstTwo } from "../generate/operations.ts";
import type { Resolved } from "../generate/resolve.ts";
import { operands, type NodeId } from "../ir/node.ts";
import type { Decision } from "../ir/output.ts";
import { valueNodes, type ErrorSource, type IrProgram } from "../ir/program.ts";
import { rootsOf } from "../ir/roots.ts";
import { jsonValue, type JsonResult } from "../present.ts";
import { aggregateSteps } from "./closure-aggregates.ts";
import { nodeStep, type Cells, type Step } from "./closure-nodes.ts";
import { Missing, NONE, UNKNOWN, type Compiled, type Profile, type Tags } from "./compiled.ts";
import type { EventColumns } from "./events.ts";
import {
  readDate,
  readDecimal,
  readEnum,
  readInteger,
  readNumber,
  readSet,
  readText,
  readTime,
  readTruth,
  type Described,
} from "./read.ts";
import { answeredOutputs } from "../answered-outputs.ts";

/** A plan as closures over cells, one for each node: for hosts that forbid the generation of code. */
export function closures(program: IrProgram): { readonly compiled: Compiled; readonly layout: Layout } {
  const layout = new LayoutBuilder(program);
  const overEvents = new ClosureEvaluator(program, layout, false);
  const overAggregates = new ClosureEvaluator(program, layout, true);
  const { events } = program.plan.reads;
  const readers = events.map(({ name, fields }) =>
    fields.map((read) => ({
      read,
      take: valueReader(read.type, `${name}.${read.name}`),
      what: `${name}.${read.name}`,
    })),
  );
  const compiled: Compiled = {
    overEvents: (versions, id, _aggregates, tables, resolved, zone) =>
      overEvents.run(versions, id, {}, tables, resolved, zone),
    overAggregates: (versions, id, aggregates, _tables, resolved, zone) =>
      overAggregates.run(versions, id, aggregates, [], resolved, zone),
    readEvent: (event, fields, into, at, zone) => {
      for (const [index, { read, take, what }] of inside(readers[event]).entries()) {
        // What stands in a table is put there by whoever has its rows.
        if (read.via !== undefined) continue;
        const value = take(own(fields, read.name), zone);
        if (read.required && isUnknown(value, read.type)) throw new CustomerDataError(`${what} is missing`);
        const column = into[event]?.columns[index];
        if (Array.isArray(column)) column[at] = typeof value === "string" ? value : null;
        else if (column !== undefined && typeof value === "number") column[at] = value;
      }
    },
  };
  return { compiled, layout: layout.result() };
}

const own = (object: Profile, name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined);

function isUnknown(value: number | string | null, type: ValueType): boolean {
  return value === null || Number.isNaN(value) || (heldAs(type) === "truth" && value === 0);
}

/** Reads a raw value of a type into the one shape. */
function valueReader(type: ValueType, name: string): (raw: unknown, zone: Zone) => number | string | null {
  const field: Described = { type, name };
  switch (type.kind) {
    case "boolean":
      return (raw, zone) => readTruth(raw, field, zone);
    case "integer":
    case "duration":
      return (raw, zone) => readInteger(raw, field, zone);
    case "number":
      return (raw, zone) => readNumber(raw, field, zone);
    case "decimal": {
      const scale = 10 ** type.digits;
      return (raw, zone) => readDecimal(raw, scale, field, zone);
    }
    case "date":
      return (raw, zone) => readDate(raw, field, zone);
    case "time":
      return (raw, zone) => readTime(raw, field, zone);
    case "text":
      return (raw, zone) => readText(raw, field, zone);
    case "enum": {
      const values = new Set(type.values);
      return (raw, zone) => readEnum(raw, values, field, zone);
    }
    case "set":
      return (raw, zone) => readSet(raw, field, zone);
  }
}

class ClosureEvaluator {
  private readonly cells: Cells;
  private readonly steps: readonly Step[];
  private readonly required: readonly {
    readonly name: string;
    readonly take: (raw: unknown, zone: Zone) => number | string | null;
    readonly type: ValueType;
  }[];
  private readonly aggregateReaders: readonly (
    | {
        readonly id: string;
        readonly take: (raw: unknown, zone: Zone) => number | string | null;
        readonly certain: boolean;
      }
    | undefined
  )[];
  private readonly profileReaders: readonly {
    readonly name: string;
    readonly take: (raw: unknown, zone: Zone) => number | string | null;
  }[];
  private readonly errors: readonly ((cells: Cells) => number)[];
  private readonly decisions: readonly {
    readonly output: OutputNode;
    readonly index: number;
    readonly take: (cells: Cells) => JsonResult;
    readonly canFail: boolean;
  }[];
  private readonly errorResults: readonly JsonResult[];

  constructor(program: IrProgram, layout: LayoutBuilder, fromAggregates: boolean) {
    const { plan, graph } = program;
    this.profileReaders = plan.reads.fields.map((read: FieldRead) => ({
      name: read.name,
      take: valueReader(read.type, `${plan.reads.profile}.${read.name}`),
    }));
    this.required = plan.reads.fields.flatMap((read, index) =>
      read.required
        ? [{ name: read.name, type: read.type, take: this.profileReaders[index]?.take ?? (() => null) }]
        : [],
    );
    this.aggregateReaders = fromAggregates
      ? plan.aggregates.map((node) => ({
          id: node.id,
          take: valueReader(node.type, `the aggregate ${node.id}`),
          certain: neverUnknown(node),
        }))
      : [];
    this.cells = {
      numbers: new Float64Array(graph.nodes.length),
      texts: noTexts(graph.nodes.length),
      id: "",
      at: 0,
      profiles: plan.instants.map(() => ({
        numbers: new Float64Array(plan.reads.fields.length),
        texts: noTexts(plan.reads.fields.length),
      })),
      aggregates: { numbers: new Float64Array(plan.aggregates.length), texts: noTexts(plan.aggregates.length) },
      aggregateErrors: new Int32Array(plan.aggregates.length),
      outputErrors: new Int32Array(plan.outputs.length),
      events: [],
      resolved: { instants: [], todays: [], windows: [], crossings: [] },
      zone: undefined,
    };
    const live = liveNodes(program, !fromAggregates);
    // What conditions on events read of the customer comes first, then the aggregates, then everything else.
    const early = fromAggregates ? new Set<NodeId>() : earlyNodes(program, live);
    const step = (id: NodeId): Step => nodeStep(graph, id);
    const isCustomers = (id: NodeId): boolean => graph.eventOf(id) === -1;
    this.steps = [
      ...live.filter((id) => early.has(id)).map(step),
      ...(fromAggregates ? [] : aggregateSteps(program, layout, live)),
      ...live.filter((id) => isCustomers(id) && !early.has(id)).map(step),
    ];
    this.errors = program.outputs.map(({ errors }) => firstError(errors, fromAggregates));
    const indexes = new Map(program.outputs.map(({ output }, index) => [output, index]));
    this.decisions = answeredOutputs(plan.outputs).map((output) => {
      const index = required(indexes.get(output), "the code of an output");
      const { decision, errors } = inside(program.outputs[index]);
      return { output, index, take: decided(decision, output.type), canFail: errors.length > 0 };
    });
    this.errorResults = program.errors.map(({ code, details }) => Object.freeze({ is: "error", code, details }));
  }

  run(
    versions: readonly Profile[],
    id: string,
    aggregates: Profile,
    events: readonly EventColumns[],
    resolved: Resolved,
    zone: Zone,
  ): Tags | Missing {
    const { cells } = this;
    for (const { name, take, type } of this.required)
      if (isUnknown(take(own(inside(versions[0]), name), zone), type)) return new Missing(name);
    cells.id = id;
    cells.events = events;
    cells.resolved = resolved;
    cells.zone = zone;
    for (const [at, profile] of versions.entries()) {
      for (const [field, { name, take }] of this.profileReaders.entries())
        put(inside(cells.profiles[at]), field, take(own(profile, name), zone));
    }
    for (const [index, known] of this.aggregateReaders.entries()) {
      if (known === undefined) continue;
      const value = known.take(own(aggregates, known.id), zone);
      put(cells.aggregates, index, known.certain && Number.isNaN(value) ? 0 : value);
    }
    for (const step of this.steps) step(cells);
    for (const [index, error] of this.errors.entries()) cells.outputErrors[index] = error(cells);
    const tags: Record<string, JsonResult> = {};
    for (const { output, index, take, canFail } of this.decisions) {
      const error = canFail ? inside(cells.outputErrors[index]) : 0;
      const value = error > 0 ? inside(this.errorResults[error - 1]) : take(cells);
      if (output.name === "__proto__")
        Object.defineProperty(tags, output.name, { value, enumerable: true, configurable: true, writable: true });
      else tags[output.name] = value;
    }
    return tags;
  }
}

function put(into: Cells["aggregates"], place: number, value: number | string | null): void {
  if (typeof value === "number") into.numbers[place] = value;
  else into.texts[place] = value;
}

/** All nodes that something reads, operands first. */
function liveNodes({ graph, ...rest }: IrProgram, withConditions: boolean): NodeId[] {
  const live = new Uint8Array(graph.nodes.length);
  for (const root of rootsOf({ graph, ...rest }, withConditions)) live[root] = 1;
  for (let id = graph.nodes.length - 1; id >= 0; id--)
    if (live[id] === 1) for (const operand of operands(graph.node(id))) live[operand] = 1;
  return [...live.keys()].filter((id) => live[id] === 1);
}

/** The customer's nodes that conditions on events read, and what those read. */
function earlyNodes({ graph, aggregates }: IrProgram, live: readonly NodeId[]): Set<NodeId> {
  const early = new Set<NodeId>();
  const conditions = aggregates.flatMap((code) =>
    code.kind === "events" ? [code.where, code.among] : code.steps.map(({ where }) => where),
  );
  for (const condition of conditions)
    for (const id of condition === undefined ? [] : [condition.passes, ...condition.overflows]) early.add(id);
  for (const code of aggregates)
    if (code.kind === "events" && code.computed !== undefined)
      for (const id of [...valueNodes(code.computed), ...code.computed.overflows]) early.add(id);
  for (const id of live.toReversed()) {
    if (graph.eventOf(id) !== -1 || early.has(id)) for (const operand of operands(graph.node(id))) early.add(operand);
  }
  for (const id of early) if (graph.eventOf(id) !== -1) early.delete(id);
  return early;
}

function firstError(sources: readonly ErrorSource[], fromAggregates: boolean): (cells: Cells) => number {
  const takes = sources.map((source): ((cells: Cells) => number) => {
    switch (source.kind) {
      case "bit":
        return ({ numbers }) => (numbers[source.bit] === 1 ? source.error + 1 : 0);
      case "aggregate":
        return ({ aggregateErrors }) => (fromAggregates ? 0 : inside(aggregateErrors[source.aggregate]));
      case "output":
        return ({ outputErrors }) => inside(outputErrors[source.output]);
      case "conflict": {
        const { bit, branches } = source.conflict;
        return ({ numbers }) =>
          numbers[bit] === 1
            ? source.firstError + 1 + firstTwo(branches.map(({ taken }) => inside(numbers[taken])))
            : 0;
      }
    }
  });
  return (cells) => {
    for (const take of takes) {
      const error = take(cells);
      if (error !== 0) return error;
    }
    return 0;
  };
}

function decided(decision: Decision, type: ValueType): (cells: Cells) => JsonResult {
  switch (decision.kind) {
    case "truth":
      return ({ numbers }) => (numbers[decision.yes] === 1 ? true : numbers[decision.no] === 1 ? false : UNKNOWN);
    case "number":
      return ({ numbers }) => {
        const value = inside(numbers[decision.node]);
        return Number.isNaN(value) ? UNKNOWN : jsonValue(value, type);
      };
    case "text":
      return ({ texts }) => texts[decision.node] ?? UNKNOWN;
    case "choice":
      return ({ numbers }) =>
        decision.options.find(({ taken }) => numbers[taken] === 1)?.value ??
        (numbers[decision.unknown] === 1 ? UNKNOWN : NONE);
    case "set":
      return ({ numbers }) => decision.members.filter(({ taken }) => numbers[taken] === 1).map(({ value }) => value);
  }
}

function noTexts(length: number): (string | null)[] {
  return Array.from({ length }, () => null);
}
