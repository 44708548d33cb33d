import { at, required } from "../../invariant/required.ts";
import type { NodeId } from "../ir/node.ts";
import type { EventAggregateCode, IrProgram } from "../ir/program.ts";
import { aggregateFacts } from "../../plan/aggregates.ts";
import { EXACT_LIMIT, type ValueType } from "../../plan/types.ts";
import { heldAs, type EventStore, type Held } from "./event-store.ts";
import type { FrameWriter } from "./frame.ts";
import { Group } from "./group.ts";
import type { Variable } from "./items.ts";
import { numeral } from "./numeral.ts";
import { quoted } from "./text-code.ts";
import type { LayoutBuilder } from "./layout.ts";
import { Dates, SmallTally, Tally, Values } from "./collectors.ts";

/**
 * Writes the loop that goes once over a customer's events of one type, from the latest to the first, and takes every
 * measure as it crosses the boundaries of the windows. Afterwards `a{n}` holds each aggregate, and `x{n}` the place of
 * its error + 1 (0 for none) where there can be one.
 */
export class EventLoop {
  private readonly store: EventStore;
  private readonly frame: FrameWriter;
  private readonly layout: LayoutBuilder;
  private readonly program: IrProgram;
  private readonly event: number;
  private readonly groups = new Map<string, Group>();
  /** What happens when a boundary is crossed; ends first say where they are. */
  private readonly crossings = new Map<number, (() => string)[]>();
  private readonly places = new Set<string>();
  private readonly declared: string[] = [];
  private readonly defines: Variable[] = [];
  private readonly after: (() => string)[] = [];

  constructor(program: IrProgram, store: EventStore, frame: FrameWriter, layout: LayoutBuilder, event: number) {
    this.program = program;
    this.store = store;
    this.frame = frame;
    this.layout = layout;
    this.event = event;
  }

  private at(boundary: number): (() => string)[] {
    let actions = this.crossings.get(boundary);
    if (actions === undefined) {
      actions = [];
      this.crossings.set(boundary, actions);
    }
    return actions;
  }

  private define(name: string, held: Held, initial: string, whole = false): void {
    this.declared.push(`let ${name} = ${initial};`);
    this.defines.push({ name, held: held === "truth" || whole ? "bit" : held });
  }

  private place(name: string, boundary: number, first: boolean): string {
    if (!this.places.has(name)) {
      this.places.add(name);
      this.define(name, "number", "0", true);
      const action = (): string => `${name} = i + 1;`;
      if (first) this.at(boundary).unshift(action);
      else this.at(boundary).push(action);
    }
    return name;
  }

  /** The variable with the index behind the last event before the end of a window. */
  end(window: number): string {
    const boundary = this.layout.to(this.event, window);
    return this.place(`h${this.event}_${boundary}`, boundary, true);
  }

  /** The variable with the index of the first event of a window. */
  begin(window: number): string {
    const boundary = this.layout.from(this.event, window);
    return this.place(`g${this.event}_${boundary}`, boundary, false);
  }

