import { required } from "../invariant/required.ts";
import { isExactUnit, unitMilliseconds } from "../calendar/instant.ts";
import { carriedFields, joinedFields } from "../check/parts.ts";
import { compareText } from "../text/text.ts";
import { isTypedLeaf } from "../check/typed-leaves.ts";
import type {
  JoinedField,
  Program,
  Step,
  TypedExpression,
  TypedLeaf,
  TypedMeasure,
  TypedOutput,
  TypedRecord,
} from "../check/program.ts";
import { contentHash, keyOf, nodeId } from "../plan/canonical.ts";
import { mapLeaves, type PlanExpression, type PlanLeaf } from "../plan/expression.ts";
import { expressionsOf, mapForm, mapMeasure, walk } from "../plan/forms.ts";
import {
  LANGUAGE_VERSION,
  PLAN_VERSION,
  type AggregateNode,
  type FieldRead,
  type InstantNode,
  type OutputNode,
  type Plan,
  type Reads,
  type TableRead,
} from "../plan/plan.ts";
import { limits } from "../../grammar/limits.ts";
import type { Span } from "../../grammar/source.ts";

/** Thrown when a plan would be too large: `as of … ago` asks for the same tags at ever more instants. */
export class PlanLimitError extends Error {
  readonly limit: "instants" | "graph";
  readonly output: TypedOutput;
  constructor(limit: "instants" | "graph", output: TypedOutput) {
    super(`beyond the limit of ${limit}`);
    this.limit = limit;
    this.output = output;
  }
}

const NOW = "now";

/**
 * Lowers a checked program without errors to a plan. Everything is bound to an instant; measures that are the same
 * become one aggregate. With `tests`, the expectations of the test blocks become outputs of kind `expect`.
 */
export function lower(program: Program, options: { readonly tests?: boolean } = {}): Plan {
  return new Lowering(program).run(options.tests === true);
}

class Lowering {
  private readonly program: Program;
  private readonly instants = new Map<string, InstantNode>([[NOW, { id: NOW, back: [] }]]);
  private readonly aggregates = new Map<string, AggregateNode>();
  private readonly outputs: OutputNode[] = [];
  private readonly outputIds = new Map<string, string>();
  private readonly positions = new Map<object, Span>();
  private readonly source: Record<string, Record<string, [number, number, number]>> = {};
  private readonly files: string[];

  constructor(program: Program) {
    this.program = program;
    this.files = program.files.map((file) => file.path);
  }

  run(tests: boolean): Plan {
    const all = tests ? [...this.program.outputs, ...expectations(this.program)] : this.program.outputs;
    const needed = this.neededInstants(all);
    for (const output of all) {
      for (const instant of required(needed.get(output.name), "the instants of an output"))
        this.lowerOutput(output, instant);
    }
    const content = {
      format: "tagma-plan" as const,
      planVersion: PLAN_VERSION as typeof PLAN_VERSION,
      language: LANGUAGE_VERSION as typeof LANGUAGE_VERSION,
      settings: this.program.settings,
      reads: this.reads(),
      instants: [...this.instants.values()],
      aggregates: [...this.aggregates.values()],
      outputs: this.outputs,
    };
    let hash: string | undefined;
    return {
      ...content,
      // Worked out when it is asked for: while rules are edited, nobody does.
      get hash() {
        hash ??= contentHash(content);
        return hash;
      },
      source: { files: this.files, outputs: this.source, unread: this.unread(content.reads) },
    };
  }

  /** At which instants each output is read: its own readers' instants, moved back by `as of`. */
  private neededInstants(outputs: readonly TypedOutput[]): Map<string, Set<string>> {
    const needed = new Map(outputs.map((output) => [output.name, new Set([NOW])]));
    for (const output of [...outputs].reverse()) {
      const own = required(needed.get(output.name), "the instants of an output");
      for (const [, expression] of expressionsOf(output.form)) {
        walk<TypedLeaf>(expression, "", (node) => {
          if (node.op !== "tag") return;
          for (const at of own) needed.get(node.name)?.add(this.moved(at, node.back, output));
        });
      }
    }
    return needed;
  }

