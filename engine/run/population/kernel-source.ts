import { inside } from "../../invariant/required.ts";
import { collectors } from "../generate/collectors.ts";
import { heldAs, readVariable, type EventStore } from "../generate/event-store.ts";
import type { Leaves, ReadAs } from "../generate/expression-source.ts";
import { FrameWriter } from "../generate/frame.ts";
import { packItems, type Chunk, type Slot } from "../generate/items.ts";
import { LayoutBuilder } from "../generate/layout.ts";
import { numeral } from "../generate/numeral.ts";
import { resolveLayout } from "../generate/resolve.ts";
import { writeMeasures } from "../generate/measures.ts";
import { Constants } from "../generate/text-code.ts";
import type { Leaf } from "../ir/node.ts";
import type { Decision } from "../ir/output.ts";
import type { ErrorSource, IrProgram } from "../ir/program.ts";
import { rootsOf } from "../ir/roots.ts";
import type { Instant, Zone } from "../../calendar/zone.ts";
import { CodeTexts } from "./code-texts.ts";
import { shared, UNKNOWN_INT32, type Column } from "./columns.ts";
import { KernelFits } from "./kernel-fits.ts";
import { KernelData } from "./kernel-data.ts";
import type { EventTable, Population } from "./population.ts";
import { answeredOutputs } from "../answered-outputs.ts";
import { ABSENT, CHOICE_NONE, CHOICE_UNKNOWN, holdsInt32 } from "./results.ts";

/** The code that evaluates customers `from` up to `to`, and what it works on. */
export interface Kernel {
  /** Body of a function of (operations, data, texts, zone) that returns `(from, to) => void`. */
  readonly body: string;
  readonly data: KernelData;
  /** The dictionary, with what rules added; workers get it only when the code looks into texts. */
  readonly texts: readonly string[];
}

const OPERATIONS = [
  "exact",
  "finite",
  "fitValue",
  "binOf",
  "scratch",
  "walkTrees",
  "divide",
  "multiplyRound",
  "divideRound",
  "roundedQuotient",
  "dateOf",
  "textTest",
  "compareNumbers",
  "compareTruths",
  "firstTwo",
  "bitCount",
  "addMonths",
  "monthsSince",
  "nextAnniversary",
  ...Object.keys(collectors),
  "rowAt",
  "int32",
];

/** Writes the kernel of a program for a population at an instant. */
export function writeKernel(program: IrProgram, population: Population, asOf: Instant, zone: Zone): Kernel {
  return new KernelWriter(program, population, asOf, zone).write();
}

class KernelWriter {
  private readonly program: IrProgram;
  private readonly population: Population;
  private readonly asOf: Instant;
  private readonly zone: Zone;
  private readonly data = new KernelData();
  private readonly constants = new Constants();
  private readonly layout: LayoutBuilder;
  private readonly texts: CodeTexts;
  private readonly frame: FrameWriter;
  private readonly instants: readonly Instant[];
  private readonly todays: readonly number[];
  private readonly read = new Set<string>();
  /** Bitmaps that results go to; each has a word that gathers bits. */
  private readonly bitmaps = new Set<string>();

  constructor(program: IrProgram, population: Population, asOf: Instant, zone: Zone) {
    this.program = program;
    this.population = population;
    this.asOf = asOf;
    this.zone = zone;
    this.layout = new LayoutBuilder(program);
    this.texts = new CodeTexts(program.graph, this.data, population);
    const { instants, todays } = resolveLayout(this.layout.result(), asOf, zone);
    this.instants = instants;
    this.todays = todays;
    const leaves: Leaves = {
      leaf: (leaf, as) => this.leaf(leaf, as),
      moment: (op, at) => this.moment(op, at),
      eventPart: () => {
        throw new Error("an event outside its loop");
      },
    };
    this.frame = new FrameWriter(
      program.graph,
      rootsOf(program, true),
      leaves,
      this.texts,
      this.constants,
      new KernelFits(this.data, population.count),
    );
  }

