import { parseTree, type Node, type ParseError } from "jsonc-parser";
import { required } from "../../engine/invariant/required.ts";

/** Where a text stops being JSON: line and column from 1. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
}

/** A name that stands twice in one object, of which programs would each take another. */
export interface RepeatedName {
  readonly repeated: string;
}

/** The tree of a JSON text with comments and trailing commas, or why it is none. */
export function readTree(text: string): { readonly tree: Node } | JsonFault | RepeatedName {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (tree === undefined || error !== undefined) {
    const before = text.slice(0, error?.offset ?? text.length).split(/\r\n|\r|\n/);
    return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
  }
  const repeated = repeatedName(tree);
  return repeated === undefined ? { tree } : { repeated };
}

function repeatedName(node: Node): string | undefined {
  const children = node.children ?? [];
  if (node.type === "object") {
    const names = children.map(nameOf);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) return twice;
  }
  for (const child of children) {
    const found = repeatedName(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

const nameOf = ({ children = [] }: Node): string => String(children[0]?.value);
const endOf = ({ offset, length }: Node): number => offset + length;

/** A member of the outermost object; undefined when there is none. */
export function memberOf(tree: Node, name: string): Node | undefined {
  return (tree.children ?? []).find((member) => nameOf(member) === name)?.children?.[1];
}

/** Adds an item to the end of a list of the outermost object, which is made where it is missing. */
export function withItem(text: string, tree: Node, list: string, item: unknown): string {
  const found = memberOf(tree, list);
  if (found !== undefined) return appended(text, found, (style) => printed(item, style));
  return appended(text, tree, (style) => `${JSON.stringify(list)}: ${printed([item], style)}`);
}

/** The names of the objects in a list of the outermost object; undefined for what has none. */
export const namesIn = (tree: Node, list: string): readonly unknown[] =>
  (memberOf(tree, list)?.children ?? []).map((item) => memberOf(item, "name")?.value);

/** Puts an item in the place of another in a list of the outermost object. */
export function withItemInstead(text: string, tree: Node, list: string, index: number, item: unknown): string {
  const found = required(memberOf(tree, list)?.children?.[index], `${list}[${index}]`);
  const [start, end] = [found.offset, endOf(found)];
  const step = text.slice(start, end).includes("\n") ? (stepOf(text) ?? "  ") : undefined;
  const style: Style = { newline: text.includes("\r\n") ? "\r\n" : "\n", step, indent: indentAt(text, start) };
  return text.slice(0, start) + printed(item, style) + text.slice(end);
}

/** Takes an item out of a list of the outermost object; comments around it stay. */
export function withoutItem(text: string, tree: Node, list: string, index: number): string {
  const item = required(memberOf(tree, list)?.children?.[index], `${list}[${index}]`);
  const [start, end] = [item.offset, endOf(item)];
  const behind = skipped(text, end);
  const comma = text[behind] === "," ? behind : commaBefore(text, start);
  const left = (from: number, to: number): string =>
    comma === undefined || comma < from || comma >= to
      ? text.slice(from, to)
      : text.slice(from, comma) + text.slice(comma + 1, to);
  const [before, after] = [left(0, start), left(end, text.length)];
  // Nothing is left of a line on which only the item stood.
  const [indent, rest] = [/\n[ \t]*$/.exec(before), /^[ \t]*\r?\n/.exec(after)];
  return indent === null || rest === null
    ? before + after
    : before.slice(0, indent.index + 1) + after.slice(rest[0].length);
}

/** How what is added is laid out: as its neighbours are. */
interface Style {
  readonly newline: string;
  /** One step of indentation; undefined for all on one line. */
  readonly step: string | undefined;
  /** Before each further line. */
  readonly indent: string;
}

/** Adds a member or item behind the last one of an object or list. Everything that stands in the text stays as it is. */
function appended(text: string, { offset, length, children = [] }: Node, print: (style: Style) => string): string {
  const close = offset + length - 1;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const step = stepOf(text);
  const last = children.at(-1);
  const outer = indentAt(text, offset);
  const spread = text.slice(offset, close).includes("\n") || (last === undefined && step !== undefined);
  const indent = last === undefined || !spread ? `${outer}${step ?? "  "}` : indentAt(text, last.offset);
  const lines = last === undefined || text.slice(last.offset, endOf(last)).includes("\n");
  const body = print({ newline, step: spread && lines ? (step ?? "  ") : undefined, indent });
  const comma = last === undefined ? "" : ",";
  const afterLast = last === undefined ? offset + 1 : endOf(last);
  const hasComma = last !== undefined && text[skipped(text, afterLast)] === ",";
  // Behind all that stands before the bracket, comments included.
  const from = Math.max(afterLast, text.slice(0, close).trimEnd().length);
  const head = text.slice(0, afterLast) + (hasComma ? "" : comma) + text.slice(afterLast, from);
  const tail = text.slice(from, close);
  if (!spread) return `${head}${last === undefined ? "" : " "}${body}${tail}${text.slice(close)}`;
  const ending = tail.includes("\n") ? tail : `${newline}${outer}`;
  return `${head}${newline}${indent}${body}${ending}${text.slice(close)}`;
}

function printed(value: unknown, { newline, step, indent }: Style): string {
  return step === undefined
    ? onOneLine(value)
    : JSON.stringify(value, null, step).replaceAll("\n", `${newline}${indent}`);
}

/** `{ "a": 1, "b": [2, 3] }` */
function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${onOneLine(member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** The blanks at the beginning of the line on which something stands. */
function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

/** The first indentation in a text; undefined when it stands on one line. */
const stepOf = (text: string): string | undefined => /\n([ \t]+)\S/.exec(text)?.[1];

/** The offset of the next sign behind blanks and comments. */
function skipped(text: string, offset: number): number {
  const blank = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
  blank.lastIndex = offset;
  return offset + (blank.exec(text)?.[0].length ?? 0);
}

/** The offset of the comma before an item, past blanks and comments; undefined for the first. */
function commaBefore(text: string, offset: number): number | undefined {
  for (let at = text.lastIndexOf(",", offset - 1); at !== -1; at = text.lastIndexOf(",", at - 1))
    if (skipped(text, at + 1) === offset) return at;
  return undefined;
}
