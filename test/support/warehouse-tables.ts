import type { Cell, LoadColumn, Row, TableLoad } from "../../warehouse/warehouse.ts";

/** Values at the edges of what each type holds. */
export const CELLS: Readonly<Record<string, { readonly type: LoadColumn["type"]; readonly cells: readonly Cell[] }>> = {
  boolean: { type: "boolean", cells: [true, false, null] },
  // The days of 0001-01-01 and 9999-12-31, and the milliseconds of the first and the last instant of those years.
  integer: {
    type: "integer",
    cells: [0, -1, 2 ** 53 - 1, -(2 ** 53 - 1), -719_162, 2_932_896, -62_135_596_800_000, 253_402_300_799_999, null],
  },
  number: {
    type: "number",
    cells: [
      0,
      -0,
      0.1,
      1 / 3,
      5e-324,
      -5e-324,
      2.2250738585072014e-308,
      1.7976931348623157e308,
      -1.7e308,
      1e21,
      2 ** 53,
      null,
    ],
  },
  text: {
    type: "text",
    cells: [
      "",
      " ",
      "a",
      "NULL",
      "\\N",
      "\\.",
      "\\",
      "\\\\n",
      "'",
      "''",
      '"',
      "`",
      "a\tb\nc\rd\r\n",
      "x;y,z",
      "%_?:$1",
      "客户",
      "ñ é ü",
      "\u{1f469}\u{200d}\u{1f4bb}",
      "\u{10ffff}",
      "\ufeff",
      "\u202e",
      "\u0001\u007f",
      null,
    ],
  },
};

const KEY: LoadColumn = { name: "k", type: "integer" };

/** A table of one column of these values, numbered. */
export function tableOf(table: string, column: LoadColumn, cells: readonly Cell[]): TableLoad {
  return {
    table,
    columns: [KEY, column],
    count: cells.length,
    batches: () => [cells.map((cell, index) => [index, cell])],
  };
}

/** Rows in batches. @param before called before each batch */
export function manyRows(table: string, rows: number, before: (batch: number) => void = () => undefined): TableLoad {
  const size = 10_000;
  return {
    table,
    count: rows,
    columns: [
      { name: "_id", type: "text" },
      { name: "_customer", type: "text" },
      { name: "_time", type: "integer" },
      { name: "amount", type: "integer" },
      { name: "weight", type: "number" },
      { name: "paid", type: "boolean" },
      { name: "category", type: "text" },
    ],
    *batches() {
      for (let start = 0; start < rows; start += size) {
        before(start / size);
        yield Array.from({ length: Math.min(size, rows - start) }, (_, index): Row => [
          `e${start + index}`,
          `c${(start + index) % 1000}`,
          1_700_000_000_000 + start + index,
          start + index,
          (start + index) / 7,
          index % 2 === 0,
          index % 5 === 0 ? null : "生鲜 fresh",
        ]);
      }
    },
  };
}
