import type { SqliteDatabase } from "../sqlite/sqlite.ts";

const PAGE = 1000;

/** The rows of a query page by page, so that other statements can run in between. */
export function* pages<Row>(database: SqliteDatabase, sql: string): Generator<Row> {
  const statement = database.prepare<[number, number], Row & { readonly row: number }>(sql);
  for (let last = 0; ;) {
    const rows = statement.all(last, PAGE);
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end.row;
  }
}
