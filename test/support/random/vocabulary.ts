/** `words` is a set of an enum's values, `texts` one of any. */
export type FieldKind =
  | "integer"
  | "number"
  | "decimal"
  | "money"
  | "text"
  | "date"
  | "time"
  | "yes/no"
  | "enum"
  | "words"
  | "texts";

export interface Value {
  /** As it is written where it is read, backticks included. */
  readonly name: string;
  readonly kind: FieldKind | "set" | "stage";
  /** Enum values, branch texts or stages, as written. */
  readonly values: readonly string[];
  /** Worked out of its event's other fields: no part of the data. */
  readonly computed?: boolean;
  /** A field of the event that its own is part of, or of a row of a table: only conditions and computed fields read it. */
  readonly carried?: boolean;
}

export interface EventType {
  readonly name: string;
  readonly fields: readonly Value[];
  /** Values for its required fields, as a test writes them. */
  readonly row: string;
  /** The event that it is part of. */
  readonly partOf?: { readonly name: string; readonly row: string };
}

/** What an expression may read; inside a `where` no events and no tags. */
export interface Scope {
  readonly values: readonly Value[];
  readonly events: readonly EventType[];
  readonly lists: readonly string[];
  /** Lists of dates. */
  readonly days: readonly string[];
  /** What windows may be worked out of: the profile's fields, and attribute tags of the form of a value. */
  readonly ofCustomer?: readonly Value[];
}

export const fieldNames: Readonly<Record<FieldKind, readonly [string, ...string[]]>> = {
  integer: ["visits", "count", "seconds", "回数", "hasOwnProperty"],
  number: ["weight", "share", "`is`", "größe", "`__proto__`"],
  decimal: ["rating", "score", "`per`", "點數"],
  money: ["income", "amount", "sum", "金额"],
  text: ["city", "path", "toString", "ciudad_año"],
  date: ["birth_date", "due", "constructor", "`from`"],
  time: ["joined_at", "seen_at", "first", "時刻"],
  "yes/no": ["sms_opt_in", "gift", "test", "`no`"],
  enum: ["gender", "channel", "latest", "渠道", "valueOf"],
  words: ["interests", "size", "any", "兴趣"],
  texts: ["tags", "set", "`contains`", "标签集"],
};

export const kinds = [
  "integer",
  "text",
  "enum",
  "money",
  "date",
  "yes/no",
  "time",
  "decimal",
  "number",
  "words",
  "texts",
] as const;

export const enumValues = ["app", "web", "constructor", "store", "días", "其他", "other"] as const;

export const texts = ['"Taipei"', '"高雄"', '"a b"', '""', '"naïve 🍵"', '"\\"q\\" \\u{1F600}"'] as const;

/** On 2010-11-07 the midnight of Newfoundland comes twice. */
export const dates = ["2026-01-01", "2025-06-15", "1996-02-29", "2026-03-01", "2010-11-07"] as const;

export const largeNumbers = [
  "10000000",
  "9007199",
  "9007200",
  "90071992547409",
  "999999999999999",
  "-10000000",
  "-9007200",
] as const;

/** Short numbers, whose products with other short ones may need more than 32 bits. */
export const factors = ["1000000", "100000000", "2147483647"] as const;

export const orders = ["<", "<=", ">", ">=", "is", "is not"] as const;

export const times = ["2026-01-01T10:30", "2025-12-31T23:59:59.999Z", "2026-02-01T00:00:00+08:00"] as const;

export const units = ["days", "hours", "weeks", "months", "minutes", "quarters", "years", "seconds"] as const;

/** Sizes that sums are counted in, as values of each kind. */
export const wholeSizes = {
  integer: ["100", "2", "1"],
  number: ["100", "2", "1", "0.5", "2.5"],
  decimal: ["100", "2", "1", "0.75"],
  money: ["100", "2", "1", "2.5"],
} as const;

export const exactUnits = ["days", "hours", "weeks", "minutes"] as const;

export const samples: Readonly<Record<FieldKind, string>> = {
  integer: "5",
  number: "1",
  decimal: "1.5",
  money: "10",
  text: '"a"',
  date: "2026-01-01",
  time: "2026-01-01T10:30",
  "yes/no": "yes",
  enum: "app",
  words: "(app, web)",
  texts: '("a", "b")',
};

export type NumericKind = "integer" | "number" | "money" | "decimal";

const numericKinds: ReadonlySet<string> = new Set(["integer", "number", "money", "decimal"]);

export const isNumeric = (value: Value): value is Value & { readonly kind: NumericKind } =>
  numericKinds.has(value.kind);

/** Whether it is a set: of a field, or of a tag. */
export const isSet = ({ kind }: Value): boolean => kind === "set" || kind === "words" || kind === "texts";
