import type { IToken, TokenType } from "chevrotain";
import type { Program, TypedRecord } from "../../engine/check/program.ts";
import { acceptedTokens, type Candidate } from "../../grammar/parser/accepted-tokens.ts";
import * as T from "../../grammar/tokens/token-types.ts";
import { unitWords, wordTokens as W, wordTokenType } from "../../grammar/tokens/words.ts";
import type { Language } from "../../grammar/texts/languages.ts";
import { quoteText } from "../../grammar/parser/text-literal.ts";
import { own } from "../../engine/invariant/own.ts";
import { sourceName } from "../../engine/source/print.ts";
import type { Analysis } from "./analysis.ts";
import type { Completion, CompletionKind } from "./completion.ts";
import type { AskedValues, OutputValues } from "./asked-values.ts";
import { cursorAt } from "./cursor.ts";
import { isRole, roleAt, type Role } from "./name-roles.ts";
import { snippets } from "./snippets.ts";
import { editorTexts, type EditorText } from "../../grammar/texts/editor/index.ts";

/** The names that can stand at a place come first, then the words. */
export interface Completions {
  readonly from: number;
  readonly items: readonly Completion[];
}

/** Words that are tried at the cursor. Units stand for themselves, names and literals for what is offered of them. */
const unit = wordTokenType("week") ?? T.Identifier;
const behind: Readonly<Record<string, TokenType>> = {
  in: W.last,
  this: unit,
  last: unit,
  at: W.least,
  most: W.frequent,
  any: W.of,
};
const wordCandidates: readonly Candidate[] = Object.entries(W).map(([image, type]) => ({
  type,
  image,
  ...(Object.hasOwn(behind, image) && behind[image] !== undefined ? { behind: behind[image] } : {}),
}));
const NAME = { type: T.Identifier, image: "aName" };
const UNIT = { type: unit, image: "week" };

/** What can be typed at an offset: only what the grammar accepts there, and of names only those that fit. */
export function complete(analysis: Analysis, path: string, offset: number, language: Language = "en"): Completions {
  const file = analysis.file(path);
  if (file === undefined) return { from: offset, items: [] };
  const cursor = cursorAt(file, offset);
  const nothing = { from: cursor.wordStart, items: [] };
  if (cursor.text !== undefined) return textValues(analysis, cursor.before, cursor.text, language);
  if (cursor.inside !== undefined) return nothing;
  const { before } = cursor;
  if (before.at(-1)?.tokenType === T.At) return { from: cursor.wordStart, items: annotations(language) };
  // Where a name can stand most words could stand, too, as names: only those that mean something there are tried.
  const role = acceptedTokens(before, [NAME]).has(T.Identifier)
    ? roleAt(before, analysis.names, outputValues(analysis))
    : undefined;
  const accepted = acceptedTokens(before, [
    ...wordCandidates.filter(({ image }) => role === undefined || isRole(role, image)),
    UNIT,
  ]);
  const names = role === undefined ? [] : namesFor(role, analysis, language);
  const afterNumber = before.at(-1)?.tokenType === T.NumberLiteral;
  const units = accepted.has(unit) && afterNumber ? unitsFor(before.at(-1)) : [];
  const keywords = wordCandidates
    .filter(
      ({ type, image }) => accepted.has(type) && !(accepted.has(unit) && afterNumber && unitWords[image] !== undefined),
    )
    .map(({ image }) => keyword(image));
  // Between declarations whole ones are offered.
  const whole = cursor.fresh
    ? [
        ...snippets(language),
        ...(before.length === 0
          ? []
          : beginnings().filter(({ label }) => !keywords.some((known) => known.label === label))),
      ]
    : [];
  return { from: cursor.wordStart, items: [...units, ...names, ...whole, ...keywords] };
}

/** The values of what is compared, where the cursor stands inside of a text. */
function textValues(
  analysis: Analysis,
  before: readonly IToken[],
  { start, image }: { readonly start: number; readonly image: string },
  language: Language,
): Completions {
  const role = roleAt(before, analysis.names, outputValues(analysis));
  const from = start + 1;
  if (role.kind !== "value") return { from, items: [] };
  const close = image.length > 1 && image.endsWith('"') ? "" : '"';
  return {
    from,
    items: role.values.map((value) => ({
      ...valueItem(value, role, analysis, language),
      insert: `${quoteText(value).slice(1, -1)}${close}`,
    })),
  };
}

/** The values of tags and lifecycles that have some. */
function outputValues(analysis: Analysis): OutputValues {
  const types = new Map(analysis.checked.program.outputs.map(({ name, type }) => [name, type]));
  return (name) => {
    const type = types.get(name);
    return type?.kind === "enum" || type?.kind === "set" ? (type.values ?? undefined) : undefined;
  };
}

function valueItem(value: string, { of, quoted }: AskedValues, analysis: Analysis, language: Language): Completion {
  const { program } = analysis.checked;
  const record = of.record === program.profile?.name ? program.profile : recordOf(program, of.record ?? "");
  const values =
    of.record === undefined
      ? program.outputs.find(({ name }) => name === of.name)?.about.values
      : record?.fields.get(of.name)?.values;
  const labels = own(values, value) ?? {};
  return {
    label: value,
    kind: "value",
    detail: own(labels, language) ?? own(labels, "default") ?? "",
    insert: quoted ? quoteText(value) : sourceName(value),
    isSnippet: false,
    filter: [value, ...Object.values(labels)].join(" "),
  };
}

