import { inside } from "../../invariant/required.ts";
import { textOfSet } from "../../plan/sets.ts";
import type { ValueType } from "../../plan/types.ts";
import type { MaybeValue } from "../../plan/types.ts";

/** What stands in an Int32 column where the value is unknown; no column holds it as a value. */
export const UNKNOWN_INT32 = -2_147_483_648;

/**
 * One field of many rows, in shared memory. Numbers are doubles with NaN for unknown, or where all fit, 32-bit integers
 * with `UNKNOWN_INT32`; truth values 1 yes, 2 no, 0 unknown; texts the places of a dictionary and enums the places of
 * their list of values, -1 unknown; sets those of the texts that hold them.
 */
export type Column =
  | { readonly kind: "number"; readonly values: Float64Array | Int32Array; readonly complete: boolean }
  | { readonly kind: "truth"; readonly values: Uint8Array; readonly complete: boolean }
  | { readonly kind: "code"; readonly values: Int8Array | Int16Array | Int32Array; readonly complete: boolean };

export const shared = {
  float64: (length: number): Float64Array<SharedArrayBuffer> => new Float64Array(new SharedArrayBuffer(length * 8)),
  int32: (length: number): Int32Array<SharedArrayBuffer> => new Int32Array(new SharedArrayBuffer(length * 4)),
  uint32: (length: number): Uint32Array<SharedArrayBuffer> => new Uint32Array(new SharedArrayBuffer(length * 4)),
  int16: (length: number): Int16Array<SharedArrayBuffer> => new Int16Array(new SharedArrayBuffer(length * 2)),
  int8: (length: number): Int8Array<SharedArrayBuffer> => new Int8Array(new SharedArrayBuffer(length)),
  uint8: (length: number): Uint8Array<SharedArrayBuffer> => new Uint8Array(new SharedArrayBuffer(length)),
};

/** The texts of a population by place; equal texts have one place. */
export class Dictionary {
  readonly texts: string[];
  private readonly known: ReadonlyMap<string, number>;
  private readonly places = new Map<string, number>();

  /** @param known the places of the texts, when they are worked out already */
  constructor(texts: readonly string[] = [], known: ReadonlyMap<string, number> = placesOf(texts)) {
    this.texts = [...texts];
    this.known = known;
  }

  place(text: string): number {
    let place = this.known.get(text) ?? this.places.get(text);
    if (place === undefined) {
      place = this.texts.push(text) - 1;
      this.places.set(text, place);
    }
    return place;
  }
}

/** Different texts by their place. */
export function placesOf(texts: readonly string[]): ReadonlyMap<string, number> {
  return new Map(texts.map((text, place) => [text, place]));
}

/** Collects one field's values row by row. */
export class ColumnBuilder {
  private readonly type: ValueType;
  private readonly dictionary: Dictionary;
  private readonly enumPlaces: ReadonlyMap<string, number> | undefined;
  private values = new Float64Array(1024);
  private length = 0;
  private complete = true;
  private fitsInt32 = true;

  constructor(type: ValueType, dictionary: Dictionary) {
    this.type = type;
    this.dictionary = dictionary;
    this.enumPlaces = type.kind === "enum" ? new Map(type.values.map((value, place) => [value, place])) : undefined;
  }

  add(value: MaybeValue): void {
    this.addCoded(this.coded(value));
  }

  private coded(value: MaybeValue): number {
    // A database holds truth values as 1 and 0.
    if (typeof value === "number") return this.type.kind === "boolean" ? (value === 1 ? 1 : 2) : value;
    if (typeof value === "boolean") return value ? 1 : 2;
    if (typeof value === "string")
      return this.enumPlaces === undefined ? this.dictionary.place(value) : (this.enumPlaces.get(value) ?? -1);
    if (Array.isArray(value)) return this.dictionary.place(textOfSet(value));
    switch (this.type.kind) {
      case "text":
      case "enum":
      case "set":
        return -1;
      case "boolean":
        return 0;
      case "integer":
      case "number":
      case "date":
      case "time":
      case "duration":
      case "decimal":
        return Number.NaN;
    }
  }

  private addCoded(value: number): void {
    if (this.length === this.values.length) {
      const wider = new Float64Array(this.length * 2);
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.length++] = value;
    if (
      Number.isNaN(value) ||
      (value === -1 && (this.type.kind === "text" || this.type.kind === "enum" || this.type.kind === "set")) ||
      (value === 0 && this.type.kind === "boolean")
    )
      this.complete = false;
    else if (value !== Math.trunc(value) || value > 2_147_483_647 || value < -2_147_483_647 || Object.is(value, -0))
      this.fitsInt32 = false;
  }

  /** The column, with one row after the last in which the field is unknown: customers without a row read that. */
  build(): Column {
    const rows = this.values.subarray(0, this.length);
    const { complete } = this;
    switch (this.type.kind) {
      case "boolean":
        return { kind: "truth", complete, values: filled(shared.uint8(this.length + 1), rows, 0) };
      case "text":
      case "set":
        return { kind: "code", complete, values: filled(shared.int32(this.length + 1), rows, -1) };
      case "enum": {
        const count = this.type.values.length;
        return {
          kind: "code",
          complete,
          values: filled(
            count <= 127
              ? shared.int8(this.length + 1)
              : count <= 32_767
                ? shared.int16(this.length + 1)
                : shared.int32(this.length + 1),
            rows,
            -1,
          ),
        };
      }
      case "integer":
      case "number":
      case "date":
      case "time":
      case "duration":
      case "decimal": {
        if (!this.fitsInt32)
          return { kind: "number", complete, values: filled(shared.float64(this.length + 1), rows, Number.NaN) };
        const values = shared.int32(this.length + 1);
        for (let row = 0; row < this.length; row++) {
          const value = inside(rows[row]);
          values[row] = Number.isNaN(value) ? UNKNOWN_INT32 : value;
        }
        values[this.length] = UNKNOWN_INT32;
        return { kind: "number", complete, values };
      }
    }
  }
}

function filled<Values extends Float64Array | Int32Array | Int16Array | Int8Array | Uint8Array>(
  into: Values,
  rows: Float64Array,
  last: number,
): Values {
  into.set(rows);
  into[rows.length] = last;
  return into;
}
