import { changeInstants, type ChangeInstant } from "../../engine/instants/change-instants.ts";
import { LATEST } from "../../engine/calendar/instant.ts";
import { canonicalJson } from "../../engine/plan/canonical.ts";
import { partOf } from "../../engine/plan/forms.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { Dice } from "../../engine/prove/dice.ts";
import { TrialCustomers } from "../../engine/prove/trial-customers.ts";
import type { Customer } from "../../engine/run/customer.ts";
import { interpret, prepare, standing } from "../../engine/run/interpreter.ts";

const DAY = 86_400_000;
const MOST_INSTANTS = 12;

/** Nights in which clocks change: in Newfoundland back across midnight, in Madrid back and forward. */
const nights = [
  Date.UTC(2010, 10, 7, 2, 31),
  Date.UTC(2008, 10, 2, 3),
  Date.UTC(2009, 2, 8, 3, 31),
  Date.UTC(2024, 9, 27, 1),
  Date.UTC(2024, 2, 31, 1),
];

/** What was seen of some customers: how many instants were given, and at how many something did change. */
export interface Seen {
  instants: number;
  changes: number;
}

/**
 * Walks along the change instants of random customers of a plan, whose events and versions lie partly ahead, and asks
 * the interpreter at the first, at random instants before the next, and at the last millisecond before it.
 * @returns in words, where something changed between two instants; undefined when nothing did
 */
export function missedInstant(plan: Plan, seed: number, customers: number, seen: Seen): string | undefined {
  const random = new TrialCustomers(plan, seed);
  const dice = new Dice(seed);
  for (let count = 0; count < customers; count++) {
    const drawn = random.next();
    const asOf = dice.chance(0.2) ? dice.pick(nights, 0) : drawn.evaluation.asOf;
    const customer = moved(drawn.customer, asOf - drawn.evaluation.asOf);
    const event = dice.pick(customer.events, undefined)?.time ?? asOf;
    const after = dice.pick(
      [
        asOf - dice.below(DAY),
        asOf - dice.below(90 * DAY),
        event - dice.below(3 * DAY),
        event + dice.below(DAY),
        event + dice.below(9 * DAY),
      ],
      0,
    );
    const until = after + dice.pick([DAY, 10 * DAY, 90 * DAY], DAY);
    // All outputs together have many instants on one day, which hide what is missing; a few are followed further.
    const some = new Set(
      Array.from({ length: 1 + dice.below(6) }, () => dice.pick(plan.outputs, plan.outputs[0])?.id ?? ""),
    );
    const missed = dice.chance(0.2)
      ? missedOf(plan, undefined, customer, after, until, dice, seen)
      : missedOf(partOf(plan, some), some, customer, after, until, dice, seen);
    if (missed !== undefined) return `${missed}, of ${JSON.stringify({ seed, customer: plain(customer) })}`;
  }
  return undefined;
}

/** A customer with everything that happened moved in time. */
function moved(customer: Customer, by: number): Customer {
  return {
    ...customer,
    versions: customer.versions.map(({ validFrom, fields }) => ({
      validFrom: validFrom === null ? null : validFrom + by,
      fields,
    })),
    events: customer.events.map((event) => ({ ...event, time: event.time + by })),
  };
}

function missedOf(
  plan: Plan,
  only: ReadonlySet<string> | undefined,
  customer: Customer,
  after: number,
  until: number,
  dice: Dice,
  seen: Seen,
): string | undefined {
  let from = after;
  let known = answers(plan, only, customer, from);
  let left = MOST_INSTANTS;
  for (const next of stretches(plan, only, customer, after)) {
    if (next.at <= from) return `${next.at} comes after ${from}`;
    const end = Math.min(next.at - 1, until);
    for (const at of [from + dice.below(end - from), from + dice.below(end - from), end]) {
      const found = answers(plan, only, customer, at);
      const changed = [...found.keys()].find((id) => !next.moving.includes(id) && found.get(id) !== known.get(id));
      if (changed !== undefined)
        return `${nameOf(plan, changed)} is ${known.get(changed)} at ${iso(from)} and ${found.get(changed)} at ${iso(at)}, before ${iso(next.at)}`;
    }
    if (next.at > until || --left === 0) return undefined;
    const before = known;
    from = next.at;
    known = answers(plan, only, customer, from);
    seen.instants++;
    if ([...known].some(([id, answer]) => !next.moving.includes(id) && answer !== before.get(id))) seen.changes++;
  }
  return undefined;
}

/** The change instants, and then an end. */
function* stretches(
  plan: Plan,
  only: ReadonlySet<string> | undefined,
  customer: Customer,
  after: number,
): Generator<ChangeInstant> {
  yield* changeInstants(plan, customer, after, LATEST, only);
  yield { at: LATEST + 1, kind: "exact", moving: [] };
}

function iso(instant: number): string {
  return Number.isFinite(instant) && Math.abs(instant) < 8e15 ? new Date(instant).toISOString() : String(instant);
}

/** The outputs of a customer that are asked of, and the standing, as texts. */
function answers(
  plan: Plan,
  only: ReadonlySet<string> | undefined,
  customer: Customer,
  at: number,
): Map<string, string> {
  const evaluation = prepare(plan, at);
  const anyEvent = customer.events.some(({ time }) => time <= at);
  const found = new Map(
    [...interpret(evaluation, customer)].flatMap(([id, result]) =>
      only === undefined || only.has(id) ? [[id, canonicalJson(result)] as const] : [],
    ),
  );
  return found.set("standing", canonicalJson(standing(evaluation, customer, anyEvent)));
}

function nameOf(plan: Plan, id: string): string {
  return plan.outputs.find((output) => output.id === id)?.name ?? id;
}

function plain(customer: Customer): unknown {
  return {
    ...customer,
    versions: customer.versions.map(({ validFrom, fields }) => ({ validFrom, fields: Object.fromEntries(fields) })),
    events: customer.events.map((event) => ({ ...event, fields: Object.fromEntries(event.fields) })),
  };
}
