import { at } from "../invariant/required.ts";
import { quoteText } from "../../grammar/parser/text-literal.ts";
import { zone as zoneOf, type Instant, type Zone } from "../calendar/zone.ts";
import type { FieldRead, Plan } from "../plan/plan.ts";
import type { MaybeValue } from "../plan/types.ts";
import type { CustomerEvent } from "../run/customer.ts";
import { sourceLiteral, sourceName, sourceTime } from "../source/print.ts";
import type { Witness } from "./claim.ts";
import { unreadFields } from "./unread-fields.ts";

/** A witness as a test block; `expects` are conditions as they stand in the rule files. */
export function witnessTest(witness: Witness, plan: Plan, title: string, expects: readonly string[]): string {
  return `test ${quoteText(title)}${witnessRest(witness, plan, expects)}`;
}

/** What stands behind the title of such a test block. */
export function witnessRest(witness: Witness, plan: Plan, expects: readonly string[]): string {
  const zone = zoneOf(plan.settings.timeZone);
  const values = (fields: ReadonlyMap<string, MaybeValue>, reads: readonly FieldRead[]): string => {
    const given = reads.flatMap((read) => {
      const value = fields.get(read.name) ?? null;
      return value === null ? [] : [`${sourceName(read.name)}: ${sourceLiteral(value, read.type, zone)}`];
    });
    return given.length === 0 ? "{}" : `{ ${given.join("  ")} }`;
  };
  const versions = witness.customer.versions.map(({ validFrom, fields }) => {
    const from = validFrom === null ? "" : `from ${sourceTime(validFrom, zone)} `;
    return `  ${sourceName(plan.reads.profile)} ${from}${values(fields, plan.reads.fields)}`;
  });
  const events = witness.customer.events.map((event: CustomerEvent) => {
    const reads = plan.reads.events.find((read) => read.name === event.type)?.fields ?? [];
    const unread = unreadFields(plan, event.type);
    const given = values(
      new Map([...event.fields, ...unread.map((field) => [field.name, usualValue(field, event.time, zone)] as const)]),
      [...reads, ...unread],
    );
    return `  ${sourceName(event.type)} at ${sourceTime(event.time, zone)}${given === "{}" ? "" : ` ${given}`}`;
  });
  const expectations = expects.map((condition) => `  expect ${condition}`);
  return [` as of ${sourceTime(witness.asOf, zone)} {`, ...versions, ...events, ...expectations, "}"].join("\n");
}

/** A value of a required field that no rule reads. */
function usualValue({ type, low, high }: FieldRead, time: Instant, zone: Zone): MaybeValue {
  const within = (value: number): number => Math.max(low ?? value, Math.min(high ?? value, value));
  switch (type.kind) {
    case "boolean":
      return false;
    case "enum":
      return at(type.values, 0);
    case "date":
      return within(zone.dateOf(time));
    case "time":
      return within(time);
    case "integer":
    case "decimal":
    case "number":
    case "duration":
      return within(0);
    case "text":
      return "";
    case "set":
      return [];
  }
}
