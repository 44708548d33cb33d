import { required } from "../invariant/required.ts";
import { quoteText } from "../../grammar/parser/text-literal.ts";
import { zone as zoneOf, type Zone } from "../calendar/zone.ts";
import type { FieldRead, Plan } from "../plan/plan.ts";
import { textType, type MaybeValue } from "../plan/types.ts";
import { ownReads } from "../plan/joined-reads.ts";
import { byOwner } from "../plan/parts.ts";
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
      ...parts.map((part) => `${sourceName(part.type)} ${braces([values(...ownValues(part, event, plan, zone))])}`),
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
  const types = [...new Set(parts.map(({ type }) => type))];
  const ofParts = (fields: (type: string) => readonly FieldRead[]): readonly FieldRead[] =>
    types.flatMap((type) => byOwner(event.type, fields(type)).carried);
  const reads = byName([...ofParts((type) => readsOf(plan, type)), ...readsOf(plan, event.type)]);
  const needed = byName([...ofParts((type) => unreadFields(plan, type)), ...unreadFields(plan, event.type)]);
  const unread = [...needed.values()].filter(({ name }) => !reads.has(name));
  return withUsual(event, [...reads.values()], unread, zone);
}

/** The fields of a part, without those of its parent. */
function ownValues(part: CustomerEvent, parent: CustomerEvent, plan: Plan, zone: Zone): Given {
  const own = (fields: readonly FieldRead[]): readonly FieldRead[] => byOwner(parent.type, fields).own;
  return withUsual(part, own(readsOf(plan, part.type)), own(unreadFields(plan, part.type)), zone);
}

const readsOf = ({ reads }: Plan, event: string): readonly FieldRead[] =>
  reads.events.find(({ name }) => name === event)?.fields ?? [];

const byName = (fields: readonly FieldRead[]): ReadonlyMap<string, FieldRead> =>
  new Map(fields.map((field) => [field.name, field]));

function withUsual(
  { fields, time }: CustomerEvent,
  reads: readonly FieldRead[],
  unread: readonly FieldRead[],
  zone: Zone,
): Given {
  const usual = unread.map((field) => [field.name, usualValue(field, time, zone)] as const);
  return [new Map([...fields, ...usual]), [...reads, ...unread]];
}
