import type { IToken } from "chevrotain";
import { at } from "../../../engine/invariant/required.ts";
import type { ParsedFile } from "../../../grammar/parser/parse-file.ts";
import type { Span } from "../../../grammar/source.ts";
import type { Expression } from "../../../grammar/tree/expression.ts";
import type { Path } from "../form/model.ts";
import type { Slot } from "../slot.ts";

/** Collects, while a declaration is read, where its parts stand and which of their values can be changed in place. */
export class Parts {
  readonly spans: Record<Path, Span> = {};
  readonly slots: Record<Path, Slot> = {};
  /** The tree of each condition and value, brackets included; for edits, not for pages. */
  readonly nodes = new Map<Path, Expression>();
  private readonly file: ParsedFile;

  constructor(file: ParsedFile) {
    this.file = file;
  }

  span(path: Path, { start, end }: Span): void {
    this.spans[path] = { start, end };
  }

  node(path: Path, node: Expression): void {
    this.span(path, node);
    this.nodes.set(path, node);
  }

  /** A slot, unless a comment stands inside, which the edit would lose. */
  slot(path: Path, slot: Slot | undefined): void {
    if (slot === undefined || slot.end <= slot.start || this.hasComment(slot)) return;
    this.slots[path] = slot;
    this.spans[path] ??= { start: slot.start, end: slot.end };
  }

  source({ start, end }: Span): string {
    return this.file.file.text.slice(start, end);
  }

  hasComment({ start, end }: Span): boolean {
    const at = firstFrom(this.file.comments, start);
    return (this.file.comments[at]?.startOffset ?? Infinity) < end;
  }

  /** The comments that begin in a span, without blanks at their ends. */
  comments({ start, end }: Span): readonly Span[] {
    return this.file.comments
      .slice(firstFrom(this.file.comments, start), firstFrom(this.file.comments, end))
      .map(({ startOffset, image }) => ({ start: startOffset, end: startOffset + image.trimEnd().length }));
  }

  /** The comments in a span, each on a line of its own, to stand above what takes its place. */
  commentLines(span: Span): string {
    return this.comments(span)
      .map((comment) => `${this.source(comment)}\n`)
      .join("");
  }

  /** The tokens that lie in a span. */
  tokens({ start, end }: Span): readonly IToken[] {
    return this.file.tokens.slice(firstFrom(this.file.tokens, start), firstFrom(this.file.tokens, end));
  }

  /** The last token that begins before an offset. */
  before(offset: number): IToken | undefined {
    return this.file.tokens[firstFrom(this.file.tokens, offset) - 1];
  }

  /** From the first to the last token in a span. */
  tight(span: Span): Span {
    const tokens = this.tokens(span);
    const [first, last] = [tokens[0], tokens.at(-1)];
    return first === undefined || last === undefined
      ? span
      : { start: first.startOffset, end: last.startOffset + last.image.length };
  }
}

/** The index of the first token at or behind an offset. */
export function firstFrom(tokens: readonly IToken[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(tokens, middle).startOffset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
