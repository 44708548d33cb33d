import { ownReads } from "../../../engine/plan/joined-reads.ts";
import { expect, it } from "vitest";
import { required } from "../../../engine/invariant/required.ts";
import type { Plan } from "../../../engine/plan/plan.ts";
import { Dice } from "../../../engine/prove/dice.ts";
import { TrialCustomers } from "../../../engine/prove/trial-customers.ts";
import { CustomerDataError } from "../../../engine/run/data-error.ts";
import type { CustomerInput } from "../../../engine/run/customer.ts";
import { compiledExecutors } from "../../support/differential.ts";
import { customerJson, interpreted } from "../../support/executors.ts";
import { randomPlans } from "../../support/random-plans.ts";
import { amount } from "../../support/tier.ts";

interface Spoilt {
  readonly customer: CustomerInput;
  /** The field whose value is none, as `customer.city`. */
  readonly path: string;
}

/** A customer with an object of JSON, or a list where a list is no value, in one field of the profile or of an event. */
function spoilt(plan: Plan, { versions = [], events = [], ...rest }: CustomerInput, dice: Dice): Spoilt | undefined {
  const { profile, fields } = plan.reads;
  const bad = (set: boolean): unknown => (set || dice.chance(0.5) ? { is: "x" } : dice.pick([[], ["x"], [[1]]], []));
  const event = dice.pick(events, undefined);
  const ofEvent = plan.reads.events.find(({ name }) => name === event?.type)?.fields ?? [];
  const inEvent = dice.pick(ownReads(ofEvent), undefined);
  if (event !== undefined && inEvent !== undefined && dice.chance(0.6)) {
    const value = bad(inEvent.type.kind === "set");
    const changed = { ...event, fields: { ...event.fields, [inEvent.name]: value } };
    return {
      customer: { ...rest, versions, events: events.map((other) => (other === event ? changed : other)) },
      path: `${event.type}.${inEvent.name}`,
    };
  }
  const field = dice.pick(ownReads(fields), undefined);
  const [version] = versions;
  if (field === undefined || version === undefined) return undefined;
  const value = bad(field.type.kind === "set");
  return {
    customer: { ...rest, versions: [{ validFrom: null, fields: { ...version.fields, [field.name]: value } }], events },
    path: `${profile}.${field.name}`,
  };
}

it("objects and lists of JSON are refused by every executor, with the path of the field", () => {
  let refused = 0;
  let seed = 0;
  for (const plan of randomPlans(amount(60, 1000), 31, "Europe/Madrid")) {
    const dice = new Dice(seed);
    const customers = new TrialCustomers(plan, seed++);
    const { evaluation, customer } = customers.next();
    const found = spoilt(plan, customerJson(customer, plan), dice);
    if (found === undefined) continue;
    refused++;
    const executors = [
      ["interpreter", (given: CustomerInput) => interpreted(plan, given, evaluation.asOf, customers.rows)] as const,
      ...compiledExecutors(plan, customers.rows).map(
        ([name, evaluate]) => [name, (given: CustomerInput) => evaluate([given], evaluation.asOf)] as const,
      ),
    ];
    for (const [name, evaluate] of executors) {
      let said: unknown;
      try {
        evaluate(found.customer);
      } catch (error) {
        said = error;
      }
      expect([name, said]).toEqual([name, expect.any(CustomerDataError)]);
      expect(required(said instanceof Error ? said.message : undefined, "a message")).toMatch(
        /^\S+ is (a list|an object), where one value belongs$/,
      );
      expect(said instanceof Error && said.message.startsWith(`${found.path} `)).toBe(true);
    }
  }
  expect(refused).toBeGreaterThan(amount(30, 500));
});
