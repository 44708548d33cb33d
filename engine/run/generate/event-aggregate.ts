import { at } from "../../invariant/required.ts";
import { valueNodes, type EventAggregateCode, type IrProgram } from "../ir/program.ts";
import { aggregateFacts, takenOf, takesEach } from "../../plan/aggregates.ts";
import { ANY_TEXT } from "../ir/node.ts";
import { EXACT_LIMIT, type ValueType } from "../../plan/types.ts";
import { Dates, SmallTally, Tally, Values } from "./collectors.ts";
import type { EventLoop } from "./event-loop.ts";
import { heldAs, type EventStore } from "./event-store.ts";
import type { EventWriter, FrameWriter } from "./frame.ts";
import type { Group, MeasuredField } from "./group.ts";
import type { LayoutBuilder } from "./layout.ts";
import { numeral } from "./numeral.ts";
import { quoted } from "./text-code.ts";

/** Adds an aggregate to the loop over the events that it measures. */
export function writeAggregate(code: EventAggregateCode, loop: EventLoop): void {
  new AggregateWriter(loop).write(code);
}

/** Writes what a loop gathers for an aggregate, and how its value is taken at the start of its window. */
class AggregateWriter {
  private readonly loop: EventLoop;
  private readonly program: IrProgram;
  private readonly store: EventStore;
  private readonly frame: FrameWriter;
  private readonly layout: LayoutBuilder;
  private readonly event: number;

  constructor(loop: EventLoop) {
    this.loop = loop;
    this.program = loop.program;
    this.store = loop.store;
    this.frame = loop.frame;
    this.layout = loop.layout;
    this.event = loop.event;
  }

