/** A text in which ⟦ and ⟧ mark the places where errors are expected. */
export interface MarkedSource {
  readonly text: string;
  readonly spans: readonly { readonly start: number; readonly end: number }[];
}

export function marked(source: string): MarkedSource {
  const spans: { start: number; end: number }[] = [];
  let text = "";
  let start = 0;
  for (const part of source.split(/([⟦⟧])/u)) {
    if (part === "⟦") start = text.length;
    else if (part === "⟧") spans.push({ start, end: text.length });
    else text += part;
  }
  return { text, spans };
}

/** Puts the marks of the given spans, which do not overlap, into a text. */
export function mark(text: string, spans: MarkedSource["spans"]): string {
  let result = "";
  let at = 0;
  for (const { start, end } of spans) {
    result += `${text.slice(at, start)}⟦${text.slice(start, end)}⟧`;
    at = end;
  }
  return result + text.slice(at);
}
