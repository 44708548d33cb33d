import { WorkspaceError } from "../errors.ts";
import { message, type Message } from "../../grammar/texts/message.ts";

/** Longest row of a file, in characters; most columns. */
export const ROW_LIMIT = 1_000_000;
export const COLUMN_LIMIT = 2_000;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const BACKSLASH = 92;
const QUOTE = 34;

/** A record and the line on which it begins. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: string[];
}

/**
 * Splits CSV (RFC 4180) that comes in pieces. No more than one record and one piece is in memory, however long a cell
 * pretends to be: a record is refused as soon as it passes the limit. Records without quotes take a short way.
 */
export class CsvSplitter {
  private readonly name: string;
  private readonly delimiter: string;
  /** Within quotes a backslash takes the meaning of what follows it. */
  private readonly escapes: boolean;
  private rest = "";
  private line: number;

  /** @param name the file, for messages; @param line the line on which the first piece begins */
  constructor(name: string, delimiter: string, line = 1, escapes = false) {
    this.name = name;
    this.delimiter = delimiter;
    this.line = line;
    this.escapes = escapes;
  }

  /** What has come of the next record. */
  get waiting(): string {
    return this.rest;
  }

  /** The line of the next record. */
  get nextLine(): number {
    return this.line;
  }

  /**
   * The records that are complete with this piece, one by one; to be taken to the end before the next piece.
   * @throws WorkspaceError for a record that is too long or whose quotes are wrong
   */
  push(piece: string): Generator<CsvRecord> {
    return this.split(this.rest + piece, false);
  }

  /** The last record, which needs no line break. */
  end(): Generator<CsvRecord> {
    return this.split(this.rest, true);
  }

  private *split(text: string, last: boolean): Generator<CsvRecord> {
    let at = 0;
    let quote = text.indexOf('"');
    while (at < text.length) {
      const feed = text.indexOf("\n", at);
      if (quote !== -1 && quote < at) quote = text.indexOf('"', at);
      if (quote !== -1 && (feed === -1 || quote < feed)) {
        const found = this.quotedRecord(text, at, last);
        if (found === undefined) break;
        yield found.record;
        at = found.end;
        continue;
      }
      if (feed === -1 && !last) break;
      const end = feed === -1 ? text.length : feed;
      if (end - at > ROW_LIMIT) throw this.tooLong();
      const stop = end > at && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
      const { line } = this;
      this.line++;
      if (stop > at) yield { line, cells: this.plainCells(text, at, stop) };
      at = end + 1;
    }
    this.rest = at >= text.length ? "" : text.slice(at);
    if (this.rest.length > ROW_LIMIT) throw this.tooLong();
  }

  private plainCells(text: string, from: number, to: number): string[] {
    const cells: string[] = [];
    let at = from;
    for (;;) {
      const next = text.indexOf(this.delimiter, at);
      if (next === -1 || next >= to) break;
      cells.push(text.slice(at, next));
      at = next + 1;
    }
    cells.push(text.slice(at, to));
    return cells;
  }

  /** The record that begins at `from` and the place behind it; undefined when it is not complete yet. */
  private quotedRecord(
    text: string,
    from: number,
    last: boolean,
  ): { readonly record: CsvRecord; readonly end: number } | undefined {
    const cells: string[] = [];
    let at = from;
    let breaks = 0;
    // The next line break, looked for again only when it is passed: a row of very many cells is still read in one go.
    let feed = text.indexOf("\n", from);
    for (;;) {
      if (feed !== -1 && feed < at) feed = text.indexOf("\n", at);
      if (at - from > ROW_LIMIT) throw this.tooLong();
      if (text[at] === '"') {
        const closed = this.escapes ? closingUnescaped(text, at + 1) : closingQuote(text, at + 1);
        if (closed === undefined || (closed + 1 >= text.length && !last)) {
          if (text.length - from > ROW_LIMIT) throw this.tooLong();
          if (!last) return undefined;
          throw this.wrong(message("quote-not-closed"));
        }
        const content = text.slice(at + 1, closed);
        for (let within = content.indexOf("\n"); within !== -1; within = content.indexOf("\n", within + 1)) breaks++;
        cells.push(this.escapes ? unescaped(content) : content.includes('"') ? content.replaceAll('""', '"') : content);
        at = closed + 1;
      } else {
        const end = plainEnd(text, at, this.delimiter, feed);
        if (end === undefined && !last) return undefined;
        const content = text.slice(at, end ?? text.length);
        const cell =
          (end === undefined || text.charCodeAt(end) === LINE_FEED) && content.endsWith("\r")
            ? content.slice(0, -1)
            : content;
        if (cell.includes('"')) throw this.wrong(message("quote-inside"));
        cells.push(cell);
        at = end ?? text.length;
      }
      if (text[at] === this.delimiter) {
        at++;
        continue;
      }
      if (text.charCodeAt(at) === CARRIAGE_RETURN) {
        if (at + 1 >= text.length && !last) return undefined;
        at++;
      }
      if (at < text.length && text.charCodeAt(at) !== LINE_FEED) throw this.wrong(message("quote-something-behind"));
      const record = { line: this.line, cells };
      this.line += breaks + 1;
      return { record, end: at + 1 };
    }
  }

  private wrong(problem: Message): WorkspaceError {
    return new WorkspaceError(message("about-line", { file: this.name, line: this.line, problem }));
  }

  private tooLong(): WorkspaceError {
    return this.wrong(message("row-too-long", { limit: ROW_LIMIT }));
  }
}

/** Where a quoted cell that begins at `from` is closed; undefined when the text ends before. */
function closingQuote(text: string, from: number): number | undefined {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return undefined;
}

/** The same where backslashes escape. */
function closingUnescaped(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) {
      if (text.charCodeAt(at + 1) !== QUOTE) return at;
      at++;
    }
  }
  return undefined;
}

/** `\"` and `""` are a quote, `\\` a backslash; any other backslash stands for itself, as in `\N`. */
const unescaped = (content: string): string =>
  content.replaceAll(/\\(["\\])|""/g, (_, escaped?: string) => escaped ?? '"');

/** Where an unquoted cell ends: at a delimiter or a line break. */
function plainEnd(text: string, from: number, delimiter: string, feed: number): number | undefined {
  const next = text.indexOf(delimiter, from);
  if (next === -1) return feed === -1 ? undefined : feed;
  return feed === -1 ? next : Math.min(next, feed);
}