  write(): Kernel {
    const { data } = this;
    this.standing();
    writeMeasures(this.program, this.eventStore(), this.frame, this.layout);
    for (const index of this.program.outputs.keys()) this.output(index);
    const { crossings } = resolveLayout(this.layout.result(), this.asOf, this.zone);
    for (const [event, { times, order }] of crossings.entries()) {
      const [edges, which] = [shared.float64(times.length), shared.int32(order.length)];
      edges.set(times);
      which.set(order);
      data.use(`$X${event}`, edges);
      data.use(`$Y${event}`, which);
    }
    const body = this.functions(packItems(this.frame.items, true));
    return { body, data, texts: this.texts.finish() };
  }

  private moment(op: "instant" | "today", at: number): string {
    return numeral(inside((op === "instant" ? this.instants : this.todays)[at]));
  }

  /** Who is not there at the instant, or lacks a required field, is passed over. */
  private standing(): void {
    const { data, population, frame } = this;
    data.use("$standing", shared.int16(population.count));
    frame.item([], () => {
      const here = population.profile.single ? "false" : `${frame.use(this.row(0))} === ${this.nobody()}`;
      data.use("$first", population.firstEvent);
      return `if (${here} && !($first[q] <= ${this.asOf})) { $standing[q] = ${ABSENT}; break customer; }`;
    });
    for (const [index, field] of this.program.plan.reads.fields.entries()) {
      if (!field.required) continue;
      frame.item([], () => {
        const name = frame.use(this.field(index, 0));
        const unknown =
          heldAs(field.type) === "number"
            ? `${name} !== ${name}`
            : heldAs(field.type) === "text"
              ? `${name} < 0`
              : `${name} === 0`;
        return `if (${unknown}) { $standing[q] = ${index + 1}; break customer; }`;
      });
    }
  }

  /** The row behind all others, which has nothing. */
  private nobody(): number {
    return this.population.profile.validFrom.length;
  }

  /** The variable with the profile row of an instant. */
  private row(at: number): string {
    const { profile } = this.population;
    if (profile.single) return "q";
    const name = `row${at}`;
    if (!this.read.has(name)) {
      this.read.add(name);
      this.data.use("$start", profile.start);
      this.data.use("$from", profile.validFrom);
      this.frame.items.push({
        code: `const ${name} = rowAt($start, $from, q, ${numeral(this.instants[at] ?? this.asOf)});`,
        defines: [{ name, held: "number" }],
        uses: new Set(),
        alone: false,
      });
    }
    return name;
  }

  private leaf(leaf: Leaf, as: ReadAs): string {
    switch (leaf.kind) {
      case "id": {
        if (!this.data.arrays.has("$ids")) this.data.use("$ids", this.texts.ids());
        return "$ids[q]";
      }
      case "field":
        return readVariable(this.frame.use(this.field(leaf.field, leaf.at)), as);
      case "aggregate":
        return readVariable(this.frame.use(`a${leaf.aggregate}`), as);
      case "event-field":
        throw new Error("an event's field outside its loop");
    }
  }

  private field(index: number, at: number): string {
    const read = this.program.plan.reads.fields[index];
    const name = `f${index}_${at}`;
    if (read === undefined || this.read.has(name)) return name;
    this.read.add(name);
    const column = this.population.profile.columns.get(read.name);
    if (column === undefined) throw new Error(`the population has no field \`${read.name}\``);
    const row = this.row(at);
    const array = this.data.use(`$P${index}`, column.values);
    const complete = column.complete && this.population.profile.single;
    this.frame.item([{ name, held: heldAs(read.type) === "truth" ? "bit" : "number" }], () => {
      if (row !== "q") this.frame.use(row);
      return `const ${name} = ${columnSource(column, array, row, complete)};`;
    });
    return name;
  }

  private table(event: number): EventTable {
    const { name } = inside(this.program.plan.reads.events[event]);
    const table = this.population.events.get(name);
    if (table === undefined) throw new Error(`the population has no event \`${name}\``);
    return table;
  }

  private column(event: number, field: number): Column {
    const { name } = inside(inside(this.program.plan.reads.events[event]).fields[field]);
    const column = this.table(event).columns.get(name);
    if (column === undefined) throw new Error(`the population has no event field \`${name}\``);
    return column;
  }

