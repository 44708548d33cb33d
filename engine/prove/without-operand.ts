import type { TextEdit } from "../../grammar/diagnostics/catalogue.ts";
import { lex } from "../../grammar/tokens/lexer.ts";
import type { Span } from "../../grammar/source.ts";

/**
 * The edit that leaves one operand of an `and` out, with its brackets and one `and` beside it.
 * @param whole the conjunction
 * @param operand one of its operands
 * @returns undefined when no `and` stands beside the operand, so that it can't be cut out of the text
 */
export function withoutOperand(text: string, whole: Span, operand: Span): TextEdit | undefined {
  const { tokens } = lex({ path: "", text: text.slice(whole.start, whole.end) });
  const places = tokens.map((token) => ({
    word: token.image,
    start: whole.start + token.startOffset,
    end: whole.start + token.startOffset + token.image.length,
  }));
  let first = places.findIndex(({ start }) => start === operand.start);
  let last = places.findLastIndex(({ end }) => end === operand.end);
  if (first === -1 || last === -1) return undefined;
  while (places[first - 1]?.word === "(" && places[last + 1]?.word === ")") {
    first--;
    last++;
  }
  const [begin, end, before, after] = [places[first], places[last], places[first - 1], places[last + 1]];
  if (begin === undefined || end === undefined) return undefined;
  const previous = places[first - 2];
  if (before?.word === "and" && previous !== undefined) return { start: previous.end, end: end.end, text: "" };
  const next = places[last + 2];
  return after?.word === "and" && next !== undefined ? { start: begin.start, end: next.start, text: "" } : undefined;
}
