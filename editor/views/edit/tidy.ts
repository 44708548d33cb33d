import type { IToken } from "chevrotain";
import type { TextEdit } from "../../../grammar/diagnostics/catalogue.ts";
import { format } from "../../../grammar/format/format.ts";
import { parseFile, type ParsedFile } from "../../../grammar/parser/parse-file.ts";
import type { Span } from "../../../grammar/source.ts";
import { applyEdits, composed, insertedSpans } from "./text-edits.ts";

/**
 * The same edits with what they insert in the formatter's layout. Where the declaration was in that layout before, it is
 * afterwards; else white space that was there stays as it is.
 * @param declaration from its first word to its last
 */
export function tidied(text: string, declaration: Span, edits: readonly TextEdit[]): readonly TextEdit[] {
  const inside = edits.filter(({ start, end }) => declaration.start <= start && end <= declaration.end);
  const outside = edits.filter((edit) => !inside.includes(edit));
  const before = text.slice(declaration.start, declaration.end);
  const local = inside.map((edit): TextEdit => ({
    ...edit,
    start: edit.start - declaration.start,
    end: edit.end - declaration.start,
  }));
  const raw = applyEdits(before, local);
  const laidOut = layOut(raw);
  if (laidOut === undefined) return edits;
  const own = insertedSpans(before.length, local);
  const wasLaidOut = layOut(before) === before;
  const blanks = blankEdits(raw, laidOut).filter(
    (gap) => wasLaidOut || own.some(({ start, end }) => start <= gap.start && gap.end <= end),
  );
  const moved = composed(before.length, local, blanks).map((edit): TextEdit => ({
    ...edit,
    start: edit.start + declaration.start,
    end: edit.end + declaration.start,
  }));
  return [...outside, ...moved].sort((left, right) => left.start - right.start);
}

/** One declaration in the formatter's layout; undefined when it has mistakes. */
export function layOut(text: string): string | undefined {
  const parsed = parseFile({ path: "", text });
  if (parsed.declarations.length !== 1) return undefined;
  const formatted = format(parsed);
  return "text" in formatted ? formatted.text.replace(/\n$/, "") : undefined;
}

/** The edits that make one text another that differs in white space only. */
function blankEdits(from: string, to: string): TextEdit[] {
  const [old, next] = [pieces(from), pieces(to)];
  if (old.length !== next.length) return [];
  const edits: TextEdit[] = [];
  let [oldEnd, nextEnd] = [0, 0];
  for (const [index, piece] of old.entries()) {
    const other = next[index];
    if (other === undefined) return [];
    const text = to.slice(nextEnd, other.start);
    if (text !== from.slice(oldEnd, piece.start)) edits.push({ start: oldEnd, end: piece.start, text });
    [oldEnd, nextEnd] = [piece.end, other.end];
  }
  if (oldEnd < from.length) edits.push({ start: oldEnd, end: from.length, text: to.slice(nextEnd) });
  return edits;
}

/** Words and comments in order, without the blanks at the end of a comment. */
function pieces(text: string): Span[] {
  const { tokens, comments }: ParsedFile = parseFile({ path: "", text });
  return [...tokens, ...comments]
    .map((token: IToken) => ({ start: token.startOffset, end: token.startOffset + token.image.trimEnd().length }))
    .sort((left, right) => left.start - right.start);
}
