import { formatLocal } from "../../../engine/calendar/instant.ts";
import { zone, type Instant } from "../../../engine/calendar/zone.ts";
import { explainOutput, type ExplainedCondition } from "../../../engine/explain/explain.ts";
import { nearestFlips, type Edit } from "../../../engine/explain/nearest.ts";
import { nextChange } from "../../../engine/explain/next-change.ts";
import type { FieldRead, OutputNode, Plan } from "../../../engine/plan/plan.ts";
import type { MaybeValue } from "../../../engine/plan/types.ts";
import { witnessTest } from "../../../engine/prove/show-witness.ts";
import { sourceName } from "../../../engine/source/print.ts";
import { quoteText } from "../../../grammar/parser/text-literal.ts";
import type { CustomerEvent } from "../../../engine/run/customer.ts";
import { interpret, prepare, standing } from "../../../engine/run/interpreter.ts";
import type { Result } from "../../../engine/run/result.ts";
import { RecordedTrace } from "../../../engine/run/trace.ts";
import { countCustomers, searchCustomers } from "../../../store/customers/customer-ids.ts";
import { storedCustomer, type StoredCustomer } from "../../../store/customers/stored-customers.ts";
import { reading } from "../../../store/sqlite/database.ts";
import { visibleOutputs } from "../../../store/runs/evaluate.ts";
import { allReads } from "../../../store/snapshot/snapshot.ts";
import type {
  CustomerRequest,
  CustomerSearch,
  CustomerView,
  FieldValue,
  TestTextRequest,
  Why,
  WhyCondition,
  WhyRequest,
} from "../api/customers.ts";
import { StudioProblem } from "./problem.ts";
import { plainResult, plainValue } from "./results.ts";
import { instantOf, outputNamed, type DraftRules } from "./rules.ts";
import { message } from "../../../grammar/texts/message.ts";
import { required } from "../../../engine/invariant/required.ts";

const FOUND = 50;
const EVENTS_SHOWN = 300;
const EVENTS_OF_INPUT = 20;

/** Customers whose id begins with, or else contains, a text; the first in order of id. */
export function findCustomers({ workspace, program }: DraftRules, text: string): CustomerSearch {
  return reading(workspace.databasePath, program, (database) => {
    return {
      customers: searchCustomers(database, program, text.trim().normalize("NFC"), FOUND),
      total: countCustomers(database, program),
    };
  });
}

/** A customer with every field and event, whatever the rules read. @throws StudioProblem when there is none */
function readCustomer(rules: DraftRules, id: string): StoredCustomer & { readonly plan: Plan } {
  const plan: Plan = { ...rules.plan, reads: allReads(rules.program) };
  const stored = reading(rules.workspace.databasePath, rules.program, (database) =>
    storedCustomer(database, rules.program, plan, id.normalize("NFC")),
  );
  if (stored === undefined) throw new StudioProblem("no-customer", message("no-customer", { id }));
  return { ...stored, plan };
}

/** A customer as the rules see it at an instant: profile, events and every tag. */
export function customerOf(rules: DraftRules, request: CustomerRequest, showPersonal: boolean): CustomerView {
  const asOf = instantOf(rules, request.asOf);
  const { customer, firstEvent, plan } = readCustomer(rules, request.id);
  const inZone = zone(plan.settings.timeZone);
  // The customer stands by what the rules read, as in a run.
  const evaluation = prepare(rules.plan, asOf);
  const place = standing(evaluation, customer, firstEvent !== undefined && firstEvent <= asOf);
  const version = customer.versions.findLast(({ validFrom }) => validFrom === null || validFrom <= asOf);
  const fields = (reads: readonly FieldRead[], values: ReadonlyMap<string, MaybeValue>): FieldValue[] =>
    reads.map(({ name, type, personal }) =>
      shown(name, required(values.get(name), `the field \`${name}\``), type, personal, plan, showPersonal),
    );
  const results = place.kind === "present" ? interpret(evaluation, customer) : new Map<string, Result>();
  const events = customer.events.toReversed();
  const times = [
    ...customer.events.map(({ time }) => time),
    ...customer.versions.flatMap(({ validFrom }) => (validFrom === null ? [] : [validFrom])),
  ].sort((left, right) => left - right);
  const local = (instant: Instant | undefined): string | null =>
    instant === undefined ? null : formatLocal(instant, inZone);
  return {
    id: customer.id,
    asOf: formatLocal(asOf, inZone),
    standing: place.kind,
    missing: place.kind === "left out" ? place.missing : null,
    profile: version === undefined ? [] : fields(plan.reads.fields, version.fields),
    events: events.slice(0, EVENTS_SHOWN).map((event) => ({
      type: event.type,
      id: event.id,
      time: formatLocal(event.time, inZone),
      later: event.time > asOf,
      fields: fields(fieldsOf(plan, event), event.fields).filter(({ value, masked }) => masked || value !== null),
    })),
    moreEvents: Math.max(0, events.length - EVENTS_SHOWN),
    tags: visibleOutputs(rules.plan).flatMap((output) => {
      const result = results.get(output.id);
      return result === undefined
        ? []
        : [{ name: output.name, result: plainResult(result, output, plan, showPersonal) }];
    }),
    first: local(times[0]),
    last: local(times.at(-1)),
  };
}

