import type { Instant } from "../calendar/zone.ts";
import { required } from "../invariant/required.ts";
import type { PlanExpression } from "../plan/expression.ts";
import { partOf } from "../plan/forms.ts";
import type { MaybeValue } from "../plan/types.ts";
import type { CustomerEvent } from "../run/customer.ts";
import { evaluateExpression, type Environment } from "../run/expression.ts";
import { aggregateOf, interpret, prepare, versionAt } from "../run/interpreter.ts";
import type { Subject } from "./subject.ts";

/** Where an operation has no value because a sum or product is too large, or there is another error. */
export const OVERFLOW = "overflow";
export type State = MaybeValue | typeof OVERFLOW;

/** What expressions are along their courses: aggregates, and outputs that do not move, are worked out once in each. */
export class Values {
  private readonly subject: Subject;
  private readonly aggregateUntil: (id: string) => Instant;
  private readonly outputUntil: (id: string) => Instant;
  private readonly known = new Map<string, { readonly until: Instant; readonly value: State }>();

  /**
   * @param aggregateUntil until when an aggregate stays what it is
   * @param outputUntil the same of an output that does not move
   */
  constructor(subject: Subject, aggregateUntil: (id: string) => Instant, outputUntil: (id: string) => Instant) {
    this.subject = subject;
    this.aggregateUntil = aggregateUntil;
    this.outputUntil = outputUntil;
  }

  /**
   * What an expression is at a now.
   * @param here where its course is known from; what stands still in it has the value that it has there
   * @param now not before `here`, and before its course ends
   */
  state(node: PlanExpression, here: Instant, now: Instant, event: CustomerEvent | undefined): State {
    const { zone, customer } = this.subject;
    let overflow = false;
    const known = (state: State): MaybeValue => {
      if (state === OVERFLOW) overflow = true;
      return state === OVERFLOW ? null : state;
    };
    const environment: Environment = {
      zone,
      event,
      id: customer.id,
      instant: (at) => this.subject.clock(at).at(now),
      field: (name, at) => versionAt(customer, this.subject.clock(at).at(here))?.get(name) ?? null,
      aggregate: (id) => known(this.aggregate(id, here)),
      output: (id) => known(this.output(id, here, now)),
      model: () => null,
      overflow: () => {
        overflow = true;
      },
      visit: undefined,
    };
    const value = evaluateExpression(node, "", environment);
    return overflow ? OVERFLOW : value;
  }

  private aggregate(id: string, here: Instant): State {
    return this.kept(id, here, this.aggregateUntil, () => {
      const evaluation = prepare({ ...this.subject.plan, outputs: [], aggregates: [this.subject.aggregate(id)] }, here);
      const { value, errors } = aggregateOf(evaluation, this.subject.customer, id);
      return errors.length === 0 ? value : OVERFLOW;
    });
  }

  private output(id: string, here: Instant, now: Instant): State {
    const { form } = required(this.subject.outputs.get(id), `the output ${id}`);
    if (form.form === "value") return this.state(form.value, here, now, undefined);
    return this.kept(id, here, this.outputUntil, () => {
      const evaluation = prepare(partOf(this.subject.plan, new Set([id])), here);
      const result = required(interpret(evaluation, this.subject.customer).get(id), `the result of ${id}`);
      return result.state === "error" ? OVERFLOW : result.state === "value" ? result.value : null;
    });
  }

  private kept(id: string, here: Instant, until: (id: string) => Instant, work: () => State): State {
    const known = this.known.get(id);
    if (known !== undefined && known.until > here) return known.value;
    const value = work();
    this.known.set(id, { until: until(id), value });
    return value;
  }
}
