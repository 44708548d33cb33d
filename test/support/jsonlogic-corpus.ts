import { readFileSync } from "node:fs";
import jsonLogic from "json-logic-js";
import { jsonLogicNames } from "../../cli/jsonlogic-names.ts";
import { parseInstant } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import { compile } from "../../engine/compile/compile.ts";
import { fromJsonLogic, type ReadRule } from "../../engine/jsonlogic/read/read.ts";
import type { JsonLogic } from "../../engine/jsonlogic/rule.ts";
import type { PlanSettings } from "../../engine/plan/plan.ts";
import { customerFromJson } from "../../engine/run/customer.ts";
import { interpret, prepare } from "../../engine/run/interpreter.ts";
import { tablesFromJson, type TablesInput } from "../../engine/run/tables.ts";

interface CorpusEvent {
  readonly id: string;
  readonly time: string;
  readonly order_line: readonly Readonly<Record<string, unknown>>[];
}
interface CorpusRule {
  readonly from: string;
  readonly rule: JsonLogic;
  readonly reads: string;
  /** Customers of whom json-logic-js says something else. */
  readonly differs?: readonly string[];
  /** Of the note that tells so. */
  readonly note?: string;
}
/** Rules as others write them, and customers to ask them of. */
export const corpus: {
  readonly schema: string;
  readonly tables: TablesInput;
  readonly customers: readonly {
    readonly id: string;
    readonly profile: Readonly<Record<string, unknown>>;
    readonly order_paid?: readonly CorpusEvent[];
  }[];
  readonly rules: readonly CorpusRule[];
} = JSON.parse(readFileSync(new URL("../engine/jsonlogic/corpus.json", import.meta.url), "utf8"));

const settings: PlanSettings = { timeZone: "UTC", weekStart: "monday", currency: "USD", currencyDigits: 2 };
const utc = zone("UTC");
const asOf = parseInstant("2026-03-01", utc) ?? 0;
const program = compile({ files: [{ path: "a.tagma", text: corpus.schema }], settings }).program;
const names = jsonLogicNames(program);

/** What is handed to JSONLogic: a row of a table stands in the place of its key only where a rule asks for its fields. */
function dataOf({ id, profile, order_paid }: (typeof corpus.customers)[number], rule: JsonLogic): object {
  const row = corpus.tables["product"]?.find(({ sku }) => sku === profile["favourite"]);
  const asksRow = JSON.stringify(rule).includes("favourite.");
  const lines = order_paid?.flatMap(({ order_line }) => order_line);
  return {
    ...profile,
    id,
    ...(asksRow && { favourite: row }),
    ...(order_paid !== undefined && { order_paid, order_line: lines }),
  };
}

/** What a rule that was read says of a customer. */
function ours({ text, form }: ReadRule): (id: string) => unknown {
  const { plan, diagnostics } = compile({
    files: [{ path: "a.tagma", text: `${corpus.schema}rule tag t ${form === "condition" ? "when" : "="} ${text}\n` }],
    settings,
  });
  if (plan === undefined) throw new Error(`${text}: ${diagnostics.map(({ code }) => code).join()}`);
  const evaluation = prepare(plan, asOf);
  const tables = tablesFromJson(plan, corpus.tables, utc);
  return (id) => {
    const found = corpus.customers.find((customer) => customer.id === id);
    const events = (found?.order_paid ?? []).map(({ id: event, time, order_line, ...fields }) => ({
      type: "order_paid",
      id: event,
      time,
      fields,
      parts: { order_line },
    }));
    const customer = customerFromJson({ id, profile: found?.profile ?? {}, events }, plan, utc, tables);
    const result = interpret(evaluation, customer).get(plan.outputs.find(({ name }) => name === "t")?.id ?? "");
    if (result?.state === "error") throw new Error(JSON.stringify(result.error));
    return result?.state === "value" ? result.value : null;
  };
}

/** A rule as it is read, and the customers of whom json-logic-js says something else. */
export function readBoth(rule: JsonLogic): { readonly read: ReadRule; readonly differs: readonly string[] } {
  const read = fromJsonLogic(rule, names);
  const own = ours(read);
  const theirs = typeof rule === "object" && rule !== null && "logic" in rule ? rule.logic : rule;
  const differs = corpus.customers.flatMap((customer) => {
    const said: unknown = jsonLogic.apply(JSON.parse(JSON.stringify(theirs)), dataOf(customer, rule));
    const answer = own(customer.id);
    const same = read.form === "condition" ? jsonLogic.truthy(said) === (answer === true) : (said ?? null) === answer;
    return same ? [] : [customer.id];
  });
  return { read, differs };
}

const added: Readonly<Record<string, (text: unknown, part: string) => boolean>> = {
  startsWith: (text, part) => typeof text === "string" && text.startsWith(part),
  starts_with: (text, part) => typeof text === "string" && text.startsWith(part),
  endsWith: (text, part) => typeof text === "string" && text.endsWith(part),
  ends_with: (text, part) => typeof text === "string" && text.endsWith(part),
};

/** json-logic-js with the operations that React Query Builder and flagd add to it. */
export function addOperations(): void {
  for (const [name, work] of Object.entries(added)) jsonLogic.add_operation(name, work);
}
export function removeOperations(): void {
  for (const name of Object.keys(added)) jsonLogic.rm_operation(name);
}
