import type { Program, TypedRecord } from "../check/program.ts";
import type { EventLayout, Layout, ProfileLayout } from "./layout.ts";

/** Where a user's own tables hold the profile and the events, as `bindings` in tagma.json says. */
export interface Bindings {
  readonly profile?: ProfileBinding;
  readonly events?: Readonly<Record<string, EventBinding>>;
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

/**
 * The layout of tables that are bound. Every field has a column: the one that is named for it, else its own name.
 * @returns the layout, or a text that says which binding is missing or names what is not there
 */
export function boundLayout(bindings: Bindings, program: Program): Layout | string {
  const events = new Map<string, EventLayout>();
  if (JSON.stringify(bindings).includes("\\u0000"))
    return "bindings: a name holds the character U+0000, which SQL text can't";
  for (const name of Object.keys(bindings.events ?? {}))
    if (!program.events.has(name)) return `bindings: the rules have no event called "${name}"`;
  for (const [name, record] of program.events) {
    const binding = Object.hasOwn(bindings.events ?? {}, name) ? bindings.events?.[name] : undefined;
    if (binding === undefined) return `bindings: the event "${name}" has no table; add it under "events"`;
    const problem = unknownField(binding.fields, record, name);
    if (problem !== undefined) return problem;
    events.set(name, {
      path: pathOf(binding.table),
      id: binding.id,
      customer: binding.customer,
      time: binding.time,
      local: undefined,
      column: columnOf(binding.fields),
    });
  }
  const { profile } = bindings;
  if (profile === undefined)
    return program.profile === undefined
      ? { own: false, profile: undefined, events }
      : `bindings: the profile has no table; add it under "profile"`;
  const problem =
    program.profile === undefined ? undefined : unknownField(profile.fields, program.profile, program.profile.name);
  if (problem !== undefined) return problem;
  const layout: ProfileLayout = {
    path: pathOf(profile.table),
    customer: profile.customer,
    validFrom: profile.validFrom,
    column: columnOf(profile.fields),
  };
  return { own: false, profile: layout, events };
}

const pathOf = (table: string): string[] => table.split(".");

function columnOf(fields: Readonly<Record<string, string>> | undefined): (field: string) => string {
  return (field) => (fields !== undefined && Object.hasOwn(fields, field) ? (fields[field] ?? field) : field);
}

function unknownField(
  fields: Readonly<Record<string, string>> | undefined,
  record: TypedRecord,
  name: string,
): string | undefined {
  const unknown = Object.keys(fields ?? {}).find((field) => !record.fields.has(field));
  return unknown === undefined ? undefined : `bindings: "${name}" has no field called "${unknown}"`;
}
