import type { Instant } from "../calendar/zone.ts";
import { setOf } from "../plan/sets.ts";
import { canonicalJson } from "../plan/canonical-json.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The content of an event that decides which of two with the same id is kept; unknown fields don't count. */
export function canonicalEvent({
  type,
  time,
  fields,
  parts = {},
}: {
  readonly type: string;
  readonly time: Instant;
  readonly fields: Fields;
  readonly parts?: Readonly<Record<string, readonly Fields[]>> | undefined;
}): string {
  const some = Object.entries(parts).filter(([, list]) => !Array.isArray(list) || list.length > 0);
  const ofParts = Object.fromEntries(
    some.map(([name, list]) => [name, Array.isArray(list) ? list.map(knownFields) : list]),
  );
  const content = { fields: knownFields(fields), ...(some.length === 0 ? {} : { parts: ofParts }), time, type };
  return canonicalJson(content).normalize("NFC");
}

const knownFields = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, asSet(value)]),
  );

/** A list of texts is a set, in whatever order it was told. */
function asSet(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const texts = value.filter((item) => item !== null && item !== undefined);
  return texts.every((item) => typeof item === "string") ? setOf(texts.map((text) => text.normalize("NFC"))) : value;
}

/** What tells an event from others: its id, among the events of its type. @param id in NFC */
export const eventKey = (type: string, id: string): string => `${type.length} ${type}${id}`;