  private group(window: number, condition: NodeId): Group {
    const boundary = this.layout.to(this.event, window);
    const start = this.layout.from(this.event, window);
    const key = `${boundary} ${condition}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      const made = new Group(`${this.event}_${this.groups.size}`, condition, boundary);
      group = made;
      this.groups.set(key, made);
      this.at(boundary).push(() => made.reset());
    }
    if (!group.starts.includes(start)) group.starts.push(start);
    return group;
  }

  /** Adds an aggregate over the events of this loop. */
  aggregate(code: EventAggregateCode): void {
    const { node, index } = code;
    const { graph, texts, constants } = this.frame;
    const { store, event } = this;
    const window = this.layout.window(node.window, node.at);
    const end = this.end(window);
    const below = code.among?.passes ?? graph.bit(1);
    const condition = graph.and([code.where?.passes ?? graph.bit(1), below]);
    const group = this.group(window, condition);
    const name = `a${index}`;
    const held = heldAs(node.type);
    const unknown = held === "number" ? "NaN" : held === "text" ? texts.unknown : "0";
    const every = graph.isBit(condition, 1);
    const count = (of: Group): string => (graph.isBit(of.condition, 1) ? `(${end} - i - 1)` : of.count());
    const latest = (): string => (every ? `${end} - 1` : group.state("l", "-1", "if (@ < 0) @ = i;"));
    const first = (): string => (every ? "i + 1" : group.state("f", "-1", "@ = i;"));
    const some = (): string => (every ? `${end} > i + 1` : `${latest()} >= 0`);
    const type = this.program.plan.reads.events[event]?.fields[code.field]?.type ?? node.type;
    const field = {
      index: code.field,
      open: code.field === -1 ? "" : store.value(event, code.field, "i"),
      known: code.field === -1 || store.complete(event, code.field) ? "" : this.known(type),
    };
    const take = (): string => {
      switch (node.function) {
        case "count":
          return `${name} = ${count(group)};`;
        case "share":
          return `{ const n = ${count(this.group(window, below))}; if (n > 0) ${name} = ${count(group)} / n; }`;
        case "sum":
        case "average":
          return this.sum(code, group, name, field, window);
        case "quantile": {
          const values = group.helper(`q${field.index}_`, () => constants.make(() => new Values(), "new Values()"));
          group.addToField(field, `${values}.add(u);`);
          return `${name} = ${values}.quantile(${numeral(node.parts)}, ${quoted(type.kind)});`;
        }
        case "minimum":
        case "maximum":
          return `${name} = ${this.extreme(group, type, node.function, unknown, field)};`;
        case "distinct count": {
          const small = store.places(event, code.field);
          if (small <= 31) return `${name} = bitCount(${group.fieldState("b", "0", field, "@ |= 1 << u;")});`;
          const seen = group.helper(`d${field.index}_`, () => constants.make(() => new Set(), "new Set()"));
          group.addToField(field, `${seen}.add(u);`);
          return `${name} = ${seen}.size;`;
        }
        case "most frequent": {
          const small = store.places(event, code.field);
          const source = small <= 127 ? `new SmallTally(${small})` : "new Tally()";
          const tally = group.helper(`t${field.index}_`, () =>
            constants.make(() => (small <= 127 ? new SmallTally(small) : new Tally()), source),
          );
          group.addToField(field, `${tally}.add(u, t);`);
          return `if (${tally}.size > 0) ${name} = ${tally}.best(${this.order(type)});`;
        }
        case "first":
          return `if (${some()}) ${name} = ${store.value(event, code.field, first())};`;
        case "latest":
          return `if (${some()}) ${name} = ${store.value(event, code.field, latest())};`;
        case "time of first":
          return `if (${some()}) ${name} = ${store.time(event, first())};`;
        case "time of latest":
          return `if (${some()}) ${name} = ${store.time(event, latest())};`;
        case "distinct days":
          return `${name} = ${this.days(group)};`;
        case "longest streak": {
          const dates = group.helper("sd", () => constants.make(() => new Dates(), "new Dates()"));
          group.addToEvent(`${dates}.add(${store.date(event, "i")});`);
          return `${name} = ${dates}.longestStreak();`;
        }
        case "average gap":
          return `{ const n = ${count(group)}; if (n > 1) ${name} = (${store.time(event, latest())} - ${store.time(event, first())}) / ((n - 1) * 86400000); }`;
      }
    };
    const { overNothing, gives } = aggregateFacts[node.function];
    // A number of events fits in a bit's place of the frame; a sum may be larger.
    this.define(name, held, overNothing === null ? unknown : "0", overNothing !== null && gives !== "total");
    const action = take();
    const error = this.conditionError(code, window);
    this.at(this.layout.from(event, window)).push(() => `${action} ${error}`);
  }

  /** When a value `u` of a field is known. */
  private known(type: ValueType): string {
    switch (heldAs(type)) {
      case "number":
        return "u === u";
      case "text":
        return `u !== ${this.frame.texts.unknown}`;
      case "truth":
        return "u !== 0";
    }
  }

  private order(type: ValueType): string {
    switch (heldAs(type)) {
      case "number":
        return "compareNumbers";
      case "truth":
        return "compareTruths";
      case "text":
        return this.frame.texts.order(type.kind === "enum" ? this.frame.graph.domain(type.values) : 0);
    }
  }

  private extreme(
    group: Group,
    type: ValueType,
    which: "minimum" | "maximum",
    unknown: string,
    field: { readonly index: number; readonly open: string; readonly known: string },
  ): string {
    const sign = which === "minimum" ? "<" : ">";
    const name = which === "minimum" ? "lo" : "hi";
    if (heldAs(type) !== "number")
      return group.fieldState(
        name,
        unknown,
        field,
        `if (@ === ${unknown} || ${this.order(type)}(u, @) ${sign} 0) @ = u;`,
      );
    const worst = which === "minimum" ? "Infinity" : "-Infinity";
    const best = group.fieldState(name, worst, field, `if (u ${sign} @) @ = u;`);
    return `(${best} === ${worst} ? NaN : ${best})`;
  }

  /**
   * How many local dates. Dates fall as events get older, but for clocks set back across midnight: the mask has a bit
   * for each date from the least on that was seen.
   */
  private days(group: Group): string {
    const count = group.state("dn", "0", "");
    if (this.store.datesAscend(this.event)) {
      group.state(
        "dl",
        "-1e9",
        `{ const d = ${this.store.date(this.event, "i")}; if (d !== @) { @ = d; ${count}++; } }`,
      );
      return count;
    }
    const least = group.state("dl", "Infinity", "");
    group.state(
      "dm",
      "0",
      `{ const d = ${this.store.date(this.event, "i")}; if (d < ${least}) { @ = ${least} - d < 32 ? (@ << (${least} - d)) | 1 : 1; ${least} = d; ${count}++; } else if (((@ >>> (d - ${least})) & 1) === 0) { @ |= 1 << (d - ${least}); ${count}++; } }`,
    );
    return count;
  }

  private sum(
    code: EventAggregateCode,
    group: Group,
    name: string,
    field: { readonly index: number; readonly open: string; readonly known: string },
    window: number,
  ): string {
    const { node } = code;
    const average = node.function === "average";
    const overflow = `x${code.index}`;
    if (code.measureError !== -1) this.errorVariable(code);
    if (node.fieldType?.kind === "number") {
      // Doubles are added from the first to the latest, as the interpreter does: another order may round otherwise.
      const [begin, end] = [this.begin(window), this.end(window)];
      this.after.push(() => {
        const writer = this.frame.inEvent(this.store.leaves(this.event, "j"));
        const bit = this.frame.graph.isBit(group.condition, 1) ? "" : `if (${writer.ref(group.condition)}) `;
        const lines = writer.lines.join(" ");
        const add = `{ const u = ${this.store.value(this.event, code.field, "j")}; ${field.known === "" ? "" : `if (${field.known}) `}{ s += u; n++; } }`;
        const result = average ? `if (n > 0) ${name} = s / n;` : `${name} = s;`;
        return `{ let s = 0, n = 0; for (let j = ${begin}; j < ${end}; j++) { ${lines} ${bit}${add} } if (s - s !== 0) ${overflow} = ${overflow} || ${code.measureError + 1}; else { ${result} } }`;
      });
      return "";
    }
    const total = group.fieldState("s", "0", field, "@ += u;");
    let assign = `${name} = ${total};`;
    if (average) {
      const n =
        field.known !== ""
          ? group.fieldState("k", "0", field, "@++;")
          : this.frame.graph.isBit(group.condition, 1)
            ? `(${this.end(window)} - i - 1)`
            : group.count();
      assign = `if (${n} > 0) ${name} = ${node.type.kind === "decimal" ? `roundedQuotient(${total}, ${n})` : `${total} / ${n}`};`;
    }
    if (code.measureError === -1) return assign;
    const low = at(at(this.program.plan.reads.events, this.event).fields, code.field).low ?? -1;
    // Adding magnitudes never makes a double smaller, so a sum of them beyond 2^53 − 1 is not lost in rounding.
    const magnitude = low >= 0 ? total : group.fieldState("m", "0", field, "@ += Math.abs(u);");
    return `if (${magnitude} > ${EXACT_LIMIT}) ${overflow} = ${code.measureError + 1}; else { ${assign} }`;
  }

  private errorVariable(code: EventAggregateCode): void {
    const name = `x${code.index}`;
    if (!this.places.has(name)) {
      this.places.add(name);
      this.define(name, "truth", "0");
    }
  }

  /** The conditions of a measure are evaluated for every event in its window, and an overflow in them is its error. */
  private conditionError(code: EventAggregateCode, window: number): string {
    if (code.conditionError === -1) return "";
    const { graph } = this.frame;
    this.errorVariable(code);
    const bit = graph.or([...(code.among?.overflows ?? []), ...(code.where?.overflows ?? [])]);
    return `if (${this.group(window, graph.bit(1)).flag(bit)} === 1) x${code.index} = ${code.conditionError + 1};`;
  }

  /** Adds the loop to the frame, if it has anything to do. */
  write(): void {
    if (this.crossings.size > 0) this.frame.item(this.defines, () => this.source(), true);
  }

  private source(): string {
    const { event, store } = this;
    const fixed = store.fixedCrossings(event);
    const loop = (fixed === undefined ? undefined : this.segments(fixed)) ?? this.dispatching();
    const after = this.after.map((write) => write());
    return [
      ...this.declared,
      `{ ${store.open(event)}`,
      ...[...this.groups.values()].map((group) => group.declare()),
      ...loop,
      ...after,
      "}",
    ].join("\n");
  }

  private bodyOf(groups: readonly Group[]): string {
    const writer = this.frame.inEvent(this.store.leaves(this.event, "i"));
    const bodies = groups.map((group) => group.body(writer, this.frame.graph.isBit(group.condition, 1)));
    return [...writer.lines, ...bodies].filter((line) => line !== "").join("\n");
  }

  private actions(boundary: number): string {
    return (this.crossings.get(boundary) ?? []).map((action) => action()).join(" ");
  }

  /** One loop that looks at each event whether boundaries lie behind it. */
  private dispatching(): string[] {
    const { event, store } = this;
    const { times, order } = store.crossings(event);
    const cases = [...this.crossings.keys()].map((boundary) => `case ${boundary}: ${this.actions(boundary)} break;`);
    return [
      `const edges = ${times}, which = ${order}, last = which.length; let next = 0;`,
      `for (let i = ${store.high(event)} - 1; ; i--) {`,
      `const t = i >= ${store.low(event)} ? ${store.time(event, "i")} : -Infinity;`,
      `while (next < last && t < edges[next]) switch (which[next++]) { ${cases.join("\n")} }`,
      `if (next === last || i < ${store.low(event)}) break;`,
      this.bodyOf([...this.groups.values()]),
      "}",
    ];
  }

  /** A loop for the events between each boundary and the next, where that does not make too much code. */
  private segments(fixed: readonly { readonly boundary: number; readonly time: number }[]): string[] | undefined {
    const { event, store } = this;
    const places = new Map(fixed.map(({ boundary }, index) => [boundary, index]));
    const placeOf = (boundary: number): number => required(places.get(boundary), "the place of a boundary");
    const lines = [`let i = ${store.high(event)} - 1;`];
    let length = 0;
    for (const [index, { boundary, time }] of fixed.entries()) {
      // A group works from its end to the last of the starts that take it over.
      const active = [...this.groups.values()].filter(
        (group) => placeOf(group.end) < index && group.starts.some((start) => placeOf(start) >= index),
      );
      const body = this.bodyOf(active);
      const t = /\bt\b/.test(body) ? `const t = ${store.time(event, "i")};` : "";
      lines.push(
        `for (; i >= ${store.low(event)} && ${store.time(event, "i")} >= ${time}; i--) { ${t} ${body} }`,
        this.actions(boundary),
      );
      length += body.length;
      if (length > SEGMENTS_LENGTH) return undefined;
    }
    return lines;
  }
}

/** Characters of source beyond which a loop for each segment costs more to compile than it saves. */
const SEGMENTS_LENGTH = 12_000;
