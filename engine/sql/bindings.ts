import { readableFields, type RecordSchema, type Schema } from "../plan/schema.ts";
import type { EventLayout, Layout, ProfileLayout, TableLayout } from "./layout.ts";

/** Where a user's own tables hold the profile and the events, as `bindings` in tagma.json says. */
export interface Bindings {
  readonly profile?: ProfileBinding;
  readonly events?: Readonly<Record<string, EventBinding>>;
  readonly tables?: Readonly<Record<string, TableBinding>>;
}
export interface TableBinding {
  readonly table: string;
  /** The column of the text that names a row; no two rows may have the same. */
  readonly key: string;
  readonly fields?: Readonly<Record<string, string>>;
}
export interface ProfileBinding {
  /** With its schema: `crm.customers`. */
  readonly table: string;
  readonly customer: string;
  /** Since when a row is valid; without it there is one row a customer. */
  readonly validFrom?: string;
  /** Columns of fields that are called otherwise. */
  readonly fields?: Readonly<Record<string, string>>;
}
export interface EventBinding {
  readonly table: string;
  readonly id: string;
  readonly customer: string;
  readonly time: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** Thrown for bindings that do not fit the rules: one is missing, or names what is not there. The message says which. */
export class BindingsError extends Error {
  override readonly name = "BindingsError";
  /** The profile or event whose binding it is; undefined for a name that no SQL text can hold. */
  readonly record: string | undefined;

  constructor(record: string | undefined, problem: string) {
    super(`bindings: ${problem}`);
    this.record = record;
  }
}

/**
 * The layout of tables that are bound. Every field has a column: the one that is named for it, else its own name.
 * @throws BindingsError for a binding that is missing or names what is not there
 */
export function boundLayout(bindings: Bindings, schema: Schema): Layout {
  const events = new Map<string, EventLayout>();
  if (JSON.stringify(bindings).includes("\\u0000"))
    throw new BindingsError(undefined, "a name holds the character U+0000, which SQL text can't");
  for (const name of Object.keys(bindings.events ?? {}))
    if (!schema.events.has(name)) throw new BindingsError(name, `the rules have no event called "${name}"`);
  for (const [name, record] of schema.events) {
    const binding = Object.hasOwn(bindings.events ?? {}, name) ? bindings.events?.[name] : undefined;
    if (binding === undefined) throw new BindingsError(name, `the event "${name}" has no table; add it under "events"`);
    requireFields(binding.fields, record, schema);
    events.set(name, {
      path: pathOf(binding.table),
      id: binding.id,
      customer: binding.customer,
      time: binding.time,
      local: undefined,
      column: columnOf(binding.fields),
    });
  }
  const tables = new Map<string, TableLayout>();
  for (const name of Object.keys(bindings.tables ?? {}))
    if (!schema.tables.has(name)) throw new BindingsError(name, `the rules have no table called "${name}"`);
  for (const [name, record] of schema.tables) {
    const binding = Object.hasOwn(bindings.tables ?? {}, name) ? bindings.tables?.[name] : undefined;
    if (binding === undefined)
      throw new BindingsError(name, `the table "${name}" has no table of its own; add it under "tables"`);
    requireFields(binding.fields, record, schema);
    tables.set(name, { path: pathOf(binding.table), key: binding.key, column: columnOf(binding.fields) });
  }
  const table = (name: string): TableLayout | undefined => tables.get(name);
  const { profile } = bindings;
  if (profile === undefined) {
    if (schema.profile !== undefined)
      throw new BindingsError(schema.profile.name, 'the profile has no table; add it under "profile"');
    return { bound: true, profile: undefined, events, table };
  }
  if (schema.profile !== undefined) requireFields(profile.fields, schema.profile, schema);
  const layout: ProfileLayout = {
    path: pathOf(profile.table),
    customer: profile.customer,
    validFrom: profile.validFrom,
    column: columnOf(profile.fields),
  };
  return { bound: true, profile: layout, events, table };
}

const pathOf = (table: string): string[] => table.split(".");

function columnOf(fields: Readonly<Record<string, string>> | undefined): (field: string) => string {
  return (field) => (fields !== undefined && Object.hasOwn(fields, field) ? (fields[field] ?? field) : field);
}

function requireFields(
  fields: Readonly<Record<string, string>> | undefined,
  record: RecordSchema,
  schema: Schema,
): void {
  const known = new Set(readableFields(record, schema).map(({ name }) => name));
  const unknown = Object.keys(fields ?? {}).find((field) => !known.has(field));
  if (unknown !== undefined) throw new BindingsError(record.name, `"${record.name}" has no field called "${unknown}"`);
}
