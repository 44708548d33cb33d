import {
  Bool,
  Dictionary as DictionaryType,
  Field,
  Float64,
  Int16,
  Int32,
  Int8,
  makeData,
  Utf8,
  vectorFromArray,
  type Data,
  type DataType,
} from "apache-arrow";
import type { FieldRead } from "../../engine/plan/plan.ts";
import { Dictionary, shared, UNKNOWN_INT32, type Column } from "../../engine/run/population/columns.ts";
import { required } from "../../engine/invariant/required.ts";

/** A column as Arrow has it: unknown is null; texts and enums are dictionaries. Money and decimals stay whole units, dates days and times milliseconds since 1970. */
export interface ArrowColumn {
  readonly field: Field;
  readonly data: Data;
}

/** Writes the first `rows` rows of a column. */
export function toArrow(read: FieldRead, column: Column, rows: number, texts: readonly string[]): ArrowColumn {
  const made = (type: DataType, data: Data): ArrowColumn => ({
    field: new Field(read.name, type, true, new Map([["tagma", JSON.stringify(read.type)]])),
    data,
  });
  const nulls = (
    isNull: (row: number) => boolean,
  ): { readonly nullCount: number; readonly nullBitmap?: Uint8Array } => {
    if (column.complete) return { nullCount: 0 };
    const nullBitmap = new Uint8Array(Math.ceil(rows / 8));
    let nullCount = 0;
    for (let row = 0; row < rows; row++) {
      if (isNull(row)) nullCount++;
      else nullBitmap[row >> 3] = (nullBitmap[row >> 3] ?? 0) | (1 << (row & 7));
    }
    return { nullCount, nullBitmap };
  };
  switch (column.kind) {
    case "number": {
      const values = column.values.slice(0, rows);
      if (values instanceof Int32Array) {
        const type = new Int32();
        return made(
          type,
          makeData({ type, length: rows, data: values, ...nulls((row) => values[row] === UNKNOWN_INT32) }),
        );
      }
      const type = new Float64();
      return made(type, makeData({ type, length: rows, data: values, ...nulls((row) => Number.isNaN(values[row])) }));
    }
    case "truth": {
      const bits = new Uint8Array(Math.ceil(rows / 8));
      for (let row = 0; row < rows; row++)
        if (column.values[row] === 1) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
      const type = new Bool();
      return made(type, makeData({ type, length: rows, data: bits, ...nulls((row) => column.values[row] === 0) }));
    }
    case "code": {
      const own =
        read.type.kind === "enum"
          ? { codes: column.values.slice(0, rows), values: read.type.values }
          : renumbered(column.values, rows, texts);
      const { codes, values } = own;
      const validity = nulls((row) => codes[row] === -1);
      // Arrow does not like an index of -1 even where it is null.
      if (!column.complete) for (let row = 0; row < rows; row++) if (codes[row] === -1) codes[row] = 0;
      const dictionary = vectorFromArray(values.length === 0 ? [""] : [...values], new Utf8());
      const indices = codes instanceof Int8Array ? new Int8() : codes instanceof Int16Array ? new Int16() : new Int32();
      const type = new DictionaryType(new Utf8(), indices);
      return made(type, makeData({ type, length: rows, data: codes, dictionary, ...validity }));
    }
  }
}

/** The places of a column's own texts: a dictionary of no more than it has. */
function renumbered(
  places: Int8Array | Int16Array | Int32Array,
  rows: number,
  texts: readonly string[],
): { readonly codes: Int32Array; readonly values: string[] } {
  const codes = new Int32Array(rows);
  const own = new Int32Array(texts.length).fill(-1);
  const values: string[] = [];
  for (let row = 0; row < rows; row++) {
    const place = places[row] ?? -1;
    if (place === -1) {
      codes[row] = -1;
      continue;
    }
    if (own[place] === -1) own[place] = values.push(required(texts[place], "a text of the dictionary")) - 1;
    codes[row] = own[place] ?? -1;
  }
  return { codes, values };
}

/** Reads a column back, with the row of nothing behind the last. */
export function fromArrow(read: FieldRead, data: Data, dictionary: Dictionary): Column {
  const rows = data.length;
  const complete = data.nullCount === 0;
  const isNull = (row: number): boolean =>
    !complete && (((data.nullBitmap[(row + data.offset) >> 3] ?? 0) >> ((row + data.offset) & 7)) & 1) === 0;
  switch (read.type.kind) {
    case "boolean": {
      const bits: Uint8Array = data.values;
      const values = shared.uint8(rows + 1);
      for (let row = 0; row < rows; row++)
        values[row] = isNull(row) ? 0 : (((bits[row >> 3] ?? 0) >> (row & 7)) & 1) === 1 ? 1 : 2;
      return { kind: "truth", complete, values };
    }
    case "text":
    case "set":
    case "enum": {
      const codes: Int8Array | Int16Array | Int32Array = data.values;
      const places =
        read.type.kind === "enum"
          ? undefined
          : [...required(data.dictionary, "the dictionary of a column of texts")].map((text) =>
              dictionary.place(String(text)),
            );
      const values =
        codes instanceof Int8Array
          ? shared.int8(rows + 1)
          : codes instanceof Int16Array
            ? shared.int16(rows + 1)
            : shared.int32(rows + 1);
      for (let row = 0; row < rows; row++) {
        const code = codes[row] ?? -1;
        values[row] = isNull(row)
          ? -1
          : places === undefined
            ? code
            : required(places[code], "a text of the dictionary");
      }
      values[rows] = -1;
      return { kind: "code", complete, values };
    }
    case "integer":
    case "number":
    case "date":
    case "time":
    case "duration":
    case "decimal": {
      const from: Float64Array | Int32Array = data.values;
      const values = from instanceof Int32Array ? shared.int32(rows + 1) : shared.float64(rows + 1);
      const unknown = from instanceof Int32Array ? UNKNOWN_INT32 : Number.NaN;
      values.set(from.subarray(0, rows));
      if (!complete) for (let row = 0; row < rows; row++) if (isNull(row)) values[row] = unknown;
      values[rows] = unknown;
      return { kind: "number", complete, values };
    }
  }
}
