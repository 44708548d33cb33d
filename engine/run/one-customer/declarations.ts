import { measureName } from "../../plan/describe.ts";
import { byOwner } from "../../plan/parts.ts";
import type { EventRead, FieldRead, OutputNode, Plan } from "../../plan/plan.ts";
import type { ValueType } from "../../plan/types.ts";
import { hashSource } from "../generate/literal-source.ts";
import { ownReads } from "../../plan/joined-reads.ts";
import { answeredOutputs } from "../answered-outputs.ts";

/** TypeScript declarations of a built module: the exact types of what it takes and gives. */
export function moduleDeclarations(plan: Plan): string {
  const { reads } = plan;
  const events = wholeReads(reads.events).map(({ name, fields, parts }) => {
    const required = fields.some((field) => field.required);
    const ofParts = parts.map((part) => `readonly ${text(part.name)}?: readonly ${record(part.fields, "    ")}[]`);
    const more = ofParts.length === 0 ? "" : `; readonly parts?: { ${ofParts.join("; ")} }`;
    return `  | { readonly type: ${text(name)}; readonly id: string; readonly time: Time; readonly fields${required ? "" : "?"}: ${record(fields, "    ")}${more} }`;
  });
  const answered = answeredOutputs(plan.outputs);
  return [
    `/** Written by \`tagma build --module\` from the plan ${hashSource(plan.hash)}. */`,
    "/** ISO 8601, or milliseconds since 1970. */",
    "export type Time = string | number;",
    "/** The value is unknown: something that it depends on is. */",
    'export interface Unknown { readonly is: "unknown" }',
    "/** No branch is true, and none unknown. */",
    'export interface None { readonly is: "none" }',
    "/** There is no answer for this customer. */",
    'export interface TagError { readonly is: "error"; readonly code: "conflict" | "overflow" | "untrained"; readonly details: readonly string[] }',
    "/** A customer's profile: the fields that the rules read. Others are passed over. */",
    `export type Profile = ${record(reads.fields, "  ", "readonly id?: string; ")};`,
    "/** The events that the rules read. */",
    `export type Event =\n${events.length === 0 ? "  never" : events.join("\n")};`,
    "/** Every tag. */",
    "export interface Tags {",
    ...answered.map(tag),
    "}",
    "/** What `evaluateWith` needs: each aggregate by its id. */",
    "export interface Aggregates {",
    ...plan.aggregates.map(aggregate),
    "}",
    'export type Result = { readonly kind: "present"; readonly tags: Tags } | { readonly kind: "absent" } | { readonly kind: "left out"; readonly missing: string };',
    "/** A customer whose profile has versions. */",
    "export interface Customer { readonly id?: string; readonly profile?: Profile; readonly versions?: readonly { readonly validFrom?: string | null; readonly fields: Profile }[]; readonly events?: readonly Event[] }",
    ...evaluators(reads.tables),
    "interface Validator<Value> { (value: unknown): value is Value; errors?: readonly { readonly instancePath: string; readonly message?: string }[] | null }",
    "export declare const validateProfile: Validator<Profile>;",
    "export declare const validateEvents: Validator<readonly Event[]>;",
    "/** The hash of the plan from which the module was built. */",
    "export declare const planHash: string;",
    "/** Exactly the fields and events that are read. */",
    "export declare const needs: { readonly profile: string; readonly fields: readonly { readonly name: string; readonly required: boolean }[]; readonly events: readonly { readonly name: string; readonly fields: readonly { readonly name: string; readonly required: boolean }[] }[] };",
    "",
  ].join("\n");
}

interface WholeRead {
  readonly name: string;
  readonly fields: readonly FieldRead[];
  readonly parts: readonly { readonly name: string; readonly fields: readonly FieldRead[] }[];
}

/** The events that are read, each with the parts that are read of it, and with the fields that these have of it. */
function wholeReads(events: readonly EventRead[]): WholeRead[] {
  const names = [...new Set(events.map(({ name, partOf }) => partOf ?? name))];
  return names.map((name) => {
    const own = events.find((event) => event.name === name)?.fields ?? [];
    const parts = events
      .filter(({ partOf }) => partOf === name)
      .map((part) => ({ name: part.name, ...byOwner(name, part.fields) }));
    const fields = [...own, ...parts.flatMap(({ carried }) => carried)];
    return {
      name,
      fields: [...new Map(fields.map((field) => [field.name, field])).values()],
      parts: parts.map((part) => ({ name: part.name, fields: part.own })),
    };
  });
}

