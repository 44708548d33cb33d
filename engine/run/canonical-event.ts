import type { Instant } from "../calendar/zone.ts";
import { setOf } from "../plan/sets.ts";
import { canonicalJson } from "../plan/canonical-json.ts";

/** The content of an event that decides which of two with the same id is kept; unknown fields don't count. */
export function canonicalEvent(content: {
  readonly type: string;
  readonly time: Instant;
  readonly fields: Readonly<Record<string, unknown>>;
}): string {
  const fields = Object.fromEntries(
    Object.entries(content.fields)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, asSet(value)]),
  );
  return canonicalJson({ fields, time: content.time, type: content.type }).normalize("NFC");
}

/** A list of texts is a set, in whatever order it was told. */
function asSet(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const texts = value.filter((item) => item !== null && item !== undefined);
  return texts.every((item) => typeof item === "string") ? setOf(texts.map((text) => text.normalize("NFC"))) : value;
}

/** What tells an event from others: its id, among the events of its type. @param id in NFC */
export const eventKey = (type: string, id: string): string => `${type.length} ${type}${id}`;
