import type { FieldRead, Plan, Reads } from "../plan/plan.ts";
import type { MaybeValue } from "../plan/types.ts";
import type { Customer } from "./customer.ts";
import { joinedReads } from "../plan/joined-reads.ts";

/** A row of a table as the records of a customer tell of it: the values that are known. */
export interface ToldRow {
  readonly table: string;
  readonly key: string;
  readonly fields: ReadonlyMap<string, MaybeValue>;
}

/** Every record of a customer with what is read of it. */
function* recordsOf(
  customer: Customer,
  reads: Reads,
): Generator<{ readonly fields: ReadonlyMap<string, MaybeValue>; readonly reads: readonly FieldRead[] }> {
  for (const { fields } of customer.versions) yield { fields, reads: reads.fields };
  const events = new Map(reads.events.map((event) => [event.name, event.fields]));
  for (const { type, fields } of customer.events) yield { fields, reads: events.get(type) ?? [] };
}

/**
 * The rows that a customer's records name, as far as something in them is known; undefined where two records say
 * different things of one row, or say something of a row that they do not name. No tables can give that.
 */
export function toldRows(customer: Customer, { reads }: Pick<Plan, "reads">): readonly ToldRow[] | undefined {
  if (reads.tables === undefined) return [];
  const rows = new Map<string, { readonly row: ToldRow; readonly all: Map<string, MaybeValue> }>();
  for (const record of recordsOf(customer, reads)) {
    for (const { name, via } of joinedReads(record.reads)) {
      const key = record.fields.get(via.key) ?? null;
      const value = record.fields.get(name) ?? null;
      if (typeof key !== "string" || key === "") {
        if (value !== null) return undefined;
        continue;
      }
      const id = `${via.table.length} ${via.table}${key}`;
      let found = rows.get(id);
      if (found === undefined) {
        const all = new Map<string, MaybeValue>();
        rows.set(id, (found = { row: { table: via.table, key, fields: all }, all }));
      }
      const told = found.all.get(via.field);
      if (told !== undefined && told !== value) return undefined;
      found.all.set(via.field, value);
    }
  }
  return [...rows.values()]
    .map(({ row }) => ({ ...row, fields: new Map([...row.fields].filter(([, value]) => value !== null)) }))
    .filter(({ fields }) => fields.size > 0);
}

/**
 * The same customer with other texts where records say different things of one row: each then names a row of its own.
 * Whether the customer still is what was wanted must be asked again.
 */
export function withRowsApart(customer: Customer, { reads }: Pick<Plan, "reads">): Customer {
  if (reads.tables === undefined) return customer;
  const rows = new Map<string, string>();
  let fresh = 0;
  const apart = (
    fields: ReadonlyMap<string, MaybeValue>,
    read: readonly FieldRead[],
  ): ReadonlyMap<string, MaybeValue> => {
    const changed = new Map(fields);
    const joined = joinedReads(read);
    for (const key of new Set(joined.map(({ via }) => via.key))) {
      const through = joined.filter(({ via }) => via.key === key);
      const said = JSON.stringify(
        through
          .map(({ name, via }) => [via.field, fields.get(name) ?? null] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      );
      const isSilent = through.every(({ name }) => (fields.get(name) ?? null) === null);
      const named = fields.get(key) ?? null;
      if (typeof named !== "string" && isSilent) continue;
      const table = through[0]?.via.table ?? "";
      const id = (text: string): string => `${table.length} ${table}${text}`;
      let text = typeof named === "string" && named !== "" ? named : undefined;
      while (text === undefined || (rows.get(id(text)) ?? said) !== said) text = `row ${++fresh}`;
      rows.set(id(text), said);
      changed.set(key, text);
    }
    return changed;
  };
  const events = new Map(reads.events.map((event) => [event.name, event.fields]));
  return {
    ...customer,
    versions: customer.versions.map((version) => ({ ...version, fields: apart(version.fields, reads.fields) })),
    events: customer.events.map((event) => ({ ...event, fields: apart(event.fields, events.get(event.type) ?? []) })),
  };
}
