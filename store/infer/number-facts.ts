import { numberReader, type NumberFormat } from "../read/number-format.ts";

/** A cell that decided something, by its line. */
export interface Deciding {
  readonly line: number;
  readonly text: string;
}

/** The ways of writing numbers that are looked for, those first that say less. */
const WAYS: readonly NumberFormat[] = [
  { decimal: "." },
  { decimal: "," },
  { decimal: ".", thousands: "," },
  { decimal: ",", thousands: "." },
  { decimal: ",", thousands: " " },
  { decimal: ".", thousands: " " },
  { decimal: ".", thousands: "'" },
];
const CODES = Intl.supportedValuesOf("currency").join("|");
const CURRENCY = new RegExp(
  `^[-+(\\u2212\\s]*((?:[A-Z]{0,2}|${CODES})\\p{Sc}|${CODES}|元|円)|((?:[A-Z]{0,2}|${CODES})\\p{Sc}|${CODES}|元|円|kr|zł)[-)\\s]*$`,
  "u",
);
const CURRENCIES_AT_MOST = 3;

interface Way {
  readonly format: NumberFormat;
  digits: number;
  whole: boolean;
  least: number;
}

/** What the cells of a column have in common as numbers that are not written plainly. */
export class NumberFacts {
  private ways: Way[] = WAYS.map((format) => ({ format, digits: 0, whole: true, least: Infinity }));
  private readonly currencies = new Set<string>();
  /** The first cell that is no plain number. */
  unplain: Deciding | undefined;
  /** Some cell has a currency beside it, and some has none. */
  private readonly readers = new Map<string, ReturnType<typeof numberReader>>();

  add(text: string, line: number, plain: boolean): void {
    if (this.ways.length === 0) return;
    // Digits alone are the same number in every way.
    if (plain && /^\d{1,15}$/.test(text)) {
      for (const way of this.ways) way.least = Math.min(way.least, Number(text));
      return;
    }
    // Numbers that begin with a zero name something.
    if (!/\d/.test(text) || /^0\d/.test(text)) {
      this.ways = [];
      return;
    }
    if (!plain) this.unplain ??= { line, text };
    const match = CURRENCY.exec(text);
    const currency = match?.[1] ?? match?.[2];
    if (currency !== undefined) this.currencies.add(currency);
    if (this.currencies.size > CURRENCIES_AT_MOST) this.ways = [];
    this.ways = this.ways.filter((way) => {
      const read = this.reader(way.format, currency)(text);
      if (read === undefined) return false;
      const digits = /\.(\d*?)0*$/.exec(read)?.[1]?.length ?? 0;
      const written = read.includes(".") ? read.length - read.indexOf(".") - 1 : 0;
      way.digits = Math.max(way.digits, Math.max(digits, written));
      way.whole &&= written === 0;
      way.least = Math.min(way.least, Number(read));
      return true;
    });
  }

  private reader(format: NumberFormat, currency: string | undefined): ReturnType<typeof numberReader> {
    const key = JSON.stringify([format, currency]);
    let reader = this.readers.get(key);
    if (reader === undefined) {
      reader = numberReader(currency === undefined ? format : { ...format, currency });
      this.readers.set(key, reader);
    }
    return reader;
  }

  /** How the numbers are written; undefined when they are plain, or none. */
  get found(): (Way & { readonly other: NumberFormat | undefined }) | undefined {
    const [first, second] = this.ways;
    if (this.unplain === undefined || first === undefined) return undefined;
    // A comma before three digits, in every cell: a fraction of three digits is the unlikelier.
    const grouped = this.ways.find(({ format, whole }) => format.thousands !== undefined && whole && !first.whole);
    const chosen = grouped ?? first;
    const currency = [...this.currencies];
    return {
      ...chosen,
      format: currency.length === 0 ? chosen.format : { ...chosen.format, currency },
      other: grouped === undefined ? undefined : (first === chosen ? second : first)?.format,
    };
  }
}
