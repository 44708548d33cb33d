import { compareText } from "../text/text.ts";

/** Most values that one set of a customer or an event may hold. */
export const SET_LIMIT = 1000;

/** A set of texts as every executor holds it: each once, by code point. */
export function setOf(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}

/** Begins and ends every value of a set that is held as one text; no value holds it. */
const BOUND = "\u001f";

/**
 * One value between its bounds: as it stands in the text of a set that holds it, and in no other.
 * What a value itself has of these signs is written by others, so that bounds only ever are bounds.
 */
export function boundText(value: string): string {
  return `${BOUND}${plainly(value)}${BOUND}`;
}

/** A set as one text, for columns and compiled executors: equal sets are equal texts. The empty set is one bound. */
export function textOfSet(values: readonly string[]): string {
  return `${BOUND}${values.map((value) => `${plainly(value)}${BOUND}`).join("")}`;
}

/** Whether a text is that of a set; a text of another field may look like one. */
export const isTextOfSet = (text: string): boolean => text.startsWith(BOUND) && text.endsWith(BOUND);

/** The values of a set that is held as one text. */
export function setOfText(text: string): readonly string[] {
  return text
    .split(BOUND)
    .slice(1, -1)
    .map((value) =>
      value.includes("\\") ? value.replace(/\\[\\u]/g, (sign) => (sign === "\\u" ? BOUND : "\\")) : value,
    );
}

/** How many values a set holds that is held as one text. */
export function sizeOfText(text: string): number {
  let size = -1;
  for (let at = text.indexOf(BOUND); at !== -1; at = text.indexOf(BOUND, at + 1)) size++;
  return size;
}

function plainly(value: string): string {
  return /[\\\u001f]/.test(value) ? value.replaceAll("\\", "\\\\").replaceAll(BOUND, "\\u") : value;
}
