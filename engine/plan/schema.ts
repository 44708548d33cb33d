import { carriedFields } from "./parts.ts";
import type { About, PlanSettings } from "./plan.ts";
import type { ValueType } from "./types.ts";

/** A field as it is declared, whether or not any output reads it. */
export interface FieldSchema {
  readonly name: string;
  readonly type: ValueType;
  readonly required: boolean;
  readonly personal: boolean;
  /** The declared bounds, in the units of the type; null for none. */
  readonly low: number | null;
  readonly high: number | null;
  readonly label: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly description: string;
  /** Labels of an enum's values: value → language → label. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A profile or an event with its fields in order of declaration. */
export interface RecordSchema<Field extends FieldSchema = FieldSchema> {
  readonly name: string;
  /** The event of which it is a part; null for the profile, and for an event of its own. */
  readonly partOf: string | null;
  readonly fields: ReadonlyMap<string, Field>;
  readonly about: About;
}

/** A table with its fields; its rows are named by its key, a text. */
export interface TableSchema<Field extends FieldSchema = FieldSchema> extends RecordSchema<Field> {
  readonly key: string;
}

/** What a workspace declares that its data has: more than a plan reads. */
export interface Schema {
  readonly settings: PlanSettings;
  readonly profile: RecordSchema | undefined;
  readonly events: ReadonlyMap<string, RecordSchema>;
  readonly tables: ReadonlyMap<string, TableSchema>;
}

/** All fields that are read of an event: its own, and of a part those of its parent. */
export function readableFields(record: RecordSchema, { events }: Pick<Schema, "events">): readonly FieldSchema[] {
  const parent = record.partOf === null ? undefined : events.get(record.partOf);
  const ofParent = parent === undefined ? [] : carriedFields(parent.name, parent.fields.values());
  return [...record.fields.values(), ...ofParent];
}
