import type { FieldRead, Plan } from "../plan/plan.ts";

/** The required fields of an event that no rule reads. An event may be called `constructor`. */
export function unreadFields(plan: Plan, event: string): readonly FieldRead[] {
  const { unread = {} } = plan.source;
  return Object.hasOwn(unread, event) ? (unread[event] ?? []) : [];
}
