import type { FieldRead, Plan, Reads } from "../../../engine/plan/plan.ts";
import type { MaybeValue } from "../../../engine/plan/types.ts";
import { byOwner } from "../../../engine/plan/parts.ts";
import { joinedReads } from "../../../engine/plan/joined-reads.ts";
import type { CustomerEvent } from "../../../engine/run/customer.ts";
import { storedCustomer, type StoredCustomer } from "../../../store/customers/stored-customers.ts";
import { reading } from "../../../store/sqlite/database.ts";
import { allReads } from "../../../store/snapshot/snapshot.ts";
import type { FieldValue } from "../api/customers.ts";
import { StudioProblem } from "./problem.ts";
import { plainValue } from "./results.ts";
import type { DraftRules } from "./rules.ts";
import { message } from "../../../grammar/texts/message.ts";
import { required } from "../../../engine/invariant/required.ts";

/** A customer with every field and event, whatever the rules read. @throws StudioProblem when there is none */
export function readCustomer(rules: DraftRules, id: string): StoredCustomer & { readonly plan: Plan } {
  const plan: Plan = { ...rules.plan, reads: withJoinedReads(allReads(rules.program), rules.plan.reads) };
  const stored = reading(rules.workspace.databasePath, rules.program, (database) =>
    storedCustomer(database, rules.program, plan, id.normalize("NFC")),
  );
  if (stored === undefined) throw new StudioProblem("no-customer", message("no-customer", { id }));
  return { ...stored, plan };
}

/** All that the data has, and what the rules read through tables. */
function withJoinedReads(all: Reads, { fields, events, tables }: Reads): Reads {
  if (tables === undefined) return all;
  const joined = new Map(events.map((event) => [event.name, joinedReads(event.fields)]));
  return {
    ...all,
    fields: [...all.fields, ...joinedReads(fields)],
    events: all.events.map((event) => ({ ...event, fields: [...event.fields, ...(joined.get(event.name) ?? [])] })),
    tables,
  };
}

/** What events of a type have of their own: the fields of what they are part of stand there. */
export function fieldsOf({ reads }: Plan, { type }: CustomerEvent): readonly FieldRead[] {
  const { partOf, fields } = required(
    reads.events.find(({ name }) => name === type),
    `the event \`${type}\``,
  );
  return partOf === undefined ? fields : byOwner(partOf, fields).own;
}

export function shown(
  name: string,
  value: MaybeValue,
  type: FieldRead["type"],
  personal: boolean,
  plan: Plan,
  showPersonal: boolean,
): FieldValue {
  const masked = personal && !showPersonal && value !== null;
  return { name, value: masked ? null : plainValue(value, type, plan), masked };
}
