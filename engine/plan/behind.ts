import { overEvents, expressionsOf, walk } from "./forms.ts";
import { isPlanLeaf, type PlanExpression } from "./expression.ts";
import type { AggregateNode, FieldRead, InstantNode, OutputNode, Plan } from "./plan.ts";

/** All that an output is made of: itself and what it reads, through others too. */
export interface Behind {
  readonly outputs: ReadonlySet<OutputNode>;
  readonly aggregates: ReadonlySet<AggregateNode>;
  readonly instants: ReadonlySet<InstantNode>;
  readonly profileFields: ReadonlySet<FieldRead>;
  /** Fields of events, by the name of the event. */
  readonly eventFields: ReadonlyMap<string, ReadonlySet<FieldRead>>;
  /** Every operation and leaf of these outputs and aggregates. */
  readonly nodes: readonly PlanExpression[];
}

/**
 * Collects what stands behind an output.
 * @throws Error when the plan does not hold what the output reads; a loaded plan does
 */
export function behind(output: OutputNode, plan: Plan): Behind {
  return new Collector(plan).collect(output);
}

class Collector {
  private readonly plan: Plan;
  private readonly outputs = new Set<OutputNode>();
  private readonly aggregates = new Set<AggregateNode>();
  private readonly instants = new Set<InstantNode>();
  private readonly profileFields = new Set<FieldRead>();
  private readonly eventFields = new Map<string, Set<FieldRead>>();
  private readonly nodes: PlanExpression[] = [];

  constructor(plan: Plan) {
    this.plan = plan;
  }

  collect(output: OutputNode): Behind {
    this.output(output);
    const { outputs, aggregates, instants, profileFields, eventFields, nodes } = this;
    return { outputs, aggregates, instants, profileFields, eventFields, nodes };
  }

  private output(output: OutputNode): void {
    if (this.outputs.has(output)) return;
    this.outputs.add(output);
    this.instant(output.at);
    for (const [, expression] of expressionsOf(output.form)) this.expression(expression, undefined);
  }

  private aggregate(node: AggregateNode): void {
    if (this.aggregates.has(node)) return;
    this.aggregates.add(node);
    this.instant(node.at);
    if (node.kind === "sequence") {
      for (const { event, where } of node.steps) if (where !== null) this.expression(where, event);
      return;
    }
    if (node.field !== null && node.computed === undefined) this.eventField(node.event, node.field);
    for (const expression of overEvents(node)) this.expression(expression, node.event);
  }

  private expression(expression: PlanExpression, event: string | undefined): void {
    walk(expression, "", (node: PlanExpression) => {
      this.nodes.push(node);
      if (!isPlanLeaf(node)) return;
      switch (node.op) {
        case "output":
          this.output(found(this.plan.outputs, ({ id }) => id === node.id, node.id));
          return;
        case "aggregate":
          this.aggregate(found(this.plan.aggregates, ({ id }) => id === node.id, node.id));
          return;
        case "field":
          this.instant(node.at);
          this.profileField(node.field);
          return;
        case "event-field":
          if (event === undefined) throw new Error(`the plan reads \`${node.field}\` of an event outside of events`);
          this.eventField(event, node.field);
          return;
        case "now":
        case "today":
          this.instant(node.at);
          return;
        case "id":
        case "model":
        case "event-time":
          return;
      }
    });
  }

  private instant(at: string): void {
    this.instants.add(found(this.plan.instants, ({ id }) => id === at, at));
  }

  /** With what is read through a table comes the text that names the row. */
  private profileField(field: string): void {
    const read = found(this.plan.reads.fields, ({ name }) => name === field, field);
    this.profileFields.add(read);
    if (read.via !== undefined) this.profileField(read.via.key);
  }

  private eventField(event: string, field: string): void {
    const { fields } = found(this.plan.reads.events, ({ name }) => name === event, event);
    let known = this.eventFields.get(event);
    if (known === undefined) this.eventFields.set(event, (known = new Set()));
    const read = found(fields, ({ name }) => name === field, field);
    known.add(read);
    if (read.via !== undefined) this.eventField(event, read.via.key);
  }
}

function found<Item>(items: readonly Item[], is: (item: Item) => boolean, what: string): Item {
  const item = items.find(is);
  if (item === undefined) throw new Error(`the plan has no \`${what}\``);
  return item;
}