/** What is read of events of a type. */
function fieldsOf({ reads }: Plan, { type }: CustomerEvent): readonly FieldRead[] {
  return required(
    reads.events.find(({ name }) => name === type),
    `the event \`${type}\``,
  ).fields;
}

function shown(
  name: string,
  value: MaybeValue,
  type: FieldRead["type"],
  personal: boolean,
  plan: Plan,
  showPersonal: boolean,
): FieldValue {
  const masked = personal && !showPersonal && value !== null;
  return { name, value: masked ? null : plainValue(value, type, plan), masked };
}

/** Why an output is what it is for a customer, what would change it, and when it changes by itself. */
export function whyOf(rules: DraftRules, request: WhyRequest, showPersonal: boolean): Why {
  const output = outputNamed(rules, request.name);
  const asOf = instantOf(rules, request.asOf);
  const { customer, plan: wide } = readCustomer(rules, request.id);
  const { plan } = rules;
  const trace = new RecordedTrace();
  interpret(prepare(plan, asOf), customer, new Set([output.id]), trace);
  const { result, parts } = explainOutput(plan, output, trace, rules.sources);
  const next = nextChange(plan, output, customer, asOf);
  const inZone = zone(plan.settings.timeZone);
  const answer = (found: Result): Why["result"] => plainResult(found, output, plan, showPersonal);
  const condition = (found: ExplainedCondition): WhyCondition => ({
    text: found.text,
    verdict: found.verdict,
    place: found.place ?? null,
    operator: found.operator ?? null,
    children: found.children.map(condition),
    // What comes of personal inputs could tell them; yes and no are what the rule is for.
    value:
      found.verdict === "value" && !showPersonal && found.inputs.some(({ personal }) => personal)
        ? null
        : typeof found.value === "boolean"
          ? found.value
          : null,
    inputs: found.inputs.map(({ name, value, type, personal, events }) => ({
      name,
      masked: personal && !showPersonal && value !== null,
      value: type === undefined || (personal && !showPersonal) ? null : plainValue(value, type, plan),
      kind: type?.kind ?? "text",
      events: events === undefined ? null : events.slice(-EVENTS_OF_INPUT).map(({ time }) => formatLocal(time, inZone)),
    })),
  });
  const flip = ({ edit, result: becomes }: { readonly edit: Edit; readonly result: Result }): Why["flips"][number] => {
    if (edit.kind === "field")
      return {
        kind: "field",
        name: edit.field.name,
        times: 1,
        fields: [shown(edit.field.name, edit.value, edit.field.type, edit.field.personal, wide, showPersonal)],
        result: answer(becomes),
      };
    return {
      kind: edit.kind,
      name: edit.event,
      times: edit.times,
      fields: edit.fields.map(([field, value]) =>
        shown(field.name, value, field.type, field.personal, wide, showPersonal),
      ),
      result: answer(becomes),
    };
  };
  return {
    name: output.name,
    result: answer(result),
    parts: parts.map((part) => ({
      name: part.name ?? null,
      verdict: part.verdict,
      points: part.points ?? null,
      conditions: part.conditions.map(condition),
    })),
    flips: nearestFlips(plan, output, customer, asOf).map(flip),
    next: next === undefined ? null : { at: formatLocal(next.at, inZone), result: answer(next.result) },
  };
}

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
