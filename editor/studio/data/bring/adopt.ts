import type { Program, TypedField, TypedRecord } from "../../../../engine/check/program.ts";
import { ownEvents } from "../../../../engine/check/program.ts";
import type { ColumnChoice, FileChoice } from "../../api/bringing.ts";
import { kindOfField } from "./field-kinds.ts";

/** What is said of a file, with its rows as the profile, the event or the table that the rules have already for such. */
export function adopted(choice: FileChoice, program: Program): FileChoice {
  const record = recordFor(choice, program);
  if (record === undefined) return choice;
  const matches = matching(record, choice.columns);
  const columns = choice.columns.map((column): ColumnChoice => {
    if (column.meaning !== "field") return column;
    const field = matches.get(column.column);
    // What the rules have no field for is left out until somebody wants it.
    if (field === undefined) return matches.size === 0 ? column : { ...column, meaning: "out" };
    return {
      ...column,
      field: field.name,
      kind: kindOfField(field),
      table: field.table ?? null,
      personal: field.personal,
      required: field.required,
    };
  });
  return { ...choice, ...(choice.kind === "profile" ? {} : { record: record.name }), columns };
}

function recordFor(choice: FileChoice, program: Program): TypedRecord | undefined {
  const likeliest = (records: Iterable<TypedRecord>): TypedRecord | undefined =>
    [...records]
      .map((record) => ({ record, hits: matching(record, choice.columns).size }))
      .filter(
        ({ record, hits }) => record.name === choice.record || hits >= 2 || (hits > 0 && hits === record.fields.size),
      )
      .sort((one, other) => other.hits - one.hits)[0]?.record;
  switch (choice.kind) {
    case "profile":
      return program.profile;
    case "table":
      return likeliest(program.tables.values());
    case "part":
      return likeliest([...program.events.values()].filter(({ parent }) => parent !== undefined));
    case "event":
      return likeliest(
        ownEvents(program).flatMap((name) => {
          const event = program.events.get(name);
          return event === undefined ? [] : [event];
        }),
      );
    case "events":
      return undefined;
  }
}

const plain = (name: string): string =>
  name
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[\s_.-]/g, "");

/** Columns whose names are those of fields, letters and what separates words aside. */
function matching(record: TypedRecord, columns: readonly ColumnChoice[]): Map<string, TypedField> {
  const byName = new Map([...record.fields.values()].map((field) => [plain(field.name), field]));
  return new Map(
    columns.flatMap(({ column, meaning }) => {
      const field = byName.get(plain(column));
      return field === undefined || meaning !== "field" ? [] : [[column, field] as const];
    }),
  );
}
