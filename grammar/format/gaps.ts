import type { IToken } from "chevrotain";
import type { Span } from "../source.ts";
import * as T from "../tokens/token-types.ts";
import type { ParsedFile } from "../parser/parse-file.ts";
import { at, required } from "../required.ts";

/** Tokens that belong together: either all of the group's own gaps are line ends, or none is. */
export interface Group {
  /** Indexes of the first and the last token. */
  readonly open: number;
  readonly close: number;
  /** Set when the group must be broken; the printer also sets it when the group does not fit its line. */
  broken: boolean;
}

/** The white space in front of one token. */
export interface Gap {
  /** Blanks when it is not a line end. */
  width: 0 | 1 | 2;
  /** The group whose breaking makes it a line end. */
  group: Group | undefined;
  /** A line end in any case. */
  always: boolean;
  /** What comes after it: a part of the innermost group, its closing bracket, or words that only a comment can push to a new line. */
  role: "item" | "close" | "inside";
  /** May be a blank line too, if it was one. */
  mayBeBlank: boolean;
}

const noneBefore: ReadonlySet<unknown> = new Set([T.Comma, T.CloseBracket, T.Dot, T.Colon]);
const noneAfter: ReadonlySet<unknown> = new Set([T.OpenBracket, T.Dot, T.At]);

/** The gaps between a file's tokens, to be marked from the tree and read by the printer. Tokens are known by index. */
export class Gaps {
  readonly file: ParsedFile;
  readonly gaps: readonly Gap[];
  /** Comments in front of each token; those at the end of the file stand at `tokens.length`. */
  readonly comments: ReadonlyMap<number, readonly IToken[]>;
  /** Groups by their first token, outer ones first. */
  readonly groups = new Map<number, Group[]>();
  private readonly starts = new Map<number, number>();
  private readonly ends = new Map<number, number>();
  private readonly openings = new Map<number, number>();

  constructor(file: ParsedFile) {
    this.file = file;
    this.gaps = file.tokens.map((token, index): Gap => ({
      width: defaultWidth(file.tokens[index - 1], token),
      group: undefined,
      always: false,
      role: "inside",
      mayBeBlank: false,
    }));
    this.comments = commentsByToken(file);
    const open: number[] = [];
    for (const [index, token] of file.tokens.entries()) {
      this.starts.set(token.startOffset, index);
      this.ends.set(endOf(token), index);
      if (token.tokenType === T.OpenBrace || token.tokenType === T.OpenBracket) open.push(index);
      else if (token.tokenType === T.CloseBrace || token.tokenType === T.CloseBracket)
        this.openings.set(index, required(open.pop(), "what a closing bracket closes"));
    }
  }

  /** The token at which a node begins. */
  first(node: Span): number {
    return required(this.starts.get(node.start), "the token at which a node begins");
  }

  /** The token at which a node ends. */
  last(node: Span): number {
    return required(this.ends.get(node.end), "the token at which a node ends");
  }

  private opening(close: number): number {
    return required(this.openings.get(close), "what a closing bracket closes");
  }

  /** No blank before this token. */
  tight(index: number): void {
    const gap = this.gaps[index];
    if (gap !== undefined) gap.width = 0;
  }

  /** Braces whose closing one ends a node: one member a line, or as it was if `keepsLine` and it was on one. */
  block(node: Span, members: readonly Span[], keepsLine: boolean): void {
    const close = this.last(node);
    if (this.file.tokens[close]?.tokenType !== T.CloseBrace) return;
    const open = this.opening(close);
    const group = this.group(open, close, members.length > 0 && (!keepsLine || this.breaksBetween(open, close)));
    for (const [position, member] of members.entries())
      this.mark(this.first(member), group, "item", position === 0 ? 1 : 2, true);
    this.mark(close, group, "close", members.length === 0 ? 0 : 1, true);
  }

  /** A list in round brackets: one item a line if the first begins a line or if they do not fit. */
  list(close: number, items: readonly Span[]): void {
    const open = this.opening(close);
    const group = this.group(open, close, items.length > 0 && this.breaksBetween(open, open + 1));
    for (const [position, item] of items.entries()) this.mark(this.first(item), group, "item", position === 0 ? 0 : 1);
    this.mark(close, group, "close", 0);
  }

  /** A run of words that may break in front of the given tokens. */
  chain(node: Span, breaks: readonly number[], broken = false): void {
    if (breaks.length === 0) return;
    const group = this.group(this.first(node), this.last(node), broken);
    for (const index of breaks) this.mark(index, group, "item", 1);
  }

  /** A line end in front of this token, at the indent of what it belongs to. */
  line(index: number): void {
    const gap = this.gaps[index];
    if (gap === undefined) return;
    gap.always = true;
    gap.role = "item";
  }

  breaksBetween(index: number, later: number): boolean {
    const [from, to] = [this.file.tokens[index], this.file.tokens[later]];
    return from !== undefined && to !== undefined && lineBreaks(this.file.file.text, endOf(from), to.startOffset) > 0;
  }

  private group(open: number, close: number, broken: boolean): Group {
    const group: Group = { open, close, broken };
    const others = this.groups.get(open);
    if (others === undefined) this.groups.set(open, [group]);
    else others.push(group);
    return group;
  }

  private mark(index: number, group: Group, role: Gap["role"], width: Gap["width"], mayBeBlank = false): void {
    const gap = this.gaps[index];
    if (gap !== undefined) Object.assign(gap, { group, role, width, mayBeBlank });
  }
}

export const endOf = (token: IToken): number => token.startOffset + token.image.length;

/** How many line ends there are between two offsets: 0, 1, or 2 for more. */
export function lineBreaks(text: string, from: number, to: number): 0 | 1 | 2 {
  let found: 0 | 1 = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code !== 10 && (code !== 13 || text.charCodeAt(at + 1) === 10)) continue;
    if (found === 1) return 2;
    found = 1;
  }
  return found;
}

function defaultWidth(before: IToken | undefined, token: IToken): 0 | 1 {
  if (before === undefined || noneBefore.has(token.tokenType) || noneAfter.has(before.tokenType)) return 0;
  return 1;
}

function commentsByToken({ tokens, comments }: ParsedFile): ReadonlyMap<number, readonly IToken[]> {
  const found = new Map<number, IToken[]>();
  let next = 0;
  for (const comment of comments) {
    while (next < tokens.length && at(tokens, next).startOffset < comment.startOffset) next++;
    const others = found.get(next);
    if (others === undefined) found.set(next, [comment]);
    else others.push(comment);
  }
  return found;
}
