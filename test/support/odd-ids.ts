import { Dice } from "../../engine/prove/dice.ts";
import type { CustomerInput, EventInput } from "../../engine/run/customer.ts";

/**
 * Ids as sources have them: with what SQL and patterns read as their own, in both normal forms of Unicode, and in an
 * order that differs between code points and UTF-16 units.
 */
const odd = [
  "50%",
  "_",
  "O'Hara",
  'the "best"',
  "a\\b",
  "`x`",
  "x; --",
  "{{ x }}",
  "${x}",
  "Zo\u00e9",
  "Zoe\u0301",
  "\uffee",
  "\u{1f600}",
  " ",
  "a\nb",
] as const;

/**
 * The same customers with odd ids, and some events told twice: once more with the id in another normal form, and
 * another time and other fields. The same seed gives the same ids.
 */
export function withOddIds(customers: readonly CustomerInput[], seed: number): CustomerInput[] {
  const dice = new Dice(seed);
  return customers.map((customer) => ({
    ...customer,
    ...(dice.chance(0.3) ? { id: dice.pick(odd, "") } : {}),
    ...(customer.events !== undefined && dice.chance(0.5) ? { events: renamed(customer.events, dice) } : {}),
  }));
}

/** Two ids are the same before and after, or the events of one type would become fewer. */
function renamed(events: readonly EventInput[], dice: Dice): EventInput[] {
  const kept = events.map((event) => ({ ...event, id: `${dice.pick(odd, "")}${event.id}`.normalize("NFC") }));
  const again = kept.flatMap((event) => {
    const other = event.id.normalize("NFD");
    const twin = dice.pick(kept, event);
    return other === event.id || twin.type !== event.type ? [] : [{ ...twin, id: other }];
  });
  return [...again, ...kept];
}
