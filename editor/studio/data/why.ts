import { formatLocal } from "../../../engine/calendar/instant.ts";
import { zone } from "../../../engine/calendar/zone.ts";
import { explainOutput, type ExplainedCondition } from "../../../engine/explain/explain.ts";
import { nearestFlips, type Edit } from "../../../engine/explain/nearest.ts";
import { nextChange } from "../../../engine/explain/next-change.ts";
import { interpret, prepare } from "../../../engine/run/interpreter.ts";
import type { Result } from "../../../engine/run/result.ts";
import { RecordedTrace } from "../../../engine/run/trace.ts";
import type { Why, WhyCondition, WhyRequest } from "../api/customers.ts";
import { plainResult, plainValue } from "./results.ts";
import { instantOf, outputNamed, type DraftRules } from "./rules.ts";
import { readCustomer, shown } from "./stored-customer.ts";

const EVENTS_OF_INPUT = 20;

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
