import type { TextEdit } from "../../../grammar/diagnostics/catalogue.ts";

/** In order of their places; those at one place stay as they were. */
const inOrder = (edits: readonly TextEdit[]): TextEdit[] =>
  [...edits].sort((left, right) => left.start - right.start || left.end - right.end);

/** Makes edits that do not overlap; their offsets are those of the text as it is. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return piecesOf(text.length, edits)
    .map((piece) => (typeof piece === "string" ? piece : text.slice(piece.start, piece.end)))
    .join("");
}

/** A text after edits: what was inserted, and stretches of the text before. */
type Piece = string | { readonly start: number; readonly end: number };

function piecesOf(length: number, edits: readonly TextEdit[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end, text } of inOrder(edits)) {
    if (start > at) pieces.push({ start: at, end: start });
    if (text !== "") pieces.push(text);
    at = Math.max(at, end);
  }
  if (at < length) pieces.push({ start: at, end: length });
  return pieces;
}

/** Where inserted texts stand after the edits. */
export function insertedSpans(
  length: number,
  edits: readonly TextEdit[],
): { readonly start: number; readonly end: number }[] {
  const spans: { start: number; end: number }[] = [];
  let at = 0;
  for (const piece of piecesOf(length, edits)) {
    const size = typeof piece === "string" ? piece.length : piece.end - piece.start;
    const last = spans.at(-1);
    if (typeof piece === "string") {
      if (last?.end === at) last.end = at + size;
      else spans.push({ start: at, end: at + size });
    }
    at += size;
  }
  return spans;
}

/** The edits of a text of this length that do what both do, one after the other. */
export function composed(length: number, first: readonly TextEdit[], second: readonly TextEdit[]): TextEdit[] {
  const edits: TextEdit[] = [];
  let at = 0;
  let pending = "";
  const flush = (to: number): void => {
    if (to > at || pending !== "") edits.push({ start: at, end: to, text: pending });
    pending = "";
  };
  for (const piece of cut(piecesOf(length, first), second)) {
    if (typeof piece === "string") {
      pending += piece;
      continue;
    }
    if (piece.start > at || pending !== "") flush(piece.start);
    at = piece.end;
  }
  flush(length);
  return edits;
}

/** Makes edits upon pieces; their offsets count along the pieces. */
function cut(pieces: readonly Piece[], edits: readonly TextEdit[]): Piece[] {
  const result: Piece[] = [];
  const queue = inOrder(edits);
  let at = 0;
  let skipTo = 0;
  for (const piece of pieces) {
    const size = typeof piece === "string" ? piece.length : piece.end - piece.start;
    const part = (from: number, to: number): void => {
      if (to <= from) return;
      result.push(
        typeof piece === "string"
          ? piece.slice(from - at, to - at)
          : { start: piece.start + from - at, end: piece.start + to - at },
      );
    };
    let from = Math.max(at, skipTo);
    for (let next = queue[0]; next !== undefined && next.start < at + size; next = queue[0]) {
      part(from, next.start);
      if (next.text !== "") result.push(next.text);
      skipTo = Math.max(skipTo, next.end);
      from = Math.max(from, skipTo);
      queue.shift();
    }
    part(from, at + size);
    at += size;
  }
  for (const { text } of queue) if (text !== "") result.push(text);
  return result;
}

/** Edits in order, at most one at a place, whose line ends are those of the text they are for. */
export function withLineEnds(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  const merged = composed(text.length, edits, []);
  return text.includes("\r\n")
    ? merged.map((edit) => ({ ...edit, text: edit.text.replace(/\r?\n/g, "\r\n") }))
    : merged;
}
