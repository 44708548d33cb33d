import { own } from "../../engine/invariant/own.ts";
import { zone } from "../../engine/calendar/zone.ts";
import { formatValue } from "../../engine/plan/describe.ts";
import { typeProse } from "../../engine/check/type-prose.ts";
import type { TypedField, TypedRecord } from "../../engine/check/program.ts";
import type { Language } from "../../grammar/texts/languages.ts";
import { renderProse } from "../../grammar/diagnostics/render.ts";
import type { Span } from "../../grammar/source.ts";
import type { Declaration } from "../../grammar/tree/declaration.ts";
import type { Analysis } from "./analysis.ts";
import { declarationKey } from "./names.ts";
import { nameAt } from "./navigate.ts";
import { joining } from "../../grammar/texts/joining.ts";
import { editorTexts, type SayEditor } from "../../grammar/texts/editor/index.ts";
import { wordHelp } from "../../grammar/texts/word-help/index.ts";

export interface Hover extends Span {
  /** Markdown. */
  readonly text: string;
}

/** Says a declaration in words, a line for each branch or condition. */
export type Meaning = (
  path: string,
  declaration: Declaration,
) => readonly { readonly indent: number; readonly text: string }[];

const READERS = 12;
const MEANING_LINES = 16;

/**
 * What is known of the name, or the word, at an offset.
 * @param meaning says what a declaration means, in the same language
 */
export function hover(
  analysis: Analysis,
  path: string,
  offset: number,
  language: Language = "en",
  meaning?: Meaning,
): Hover | undefined {
  const name = nameAt(analysis, path, offset);
  if (name === undefined) return wordHover(analysis, path, offset, language);
  const text = new Describer(analysis, language, meaning).describe(name.key);
  return text === undefined ? undefined : { start: name.start, end: name.end, text };
}

class Describer {
  private readonly analysis: Analysis;
  private readonly language: Language;
  private readonly meaning: Meaning | undefined;
  private readonly say: SayEditor;

  constructor(analysis: Analysis, language: Language, meaning: Meaning | undefined) {
    this.analysis = analysis;
    this.language = language;
    this.meaning = meaning;
    this.say = editorTexts(language);
  }

