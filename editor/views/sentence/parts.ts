/** What a value in a sentence is; an editor offers what fits. */
export type ValueKind =
  /** The name that a declaration gives, and the names that it reads. */
  | "name"
  | "event"
  | "field"
  | "tag"
  | "segment"
  | "list"
  | "model"
  /** A value of an enum, a branch, a stage. */
  | "value"
  | "number"
  | "text"
  | "date"
  | "yes/no"
  | "duration"
  | "window"
  | "operator"
  | "moment";

/** A piece of a sentence. A value stands for the span of the source that an editor may change. */
export type SentencePart =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "value";
      readonly text: string;
      readonly start: number;
      readonly end: number;
      readonly of: ValueKind;
    };

export type Parts = readonly SentencePart[];

/** One line of a sentence; branches, items and nested conditions stand indented below their head. */
export interface SentenceLine {
  readonly indent: number;
  readonly parts: Parts;
}

/** Puts words and parts together: say`${left} is ${right}`. */
export function say(words: readonly string[], ...filled: readonly (Parts | SentencePart | string)[]): Parts {
  const parts: SentencePart[] = [];
  for (const [index, word] of words.entries()) {
    add(parts, word);
    const next = filled[index];
    if (typeof next === "string") add(parts, next);
    else if (next !== undefined) for (const part of "kind" in next ? [next] : next) parts.push(part);
  }
  return parts;
}

/** Puts parts into the places of a text; a place that has none says nothing. */
export function fill(text: string, parts: object): Parts {
  const places = new Map<string, Parts>(Object.entries(parts).filter(([, value]) => Array.isArray(value)));
  return text
    .split(/\{(\w+)\}/)
    .flatMap((piece, index) => (index % 2 === 1 ? (places.get(piece) ?? []) : say`${piece}`));
}

function add(parts: SentencePart[], text: string): void {
  if (text !== "") parts.push({ kind: "text", text });
}

/** Parts in a row with words between, others before the last. */
export function row(items: readonly Parts[], between: string, beforeLast = between): Parts {
  return items.flatMap((item, index) =>
    index === 0 ? item : say`${index === items.length - 1 ? beforeLast : between}${item}`,
  );
}

/** The same parts with neighbouring words in one part. */
export function joined(parts: Parts): Parts {
  const result: SentencePart[] = [];
  for (const part of parts) {
    const last = result[result.length - 1];
    if (part.kind === "text" && last?.kind === "text")
      result[result.length - 1] = { kind: "text", text: last.text + part.text };
    else result.push(part);
  }
  return result;
}
