import { WorkspaceError } from "../errors.ts";
import { ROW_LIMIT } from "./csv.ts";
import { isObject } from "./json-path.ts";
import { message, type Message } from "../../grammar/texts/message.ts";

/** One line of JSON Lines, or why it is none. */
export type JsonLine = { readonly line: number; readonly text: string } & (
  | { readonly object: Readonly<Record<string, unknown>> }
  | { readonly problem: Message }
);

/** Splits JSON Lines that come in pieces; blank lines are passed over. */
export class JsonSplitter {
  private readonly name: string;
  private rest = "";
  private line: number;

  constructor(name: string, line = 1) {
    this.name = name;
    this.line = line;
  }

  get nextLine(): number {
    return this.line;
  }

  /** What has come of the next line. */
  get waiting(): string {
    return this.rest;
  }

  /**
   * The lines that are complete with this piece, one by one; to be taken to the end before the next piece.
   * @throws WorkspaceError for a line that is too long
   */
  *push(piece: string): Generator<JsonLine> {
    const text = this.rest + piece;
    let at = 0;
    for (let feed = text.indexOf("\n"); feed !== -1; feed = text.indexOf("\n", at)) {
      yield* this.parsed(text.slice(at, feed));
      at = feed + 1;
    }
    this.rest = text.slice(at);
    this.requireShort(this.rest);
  }

  *end(): Generator<JsonLine> {
    if (this.rest !== "") yield* this.parsed(this.rest);
    this.rest = "";
  }

  private parsed(text: string): JsonLine[] {
    this.requireShort(text);
    return parseRow(text, this.line++);
  }

  private requireShort(text: string): void {
    if (text.length > ROW_LIMIT)
      throw new WorkspaceError(message("json-line-too-long", { file: this.name, line: this.line, limit: ROW_LIMIT }));
  }
}

/** A row's text as an object; nothing for a blank one. */
export function parseRow(text: string, line: number): JsonLine[] {
  if (text.trim() === "") return [];
  if (isDeep(text)) return [{ line, text, problem: message("row-nested-deeply", { limit: NESTING_LIMIT }) }];
  try {
    const json = parseExactly(text);
    return [isObject(json) ? { line, text, object: json } : { line, text, problem: message("row-not-object") }];
  } catch {
    return [{ line, text, problem: message("row-not-json") }];
  }
}

/**
 * JSON in which numbers that a double can't hold are texts of their digits: whole ones are ids, and would be others, and
 * amounts would lose their last digits.
 */
export function parseExactly(text: string): unknown {
  if (!/\d[\d.]{15}/.test(text)) return JSON.parse(text);
  const exact = (_: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === "number" && isInexact(value, context?.source ?? "") ? context?.source : value;
  return JSON.parse(text, exact);
}

/** Whether a number that is written in digits is another as a double. */
function isInexact(value: number, source: string): boolean {
  if (/^-?\d{16,}$/.test(source)) return !Number.isSafeInteger(value);
  return source.length > 16 && /^-?\d+\.\d*[1-9]0*$/.test(source) && source.replace(/0+$/, "") !== String(value);
}

/** How deep values may be nested: what shows or writes them goes down into them. */
export const NESTING_LIMIT = 100;

/** Whether brackets are nested deeper than that; brackets within texts are none. */
function isDeep(text: string): boolean {
  if (text.split(/[[{]/, NESTING_LIMIT + 2).length <= NESTING_LIMIT) return false;
  let depth = 0;
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/g)) {
    if (part === "[" || part === "{") depth++;
    else if (part === "]" || part === "}") depth--;
    if (depth > NESTING_LIMIT) return true;
  }
  return false;
}
