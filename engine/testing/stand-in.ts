import { required } from "../invariant/required.ts";
import { zone as zoneOf, type Instant, type Zone } from "../calendar/zone.ts";
import { canonicalJson } from "../plan/canonical-json.ts";
import { partOf } from "../plan/forms.ts";
import type { FieldRead, OutputNode, Plan } from "../plan/plan.ts";
import type { MaybeValue } from "../plan/types.ts";
import type { Customer, CustomerEvent } from "../run/customer.ts";
import { possible } from "../run/whole-events.ts";
import { toldRows } from "../run/told-rows.ts";
import { interpret, prepare, type Results } from "../run/interpreter.ts";
import type { Result } from "../run/result.ts";
import { compareText } from "../text/text.ts";
import { essential, type Holds } from "./essential-customer.ts";
import { otherTimes, standInValues } from "./stand-in-values.ts";

/** Somebody made up who is to some outputs what a real customer is. */
export interface StandIn {
  readonly customer: Customer;
  /** What the outputs are for the stand-in: the same, but for numbers, dates and times, which are its own. */
  readonly results: Results;
  /** Personal fields whose very values matter, so that nothing else can stand for them. */
  readonly telling: readonly string[];
}

/**
 * Makes of a customer a test that can be shown to anybody: what does not matter to the outputs is left out, and for
 * amounts, dates, times and texts others stand that lead to the same.
 * @param plan reads every field that the customer has
 */
export function standInFor(plan: Plan, outputs: readonly OutputNode[], customer: Customer, asOf: Instant): StandIn {
  const zone = zoneOf(plan.settings.timeZone);
  const evaluation = prepare(partOf(plan, new Set(outputs.map(({ id }) => id))), asOf);
  const resultsOf = (one: Customer): Results => interpret(evaluation, possible(one, plan));
  const real = resultsOf(customer);
  const holding =
    (same: (before: Result, now: Result) => boolean): Holds =>
    (candidate) => {
      if (toldRows(candidate, plan) === undefined) return false;
      const found = resultsOf(candidate);
      return outputs.every(({ id, name }) =>
        same(required(real.get(id), `the result of ${name}`), required(found.get(id), `the result of ${name}`)),
      );
    };
  const past = customer.events.filter(({ time }) => time <= asOf);
  const versions = customer.versions.filter(({ validFrom }) => validFrom === null || validFrom <= asOf);
  const least = essential({ id: "test", versions, events: past }, plan, holding(sameResult));
  const made = new MadeUp(plan, zone, asOf, least, holding(alike));
  made.replaceAll();
  return { customer: possible(made.customer, plan), results: resultsOf(made.customer), telling: [...made.telling] };
}

const sameResult = (before: Result, now: Result): boolean => canonicalJson(before) === canonicalJson(now);

/** Equal, or two numbers: how many it is may be another when the customer is. */
const alike = (before: Result, now: Result): boolean =>
  sameResult(before, now) ||
  (before.state === "value" &&
    now.state === "value" &&
    typeof before.value === "number" &&
    typeof now.value === "number");

class MadeUp {
  customer: Customer;
  readonly telling = new Set<string>();
  private readonly plan: Plan;
  private readonly zone: Zone;
  private readonly asOf: Instant;
  private readonly holds: Holds;

  constructor(plan: Plan, zone: Zone, asOf: Instant, customer: Customer, holds: Holds) {
    this.plan = plan;
    this.zone = zone;
    this.asOf = asOf;
    this.customer = customer;
    this.holds = holds;
  }

  replaceAll(): void {
    for (const [index, { validFrom }] of this.customer.versions.entries()) {
      if (validFrom !== null)
        this.firstOf(
          otherTimes(validFrom, this.zone).filter((time) => time <= this.asOf),
          (time) => ({
            ...this.customer,
            versions: this.customer.versions.with(index, { ...this.version(index), validFrom: time }),
          }),
        );
      for (const read of this.plan.reads.fields)
        this.value(read, this.version(index).fields, (fields) => ({
          ...this.customer,
          versions: this.customer.versions.with(index, { ...this.version(index), fields }),
        }));
    }
    // Events are named by their ids, since their order changes with their times.
    for (const { id, type } of this.customer.events) {
      const own = (): CustomerEvent =>
        required(
          this.customer.events.find((event) => event.id === id && event.type === type),
          `the event ${id}`,
        );
      const put = (event: CustomerEvent): Customer => ({
        ...this.customer,
        events: this.customer.events
          .map((one) => (one.id === id && one.type === type ? event : one))
          .sort((left, right) => left.time - right.time || compareText(left.id, right.id)),
      });
      this.firstOf(
        otherTimes(own().time, this.zone).filter((time) => time <= this.asOf),
        (time) => put({ ...own(), time }),
      );
      for (const read of this.plan.reads.events.find(({ name }) => name === type)?.fields ?? [])
        this.value(read, own().fields, (fields) => put({ ...own(), fields }));
    }
  }

  private version(index: number): Customer["versions"][number] {
    return required(this.customer.versions[index], "a version");
  }

  private value(
    read: FieldRead,
    fields: ReadonlyMap<string, MaybeValue>,
    put: (fields: ReadonlyMap<string, MaybeValue>) => Customer,
  ): void {
    const value = fields.get(read.name) ?? null;
    if (value === null) return;
    const found = this.firstOf(standInValues(value, read, this.zone), (other) =>
      put(new Map([...fields, [read.name, other]])),
    );
    // One of a few words that the rules themselves list says nothing of who it is.
    const listed =
      read.type.kind === "boolean" ||
      read.type.kind === "enum" ||
      (read.type.kind === "set" && read.type.values !== null);
    if (!found && read.personal && !listed && value !== 0) this.telling.add(read.name);
  }

  private firstOf<Candidate>(candidates: readonly Candidate[], put: (candidate: Candidate) => Customer): boolean {
    for (const candidate of candidates) {
      const customer = put(candidate);
      if (!this.holds(customer)) continue;
      this.customer = customer;
      return true;
    }
    return false;
  }
}
