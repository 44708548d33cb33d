import { inside } from "../../invariant/required.ts";
import { neverUnknown } from "../../plan/aggregates.ts";
import type { ValueType } from "../../plan/types.ts";
import { heldAs, readVariable } from "../generate/event-store.ts";
import type { Leaves, ReadAs } from "../generate/expression-source.ts";
import { FrameWriter } from "../generate/frame.ts";
import { packItems, type Chunk, type Slot } from "../generate/items.ts";
import { LayoutBuilder, type Layout } from "../generate/layout.ts";
import { writeMeasures } from "../generate/measures.ts";
import { Constants, quoted, StringTexts } from "../generate/text-code.ts";
import { answeredOutputs } from "../answered-outputs.ts";
import { rootsOf } from "../ir/roots.ts";
import type { Leaf } from "../ir/node.ts";
import type { Decision } from "../ir/output.ts";
import type { ErrorSource, IrProgram } from "../ir/program.ts";
import { numeral } from "../generate/numeral.ts";
import { OPERATION_NAMES } from "./operation-names.ts";
import { access, eventReader, readSource } from "./read-source.ts";
import { profileStore } from "./event-columns.ts";

/** Generated code of an executor, and what it must be given. */
export interface ExecutorSource {
  /** Body of a function of (operations, K, states) that returns `{ overEvents, overAggregates, readEvent }`. */
  readonly body: string;
  readonly constants: Constants;
  readonly layout: Layout;
}

/** Writes the code that evaluates one customer. */
export function executorSource(program: IrProgram): ExecutorSource {
  const constants = new Constants();
  const layout = new LayoutBuilder(program);
  const overEvents = new EvaluationWriter(program, constants, layout, false).write();
  const overAggregates = new EvaluationWriter(program, constants, layout, true).write();
  const events = eventReader(program, constants);
  const body = [
    `"use strict";`,
    `const { ${OPERATION_NAMES.join(", ")} } = operations;`,
    `const overAggregates = (() => {`,
    overAggregates,
    `})();`,
    `const overEvents = (() => {`,
    overEvents,
    `})();`,
    events,
    `return { overEvents, overAggregates, readEvent };`,
  ].join("\n");
  return { body, constants, layout: layout.result() };
}

/** Writes one function: over raw events, or over aggregates that are given. */
class EvaluationWriter {
  private readonly program: IrProgram;
  private readonly constants: Constants;
  private readonly layout: LayoutBuilder;
  private readonly fromAggregates: boolean;
  private readonly frame: FrameWriter;
  private readonly read = new Map<string, string>();
  /** The instants at which the profile is read. */
  private readonly gathered = new Set<number>();

  constructor(program: IrProgram, constants: Constants, layout: LayoutBuilder, fromAggregates: boolean) {
    this.program = program;
    this.constants = constants;
    this.layout = layout;
    this.fromAggregates = fromAggregates;
    const leaves: Leaves = {
      leaf: (leaf, as) => this.leaf(leaf, as),
      moment: (op, at) => (op === "instant" ? `W.instants[${at}]` : `W.todays[${at}]`),
      eventPart: () => {
        throw new Error("an event outside its loop");
      },
    };
    this.frame = new FrameWriter(
      program.graph,
      rootsOf(program, !fromAggregates),
      leaves,
      new StringTexts(constants),
      constants,
    );
  }

  write(): string {
    this.required();
    if (!this.fromAggregates) writeMeasures(this.program, profileStore(this.program), this.frame, this.layout);
    for (const index of this.program.outputs.keys()) this.output(index);
    this.otherFields();
    return this.functions(packItems(this.frame.items, false));
  }

  /** Fields that no output turned out to need are read all the same: what is no value is refused wherever it stands. */
  private otherFields(): void {
    for (const [index, { via }] of this.program.plan.reads.fields.entries())
      if (via === undefined && ![...this.read.keys()].some((name) => name.startsWith(`f${index}_`)))
        this.field(index, 0);
  }

