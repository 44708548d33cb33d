import type { FieldRead, OutputNode, Plan } from "../../../engine/plan/plan.ts";
import type { MaybeValue } from "../../../engine/plan/types.ts";
import { witnessTest } from "../../../engine/prove/show-witness.ts";
import { sourceName } from "../../../engine/source/print.ts";
import { quoteText } from "../../../grammar/parser/text-literal.ts";
import type { CustomerEvent } from "../../../engine/run/customer.ts";
import { interpret, prepare } from "../../../engine/run/interpreter.ts";
import type { Result } from "../../../engine/run/result.ts";
import type { TestTextRequest } from "../api/customers.ts";
import { StudioProblem } from "./problem.ts";
import { instantOf, outputNamed, type DraftRules } from "./rules.ts";
import { message } from "../../../grammar/texts/message.ts";
import { readCustomer, fieldsOf } from "./stored-customer.ts";

/** A customer as a test block that expects what the rules say now. Personal fields are left out unless they may be shown. */
export function testOf(rules: DraftRules, request: TestTextRequest, showPersonal: boolean): string {
  const asOf = instantOf(rules, request.asOf);
  const outputs = request.names.map((name) => outputNamed(rules, name));
  const { customer, plan } = readCustomer(rules, request.id);
  const results = interpret(prepare(rules.plan, asOf), customer);
  const open = (
    fields: ReadonlyMap<string, MaybeValue>,
    reads: readonly FieldRead[],
  ): ReadonlyMap<string, MaybeValue> =>
    showPersonal
      ? fields
      : new Map([...fields].filter(([name]) => reads.find((read) => read.name === name)?.personal !== true));
  const events = customer.events
    .filter(({ time }) => time <= asOf)
    .map((event): CustomerEvent => ({
      ...event,
      fields: open(event.fields, fieldsOf(plan, event)),
    }));
  if (events.length > EVENTS_OF_TEST)
    throw new StudioProblem("too-many", message("too-many-events", { events: events.length, limit: EVENTS_OF_TEST }));
  const versions = customer.versions
    .filter(({ validFrom }) => validFrom === null || validFrom <= asOf)
    .map(({ validFrom, fields }) => ({ validFrom, fields: open(fields, plan.reads.fields) }));
  // Every field is read here, so none has to be made up.
  const given: Plan = { ...plan, source: { ...plan.source, unread: {} } };
  return witnessTest(
    { asOf, customer: { id: customer.id, versions, events } },
    given,
    request.title,
    outputs.flatMap((output) => expectations(output, results.get(output.id))),
  );
}

const EVENTS_OF_TEST = 500;

function expectations({ name, kind, type }: OutputNode, result: Result | undefined): string[] {
  const subject = sourceName(name);
  if (result === undefined || result.state === "error") return [];
  if (result.state !== "value") return kind === "segment" ? [`not ${subject}`] : [`${subject} is unknown`];
  const { value } = result;
  if (typeof value === "boolean") return [value ? subject : `not ${subject}`];
  if (typeof value === "object") return value.map((member) => `${subject} contains ${quoteText(member)}`);
  if (typeof value === "string") return [`${subject} is ${quoteText(value)}`];
  return type.kind === "integer" ? [`${subject} is ${value}`] : [`${subject} is known`];
}
