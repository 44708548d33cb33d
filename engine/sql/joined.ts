import { required } from "../invariant/required.ts";
import type { FieldRead } from "../plan/plan.ts";
import { joinedReads } from "../plan/joined-reads.ts";
import type { Layout } from "./layout.ts";
import { column, compare, type Select, type SelectColumn, type Sql } from "./relation.ts";

/** What a record reads through tables, beside its own table: the rows that its texts name, and columns of them. */
export interface JoinedRows {
  readonly joins: NonNullable<Select["joins"]>;
  /** The columns of the tables as they are there, under names of their own. */
  readonly columns: readonly SelectColumn[];
  /** The name of the column of a field that is read through a table. */
  readonly names: ReadonlyMap<string, string>;
}

/** The columns of what is read through tables, beside those of the record itself. */
export const joinedNames = (reads: readonly FieldRead[]): ReadonlyMap<string, string> =>
  new Map(joinedReads(reads).map(({ name }, index) => [name, `_joined_${index}`]));

/**
 * Joins each table once for each text that names its rows. A key stands in its table once, so that no row of the record
 * comes twice; where there is none all its fields are NULL.
 * @param stored a column of a table as Tagma holds it
 * @param keyOf the text of the record that names a row
 */
export function joinedRows(
  layout: Layout,
  reads: readonly FieldRead[],
  stored: (alias: string, name: string) => Sql,
  keyOf: (field: string) => Sql,
): JoinedRows {
  const names = joinedNames(reads);
  const joins: NonNullable<Select["joins"]>[number][] = [];
  const columns: SelectColumn[] = [];
  const aliases = new Map<string, string>();
  for (const { name, via } of joinedReads(reads)) {
    const table = required(layout.table(via.table), `where the rows of ${via.table} stand`);
    const key = JSON.stringify([via.table, via.key]);
    let alias = aliases.get(key);
    if (alias === undefined) {
      alias = `t${aliases.size}`;
      aliases.set(key, alias);
      joins.push({
        kind: "left",
        source: { relation: { kind: "table", path: table.path }, alias },
        on: compare("=", stored(alias, table.key), keyOf(via.key), true),
      });
    }
    columns.push({
      value: column(alias, table.column(via.field)),
      as: required(names.get(name), `the column of ${name}`),
    });
  }
  return { joins, columns, names };
}
