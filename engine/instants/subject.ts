import { zone as zoneOf, type Instant, type Zone } from "../calendar/zone.ts";
import { inside, required } from "../invariant/required.ts";
import type { AggregateNode, OutputNode, Plan } from "../plan/plan.ts";
import type { Customer } from "../run/customer.ts";
import { Clock } from "./clock.ts";

/** A plan and a customer, by what is looked up in them. */
export class Subject {
  readonly plan: Plan;
  readonly customer: Customer;
  readonly zone: Zone;
  readonly outputs: ReadonlyMap<string, OutputNode>;
  private readonly aggregates: ReadonlyMap<string, AggregateNode>;
  private readonly clocks: ReadonlyMap<string, Clock>;
  /** When the events of each type happened, in order. */
  private readonly times = new Map<string, Instant[]>();

  constructor(plan: Plan, customer: Customer) {
    const zone = zoneOf(plan.settings.timeZone);
    this.plan = plan;
    this.customer = customer;
    this.zone = zone;
    this.outputs = new Map(plan.outputs.map((output) => [output.id, output]));
    this.aggregates = new Map(plan.aggregates.map((node) => [node.id, node]));
    this.clocks = new Map(plan.instants.map((node) => [node.id, new Clock(node, zone)]));
    for (const { type, time } of customer.events) {
      const known = this.times.get(type);
      if (known === undefined) this.times.set(type, [time]);
      else known.push(time);
    }
  }

  clock(at: string): Clock {
    return required(this.clocks.get(at), `the instant ${at}`);
  }

  aggregate(id: string): AggregateNode {
    return required(this.aggregates.get(id), `the aggregate ${id}`);
  }

  /** Whether there is an event of a type, at any time. */
  has(type: string): boolean {
    return this.times.has(type);
  }

  /** When the first event of a type after an instant happens; infinity when there is none. */
  firstAfter(type: string, instant: Instant): Instant {
    const times = this.times.get(type) ?? [];
    let [low, high] = [0, times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (inside(times[middle]) <= instant) low = middle + 1;
      else high = middle;
    }
    return times[low] ?? Infinity;
  }
}
