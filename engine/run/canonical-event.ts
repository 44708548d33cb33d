import type { Instant } from "../calendar/zone.ts";
import { canonicalJson } from "../plan/canonical-json.ts";

/** The content of an event that decides which of two with the same id is kept; unknown fields don't count. */
export function canonicalEvent(content: {
  readonly type: string;
  readonly time: Instant;
  readonly fields: Readonly<Record<string, unknown>>;
}): string {
  const fields = Object.fromEntries(
    Object.entries(content.fields).filter(([, value]) => value !== null && value !== undefined),
  );
  return canonicalJson({ fields, time: content.time, type: content.type }).normalize("NFC");
}

/** What tells an event from others: its id, among the events of its type. @param id in NFC */
export const eventKey = (type: string, id: string): string => `${type.length} ${type}${id}`;