function evaluators(tables: Plan["reads"]["tables"]): string[] {
  const signatures = [
    "/** Evaluates a customer from events. `now` is the clock by default. */",
    "evaluate(profile: Profile, events: readonly Event[], now?: Time): Result;",
    "evaluateCustomer(customer: Customer, now?: Time): Result;",
    "/** Evaluates a customer whose aggregates are known. */",
    "evaluateWith(profile: Profile, aggregates: Aggregates, now?: Time): Result;",
  ];
  if (tables === undefined)
    return signatures.map((line) => (line.startsWith("/**") ? line : `export declare function ${line}`));
  return [
    "/** The rows of the tables that the rules read, each with its key. */",
    "export interface Tables {",
    ...tables.map(
      ({ name, key, fields }) =>
        `  readonly ${text(name)}: readonly ${record(fields, "    ", `readonly ${text(key)}: string; `)}[];`,
    ),
    "}",
    "/** What evaluates customers. */",
    "export interface Executor {",
    ...signatures.map((line) => `  ${line}`),
    "}",
    "/** Makes ready what evaluates customers, with the rows of the tables. */",
    "export declare function load(options: { readonly tables: Tables }): Executor;",
  ];
}

/** A text as a TypeScript string literal, which can't hold these two ends of a line. */
const text = (value: string): string =>
  JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");

/** A comment in which nothing can end it. */
function comment(words: string, indent: string): string {
  const clean = words
    .replaceAll("*/", "* /")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const [first, ...more] = clean;
  if (first === undefined) return "";
  return more.length === 0
    ? `${indent}/** ${first} */\n`
    : `${indent}/**\n${clean.map((line) => `${indent} * ${line}\n`).join("")}${indent} */\n`;
}

function record(reads: readonly FieldRead[], indent: string, first = ""): string {
  const fields = ownReads(reads);
  if (fields.length === 0) return `{ ${first}}`;
  const lines = fields.map(
    (field) =>
      `${comment(describe(field), indent)}${indent}readonly ${text(field.name)}${field.required ? "" : "?"}: ${input(field.type)}${field.required ? "" : " | null"};`,
  );
  return `{ ${first}\n${lines.join("\n")}\n${indent.slice(2)}}`;
}

function describe({ type, low, high }: FieldRead): string {
  const scale = type.kind === "decimal" ? 10 ** type.digits : 1;
  const bounds = [
    ...(low === null ? [] : [`at least ${low / scale}`]),
    ...(high === null ? [] : [`at most ${high / scale}`]),
  ].join(", ");
  const what =
    type.kind === "decimal"
      ? type.money
        ? "An amount of money, in major units"
        : `A number with ${type.digits} digits`
      : type.kind === "date"
        ? "A date, written like 2026-03-01"
        : "";
  return [what, type.kind === "date" || type.kind === "time" ? "" : bounds].filter((part) => part !== "").join("; ");
}

function input(type: ValueType): string {
  switch (type.kind) {
    case "boolean":
      return "boolean";
    case "integer":
    case "number":
    case "decimal":
    case "duration":
      return "number";
    case "text":
    case "date":
      return "string";
    case "time":
      return "Time";
    case "enum":
      return type.values.map(text).join(" | ");
    case "set": {
      const items = type.values === null ? "string" : type.values.map(text).join(" | ") || "never";
      return `readonly (${items} | null)[]`;
    }
  }
}

function output(type: ValueType): string {
  switch (type.kind) {
    case "boolean":
      return "boolean";
    case "integer":
    case "number":
    case "decimal":
    case "duration":
      return "number";
    case "text":
    case "date":
    case "time":
      return "string";
    case "enum":
      return type.values.map(text).join(" | ") || "never";
    case "set":
      return `readonly (${(type.values ?? []).map(text).join(" | ") || "never"})[]`;
  }
}

function tag({ name, type, kind, about }: OutputNode): string {
  const others =
    kind === "segment" || kind === "never" || kind === "exclusive"
      ? "TagError"
      : type.kind === "set"
        ? "TagError"
        : "Unknown | None | TagError";
  const words = [about.label ?? "", about.description].filter((part) => part !== "").join("\n");
  return `${comment(words, "  ")}  readonly ${text(name)}: ${output(type)} | ${others};`;
}

function aggregate(node: Plan["aggregates"][number]): string {
  const at = node.at === "now" ? "" : `, as of ${node.at}`;
  const what =
    node.kind === "sequence"
      ? `Matched starts of ${node.steps.map(({ event, negated }) => `${negated ? "not " : ""}${event}`).join(" then ")}`
      : `${measureName(node)} of ${node.event}${node.field === null ? "" : `.${node.field}`}${node.where === null ? "" : ", where a condition holds"}`;
  const window =
    node.window.kind === "exact"
      ? `, in last ${node.window.length / 86_400_000} days${node.window.ending === 0 ? "" : ` ending ${node.window.ending / 86_400_000} days ago`}`
      : node.window.kind === "all"
        ? ""
        : `, ${JSON.stringify(node.window)}`;
  return `${comment(`${what}${window}${at}`, "  ")}  readonly ${text(node.id)}: ${input(node.type)} | null;`;
}
