import { quoteText } from "../../grammar/parser/text-literal.ts";
import { formatDate } from "../calendar/civil.ts";
import { unitMilliseconds } from "../calendar/instant.ts";
import { zone as zoneOf, type Instant, type Zone } from "../calendar/zone.ts";
import type { FieldRead, Plan } from "../plan/plan.ts";
import type { MaybeValue, ValueType } from "../plan/types.ts";
import type { CustomerEvent } from "../run/customer.ts";
import type { Witness } from "./witness.ts";

/** A witness as a test block; `expects` are conditions as they stand in the rule files. */
export function witnessTest(witness: Witness, plan: Plan, title: string, expects: readonly string[], reserved: ReadonlySet<string>): string {
  const zone = zoneOf(plan.settings.timeZone);
  const name = (text: string): string => (/^\p{ID_Start}\p{ID_Continue}*$/u.test(text) && !reserved.has(text) ? text : `\`${text}\``);
  const values = (fields: ReadonlyMap<string, MaybeValue>, reads: readonly FieldRead[]): string => {
    const given = reads.flatMap((read) => {
      const value = fields.get(read.name) ?? null;
      return value === null ? [] : [`${name(read.name)}: ${literal(value, read.type, zone, name)}`];
    });
    return given.length === 0 ? "{}" : `{ ${given.join("  ")} }`;
  };
  const versions = witness.customer.versions.map(({ validFrom, fields }) => {
    const from = validFrom === null ? "" : `from ${localTime(validFrom, zone)} `;
    return `  ${name(plan.reads.profile)} ${from}${values(fields, plan.reads.fields)}`;
  });
  const events = witness.customer.events.map((event: CustomerEvent) => {
    const reads = plan.reads.events.find((read) => read.name === event.type)?.fields ?? [];
    const unread = plan.source.unread?.[event.type] ?? [];
    const given = values(new Map([...event.fields, ...unread.map((field) => [field.name, usualValue(field, event.time, zone)] as const)]), [...reads, ...unread]);
    return `  ${name(event.type)} at ${localTime(event.time, zone)}${given === "{}" ? "" : ` ${given}`}`;
  });
  const expectations = expects.map((condition) => `  expect ${condition}`);
  return [`test ${quoteText(title)} as of ${localTime(witness.asOf, zone)} {`, ...versions, ...events, ...expectations, "}"].join("\n");
}

/** A value of a required field that no rule reads. */
function usualValue({ type, low, high }: FieldRead, time: Instant, zone: Zone): MaybeValue {
  const within = (value: number): number => Math.max(low ?? value, Math.min(high ?? value, value));
  switch (type.kind) {
    case "boolean": return false;
    case "enum": return type.values[0] ?? "";
    case "date": return within(zone.dateOf(time));
    case "time": return within(time);
    case "integer": case "decimal": case "number": return within(0);
    default: return "";
  }
}

function literal(value: MaybeValue, type: ValueType, zone: Zone, name: (text: string) => string): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return type.kind === "enum" ? name(value) : quoteText(value);
  if (typeof value !== "number") return "no";
  switch (type.kind) {
    case "decimal": return (value / 10 ** type.digits).toFixed(type.digits);
    case "date": return formatDate(value);
    case "time": return localTime(value, zone);
    // Numbers are written without an exponent.
    default: return /e/.test(String(value)) ? value.toFixed(20).replace(/\.?0+$/, "") : String(value);
  }
}

/** A time as the language writes it, local to the zone, as short as it can be. */
function localTime(instant: Instant, zone: Zone): string {
  const local = instant + zone.offsetAt(instant);
  const day = Math.floor(local / unitMilliseconds.day);
  const rest = local - day * unitMilliseconds.day;
  const clock = new Date(rest).toISOString().slice(11, 23);
  const short = clock.endsWith(".000") ? (clock.endsWith(":00.000") ? clock.slice(0, 5) : clock.slice(0, 8)) : clock;
  return `${formatDate(day)}T${short}`;
}
