import { required } from "../invariant/required.ts";
import { quoteText } from "../../grammar/parser/text-literal.ts";
import { zone as zoneOf, type Zone } from "../calendar/zone.ts";
import type { FieldRead, Plan } from "../plan/plan.ts";
import { textType, type MaybeValue } from "../plan/types.ts";
import { ownReads } from "../plan/joined-reads.ts";
import { carriedName } from "../plan/parts.ts";
import type { CustomerEvent } from "../run/customer.ts";
import { toldRows } from "../run/told-rows.ts";
import { usualValue } from "../run/usual-value.ts";
import { wholeEvents } from "../run/whole-events.ts";
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
    const given = ownReads(reads).flatMap((read) => {
      const value = fields.get(read.name) ?? null;
      return value === null ? [] : [`${sourceName(read.name)}: ${sourceLiteral(value, read.type, zone)}`];
    });
    return given.join("  ");
  };
  const braces = (given: readonly string[]): string => {
    const known = given.filter((text) => text !== "");
    return known.length === 0 ? "{}" : `{ ${known.join("  ")} }`;
  };
  const versions = witness.customer.versions.map(({ validFrom, fields }) => {
    const from = validFrom === null ? "" : `from ${sourceTime(validFrom, zone)} `;
    return `  ${sourceName(plan.reads.profile)} ${from}${braces([values(fields, plan.reads.fields)])}`;
  });
  const events = wholeEvents(witness.customer.events, plan).map(({ event, parts }) => {
    const given = braces([
      values(...whole(event, parts, plan, zone)),
      ...parts.map((part) => `${sourceName(part.type)} ${braces([values(...ownValues(part, plan, zone))])}`),
    ]);
    return `  ${sourceName(event.type)} at ${sourceTime(event.time, zone)}${given === "{}" ? "" : ` ${given}`}`;
  });
  const rows = required(toldRows(witness.customer, plan), "the rows that a witness names").map(
    ({ table, key, fields }) => {
      const read = required(
        plan.reads.tables?.find(({ name }) => name === table),
        `the table ${table}`,
      );
      const named = { ...keyRead, name: read.key };
      return `  ${sourceName(table)} ${values(new Map([[read.key, key], ...fields]), [named, ...read.fields])}`;
    },
  );
  const expectations = expects.map((condition) => `  expect ${condition}`);
  return [` as of ${sourceTime(witness.asOf, zone)} {`, ...rows, ...versions, ...events, ...expectations, "}"].join(
    "\n",
  );
}

/** The key of a table, as a field. */
const keyRead = { type: textType, required: true, personal: false, low: null, high: null } as const;

type Given = [fields: ReadonlyMap<string, MaybeValue>, reads: readonly FieldRead[]];

/** The fields of an event that rules read, of itself or of its parts, and what is required of it besides. */
function whole(event: CustomerEvent, parts: readonly CustomerEvent[], plan: Plan, zone: Zone): Given {
  const reads = plan.reads.events.find(({ name }) => name === event.type)?.fields ?? [];
  const unread = unreadFields(plan, event.type);
  const prefix = carriedName(event.type, "");
  const ofParts = new Map<string, FieldRead>();
  const needed = new Map<string, FieldRead>();
  for (const type of new Set(parts.map((part) => part.type))) {
    const read = plan.reads.events.find(({ name }) => name === type)?.fields ?? [];
    for (const [found, fields] of [
      [ofParts, read],
      [needed, unreadFields(plan, type)],
    ] as const)
      for (const field of fields)
        if (field.name.startsWith(prefix))
          found.set(field.name.slice(prefix.length), { ...field, name: field.name.slice(prefix.length) });
  }
  const all = new Map([...ofParts, ...reads.map((field): [string, FieldRead] => [field.name, field])]);
  const further = new Map([...needed, ...unread.map((field): [string, FieldRead] => [field.name, field])]);
  return withUsual(
    event,
    [...all.values()],
    [...further.values()].filter(({ name }) => !all.has(name)),
    zone,
  );
}

/** The fields of a part, without those of its parent. */
function ownValues(part: CustomerEvent, plan: Plan, zone: Zone): Given {
  const read = plan.reads.events.find(({ name }) => name === part.type);
  const prefix = read?.partOf === undefined ? undefined : carriedName(read.partOf, "");
  const own = (fields: readonly FieldRead[]): FieldRead[] =>
    fields.filter(({ name }) => prefix === undefined || !name.startsWith(prefix));
  return withUsual(part, own(read?.fields ?? []), own(unreadFields(plan, part.type)), zone);
}

function withUsual(
  { fields, time }: CustomerEvent,
  reads: readonly FieldRead[],
  unread: readonly FieldRead[],
  zone: Zone,
): Given {
  const usual = unread.map((field) => [field.name, usualValue(field, time, zone)] as const);
  return [new Map([...fields, ...usual]), [...reads, ...unread]];
}