  /** Customers without a required field are left out before anything else is looked at. */
  private required(): void {
    const { fields } = this.program.plan.reads;
    for (const [index, field] of fields.entries()) {
      if (!field.required) continue;
      const name = this.field(index, 0);
      const unknown =
        heldAs(field.type) === "number"
          ? `${name} !== ${name}`
          : heldAs(field.type) === "text"
            ? `${name} === null`
            : `${name} === 0`;
      this.frame.item([], () => {
        this.frame.use(name);
        return `if (${unknown}) return ${index + 1};`;
      });
    }
  }

  private leaf(leaf: Leaf, as: ReadAs): string {
    switch (leaf.kind) {
      case "id":
        return "id";
      case "field":
        return readVariable(this.frame.use(this.field(leaf.field, leaf.at)), as);
      case "aggregate":
        return readVariable(
          this.frame.use(this.fromAggregates ? this.readAggregate(leaf.aggregate) : `a${leaf.aggregate}`),
          as,
        );
      case "event-field":
        throw new Error("an event's field outside its loop");
    }
  }

  /** The variable that holds a profile field at an instant. */
  private field(index: number, at: number): string {
    const read = this.program.plan.reads.fields[index];
    const name = `f${index}_${at}`;
    if (read !== undefined && !this.read.has(name)) {
      this.read.set(name, name);
      this.gathered.add(at);
      const source = readSource(
        read,
        `P${at}[${index}]`,
        `${this.program.plan.reads.profile}.${read.name}`,
        this.constants,
      );
      this.frame.items.push({
        code: `const ${name} = ${source};`,
        defines: [{ name, held: held(read.type) }],
        uses: new Set(),
        alone: false,
      });
    }
    return name;
  }

  private readAggregate(index: number): string {
    const node = this.program.plan.aggregates[index];
    const name = `a${index}`;
    if (node !== undefined && !this.read.has(name)) {
      this.read.set(name, name);
      const source = readSource(
        { name: node.id, type: node.type },
        `G[${index}]`,
        `the aggregate ${node.id}`,
        this.constants,
      );
      this.frame.items.push({
        code: `const ${name} = ${neverUnknown(node) ? `(${source} || 0)` : source};`,
        defines: [{ name, held: held(node.type) }],
        uses: new Set(),
        alone: false,
      });
    }
    return name;
  }

  private output(index: number): void {
    const code = this.program.outputs[index];
    if (code === undefined) return;
    const { output, decision, errors } = code;
    if (errors.length > 0) {
      this.frame.item(
        [{ name: `o${index}`, held: "bit" }],
        () => `const o${index} = ${errors.map((source) => this.errorSource(source)).join(" || ")};`,
      );
    }
    if (output.at !== "now" || output.kind === "expect") return;
    this.frame.item([], () => {
      const value = this.decision(decision, output.type);
      const target = access("R", output.name);
      if (errors.length === 0) return `${target} = ${value};`;
      return `${target} = ${this.frame.use(`o${index}`)} ? errorResult(o${index}) : ${value};`;
    });
  }

  private errorSource(source: ErrorSource): string {
    const { frame } = this;
    switch (source.kind) {
      case "bit":
        return `(${frame.ref(source.bit)} ? ${source.error + 1} : 0)`;
      case "aggregate":
        return this.fromAggregates ? "0" : frame.use(`x${source.aggregate}`);
      case "output":
        return frame.use(`o${source.output}`);
      case "conflict":
        return `(${frame.ref(source.conflict.bit)} ? ${source.firstError + 1} + firstTwo([${source.conflict.branches.map(({ taken }) => frame.ref(taken)).join(", ")}]) : 0)`;
    }
  }