const recordOf = ({ events, tables }: Program, name: string): TypedRecord | undefined =>
  events.get(name) ?? tables.get(name);

/** The words that declarations begin with. */
function beginnings(): Completion[] {
  const accepted = acceptedTokens([], wordCandidates);
  return wordCandidates.filter(({ type }) => accepted.has(type)).map(({ image }) => keyword(image));
}

const keyword = (label: string): Completion => ({
  label,
  kind: "keyword",
  detail: "",
  insert: label,
  isSnippet: false,
  filter: label,
});

/** An annotation that the language knows. */
type Annotation = EditorText extends infer Key ? (Key extends `annotation.${infer Name}` ? Name : never) : never;

function annotations(language: Language): Completion[] {
  const say = editorTexts(language);
  const known: readonly (readonly [Annotation, string])[] = [
    ["label", 'label(${1|zh,ja,es|}: "$2")'],
    ["group", 'group("$1")'],
    ["owner", 'owner("$1")'],
    ["status", "status(${1|draft,active,retired|})"],
    ["refresh", 'refresh("${1:daily}")'],
    ["sensitivity", 'sensitivity("${1:internal}")'],
    ["channel", 'channel("$1")'],
    ["rename", "rename($1)"],
  ];
  return known.map(([label, insert]) => ({
    label,
    kind: "annotation",
    detail: say(`annotation.${label}`),
    insert,
    isSnippet: true,
    filter: label,
  }));
}

/** Units in the number of what stands before: `1 day`, `90 days`. */
function unitsFor(number: IToken | undefined): Completion[] {
  const one = number?.image === "1";
  return ["day", "week", "month", "quarter", "year", "hour", "minute", "second"]
    .map((name) => (one ? name : `${name}s`))
    .map((label) => ({ label, kind: "unit", detail: "", insert: label, isSnippet: false, filter: label }));
}

function namesFor(role: Role, analysis: Analysis, language: Language): Completion[] {
  const { names } = analysis;
  const outputs = new Map(analysis.checked.program.outputs.map((output) => [output.name, output]));
  const found: Completion[] = [];
  const add = (name: string, kind: CompletionKind, detail: string, labels: readonly string[] = []): void => {
    found.push({
      label: name,
      kind,
      detail,
      insert: sourceName(name),
      isSnippet: false,
      filter: [name, ...labels].join(" "),
    });
  };
  const fieldsOf = (record: string): void => {
    const typed =
      analysis.checked.program.profile?.name === record
        ? analysis.checked.program.profile
        : (analysis.checked.program.events.get(record) ?? analysis.checked.program.tables.get(record));
    for (const name of names.records.get(record)?.fields.keys() ?? []) {
      const field = typed?.fields.get(name);
      add(name, "field", (field === undefined ? undefined : labelIn(field, language)) ?? record, [
        field?.label ?? "",
        ...Object.values(field?.labels ?? {}),
      ]);
    }
  };
  switch (role.kind) {
    case "declared":
      return [];
    case "event":
    case "test item":
      for (const { name, isProfile, key } of names.records.values())
        if ((!isProfile && key === undefined) || role.kind === "test item")
          add(
            name,
            isProfile ? "profile" : key === undefined ? "event" : "list",
            labelIn(analysis.checked.program.events.get(name)?.about, language) ?? "",
          );
      return found;
    case "type":
      for (const { node } of names.declarations.values())
        if (node.kind === "table") add(node.name.text, "list", node.label?.value ?? "");
      return found;
    case "field":
      fieldsOf(role.of);
      return found;
    case "list":
      for (const { node } of names.declarations.values())
        if (node.kind === "list") add(node.name.text, "list", node.label?.value ?? "");
      return found;
    case "value": {
      for (const value of role.values) found.push(valueItem(value, role, analysis, language));
      if (role.only) return found;
      break;
    }
    case "feature":
    case "expression":
      break;
  }
  if (role.event !== undefined) {
    fieldsOf(role.event);
    const parent = analysis.checked.program.events.get(role.event)?.parent;
    for (const field of [...(parent?.fields.values() ?? []), ...(parent?.computed.values() ?? [])]) {
      const name = `${sourceName(parent?.name ?? "")}.${sourceName(field.name)}`;
      found.push({
        label: name,
        kind: "field",
        detail: labelIn(field, language) ?? "",
        insert: name,
        isSnippet: false,
        filter: name,
      });
    }
  }
  if (names.profile !== undefined) fieldsOf(names.profile.name);
  for (const { node } of names.declarations.values()) {
    if (node.kind === "model" && role.reader === "mined") add(node.name.text, "model", node.label?.value ?? "");
    if (
      role.event !== undefined ||
      (node.kind !== "tag" && node.kind !== "segment" && node.kind !== "lifecycle") ||
      !role.readable.has(node.kind === "tag" ? node.tagKind : node.kind) ||
      node.name.text === role.self
    )
      continue;
    const about = outputs.get(node.name.text)?.about;
    add(node.name.text, node.kind === "segment" ? "segment" : "tag", labelIn(about, language) ?? "", [
      about?.label ?? "",
      ...Object.values(about?.labels ?? {}),
    ]);
  }
  return found;
}

/** What something is called in a language: its label in it, else the label beside its name. */
function labelIn(
  about: { readonly label: string | null; readonly labels: Readonly<Record<string, string>> } | undefined,
  language: Language,
): string | undefined {
  if (about === undefined) return undefined;
  return (Object.hasOwn(about.labels, language) ? about.labels[language] : undefined) ?? about.label ?? undefined;
}
