import { required } from "../../../engine/invariant/required.ts";
import type { Plan } from "../../../engine/plan/plan.ts";
import { zone } from "../../../engine/calendar/zone.ts";
import { witnessTest } from "../../../engine/prove/show-witness.ts";
import { expectationsFor } from "../../../engine/testing/expectation-text.ts";
import { standInFor } from "../../../engine/testing/stand-in.ts";
import type { TestTextRequest } from "../api/customers.ts";
import { StudioProblem } from "./problem.ts";
import { instantOf, outputNamed, type DraftRules } from "./rules.ts";
import { message } from "../../../grammar/texts/message.ts";
import { readCustomer } from "./stored-customer.ts";

/**
 * A test block that expects what the rules say of a customer now. It is written of somebody made up, since tests are
 * kept with the rules, where everybody may read them: what does not matter is left out, other values stand for real
 * ones, and nothing says who it was.
 * @throws StudioProblem when a personal value matters as it is, or too many events do
 */
export function testOf(rules: DraftRules, request: TestTextRequest): string {
  const asOf = instantOf(rules, request.asOf);
  const outputs = request.names.map((name) => outputNamed(rules, name));
  const { customer, plan } = readCustomer(rules, request.id);
  const standIn = standInFor(plan, outputs, customer, asOf);
  const [telling] = standIn.telling;
  if (telling !== undefined) throw new StudioProblem("too-telling", message("test-tells-personal", { name: telling }));
  const { events } = standIn.customer;
  if (events.length > EVENTS_OF_TEST)
    throw new StudioProblem("too-many", message("too-many-events", { events: events.length, limit: EVENTS_OF_TEST }));
  // Every field is read here, so none has to be made up.
  const given: Plan = { ...plan, source: { ...plan.source, unread: {} } };
  return witnessTest(
    { asOf, customer: standIn.customer },
    given,
    request.title.replaceAll(request.id, "…"),
    outputs.flatMap(
      (output) =>
        expectationsFor(
          output,
          required(standIn.results.get(output.id), `the result of ${output.name}`),
          zone(plan.settings.timeZone),
        ) ?? [],
    ),
  );
}

const EVENTS_OF_TEST = 500;
