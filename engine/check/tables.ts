import { names, phrase } from "../../grammar/diagnostics/prose.ts";
import type { Table } from "../../grammar/tree/declaration.ts";
import type { Reference } from "../../grammar/tree/expression.ts";
import type { CheckContext } from "./context.ts";
import type { JoinedField, TypedField, TypedRecord, TypedTable } from "./program.ts";
import { carriedFields } from "./parts.ts";
import { checkRecord } from "./records.ts";

/** Types a table; its key is a text beside its fields. */
export function checkTable(table: Table, context: CheckContext): TypedTable {
  const key = table.key.text;
  for (const { name } of table.fields)
    if (name.text === key && key !== "")
      context.report("duplicate-name", name, { name: key, where: phrase("in-the-same", { name: table.name.text }) });
  return { ...checkRecord(table, context), key };
}

/**
 * What a record reads through one of its fields that names a row: `sku.brand`. It is unknown where the field is, and
 * where no row has that key.
 */
export function joinedField(
  record: TypedRecord,
  key: TypedField,
  { member }: Reference,
  context: CheckContext,
): JoinedField | undefined {
  const table = key.table === undefined ? undefined : context.tables.get(key.table);
  if (table === undefined || member === undefined) return undefined;
  const field = table.fields.get(member.text);
  if (field === undefined) {
    if (member.text !== "" && !table.broken.has(member.text))
      context.report(
        "unknown-field",
        member,
        {
          owner: table.name,
          name: member.text,
          advice:
            member.text === table.key
              ? phrase("key-alone", { name: key.name })
              : phrase("it-has", { values: names(table.fields.keys(), 8, false) }),
        },
        context.nearest(member.text, table.fields.keys()),
      );
    return undefined;
  }
  // No name holds a backtick, so that what is read has a name of its own beside the record's fields.
  let name = `${key.name}.${field.name}`;
  const isTaken = (): boolean =>
    record.fields.has(name) ||
    sameName(record, name, key.name) ||
    carriedFields(record).some((carried) => carried.name === name);
  while (isTaken()) name += "`";
  const joined: JoinedField = {
    ...field,
    name,
    required: false,
    personal: field.personal || key.personal,
    via: { key: key.name, table: table.name, field: field.name },
  };
  record.joined.set(name, joined);
  return joined;
}

/** Whether another path is called so: names in backticks may hold points. */
function sameName(record: TypedRecord, name: string, key: string): boolean {
  const other = record.joined.get(name);
  return other !== undefined && other.via.key !== key;
}
