import jsonLogic from "json-logic-js";
import { parseInstant } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import { toJsonLogic } from "../../engine/jsonlogic/export.ts";
import { customerFromJson } from "../../engine/run/customer.ts";
import { tablesFromJson } from "../../engine/run/tables.ts";
import { interpret, prepare, standing } from "../../engine/run/interpreter.ts";
import { jsonResult, jsonValue } from "../../engine/run/present.ts";
import type { EvaluatedCase } from "./executor-cases.ts";

/** What json-logic-js says of a tag of a case, and what the table expects of it; null stands for unknown and for none. */
export interface JsonLogicAnswer {
  readonly tag: string;
  readonly value: unknown;
  readonly expected: unknown;
}

/** The answers for those of a case's expected outputs that can be written as JSONLogic and are no errors. */
export function jsonLogicAnswers({ item, plan, customer: input, asOf, tables }: EvaluatedCase): JsonLogicAnswer[] {
  const { expect } = item;
  const inZone = zone(plan.settings.timeZone);
  const instant = parseInstant(asOf, inZone);
  if (typeof expect !== "object" || instant === undefined) return [];
  const customer = customerFromJson(input, plan, inZone, tablesFromJson(plan, tables, inZone));
  const evaluation = prepare(plan, instant);
  if (standing(evaluation, customer, true).kind !== "present") return [];
  const results = interpret(evaluation, customer);
  const fields =
    customer.versions.findLast(({ validFrom }) => validFrom === null || validFrom <= instant)?.fields ?? new Map();
  const data: Record<string, unknown> = { id: customer.id };
  for (const { name, type } of plan.reads.fields) data[name] = jsonValue(fields.get(name) ?? null, type);
  // What a rule reads comes from the interpreter; what it says itself does not.
  for (const output of plan.outputs) {
    const result = results.get(output.id);
    if (output.at === "now" && result?.state === "value") data[output.name] = jsonResult(result, output.type);
  }
  return plan.outputs.flatMap((output): JsonLogicAnswer[] => {
    const wanted = Object.hasOwn(expect, output.name) ? expect[output.name] : undefined;
    const expected =
      typeof wanted === "object" && !Array.isArray(wanted) && "is" in wanted
        ? wanted.is === "error"
          ? undefined
          : null
        : wanted;
    if (output.at !== "now" || output.kind === "expect" || wanted === undefined || expected === undefined) return [];
    const found = toJsonLogic(plan, output, new Set());
    return "refused" in found
      ? []
      : [{ tag: output.name, value: jsonLogic.apply(JSON.parse(JSON.stringify(found.rule)), data), expected }];
  });
}
