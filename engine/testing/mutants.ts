import { operandsOf, type PlanLeaf } from "../plan/expression.ts";
import { expressionsOf, replaceIn, walk } from "../plan/forms.ts";
import type { AggregateNode, OutputForm, OutputNode, Plan } from "../plan/plan.ts";
import { aggregateChanges } from "./aggregate-changes.ts";
import { bandChanges, orderChanges, scoreChanges } from "./form-changes.ts";
import { expressionChanges } from "./expression-changes.ts";

/** A small mistake that somebody could make in a rule. */
export interface Mutant {
  /** The rule that it stands in, as evaluated now. */
  readonly output: OutputNode;
  /** The node that is changed. */
  readonly path: string;
  /** What is changed, as `before → after`. */
  readonly change: string;
  /** The outputs of that rule with the mistake in them, by the id of the right ones. */
  readonly outputs: ReadonlyMap<string, OutputNode>;
  /** Aggregates that only the mistaken rule reads. */
  readonly aggregates: readonly AggregateNode[];
}

/**
 * Every rule of a plan with one thing changed: a comparison, a threshold, `and` for `or`, a window, a filter, a bound,
 * points, the order of branches. Rules at other instants (`as of … ago`) are changed in the same place.
 */
export function mutantsOf(plan: Plan): Mutant[] {
  return plan.outputs
    .filter(({ at, kind }) => at === "now" && (kind === "tag" || kind === "lifecycle" || kind === "segment"))
    .flatMap((output) => new Mutations(plan, output).all());
}

class Mutations {
  private readonly plan: Plan;
  private readonly output: OutputNode;
  private readonly copies: readonly OutputNode[];
  private readonly aggregates: ReadonlyMap<string, AggregateNode>;
  private readonly found: Mutant[] = [];

  constructor(plan: Plan, output: OutputNode) {
    this.plan = plan;
    this.output = output;
    this.copies = plan.outputs.filter(({ name, kind }) => name === output.name && kind === output.kind);
    this.aggregates = new Map(plan.aggregates.map((node) => [node.id, node]));
  }

  all(): Mutant[] {
    const { form } = this.output;
    for (const [root, expression] of expressionsOf(form)) {
      walk<PlanLeaf>(expression, root, (node, path) => {
        // Inside `from … to …` both ends are changed, the `and` between them is not.
        const inOnePlace = operandsOf<PlanLeaf>(node).some(([key]) => this.isSamePlace(`${path}.${key}`, path));
        const site = { plan: this.plan, event: undefined, inOnePlace };
        for (const [index, { change }] of expressionChanges(node, site).entries()) {
          // At another instant the node reads other aggregates: its own change is taken.
          this.add(path, change, (other) =>
            replaceIn(other, path, (own) => expressionChanges(own, site)[index]?.node ?? own),
          );
        }
        if (node.op === "aggregate") this.aggregate(node.id, path);
      });
    }
    for (const { path, change, form: changed } of [
      ...bandChanges(form, this.plan),
      ...scoreChanges(form),
      ...orderChanges(form),
    ])
      this.add(path, change, changed);
    return this.found;
  }

  private isSamePlace(inner: string, outer: string): boolean {
    const places = this.plan.source.outputs[this.output.id];
    return places?.[inner] === undefined || places[inner]?.join() === places[outer]?.join();
  }

  private add(
    path: string,
    change: string,
    mutate: (form: OutputForm) => OutputForm,
    aggregates: readonly AggregateNode[] = [],
  ): void {
    const outputs = new Map(this.copies.map((copy) => [copy.id, { ...copy, form: mutate(copy.form) }]));
    this.found.push({ output: this.output, path, change, outputs, aggregates });
  }

  /** Changes of what is measured; the other rules keep the right measure. */
  private aggregate(id: string, path: string): void {
    const node = this.aggregates.get(id);
    if (node === undefined) return;
    for (const [index, { change }] of aggregateChanges(node, this.plan).entries()) {
      const extra: AggregateNode[] = [];
      const wrong = (right: AggregateNode): string => {
        const changed = aggregateChanges(right, this.plan)[index]?.node;
        const own = `${right.id} mutant ${index}`;
        if (changed !== undefined && !extra.some((other) => other.id === own)) extra.push({ ...changed, id: own });
        return changed === undefined ? right.id : own;
      };
      this.add(
        path,
        change,
        (form) =>
          replaceIn(form, path, (found) => {
            const right = found.op === "aggregate" ? this.aggregates.get(found.id) : undefined;
            return right === undefined ? found : { op: "aggregate", id: wrong(right) };
          }),
        extra,
      );
    }
  }
}
