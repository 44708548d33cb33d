import type { AggregateFunction } from "../../tree/expression.ts";

/** Aggregates that are said by a phrase of their own; `did` and `share` are said with their conditions. */
export type Measuring = Exclude<AggregateFunction, "did" | "share">;

/** What a language says of an aggregate. */
export interface AggregateText {
  /** In a list to choose from. */
  readonly name: string;
  /**
   * In a sentence, with the parts of the aggregate in their places: `{field}`, `{percent}`, `{event}` alone, `{rest}`
   * for its filter and window, `{events}` for all of it, `{window}`, and `{happening}` for the filtered event without it.
   */
  readonly says: string;
}
export type AggregateTexts = Readonly<Record<Measuring, AggregateText>>;

type Named<Texts> = { readonly [Fn in keyof Texts & string as `fn.${Fn}`]: string };

/** The names as a catalogue has them: `fn.count`. */
export function aggregateNames<const Texts extends AggregateTexts>(texts: Texts): Named<Texts> {
  return Object.fromEntries(Object.entries(texts).map(([fn, { name }]) => [`fn.${fn}`, name])) as Named<Texts>;
}
