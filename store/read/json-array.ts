import { WorkspaceError } from "../errors.ts";
import { message, type Message } from "../../grammar/texts/message.ts";
import { ROW_LIMIT } from "./csv.ts";
import { parseRow, type JsonLine } from "./jsonl.ts";

const [QUOTE, COMMA, LINE_FEED, OPEN, BACKSLASH, CLOSE, OPEN_OBJECT, CLOSE_OBJECT] = [34, 44, 10, 91, 92, 93, 123, 125];

/**
 * Splits a file that is one array of objects, `[ {…}, … ]`, however it is laid out, as it comes in pieces. No more than
 * one element and one piece is in memory; each sign is looked at once.
 */
export class JsonArraySplitter {
  private readonly name: string;
  private rest = "";
  /** How far the rest has been looked at. */
  private seen = 0;
  private line = 1;
  /** The line of the element that has begun. */
  private begun = 1;
  private depth = 0;
  private inText = false;
  private escaped = false;
  private place: "before" | "element" | "within" | "after" = "before";
  /** Whether an element stands between the last comma, or the beginning, and here. */
  private filled = false;
  private any = false;

  constructor(name: string) {
    this.name = name;
  }

  get nextLine(): number {
    return this.place === "within" ? this.begun : this.line;
  }

  get waiting(): string {
    return this.rest;
  }

  /**
   * The elements that are complete with this piece, one by one; to be taken to the end before the next piece.
   * @throws WorkspaceError for an element that is too long, or what is no array
   */
  *push(piece: string): Generator<JsonLine> {
    const text = this.rest + piece;
    let start = 0;
    let at = this.seen;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === LINE_FEED) this.line++;
      if (this.place === "within") {
        if (!this.endsBefore(code)) {
          if (at - start > ROW_LIMIT)
            throw this.wrong(message("json-element-too-long", { line: this.begun, limit: ROW_LIMIT }));
          continue;
        }
        yield* parseRow(text.slice(start, at), this.begun);
        this.place = "element";
      }
      if (isBlank(code)) continue;
      if (this.place === "before" && code === OPEN) this.place = "element";
      else if (this.place === "element" && code === CLOSE) this.close();
      else if (this.place === "element" && code === COMMA && this.filled) this.filled = false;
      else if (this.place === "element" && code !== COMMA && !this.filled) {
        this.begin();
        start = at;
        this.endsBefore(code);
      } else throw this.wrong(message("json-not-array", { line: this.line }));
    }
    this.rest = this.place === "within" ? text.slice(start) : "";
    this.seen = this.rest.length;
  }

  // eslint-disable-next-line require-yield -- the elements are all complete where the array is closed
  *end(): Generator<JsonLine> {
    if (this.place !== "after") throw this.wrong(message("json-array-cut", { line: this.line }));
  }

  private begin(): void {
    [this.place, this.filled, this.any, this.begun] = ["within", true, true, this.line];
    [this.depth, this.inText, this.escaped] = [0, false, false];
  }

  private close(): void {
    if (!this.filled && this.any) throw this.wrong(message("json-not-array", { line: this.line }));
    this.place = "after";
  }

  /** Whether the element that has begun ends before this sign, which else belongs to it. */
  private endsBefore(code: number): boolean {
    if (this.inText) {
      if (this.escaped) this.escaped = false;
      else if (code === BACKSLASH) this.escaped = true;
      else if (code === QUOTE) this.inText = false;
      return false;
    }
    if (this.depth === 0 && (code === COMMA || code === CLOSE)) return true;
    if (code === QUOTE) this.inText = true;
    else if (code === OPEN || code === OPEN_OBJECT) this.depth++;
    else if (code === CLOSE || code === CLOSE_OBJECT) this.depth--;
    return false;
  }

  private wrong(problem: Message): WorkspaceError {
    return new WorkspaceError(message("about", { path: this.name, problem }));
  }
}

const isBlank = (code: number): boolean => code === 32 || code === LINE_FEED || code === 13 || code === 9;
