import { required } from "../invariant/required.ts";
import { canonicalJson, nodeId } from "../plan/canonical.ts";
import { operandsOf, type PlanExpression } from "../plan/expression.ts";
import { overEvents, expressionsOf } from "../plan/forms.ts";
import type { AggregateNode, FieldRead, OutputNode, Plan } from "../plan/plan.ts";
import { unreadFields } from "./unread-fields.ts";

/** Everything that an output reads, as names that sort. */
type Mentions = ReadonlySet<string>;

/**
 * What proofs depend on: the output itself with all that stands behind it (its id is a hash of that), the settings,
 * how the fields that it reads are declared, and the required fields that its witnesses must have.
 */
export class Footprints {
  private readonly plan: Plan;
  private readonly outputs: ReadonlyMap<string, OutputNode>;
  private readonly aggregates: ReadonlyMap<string, AggregateNode>;
  private readonly fields: ReadonlyMap<string, FieldRead>;
  private readonly mentions = new Map<string, Mentions>();
  private readonly declared = new Map<string, string>();
  /** What all proofs depend on: the settings, and the profile's required fields. */
  readonly common: string;

  constructor(plan: Plan) {
    this.plan = plan;
    this.outputs = new Map(plan.outputs.map((output) => [output.id, output]));
    this.aggregates = new Map(plan.aggregates.map((node) => [node.id, node]));
    this.fields = new Map([
      ...plan.reads.fields.map((field) => [`field ${field.name}`, field] as const),
      ...plan.reads.events.flatMap((event) =>
        event.fields.map((field) => [`event ${event.name} ${field.name}`, field] as const),
      ),
    ]);
    const required = plan.reads.fields.filter((field) => field.required);
    this.common = canonicalJson({ settings: plan.settings, profile: plan.reads.profile, required });
  }

  /** What the proofs about an output depend on besides `common`. */
  of(output: OutputNode): string {
    const declarations = Array.from(this.behind(output), (name) => this.declaration(name)).sort();
    return `${output.id} ${declarations.join(" ")}`;
  }

  private declaration(mention: string): string {
    let text = this.declared.get(mention);
    if (text === undefined) {
      const field = this.fields.get(mention);
      const [, event] = mention.split(" ");
      text = `${mention} ${nodeId(field ?? this.requiredOf(event ?? ""))}`;
      this.declared.set(mention, text);
    }
    return text;
  }

  private requiredOf(event: string): FieldRead[] {
    const read =
      this.plan.reads.events.find(({ name }) => name === event)?.fields.filter(({ required }) => required) ?? [];
    return [...read, ...unreadFields(this.plan, event)].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  private behind(output: OutputNode): Mentions {
    let found = this.mentions.get(output.id);
    if (found === undefined) {
      const names = new Set<string>();
      for (const [, expression] of expressionsOf(output.form)) this.collect(expression, undefined, names);
      found = names;
      this.mentions.set(output.id, found);
    }
    return found;
  }

  private collect(node: PlanExpression, event: string | undefined, names: Set<string>): void {
    if (node.op === "field") names.add(`field ${node.field}`);
    else if (node.op === "event-field") names.add(`event ${required(event, "the event of a field")} ${node.field}`);
    else if (node.op === "aggregate") this.collectAggregate(node.id, names);
    else if (node.op === "output") {
      const read = this.outputs.get(node.id);
      for (const name of read === undefined ? [] : this.behind(read)) names.add(name);
    }
    for (const [, operand] of operandsOf(node)) this.collect(operand, event, names);
  }

  private collectAggregate(id: string, names: Set<string>): void {
    const node = this.aggregates.get(id);
    if (node === undefined) return;
    const parts =
      node.kind === "events"
        ? [{ event: node.event, where: null }, ...overEvents(node).map((where) => ({ event: node.event, where }))]
        : node.steps;
    if (node.kind === "events" && node.field !== null && node.computed === undefined)
      names.add(`event ${node.event} ${node.field}`);
    for (const { event, where } of parts) {
      names.add(`event ${event}`);
      if (where !== null) this.collect(where, event, names);
    }
  }
}