  private eventStore(): EventStore {
    const { data } = this;
    const value = (event: number, field: number, at: string): string => {
      const column = this.column(event, field);
      return columnSource(column, data.use(`$F${event}_${field}`, column.values), at, column.complete);
    };
    const time = (event: number, at: string): string => `${data.use(`$T${event}`, this.table(event).time)}[${at}]`;
    const date = (event: number, at: string): string => `${data.use(`$D${event}`, this.table(event).date)}[${at}]`;
    return {
      open: (event) => {
        const start = data.use(`$S${event}`, this.table(event).start);
        return `const low${event} = ${start}[q], high${event} = ${start}[q + 1];`;
      },
      low: (event) => `low${event}`,
      high: (event) => `high${event}`,
      time,
      date,
      value,
      complete: (event, field) => this.column(event, field).complete,
      places: (event, field) => {
        const type = this.program.plan.reads.events[event]?.fields[field]?.type;
        return type?.kind === "enum" ? type.values.length : Infinity;
      },
      datesAscend: (event) => this.table(event).datesAscend,
      crossings: (event) => ({ times: `$X${event}`, order: `$Y${event}` }),
      fixedCrossings: (event) => {
        const found = resolveLayout(this.layout.result(), this.asOf, this.zone).crossings[event];
        return found === undefined
          ? undefined
          : [...found.order].map((boundary, index) => ({ boundary, time: inside(found.times[index]) }));
      },
      now: (at) => this.moment("instant", at),
      leaves: (event, at) => ({
        leaf: (leaf, as) => {
          if (leaf.kind !== "event-field") throw new Error("a condition on events reads tags");
          return readVariable(value(event, leaf.field, at), as);
        },
        moment: (op, place) => this.moment(op, place),
        eventPart: (op) => {
          switch (op) {
            case "event-time":
              return time(event, at);
            case "event-date":
              return date(event, at);
            case "event-hour":
              return `${data.use(`$H${event}`, this.table(event).hour)}[${at}]`;
            case "event-weekday":
              return `(((${date(event, at)} + 3) % 7 + 7) % 7)`;
          }
        },
      }),
    };
  }

  private output(index: number): void {
    const code = this.program.outputs[index];
    if (code === undefined) return;
    const { frame } = this;
    if (code.errors.length > 0)
      frame.item(
        [{ name: `o${index}`, held: "bit" }],
        () => `const o${index} = ${code.errors.map((source) => this.errorSource(source)).join(" || ")};`,
      );
    if (!answeredOutputs(this.program.plan.outputs).includes(code.output)) return;
    frame.item([], () => {
      const write = this.decision(index, code.decision);
      if (code.errors.length === 0) return write;
      return `if (${frame.use(`o${index}`)} !== 0) $e${index}[q] = o${index}; else { ${write} }`;
    });
  }

  private errorSource(source: ErrorSource): string {
    const { frame } = this;
    switch (source.kind) {
      case "bit":
        return `(${frame.ref(source.bit)} ? ${source.error + 1} : 0)`;
      case "aggregate":
        return frame.use(`x${source.aggregate}`);
      case "output":
        return frame.use(`o${source.output}`);
      case "conflict":
        return `(${frame.ref(source.conflict.bit)} ? ${source.firstError + 1} + firstTwo([${source.conflict.branches.map(({ taken }) => frame.ref(taken)).join(", ")}]) : 0)`;
    }
  }

