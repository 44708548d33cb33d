import { typeProse } from "../../engine/check/type-prose.ts";
import { renderProse } from "../../grammar/diagnostics/render.ts";
import type { TypedField, TypedRecord } from "../../engine/check/program.ts";
import type { Span } from "../../grammar/source.ts";
import type { Analysis } from "./analysis.ts";
import { declarationKey } from "./names.ts";
import { nameAt } from "./navigate.ts";
import { wordHelp } from "./word-help.ts";

export interface Hover extends Span {
  /** Markdown. */
  readonly text: string;
}

const READERS = 12;

/** What is known of the name, or the word, at an offset. */
export function hover(analysis: Analysis, path: string, offset: number): Hover | undefined {
  const name = nameAt(analysis, path, offset);
  if (name === undefined) return wordHover(analysis, path, offset);
  const text = describe(analysis, name.key);
  return text === undefined ? undefined : { start: name.start, end: name.end, text };
}

function describe(analysis: Analysis, key: string): string | undefined {
  const [kind = "", rest = ""] = [key.slice(0, key.indexOf(" ")), key.slice(key.indexOf(" ") + 1)];
  const { program } = analysis.checked;
  if (kind === "declaration") return describeDeclaration(analysis, rest);
  const [record = "", field = "", ...value] = rest.split(".");
  const typed: TypedRecord | undefined = program.profile?.name === record ? program.profile : program.events.get(record);
  const found = typed?.fields.get(field);
  if (found === undefined) return undefined;
  if (kind === "field") return describeField(record, found);
  const labels = found.values[value.join(".")] ?? {};
  return lines([`**${escape(value.join("."))}**, a value of \`${record}.${field}\``, labelLine(labels)]);
}

function describeField(record: string, { name, type, required, personal, low, high, label, labels, description }: TypedField): string {
  const facts = [renderProse(typeProse(type)), required ? "always known" : "may be unknown", ...(personal ? ["personal"] : [])];
  const bounds = low === null && high === null ? "" : `from ${low ?? "…"} to ${high ?? "…"}${type.kind === "decimal" ? ` (in units of 10^-${type.digits})` : ""}`;
  return lines([`**${escape(record)}.${escape(name)}**${label === null ? "" : ` — ${escape(label)}`}`, `${facts.join(", ")}${bounds === "" ? "" : `, ${bounds}`}`, labelLine(labels), escape(description)]);
}

function describeDeclaration(analysis: Analysis, name: string): string | undefined {
  const declared = analysis.names.declarations.get(name);
  if (declared === undefined) return undefined;
  const { node } = declared;
  const output = analysis.checked.program.outputs.find((candidate) => candidate.name === name);
  const kind = node.kind === "tag" ? `${node.tagKind} tag` : node.kind;
  const about = output?.about;
  const head = `**${escape(name)}**${node.label === undefined ? "" : ` — ${escape(node.label.value)}`}, ${kind}`;
  const type = output === undefined || output.kind === "segment" ? "" : `${renderProse(typeProse(output.type))}${output.mayBeUnknown ? ", may be unknown" : ""}`;
  const reads = readsOf(analysis, declared.file, node.start, node.end, name);
  const users = usersOf(analysis, name);
  return lines([
    head, type, labelLine(about?.labels ?? {}), escape(node.description),
    about?.owner === null || about?.owner === undefined ? "" : `Owner: ${escape(about.owner)}`, about?.group === null || about?.group === undefined ? "" : `Group: ${escape(about.group)}`,
    reads.length === 0 ? "" : `Reads ${listed(reads)}`, users.length === 0 ? "" : `Used by ${listed(users)}`,
  ]);
}

/** The names that a declaration mentions, each once. */
function readsOf(analysis: Analysis, file: string, start: number, end: number, own: string): string[] {
  const inside = (analysis.occurrences.get(file) ?? []).filter((occurrence) => !occurrence.declares && occurrence.start >= start && occurrence.end <= end);
  const names = inside.map(({ key }) => key.replace(/^\S+ /, "")).filter((name) => name !== own);
  return [...new Set(names)];
}

/** The declarations that mention a name, each once. */
function usersOf(analysis: Analysis, name: string): string[] {
  const key = declarationKey(name);
  const users = new Set<string>();
  for (const parsed of analysis.checked.parsed) {
    const mentions = (analysis.occurrences.get(parsed.file.path) ?? []).filter((occurrence) => occurrence.key === key && !occurrence.declares);
    for (const declaration of parsed.declarations) {
      if (!("name" in declaration) || !mentions.some(({ start }) => start >= declaration.start && start < declaration.end)) continue;
      users.add(declaration.name.text);
    }
  }
  return [...users];
}

function wordHover(analysis: Analysis, path: string, offset: number): Hover | undefined {
  const token = analysis.file(path)?.parsed.tokens.find(({ startOffset, image }) => startOffset <= offset && offset <= startOffset + image.length);
  const text = token === undefined ? undefined : wordHelp.get(token.image);
  return token === undefined || text === undefined ? undefined : { start: token.startOffset, end: token.startOffset + token.image.length, text };
}

const lines = (parts: readonly string[]): string => parts.filter((part) => part !== "").join("\n\n");
const labelLine = (labels: Readonly<Record<string, string>>): string => Object.entries(labels).map(([language, label]) => `${escape(language)}: ${escape(label)}`).join(" · ");
const listed = (names: readonly string[]): string => names.slice(0, READERS).map((name) => `\`${name}\``).join(", ") + (names.length > READERS ? ` and ${names.length - READERS} more` : "");
/** Rule files are untrusted: nothing in them is read as Markdown or HTML. */
const escape = (text: string): string => text.replace(/[\\`*_{}[\]()#+\-.!|<>~]/g, "\\$&").replace(/\s+/g, " ").trim();