  private moved(at: string, back: readonly Step[], output: TypedOutput): string {
    if (back.length === 0) return at;
    const steps = mergeSteps([...(this.instants.get(at)?.back ?? []), ...back]);
    const id = [NOW, ...steps.map(({ amount, unit }) => `${amount}${unit}`)].join("-");
    if (!this.instants.has(id)) {
      if (this.instants.size >= limits.instants) throw new PlanLimitError("instants", output);
      this.instants.set(id, { id, back: steps });
    }
    return id;
  }

  private lowerOutput(output: TypedOutput, at: string): void {
    if (this.outputs.length + this.aggregates.size >= limits.graph) throw new PlanLimitError("graph", output);
    const form = mapForm(output.form, (expression) => this.expression(expression, at, output));
    const { name, kind, tagKind, type, personal, about } = output;
    // Its text is needed for the output's id and again for the hash of the whole plan.
    keyOf(form);
    const id = nodeId({ name, kind, at, type, form });
    this.outputs.push({ id, name, kind, tagKind, at, type, form, personal, about });
    this.outputIds.set(`${at} ${name}`, id);
    const file = this.files.indexOf(output.location.file);
    const places: Record<string, [number, number, number]> = { "": [file, output.location.start, output.location.end] };
    for (const [path, expression] of expressionsOf(form)) {
      walk<PlanLeaf>(expression, path, (node, nodePath) => {
        const span = this.positions.get(node);
        if (span !== undefined) places[nodePath] = [file, span.start, span.end];
      });
    }
    this.source[id] = places;
  }

  private expression(expression: TypedExpression, at: string, output: TypedOutput): PlanExpression {
    return mapLeaves<TypedLeaf, PlanLeaf>(
      expression,
      isTypedLeaf,
      (leaf) => this.leaf(leaf, at, output),
      (from, to) => {
        const span = this.program.positions.get(from);
        if (span !== undefined) this.positions.set(to, span);
      },
    );
  }

  private leaf(leaf: TypedLeaf, at: string, output: TypedOutput): PlanLeaf {
    switch (leaf.op) {
      case "event-field":
      case "event-time":
      case "id":
        return { ...leaf };
      case "model":
        return { ...leaf };
      case "field":
        return { op: "field", field: leaf.field, at };
      case "now":
      case "today":
        return { op: leaf.op, at };
      case "measure":
        return { op: "aggregate", id: this.aggregate(leaf.measure, at, output) };
      case "tag": {
        const instant = this.moved(at, leaf.back, output);
        const id = this.outputIds.get(`${instant} ${leaf.name}`);
        if (id === undefined) throw new Error(`output ${leaf.name} at ${instant} is lowered before what it reads`);
        return { op: "output", id };
      }
    }
  }

  private aggregate(measure: TypedMeasure, at: string, output: TypedOutput): string {
    const lowered = {
      ...mapMeasure<TypedExpression, PlanExpression>(measure, (expression) => this.expression(expression, at, output)),
      at,
    };
    const id = nodeId(lowered);
    if (!this.aggregates.has(id)) this.aggregates.set(id, { ...lowered, id });
    return id;
  }

  /** Required fields of the events that are read which are not read themselves. */
  private unread(reads: Reads): Record<string, FieldRead[]> {
    return Object.fromEntries(
      reads.events.flatMap(({ name, fields }) => {
        const event = required(this.program.events.get(name), "an event that is read");
        const others = [...event.fields.values(), ...carriedFields(event)].filter(
          (field) => field.required && !fields.some((read) => read.name === field.name),
        );
        return others.length === 0 ? [] : [[name, others.map(readOf)]];
      }),
    );
  }