  describe(key: string): string | undefined {
    const [kind = "", rest = ""] = [key.slice(0, key.indexOf(" ")), key.slice(key.indexOf(" ") + 1)];
    const { program } = this.analysis.checked;
    if (kind === "declaration") return this.declaration(rest);
    const [record = "", field = "", ...value] = rest.split(".");
    const typed: TypedRecord | undefined =
      program.profile?.name === record ? program.profile : (program.events.get(record) ?? program.tables.get(record));
    const found = typed?.fields.get(field) ?? typed?.computed.get(field);
    if (found === undefined) return undefined;
    if (kind === "field") return this.field(record, found);
    const labels = own(found.values, value.join(".")) ?? {};
    return lines([
      `**${escape(value.join("."))}**${this.title(labels["default"] ?? null, labels)}, ${this.say("valueOf", { field: `\`${record}.${field}\`` })}`,
      this.otherLabels(labels),
    ]);
  }

  private field(
    record: string,
    { name, type, required, personal, low, high, label, labels, description }: TypedField,
  ): string {
    const { say } = this;
    const bound = (value: number | null): string =>
      value === null ? "…" : formatValue(value, type, zone(this.analysis.checked.program.settings.timeZone));
    const facts = [
      renderProse(typeProse(type), this.language),
      say(required ? "alwaysKnown" : "mayBeUnknown"),
      ...(personal ? [say("personal")] : []),
      ...(low === null && high === null ? [] : [say("bounds", { low: bound(low), high: bound(high) })]),
    ];
    return lines([
      `**${escape(record)}.${escape(name)}**${this.title(label, labels)}`,
      facts.join(joining[this.language].comma),
      this.otherLabels(labels),
      escape(description),
    ]);
  }

  private declaration(name: string): string | undefined {
    const declared = this.analysis.names.declarations.get(name);
    if (declared === undefined) return undefined;
    const { say } = this;
    const { node, file } = declared;
    const output = this.analysis.checked.program.outputs.find((candidate) => candidate.name === name);
    const about = output?.about;
    const kind = say(node.kind === "tag" ? `kind.${node.tagKind} tag` : `kind.${node.kind}`);
    const type =
      output === undefined || output.kind === "segment"
        ? ""
        : `${renderProse(typeProse(output.type), this.language)}${output.mayBeUnknown ? `${joining[this.language].comma}${say("mayBeUnknown")}` : ""}`;
    const reads = readsOf(this.analysis, file, node.start, node.end, name);
    const users = usersOf(this.analysis, name);
    return lines([
      `**${escape(name)}**${this.title(node.label?.value ?? null, about?.labels ?? {})}, ${kind}`,
      type,
      this.said(file, node),
      this.otherLabels(about?.labels ?? {}),
      escape(node.description),
      about?.owner === null || about?.owner === undefined ? "" : say("owner", { name: escape(about.owner) }),
      about?.group === null || about?.group === undefined ? "" : say("group", { name: escape(about.group) }),
      reads.length === 0 ? "" : say("reads", { names: this.listed(reads) }),
      users.length === 0 ? "" : say("usedBy", { names: this.listed(users) }),
    ]);
  }

  /** The meaning as a paragraph, with a list where it has several lines. */
  private said(file: string, node: Declaration): string {
    const found = this.meaning?.(file, node) ?? [];
    const shown = found
      .slice(0, MEANING_LINES)
      .map(({ indent, text }) => (indent === 0 ? escape(text) : `${"  ".repeat(indent - 1)}- ${escape(text)}`));
    const gaps = found
      .slice(0, MEANING_LINES)
      .map(({ indent }, index) => (index > 0 && (indent === 0 || found[index - 1]?.indent === 0) ? "\n\n" : "\n"));
    return `${shown.map((line, index) => (index === 0 ? line : `${gaps[index] ?? ""}${line}`)).join("")}${found.length > MEANING_LINES ? "\n- …" : ""}`;
  }

  private title(label: string | null, labels: Readonly<Record<string, string>>): string {
    const own = (Object.hasOwn(labels, this.language) ? labels[this.language] : undefined) ?? label;
    return own === null || own === undefined ? "" : ` — ${escape(own)}`;
  }

  /** What it is called in other languages. */
  private otherLabels(labels: Readonly<Record<string, string>>): string {
    return Object.entries(labels)
      .filter(([language]) => language !== this.language && language !== "default")
      .map(([language, label]) => `${escape(language)}: ${escape(label)}`)
      .join(" · ");
  }

  private listed(names: readonly string[]): string {
    return (
      names
        .slice(0, READERS)
        .map((name) => `\`${name}\``)
        .join(joining[this.language].comma) +
      (names.length > READERS ? joining[this.language].more(names.length - READERS) : "")
    );
  }
}

/** The names that a declaration mentions, each once. */
function readsOf(analysis: Analysis, file: string, start: number, end: number, own: string): string[] {
  const inside = (analysis.occurrences.get(file) ?? []).filter(
    (occurrence) => !occurrence.declares && occurrence.start >= start && occurrence.end <= end,
  );
  const names = inside.map(({ key }) => key.replace(/^\S+ /, "")).filter((name) => name !== own);
  return [...new Set(names)];
}

/** The declarations that mention a name, each once. */
function usersOf(analysis: Analysis, name: string): string[] {
  const key = declarationKey(name);
  const users = new Set<string>();
  for (const parsed of analysis.checked.parsed) {
    const mentions = (analysis.occurrences.get(parsed.file.path) ?? []).filter(
      (occurrence) => occurrence.key === key && !occurrence.declares,
    );
    for (const declaration of parsed.declarations) {
      if (
        !("name" in declaration) ||
        !mentions.some(({ start }) => start >= declaration.start && start < declaration.end)
      )
        continue;
      users.add(declaration.name.text);
    }
  }
  return [...users];
}

function wordHover(analysis: Analysis, path: string, offset: number, language: Language): Hover | undefined {
  const token = analysis
    .file(path)
    ?.parsed.tokens.find(({ startOffset, image }) => startOffset <= offset && offset <= startOffset + image.length);
  const text = token === undefined ? undefined : wordHelp(token.image, language);
  return token === undefined || text === undefined
    ? undefined
    : { start: token.startOffset, end: token.startOffset + token.image.length, text };
}

const lines = (parts: readonly string[]): string => parts.filter((part) => part !== "").join("\n\n");
/** Rule files are untrusted: nothing in them is read as Markdown or HTML. */
const escape = (text: string): string =>
  text
    .replace(/[\\`*_{}[\]()#+\-.!|<>~]/g, "\\$&")
    .replace(/\s+/g, " ")
    .trim();
