import { format } from "../../../../grammar/format/format.ts";
import { parseFile } from "../../../../grammar/parser/parse-file.ts";
import type { Program, TypedRecord } from "../../../../engine/check/program.ts";
import { required } from "../../../../engine/invariant/required.ts";
import { sourceName } from "../../../../engine/source/print.ts";
import { message } from "../../../../grammar/texts/message.ts";
import type { ColumnChoice, FileChoice } from "../../api/bringing.ts";
import type { Drafts } from "../../api/common.ts";
import { StudioProblem } from "../problem.ts";
import type { DraftRules } from "../rules.ts";
import { typeText } from "./field-kinds.ts";
import { listsIn } from "./lists-in.ts";
import { columnFor, fieldColumns, type Chosen } from "./source-of.ts";

/** Where declarations go that the rules don't have yet. */
const FILE = "data.tagma";

/** The profile, an event or a table, with the fields that files bring. */
interface Wanted {
  readonly kind: "profile" | "event" | "table";
  readonly name: string;
  readonly key: string | undefined;
  /** Of a part: its event. */
  readonly partOf: string | undefined;
  /** By name, as they are written. */
  readonly fields: Map<string, string>;
}

/**
 * What is to be declared so that files can be imported as is said of them: records, and fields of those that there are.
 * @returns the texts of the rule files that change
 */
export function declared(chosen: readonly Chosen[], rules: DraftRules): Drafts {
  const { program, sources } = rules;
  const texts = new Map<string, string>();
  const textOf = (path: string): string => texts.get(path) ?? sources.get(path) ?? "";
  const fresh: string[] = [];
  for (const wanted of wantedBy(chosen, rules)) {
    const record = recordOf(wanted, program);
    const missing = [...wanted.fields]
      .filter(([name]) => record?.fields.has(name) !== true && record?.computed.has(name) !== true)
      .map(([, line]) => line);
    if (record === undefined) fresh.push(declaration(wanted, missing));
    else if (missing.length > 0) {
      const { file: path } = record.location;
      texts.set(path, withFields(path, textOf(path), wanted, missing));
    }
  }
  if (fresh.length > 0) {
    const before = textOf(FILE);
    const text = `${[...(before === "" ? [] : [before.trimEnd()]), ...fresh].join("\n\n")}\n`;
    const laidOut = before === "" ? format(parseFile({ path: FILE, text })) : undefined;
    texts.set(FILE, laidOut !== undefined && "text" in laidOut ? laidOut.text : text);
  }
  return Object.fromEntries(texts);
}

/** Every record that is to be there, each once. */
function wantedBy(chosen: readonly Chosen[], rules: DraftRules): Wanted[] {
  const { program } = rules;
  const found = new Map<string, Wanted>();
  const want = (kind: Wanted["kind"], name: string, key?: string, partOf?: string): Wanted => {
    const id = kind === "profile" ? kind : `${kind} ${name}`;
    const known = found.get(id);
    if (known !== undefined) return known;
    const made = { kind, name, key, partOf, fields: new Map<string, string>() };
    found.set(id, made);
    return made;
  };
  // Customers have a profile, though it may say nothing of them.
  if (program.profile === undefined) want("profile", "customer");
  for (const { choice, facts, upload } of chosen) {
    if (choice.how !== "new") continue;
    requireLeftOut(choice, facts.file.name, program);
    const byName = new Map(facts.columns.map((column) => [column.name, column]));
    const line = (column: ColumnChoice): string => {
      const type = typeText(
        column,
        required(byName.get(column.column), column.column),
        program.settings.currencyDigits,
      );
      return fieldLine(column.field, type, column.required, column.personal);
    };
    const fill = (wanted: Wanted, columns: readonly ColumnChoice[]): void => {
      for (const column of columns) if (!wanted.fields.has(column.field)) wanted.fields.set(column.field, line(column));
    };
    const fields = fieldColumns(choice);
    if (choice.kind === "events")
      for (const { event, columns } of choice.types)
        fill(
          want("event", event),
          fields.filter(({ column }) => columns.includes(column)),
        );
    else if (choice.kind === "part")
      fill(want("event", choice.record, undefined, eventOf(choice, chosen, rules)), fields);
    else if (choice.kind === "profile") fill(want("profile", "customer"), fields);
    else fill(want(choice.kind, choice.record, columnFor(choice, "key")?.field), fields);
    const { worked } = choice;
    if (worked !== null && (choice.kind === "event" || choice.kind === "part"))
      want("event", choice.record).fields.set(worked.field, workedLine(worked, fields));
    for (const { name, partOf, fields: own } of listsIn({ choice, facts, upload }, program.settings.currencyDigits)
      .records) {
      const { fields: lines } = want("event", name, undefined, partOf);
      for (const field of own) lines.set(field.name, fieldLine(field.name, field.type, field.required, field.personal));
    }
  }
  return [...found.values()];
}

