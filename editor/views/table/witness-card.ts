import { parseFile } from "../../../grammar/parser/parse-file.ts";
import type { FieldValue, TestItem } from "../../../grammar/tree/declaration.ts";

/** A customer who shows something, as a card shows them; times and values as they are written in a rule file. */
export interface WitnessCard {
  /** The same customer as a test block, which can be put into a rule file. */
  readonly text: string;
  readonly asOf: string;
  /** The profile, in versions when it changed. */
  readonly profile: readonly { readonly from: string | undefined; readonly values: readonly CardValue[] }[];
  readonly events: readonly { readonly name: string; readonly at: string; readonly values: readonly CardValue[] }[];
}

export interface CardValue {
  readonly field: string;
  readonly value: string;
}

/** Reads the test block of a proof; undefined when it is none. */
export function witnessCard(text: string): WitnessCard | undefined {
  const [test] = parseFile({ path: "", text }).declarations;
  if (test?.kind !== "test") return undefined;
  const profile: { from: string | undefined; values: CardValue[] }[] = [];
  const events: { name: string; at: string; values: CardValue[] }[] = [];
  for (const item of test.items) {
    if (item.kind === "expect") continue;
    // The profile stands without a time; an event always has one.
    const place = item.kind === "events" ? placeOf(item.last) : undefined;
    const values = item.values.map((value) => cardValue(value, text));
    if (item.kind === "profile" || place === undefined)
      profile.push({ from: item.kind === "profile" ? item.from?.text : undefined, values });
    else events.push({ name: item.name.text, at: place, values });
  }
  return { text, asOf: test.asOf.text, profile, events };
}

function placeOf(last: Extract<TestItem, { kind: "events" }>["last"]): string | undefined {
  return last.kind === "at" ? last.at.text : last.kind === "ago" ? `${last.ago.amount} ${last.ago.unit}` : undefined;
}

function cardValue({ name, value }: FieldValue, text: string): CardValue {
  return {
    field: name.text,
    value:
      value.kind === "text" ? value.value : value.kind === "name" ? value.text : text.slice(value.start, value.end),
  };
}