  private decision(decision: Decision, type: ValueType): string {
    const { frame } = this;
    switch (decision.kind) {
      case "truth": {
        const no = frame.graph.node(decision.no);
        if (no.op === "not" && no.arg === decision.yes) return `(${frame.ref(decision.yes)} === 1)`;
        return `(${frame.ref(decision.yes)} ? true : ${frame.ref(decision.no)} ? false : UNKNOWN)`;
      }
      case "number": {
        const name = frame.variable(decision.node);
        const value = shown(name, type);
        return frame.graph.nullable(decision.node) ? `(${name} === ${name} ? ${value} : UNKNOWN)` : value;
      }
      case "text": {
        const name = frame.variable(decision.node);
        return frame.graph.nullable(decision.node) ? `(${name} === null ? UNKNOWN : ${name})` : name;
      }
      case "choice": {
        const options = decision.options.map(({ value, taken }) => `${frame.ref(taken)} ? ${quoted(value)} : `);
        return `(${options.join("")}${frame.ref(decision.unknown)} ? UNKNOWN : NONE)`;
      }
      case "set":
        return `[${decision.members.map(({ value, taken }) => `...(${frame.ref(taken)} ? [${quoted(value)}] : [])`).join(", ")}]`;
    }
  }

  /** The chunks as functions, and the function that runs them. */
  private functions(chunks: readonly Chunk[]): string {
    const results = answeredOutputs(this.program.plan.outputs).map(
      ({ name }) => `${quoted(name) === '"__proto__"' ? '["__proto__"]' : quoted(name)}: undefined`,
    );
    const arrays: Record<Slot["variable"]["held"], string> = { bit: "B", number: "N", text: "S" };
    const slots = chunks.flatMap(({ stores }) => stores);
    const size = (kind: Slot["variable"]["held"]): number =>
      slots.filter(({ variable }) => variable.held === kind).length;
    const parameters = "V, id, A, E, W, zone, R";
    const functions = chunks.map(({ code, loads, stores }, index) =>
      [
        `function part${index}(${parameters}) {`,
        ...loads.map(({ variable, slot }) => `const ${variable.name} = ${arrays[variable.held]}[${slot}];`),
        code,
        ...stores.map(({ variable, slot }) => `${arrays[variable.held]}[${slot}] = ${variable.name};`),
        "return 0;",
        "}",
      ].join("\n"),
    );
    const places = (names: readonly string[]): string =>
      this.constants.add(
        new Map(names.map((name, place) => [name, place])),
        `new Map([${names.map((name, place) => `[${quoted(name)}, ${place}]`).join(", ")}])`,
      );
    const fields = places(this.program.plan.reads.fields.map(({ name }) => name));
    const instants = [...this.gathered].sort((left, right) => left - right);
    const count = this.program.plan.reads.fields.length;
    return [
      // Objects come in any order of keys: going over the keys is several times faster than looking each up.
      ...instants.map((at) => `const raw${at} = Array.from({ length: ${count} }); let P${at} = raw${at};`),
      ...(this.fromAggregates ? [`const G = Array.from({ length: ${this.program.aggregates.length} });`] : []),
      `const B = new Int32Array(${size("bit")}), N = new Float64Array(${size("number")}), S = new Array(${size("text")}).fill(null);`,
      ...functions,
      `return function evaluate(V, id, A, E, W, zone) {`,
      `const R = { ${results.join(", ")} };`,
      ...instants.map((at) =>
        at === instants[0]
          ? `P${at} = gather(V[${at}], ${fields}, raw${at});`
          : `P${at} = V[${at}] === V[${inside(instants[0])}] ? P${inside(instants[0])} : gather(V[${at}], ${fields}, raw${at});`,
      ),
      ...(this.fromAggregates ? [`gather(A, ${places(this.program.plan.aggregates.map(({ id }) => id))}, G);`] : []),
      `let left = 0;`,
      ...chunks.map((_, index) => `left = part${index}(${parameters}); if (left !== 0) return missing(left - 1);`),
      `return R;`,
      "};",
    ].join("\n");
  }
}

const held = (type: ValueType): "bit" | "number" | "text" =>
  heldAs(type) === "truth" ? "bit" : heldAs(type) === "text" ? "text" : "number";

/** A known number as results show it; the same as `jsonValue`. */
function shown(name: string, type: ValueType): string {
  switch (type.kind) {
    case "decimal":
      return type.digits === 0 ? name : `${name} / ${numeral(10 ** type.digits)}`;
    case "date":
      return `formatDate(${name})`;
    case "time":
      return `formatInstant(${name})`;
    case "integer":
    case "number":
    case "duration":
    case "boolean":
    case "text":
    case "enum":
    case "set":
      return name;
  }
}
