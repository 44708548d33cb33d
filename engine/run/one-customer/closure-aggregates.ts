import { BrokenInvariantError, inside, required } from "../../invariant/required.ts";
import type { FieldRead } from "../../plan/plan.ts";
import type { MaybeValue } from "../../plan/types.ts";
import { aggregateFacts, takesEach } from "../../plan/aggregates.ts";
import { setOfText } from "../../plan/sets.ts";
import { measure, type Counted } from "../aggregate.ts";
import { matchedStarts } from "../sequence.ts";
import { heldAs } from "../generate/event-store.ts";
import type { LayoutBuilder } from "../generate/layout.ts";
import type { NodeId } from "../ir/node.ts";
import {
  valueNodes,
  type ComputedValue,
  type EventAggregateCode,
  type EventCondition,
  type IrProgram,
  type SequenceCode,
} from "../ir/program.ts";
import { nodeStep, type Cells, type Step } from "./closure-nodes.ts";
import type { EventColumns } from "./events.ts";

/** Steps that mark the events that pass each condition, and then take every measure by the interpreter's own functions. */
export function aggregateSteps(program: IrProgram, layout: LayoutBuilder, live: readonly NodeId[]): Step[] {
  const { graph } = program;
  const marks = new Marks();
  for (const code of program.aggregates) {
    const conditions =
      code.kind === "events"
        ? [code.where, code.among].map((condition) => ({ event: code.event, condition }))
        : code.steps.map(({ event, where }) => ({ event, condition: where }));
    if (code.kind === "events" && code.computed !== undefined) wantValue(marks, code.event, code.computed);
    for (const { event, condition } of conditions)
      if (condition !== undefined) for (const id of [condition.passes, ...condition.overflows]) marks.want(event, id);
  }
  const marking = program.plan.reads.events.map((_, event): Step => {
    const steps = live.filter((id) => graph.eventOf(id) === event).map((id) => nodeStep(graph, id));
    return (cells) => marks.fill(cells, event, steps);
  });
  return [
    ...marking,
    ...program.aggregates.map((code): Step =>
      code.kind === "events" ? eventStep(program, layout, marks, code) : sequenceStep(layout, marks, code),
    ),
  ];
}

function wantValue(marks: Marks, event: number, computed: ComputedValue): void {
  for (const id of valueNodes(computed)) marks.want(event, id, computed.value.kind === "text");
  for (const id of computed.overflows) marks.want(event, id);
}

/** What each event has of the nodes that measures look at. */
class Marks {
  private readonly wanted = new Map<number, Map<NodeId, number[]>>();
  private readonly texts = new Map<number, Map<NodeId, (string | null)[]>>();

  want(event: number, id: NodeId, isText = false): void {
    if (isText) {
      const ofEvent = this.texts.get(event) ?? new Map<NodeId, (string | null)[]>();
      this.texts.set(event, ofEvent);
      if (!ofEvent.has(id)) ofEvent.set(id, []);
      return;
    }
    const ofEvent = this.wanted.get(event) ?? new Map<NodeId, number[]>();
    this.wanted.set(event, ofEvent);
    if (!ofEvent.has(id)) ofEvent.set(id, []);
  }

  fill(cells: Cells, event: number, steps: readonly Step[]): void {
    const wanted = this.wanted.get(event) ?? new Map<NodeId, number[]>();
    const texts = this.texts.get(event) ?? new Map<NodeId, (string | null)[]>();
    if (wanted.size + texts.size === 0) return;
    for (let index = 0; index < inside(cells.events[event]).length; index++) {
      cells.at = index;
      for (const step of steps) step(cells);
      for (const [id, bits] of wanted) bits[index] = inside(cells.numbers[id]);
      for (const [id, values] of texts) values[index] = inside(cells.texts[id]);
    }
  }

  passes(event: number, condition: EventCondition | undefined, index: number): boolean {
    return condition === undefined || this.wanted.get(event)?.get(condition.passes)?.[index] === 1;
  }

  /** A computed value of an event. */
  value(event: number, computed: ComputedValue, index: number): MaybeValue {
    const number = (id: NodeId): number => inside(this.wanted.get(event)?.get(id)?.[index]);
    const { value } = computed;
    switch (value.kind) {
      case "truth":
        return number(value.yes) === 1 ? true : number(value.no) === 1 ? false : null;
      case "text":
        return inside(this.texts.get(event)?.get(value.node)?.[index]);
      case "number": {
        const found = number(value.node);
        return Number.isNaN(found) ? null : found;
      }
    }
  }