  private reads(): Reads {
    const fields = new Set<string>();
    const events = new Map<string, Set<string>>();
    const eventFields = (event: string): Set<string> => {
      const found = events.get(event) ?? new Set<string>();
      events.set(event, found);
      return found;
    };
    const visit =
      (event: string | null) =>
      (node: PlanExpression): void => {
        if (node.op === "field") fields.add(node.field);
        else if (node.op === "event-field" && event !== null) eventFields(event).add(node.field);
      };
    for (const output of this.outputs)
      for (const [, expression] of expressionsOf(output.form)) walk<PlanLeaf>(expression, "", visit(null));
    for (const aggregate of this.aggregates.values()) {
      const steps =
        aggregate.kind === "events"
          ? [
              { event: aggregate.event, where: aggregate.where },
              { event: aggregate.event, where: aggregate.among },
            ]
          : aggregate.steps;
      if (aggregate.kind === "events" && aggregate.computed !== undefined)
        walk<PlanLeaf>(aggregate.computed, "", visit(aggregate.event));
      else if (aggregate.kind === "events" && aggregate.field !== null)
        eventFields(aggregate.event).add(aggregate.field);
      for (const { event, where } of steps) {
        eventFields(event);
        if (where !== null) walk<PlanLeaf>(where, "", visit(event));
      }
    }
    const { profile } = this.program;
    const ofProfile = profile === undefined ? [] : joinedOf(profile, fields);
    const ofEvents = new Map(
      [...this.program.events.values()]
        .filter((event) => events.has(event.name))
        .map((event) => [event, joinedOf(event, eventFields(event.name))]),
    );
    for (const { via } of ofProfile) fields.add(via.key);
    for (const [event, joined] of ofEvents) for (const { via } of joined) eventFields(event.name).add(via.key);
    const tables = this.tables([...ofProfile, ...[...ofEvents.values()].flat()]);
    return {
      profile: profile?.name ?? "customer",
      fields: [
        ...[...(profile?.fields.values() ?? [])]
          .filter((field) => field.required || fields.has(field.name))
          .map(readOf),
        ...ofProfile.map(joinedReadOf),
      ],
      events: [...ofEvents].map(([event, joined]) => ({
        name: event.name,
        ...(event.partOf === null ? {} : { partOf: event.partOf }),
        fields: [
          ...[...event.fields.values(), ...carriedFields(event)]
            .filter(({ name }) => eventFields(event.name).has(name))
            .map(readOf),
          ...joined.map(joinedReadOf),
        ],
      })),
      ...(tables.length === 0 ? {} : { tables }),
    };
  }

  /** The fields of tables that are read through fields of records, in the order of their declarations. */
  private tables(joined: readonly JoinedField[]): TableRead[] {
    return [...this.program.tables.values()].flatMap(({ name, key, fields }) => {
      const read = new Set(joined.flatMap(({ via }) => (via.table === name ? [via.field] : [])));
      return read.size === 0
        ? []
        : [{ name, key, fields: [...fields.values()].filter((field) => read.has(field.name)).map(readOf) }];
    });
  }
}

const readOf = ({ name, type, required, personal, low, high }: FieldRead): FieldRead => ({
  name,
  type,
  required,
  personal,
  low,
  high,
});

const joinedReadOf = (field: JoinedField): FieldRead => ({ ...readOf(field), via: field.via });

/** What is read through the tables whose rows a record names. */
function joinedOf(record: TypedRecord, read: ReadonlySet<string>): JoinedField[] {
  return joinedFields(record)
    .filter(({ name }) => read.has(name))
    .sort((left, right) => compareText(left.name, right.name));
}

/** Neighbouring steps of exact length add up; calendar steps don't, since each is clamped on its own. */
function mergeSteps(steps: readonly Step[]): Step[] {
  const merged: Step[] = [];
  for (const step of steps) {
    const last = merged.at(-1);
    if (last === undefined || !isExactUnit(last.unit) || !isExactUnit(step.unit)) merged.push(step);
    else if (last.unit === step.unit)
      merged[merged.length - 1] = { amount: last.amount + step.amount, unit: step.unit };
    else
      merged[merged.length - 1] = {
        amount: (last.amount * unitMilliseconds[last.unit] + step.amount * unitMilliseconds[step.unit]) / 1000,
        unit: "second",
      };
  }
  return merged;
}

/** The name of a test's expectation among the outputs. */
export function expectationName(test: number, expectation: number): string {
  return `expect ${test} ${expectation}`;
}

function expectations(program: Program): TypedOutput[] {
  return program.tests.flatMap((test, index) =>
    test.expects.map(({ condition, location }, number): TypedOutput => ({
      name: expectationName(index, number),
      kind: "expect",
      tagKind: null,
      type: { kind: "boolean" },
      form: { form: "condition", condition },
      mayBeUnknown: true,
      personal: false,
      location,
      about: { label: null, labels: {}, description: "", group: null, owner: null, values: {} },
    })),
  );
}