  private decision(index: number, decision: Decision): string {
    const { frame } = this;
    const { graph } = frame;
    const mark = (array: string, bit: string): string => {
      this.bitmaps.add(frame.use(array));
      return `${word(array)} |= ${bit} << q;`;
    };
    switch (decision.kind) {
      case "truth": {
        const yes = frame.ref(decision.yes);
        const no = graph.node(decision.no);
        if (no.op === "not" && no.arg === decision.yes) return mark(`$r${index}`, yes);
        return `${mark(`$r${index}`, yes)} ${mark(`$k${index}`, `(${yes} | ${frame.ref(decision.no)})`)}`;
      }
      case "text":
        return `$r${index}[q] = ${frame.ref(decision.node)};`;
      case "number": {
        const output = this.program.outputs[index]?.output;
        if (output === undefined || !graph.nullable(decision.node) || !holdsInt32(this.program, output, decision.node))
          return `$r${index}[q] = ${frame.ref(decision.node)};`;
        const name = frame.variable(decision.node);
        return `$r${index}[q] = ${name} === ${name} ? ${name} : ${UNKNOWN_INT32};`;
      }
      case "choice": {
        const options = decision.options.map(({ taken }, place) => `${frame.ref(taken)} ? ${place} : `);
        return `$r${index}[q] = ${options.join("")}${frame.ref(decision.unknown)} ? ${CHOICE_UNKNOWN} : ${CHOICE_NONE};`;
      }
      case "set":
        return decision.members.map(({ taken }, member) => mark(`$r${index}_${member}`, frame.ref(taken))).join(" ");
    }
  }

  /**
   * A function for each chunk, which goes over a block of customers; what passes between chunks stands in arrays as
   * long as a block. Customers go by 32, so that bits are gathered in variables.
   */
  private functions(chunks: readonly Chunk[]): string {
    const name = ({ variable, slot }: Slot): string =>
      `${variable.held === "bit" ? "B" : variable.held === "number" ? "N" : "C"}${slot}`;
    const stored = chunks.flatMap(({ stores }) => stores);
    const parts = chunks.map(({ code, uses, loads, stores }, index) => {
      const bitmaps = [...this.bitmaps].filter((array) => uses.has(array));
      const arrays = [...new Set([...loads, ...stores].map(name))];
      return [
        `function part${index}(from, to) {`,
        arraysOf([code, "$standing", ...bitmaps].join(" ")),
        ...arrays.map((array) => `const ${array} = blocks.${array};`),
        "for (let group = from; group < to; group += 32) {",
        ...bitmaps.map((array) => `let ${word(array)} = 0;`),
        "const end = Math.min(to, group + 32);",
        "for (let q = group; q < end; q++) customer: {",
        index === 0 ? "" : "if ($standing[q] !== 0) break customer;",
        ...loads.map((slot) => `const ${slot.variable.name} = ${name(slot)}[q - from];`),
        code,
        ...stores.map((slot) => `${name(slot)}[q - from] = ${slot.variable.name};`),
        "}",
        ...bitmaps.map((array) => `${array}[group >> 5] = ${word(array)};`),
        "}",
        "}",
      ].join("\n");
    });
    const blocks = [...new Map(stored.map((slot) => [name(slot), slot.variable.held])).entries()];
    return [
      '"use strict";',
      `const { ${OPERATIONS.join(", ")} } = operations;`,
      `const K = [${this.constants.sources.join(", ")}];`,
      `const blocks = { ${blocks.map(([array, held]) => `${array}: new ${held === "number" ? "Float64Array" : "Int32Array"}(${BLOCK})`).join(", ")} };`,
      ...parts,
      "return function run(first, end) {",
      `for (let from = first; from < end; from += ${BLOCK}) { const to = Math.min(end, from + ${BLOCK});`,
      ...chunks.map((_, index) => `part${index}(from, to);`),
      "}",
      "};",
    ].join("\n");
  }
}

/** Customers that go through all chunks before the next: a multiple of 32, few enough for the cache. */
const BLOCK = 512;

/** The variable that gathers the bits of a bitmap. */
const word = (array: string): string => array.replace("$", "word_");

/**
 * Names the arrays that code uses. Their names begin with `$` and no other name does; texts are places of the
 * dictionary, so that none stands in the code.
 */
function arraysOf(code: string): string {
  const arrays = new Set([...code.matchAll(/\$\w+/g)].map(([found]) => found));
  return [...arrays].map((array) => `const ${array} = data.${array};`).join(" ");
}

/** Reads a column in its form: NaN and -1 for unknown. */
function columnSource(column: Column, array: string, row: string, complete: boolean): string {
  if (column.kind !== "number" || complete || column.values instanceof Float64Array) return `${array}[${row}]`;
  return `int32(${array}[${row}])`;
}