  overflows(event: number, condition: Pick<EventCondition, "overflows"> | undefined, index: number): boolean {
    return condition?.overflows.some((id) => this.wanted.get(event)?.get(id)?.[index] === 1) === true;
  }
}

function columnValue(
  columns: EventColumns,
  field: number,
  read: FieldRead | undefined,
  index: number,
  each: boolean,
): MaybeValue {
  const column = columns.columns[field];
  const raw = column?.[index];
  if (raw === undefined || raw === null || read === undefined) return null;
  if (each && typeof raw === "string") return setOfText(raw);
  if (heldAs(read.type) === "truth") return raw === 1 ? true : raw === 2 ? false : null;
  return typeof raw === "number" && Number.isNaN(raw) ? null : raw;
}

function store(cells: Cells, aggregate: number, value: MaybeValue): void {
  if (typeof value === "string") cells.aggregates.texts[aggregate] = value;
  else {
    cells.aggregates.texts[aggregate] = null;
    cells.aggregates.numbers[aggregate] =
      typeof value === "boolean" ? (value ? 1 : 2) : typeof value === "number" ? value : Number.NaN;
  }
}

function eventStep(program: IrProgram, layout: LayoutBuilder, marks: Marks, code: EventAggregateCode): Step {
  const { node, index, event } = code;
  const window = layout.window(node.window, node.at);
  const read = program.plan.reads.events[event]?.fields[code.field];
  const { needsDates } = aggregateFacts[node.function];
  const each = takesEach(node.function, node.fieldType);
  return (cells) => {
    const columns = inside(cells.events[event]);
    const range = inside(cells.resolved.windows[window]);
    const counted: Counted[] = [];
    let total = 0;
    let overflow = false;
    for (let at = 0; at < columns.length; at++) {
      const time = inside(columns.time[at]);
      if (time < range.from || time >= range.to) continue;
      overflow ||= [code.among, code.where, code.computed].some((part) => marks.overflows(event, part, at));
      if (!marks.passes(event, code.among, at)) continue;
      total++;
      if (!marks.passes(event, code.where, at)) continue;
      counted.push({
        event: { time },
        value:
          code.computed !== undefined
            ? marks.value(event, code.computed, at)
            : code.field === -1
              ? null
              : columnValue(columns, code.field, read, at, each),
        date: needsDates ? required(cells.zone, "the zone").dateOf(time) : 0,
      });
    }
    const value = measure(node, counted, total);
    cells.aggregateErrors[index] = overflow
      ? code.conditionError + 1
      : value === "overflow"
        ? code.measureError + 1
        : 0;
    store(cells, index, value === "overflow" ? null : value);
  };
}

function sequenceStep(layout: LayoutBuilder, marks: Marks, code: SequenceCode): Step {
  const { node, index } = code;
  const window = layout.window(node.window, node.at);
  const instant = layout.instant(node.at);
  return (cells) => {
    const range = inside(cells.resolved.windows[window]);
    const now = inside(cells.resolved.instants[instant]);
    let overflow = false;
    const [start, ...steps] = code.steps.map(({ event, where, negated }) => {
      const events: { readonly time: number; readonly at: number }[] = [];
      const columns = inside(cells.events[event]);
      for (let at = 0; at < columns.length; at++) {
        const time = inside(columns.time[at]);
        if (time > now) continue;
        overflow ||= marks.overflows(event, where, at);
        if (marks.passes(event, where, at)) events.push({ time, at });
      }
      return { type: event, negated, events };
    });
    if (start === undefined) throw new BrokenInvariantError("a sequence without a step");
    const inWindow = start.events.filter(({ time }) => time >= range.from && time < range.to);
    const starts = node.keep === "all" ? inWindow : inWindow.slice(...(node.keep === "first" ? [0, 1] : [-1]));
    const first = { type: start.type, events: starts };
    store(cells, index, matchedStarts(first, steps, node.within, node.each, now, ({ at }) => at).length);
    cells.aggregateErrors[index] = overflow ? code.conditionError + 1 : 0;
  };
}