/** The event that the rows of a file are part of. */
function eventOf({ join, record }: FileChoice, chosen: readonly Chosen[], { workspace }: DraftRules): string {
  const brought = chosen.find(({ choice }) => choice.source === join?.source && choice.how === "new");
  const there = (workspace.config.sources ?? []).find(({ name }) => name === join?.source)?.event;
  return brought?.choice.record ?? (typeof there === "string" ? there : record);
}

const ruleName = (name: string): string => (name === "id" ? "`id`" : sourceName(name));

const fieldLine = (name: string, type: string, isRequired: boolean, personal: boolean): string =>
  `  ${ruleName(name)}: ${type}${isRequired ? " required" : ""}${personal ? " personal" : ""}`;

/** @throws StudioProblem when it is to be worked out of what is no field, or called like one */
function workedLine(
  { field, price, quantity }: NonNullable<FileChoice["worked"]>,
  fields: readonly ColumnChoice[],
): string {
  const nameOf = (wanted: string): string => {
    const found = fields.find(({ column }) => column === wanted);
    if (found === undefined || fields.some((one) => one.field === field))
      throw new StudioProblem("bad-file", message("bring-worked", { field, price, quantity }));
    return ruleName(found.field);
  };
  return `  ${ruleName(field)}: money = ${nameOf(price)} * ${nameOf(quantity)}`;
}

/** @throws StudioProblem when a column is to be left out that fills a field by being called like it */
function requireLeftOut(choice: FileChoice, file: string, program: Program): void {
  if (choice.kind === "events") return;
  const record = recordOf({ kind: choice.kind === "part" ? "event" : choice.kind, name: choice.record }, program);
  const mapped = new Set(fieldColumns(choice).map(({ field }) => field));
  const stays = choice.columns.find(
    ({ column, meaning }) => meaning === "out" && record?.fields.has(column) === true && !mapped.has(column),
  );
  if (stays !== undefined)
    throw new StudioProblem("bad-file", message("bring-stays", { file, column: stays.column, field: stays.column }));
}

function recordOf({ kind, name }: Pick<Wanted, "kind" | "name">, program: Program): TypedRecord | undefined {
  switch (kind) {
    case "profile":
      return program.profile;
    case "event":
      return program.events.get(name);
    case "table":
      return program.tables.get(name);
  }
}

function declaration({ kind, name, key, partOf }: Wanted, fields: readonly string[]): string {
  const behind =
    kind === "table" ? ` by ${sourceName(key ?? "key")}` : partOf === undefined ? "" : ` part of ${sourceName(partOf)}`;
  const head = `${kind} ${sourceName(name)}${behind}`;
  return `${head} {\n${fields.join("\n")}\n}`;
}

/** A file's text with further fields at the end of one of its records. */
function withFields(path: string, text: string, { kind, name }: Wanted, fields: readonly string[]): string {
  const found = parseFile({ path, text }).declarations.find(
    (one) => one.kind === kind && (kind === "profile" || ("name" in one && one.name.text === name)),
  );
  const { end } = required(found, `the ${kind} ${name} of ${path}`);
  return `${text.slice(0, end - 1).trimEnd()}\n${fields.join("\n")}\n${text.slice(end - 1)}`;
}
