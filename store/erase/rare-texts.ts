import { CUSTOMER } from "../../engine/plan/own-columns.ts";
import { storedSchema } from "../sqlite/schema.ts";
import { eventTable, PROFILE_TABLE, quoteColumn, quoteIdentifier, type SqliteDatabase } from "../sqlite/sqlite.ts";
import { tagTableNames } from "../runs/tag-tables.ts";

/** A text that a customer has in a field. */
interface OwnText {
  readonly table: string;
  readonly column: string;
  readonly text: string;
}

/** How many customers a tag shows a text that only one customer, who is gone, ever had. */
export interface ShownText {
  readonly tag: string;
  readonly customers: number;
}

/** Of some texts those that a customer has in fields of the profile or of events. */
export function ownTexts(database: SqliteDatabase, customer: string, among: ReadonlySet<string>): OwnText[] {
  const schema = storedSchema(database);
  if (schema === undefined || among.size === 0) return [];
  const records = [
    { table: PROFILE_TABLE, fields: schema.profile },
    ...schema.events.map(({ name, fields }) => ({ table: eventTable(name), fields })),
  ];
  return records.flatMap(({ table, fields }) =>
    fields
      .filter(({ type }) => type.kind === "text")
      .flatMap(({ name }) => {
        const column = quoteColumn(name);
        return database
          .prepare<[string], string>(
            `SELECT DISTINCT ${column} FROM ${table} WHERE ${CUSTOMER} = ? AND ${column} IS NOT NULL`,
          )
          .pluck(true)
          .all(customer)
          .filter((text) => among.has(text))
          .map((text) => ({ table, column, text }));
      }),
  );
}

/** Of texts that a customer had those that nobody has any more, now that the customer is removed. */
export function nobodysTexts(database: SqliteDatabase, had: readonly OwnText[]): ReadonlySet<string> {
  const left = had.filter(
    ({ table, column, text }) =>
      database.prepare<[string]>(`SELECT 1 FROM ${table} WHERE ${column} = ? LIMIT 1`).get(text) !== undefined,
  );
  const kept = new Set(left.map(({ text }) => text));
  return new Set(had.map(({ text }) => text).filter((text) => !kept.has(text)));
}

/** The current tags that show one of some texts, as a value or among several. */
export function shownTexts(database: SqliteDatabase, texts: ReadonlySet<string>): ShownText[] {
  if (texts.size === 0) return [];
  const list = JSON.stringify([...texts]);
  const found = "IN (SELECT value FROM json_each(?))";
  return tagTableNames(database).flatMap((table) =>
    (
      database.pragma(`table_info(${quoteIdentifier(table)})`) as readonly {
        readonly name: string;
        readonly type: string;
      }[]
    )
      .filter(({ name, type }) => type === "TEXT" && name !== CUSTOMER && name !== "_states")
      .map(({ name }) => {
        const column = quoteIdentifier(name);
        const where = `${column} ${found} OR (json_valid(${column}) AND json_type(${column}) = 'array' AND EXISTS (SELECT 1 FROM json_each(${column}) AS one WHERE one.value ${found}))`;
        const customers = database
          .prepare<[string, string], number>(`SELECT count(*) FROM ${quoteIdentifier(table)} WHERE ${where}`)
          .pluck(true)
          .get(list, list);
        return { tag: name.startsWith("__") ? name.slice(1) : name, customers: Number(customers) };
      })
      .filter(({ customers }) => customers > 0),
  );
}
