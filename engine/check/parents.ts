import type { Event } from "../../grammar/tree/declaration.ts";
import type { CheckContext } from "./context.ts";
import type { TypedRecord } from "./program.ts";
import { checkEvent } from "./references.ts";

/**
 * The event that a part belongs to; reports what is none, or may not have parts.
 * @returns undefined for an event of its own, and for a part whose parent is wrong
 */
export function checkParent(event: Event, context: CheckContext): TypedRecord | undefined {
  const name = event.partOf;
  if (name === undefined) return undefined;
  const placed = context.symbols.named.get(name.text);
  if (placed?.node.kind === "event" && placed.node.partOf !== undefined) {
    context.report("part-of-part", name, { name: event.name.text, parent: name.text });
    return undefined;
  }
  return checkEvent(name, context);
}
