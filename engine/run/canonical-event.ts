import type { Instant } from "../calendar/zone.ts";
import { setOf } from "../plan/sets.ts";
import { canonicalJson } from "../plan/canonical-json.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The content of an event that decides which of two with the same id is kept; unknown fields don't count. */
export function canonicalEvent({
  type,
  time,
  fields,
  parts,
}: {
  readonly type: string;
  readonly time: Instant;
  readonly fields: Fields;
  /** As they come: where a plan reads them, what is no list of objects is refused elsewhere. */
  readonly parts?: unknown;
}): string {
  const ofParts = knownParts(parts);
  const content = { fields: knownFields(fields), ...(ofParts === undefined ? {} : { parts: ofParts }), time, type };
  return canonicalJson(content).normalize("NFC");
}

/** The parts of an event without unknown fields and empty lists; undefined where nothing is left. */
function knownParts(parts: unknown): unknown {
  if (!isRecord(parts)) return parts ?? undefined;
  const some = Object.entries(parts).filter(
    ([, list]) => list !== null && list !== undefined && !(Array.isArray(list) && list.length === 0),
  );
  if (some.length === 0) return undefined;
  const known = (part: unknown): unknown => (isRecord(part) ? knownFields(part) : part);
  return Object.fromEntries(some.map(([name, list]) => [name, Array.isArray(list) ? list.map(known) : list]));
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

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
