import { inside } from "../../invariant/required.ts";
import { heldAs, readVariable, type EventStore } from "../generate/event-store.ts";
import type { Leaves, ReadAs } from "../generate/expression-source.ts";
import { FrameWriter } from "../generate/frame.ts";
import { packItems } from "../generate/items.ts";
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
import { shared, UNKNOWN_INT32 } from "./columns.ts";
import { KernelFits } from "./kernel-fits.ts";
import { KernelData } from "./kernel-data.ts";
import { columnSource, populationEvents } from "./kernel-events.ts";
import { kernelFunctions, STANDING, word } from "./kernel-functions.ts";
import type { Population } from "./population.ts";
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

/** Writes the kernel of a program for a population at an instant. */
export function writeKernel(program: IrProgram, population: Population, asOf: Instant, zone: Zone): Kernel {
  return new KernelWriter(program, population, asOf, zone).write();
}

class KernelWriter {
  private readonly program: IrProgram;
  private readonly population: Population;
  private readonly asOf: Instant;
  private readonly zone: Zone;
  private readonly data = new KernelData((name) => this.frame.use(name));
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
    writeMeasures(this.program, this.events(), this.frame, this.layout);
    for (const index of this.program.outputs.keys()) this.output(index);
    const { crossings } = resolveLayout(this.layout.result(), this.asOf, this.zone);
    for (const [event, { times, order }] of crossings.entries()) {
      const [edges, which] = [shared.float64(times.length), shared.int32(order.length)];
      edges.set(times);
      which.set(order);
      data.use(`$X${event}`, edges);
      data.use(`$Y${event}`, which);
    }
    const body = kernelFunctions(packItems(this.frame.items, true), data.names, this.bitmaps, this.constants);
    return { body, data, texts: this.texts.finish() };
  }

  private moment(op: "instant" | "today", at: number): string {
    return numeral(inside((op === "instant" ? this.instants : this.todays)[at]));
  }

  /** Who is not there at the instant, or lacks a required field, is passed over. */
  private standing(): void {
    const { data, population, frame } = this;
    data.use(STANDING, shared.int16(population.count));
    frame.item([], () => {
      const here = population.profile.single ? "false" : `${frame.use(this.row(0))} === ${this.nobody()}`;
      const [first, standing] = [data.use("$first", population.firstEvent), data.name(STANDING)];
      return `if (${here} && !(${first}[q] <= ${numeral(this.asOf)})) { ${standing}[q] = ${ABSENT}; break customer; }`;
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
        return `if (${unknown}) { ${this.data.name(STANDING)}[q] = ${index + 1}; break customer; }`;
      });
    }
  }

  /** The row that customers without a profile version read: one after the last, in which every field is unknown. */
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
      this.frame.item([{ name, held: "number" }], () => {
        const arrays = [this.data.use("$start", profile.start), this.data.use("$from", profile.validFrom)];
        return `const ${name} = rowAt(${arrays.join(", ")}, q, ${numeral(inside(this.instants[at]))});`;
      });
    }
    return name;
  }

  private leaf(leaf: Leaf, as: ReadAs): string {
    switch (leaf.kind) {
      case "id": {
        const ids = this.data.arrays.get("$ids") ?? this.texts.ids();
        return `${this.data.use("$ids", ids)}[q]`;
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
    const complete = column.complete && this.population.profile.single;
    this.frame.item([{ name, held: heldAs(read.type) === "truth" ? "bit" : "number" }], () => {
      if (row !== "q") this.frame.use(row);
      const array = this.data.use(`$P${index}`, column.values);
      return `const ${name} = ${columnSource(column, array, row, complete)};`;
    });
    return name;
  }

  private events(): EventStore {
    const { program, population, data } = this;
    return populationEvents({
      program,
      population,
      data,
      moment: (op, at) => this.moment(op, at),
      crossings: () => resolveLayout(this.layout.result(), this.asOf, this.zone).crossings,
    });
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
      return `if (${frame.use(`o${index}`)} !== 0) ${this.data.name(`$e${index}`)}[q] = o${index}; else { ${write} }`;
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
      this.bitmaps.add(this.data.name(array));
      return `${word(array)} |= ${bit} << q;`;
    };
    const place = (): string => `${this.data.name(`$r${index}`)}[q]`;
    switch (decision.kind) {
      case "truth": {
        const yes = frame.ref(decision.yes);
        const no = graph.node(decision.no);
        if (no.op === "not" && no.arg === decision.yes) return mark(`$r${index}`, yes);
        return `${mark(`$r${index}`, yes)} ${mark(`$k${index}`, `(${yes} | ${frame.ref(decision.no)})`)}`;
      }
      case "text":
        return `${place()} = ${frame.ref(decision.node)};`;
      case "number": {
        const output = this.program.outputs[index]?.output;
        if (output === undefined || !graph.nullable(decision.node) || !holdsInt32(this.program, output, decision.node))
          return `${place()} = ${frame.ref(decision.node)};`;
        const name = frame.variable(decision.node);
        return `${place()} = ${name} === ${name} ? ${name} : ${UNKNOWN_INT32};`;
      }
      case "choice": {
        const options = decision.options.map(({ taken }, place) => `${frame.ref(taken)} ? ${place} : `);
        return `${place()} = ${options.join("")}${frame.ref(decision.unknown)} ? ${CHOICE_UNKNOWN} : ${CHOICE_NONE};`;
      }
      case "set":
        return decision.members.map(({ taken }, member) => mark(`$r${index}_${member}`, frame.ref(taken))).join(" ");
    }
  }
}