  write(code: EventAggregateCode): void {
    const { node, index } = code;
    const { graph, texts, constants } = this.frame;
    const { store, event } = this;
    const window = this.layout.window(node.window, node.at);
    const end = this.loop.end(window);
    const below = code.among?.passes ?? graph.bit(1);
    const condition = graph.and([code.where?.passes ?? graph.bit(1), below]);
    const group = this.loop.group(window, condition);
    const name = `a${index}`;
    const held = heldAs(node.type);
    const unknown = held === "number" ? "NaN" : held === "text" ? texts.unknown : "0";
    const every = graph.isBit(condition, 1);
    const count = (of: Group): string => (graph.isBit(of.condition, 1) ? `(${end} - i - 1)` : of.count());
    const latest = (): string => (every ? `${end} - 1` : group.state("l", "-1", "if (@ < 0) @ = i;"));
    const first = (): string => (every ? "i + 1" : group.state("f", "-1", "@ = i;"));
    const some = (): string => (every ? `${end} > i + 1` : `${latest()} >= 0`);
    const type = node.fieldType === null ? node.type : takenOf(node.function, node.fieldType);
    const field = this.measured(code, type);
    const take = (): string => {
      switch (node.function) {
        case "count":
          return `${name} = ${count(group)};`;
        case "share":
          return `{ const n = ${count(this.loop.group(window, below))}; if (n > 0) ${name} = ${count(group)} / n; }`;
        case "sum":
        case "average":
          return this.sum(code, group, name, field, window);
        case "quantile": {
          const values = group.helper(`q${field.key}_`, () => constants.make(() => new Values(), "new Values()"));
          group.addToField(field, `${values}.add(u);`);
          return `${name} = ${values}.quantile(${numeral(node.parts)}, ${quoted(type.kind)});`;
        }
        case "minimum":
        case "maximum":
          return `${name} = ${this.extreme(group, type, node.function, unknown, field)};`;
        case "distinct count": {
          const small = this.places(code);
          if (small <= 31) return `${name} = bitCount(${group.fieldState("b", "0", field, "@ |= 1 << u;")});`;
          const seen = group.helper(`d${field.key}_`, () => constants.make(() => new Set(), "new Set()"));
          group.addToField(field, `${seen}.add(u);`);
          return `${name} = ${seen}.size;`;
        }
        case "most frequent": {
          const small = this.places(code);
          const source = small <= 127 ? `new SmallTally(${small})` : "new Tally()";
          const tally = group.helper(`t${field.key}_`, () =>
            constants.make(() => (small <= 127 ? new SmallTally(small) : new Tally()), source),
          );
          group.timed = true;
          group.addToField(field, `${tally}.add(u, t);`);
          return `if (${tally}.size > 0) ${name} = ${tally}.best(${this.order(type)});`;
        }
        case "first":
          if (code.computed !== undefined) return `${name} = ${group.valueState("fv", unknown, field, "@ = u;")};`;
          return `if (${some()}) ${name} = ${store.value(event, code.field, first())};`;
        case "latest":
          if (code.computed !== undefined) {
            const taken = group.state(`lt${field.key}`, "0", "");
            const once = `if (${taken} === 0) { ${taken} = 1; @ = u; }`;
            return `${name} = ${group.valueState("lv", unknown, field, once)};`;
          }
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
    // Between functions, counts are passed on in the 32 bits that truth values have; a sum may need a double.
    this.loop.define(name, held, overNothing === null ? unknown : "0", overNothing !== null && gives !== "total");
    const action = take();
    const error = this.conditionError(code, window);
    this.loop.at(this.layout.from(event, window)).push(() => `${action} ${error}`);
  }

  /** What is taken of an event: a field, or what is computed over it. */
  private measured(code: EventAggregateCode, type: ValueType): MeasuredField {
    const { store, event } = this;
    if (code.computed !== undefined) {
      const { value } = code.computed;
      const open = (writer: EventWriter): string =>
        value.kind === "truth" ? `(${writer.ref(value.yes)} | (${writer.ref(value.no)} << 1))` : writer.ref(value.node);
      return { key: `v${valueNodes(code.computed).join("_")}`, open, known: this.known(type) };
    }
    const { fieldType, function: fn } = code.node;
    if (takesEach(fn, fieldType)) {
      const { graph, texts } = this.frame;
      const domain = type.kind === "enum" ? graph.domain(type.values) : ANY_TEXT;
      return {
        key: `s${code.field}`,
        open: () => store.value(event, code.field, "i"),
        known: store.complete(event, code.field) ? "" : this.known(fieldType),
        each: (statements) => texts.each("u", domain, statements),
      };
    }
    return {
      key: String(code.field),
      open: () => store.value(event, code.field, "i"),
      known: code.field === -1 || store.complete(event, code.field) ? "" : this.known(type),
    };
  }

  /** How many places its values are coded by. */
  private places({ field, computed }: EventAggregateCode): number {
    return computed === undefined ? this.store.places(this.event, field) : Infinity;
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
    field: MeasuredField,
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
   * Counts the local dates on which there were events. The loop goes from the latest event to the first, so that each
   * date is the one before or an earlier one, unless a clock was set back across midnight. For that case a mask says
   * which of the 32 dates from the least one on were seen: bit n is n days after it.
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

  private sum(code: EventAggregateCode, group: Group, name: string, field: MeasuredField, window: number): string {
    const { node } = code;
    const average = node.function === "average";
    const overflow = `x${code.index}`;
    if (code.measureError !== -1) this.loop.errorVariable(code);
    if (node.fieldType?.kind === "number") {
      // Doubles are added from the first to the latest, as the interpreter does: another order may round otherwise.
      const [begin, end] = [this.loop.begin(window), this.loop.end(window)];
      this.loop.after.push(() => {
        const writer = this.frame.inEvent(this.store.leaves(this.event, "j"));
        const bit = this.frame.graph.isBit(group.condition, 1) ? "" : `if (${writer.ref(group.condition)}) `;
        const value = code.computed === undefined ? this.store.value(this.event, code.field, "j") : field.open(writer);
        const lines = writer.lines.join(" ");
        const add = `{ const u = ${value}; ${field.known === "" ? "" : `if (${field.known}) `}{ s += u; n++; } }`;
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
            ? `(${this.loop.end(window)} - i - 1)`
            : group.count();
      assign = `if (${n} > 0) ${name} = ${node.type.kind === "decimal" ? `roundedQuotient(${total}, ${n})` : `${total} / ${n}`};`;
    }
    if (code.measureError === -1) return assign;
    const low = this.least(code);
    // Adding magnitudes never makes a double smaller, so a sum of them beyond 2^53 − 1 is not lost in rounding.
    const magnitude = low >= 0 ? total : group.fieldState("m", "0", field, "@ += Math.abs(u);");
    return `if (${magnitude} > ${EXACT_LIMIT}) ${overflow} = ${code.measureError + 1}; else { ${assign} }`;
  }

  /** No value is less. */
  private least({ field, computed }: EventAggregateCode): number {
    if (computed === undefined) return at(at(this.program.plan.reads.events, this.event).fields, field).low ?? -1;
    return computed.value.kind === "number" ? this.frame.graph.range(computed.value.node).low : -1;
  }

  /** The conditions of a measure are evaluated for every event in its window, and an overflow in them is its error. */
  private conditionError(code: EventAggregateCode, window: number): string {
    if (code.conditionError === -1) return "";
    const { graph } = this.frame;
    this.loop.errorVariable(code);
    const parts = [code.among, code.where, code.computed];
    const bit = graph.or(parts.flatMap((part) => (part === undefined ? [] : part.overflows)));
    return `if (${this.loop.group(window, graph.bit(1)).flag(bit)} === 1) x${code.index} = ${code.conditionError + 1};`;
  }
}
