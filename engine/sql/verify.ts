import { readableFields, type FieldSchema, type RecordSchema, type Schema } from "../plan/schema.ts";
import { boundText } from "../plan/sets.ts";
import { textType } from "../plan/types.ts";
import { zone as zoneOf } from "../calendar/zone.ts";
import { CLOCKS_FROM, CLOCKS_TO, hasFixedClock } from "./civil.ts";
import type { Dialect } from "./dialects/dialect.ts";
import type { Layout } from "./layout.ts";
import { printQuery } from "./print.ts";
import {
  and,
  arithmetic,
  call,
  cast,
  column,
  compare,
  countRows,
  double,
  isKnown,
  isNull,
  not,
  or,
  text,
  whole,
  type Select,
  type Source,
  type Sql,
} from "./relation.ts";
import { kindOf } from "./value.ts";

/** A question to the tables; where it finds rows the promise of one answer does not hold. */
export interface Check {
  readonly what: string;
  /** Counts the violations: one row, one column `violations`. */
  readonly query: string;
}

/** What tables of a user's own must guarantee, as queries that count where they don't. */
export function verifyQueries(schema: Schema, layout: Layout, dialect: Dialect): Check[] {
  const checks: { readonly what: string; readonly select: Select }[] = [];
  const clocks = !hasFixedClock(zoneOf(schema.settings.timeZone));
  const stored = (name: string, field: FieldSchema["type"]): Sql =>
    layout.bound ? { op: "read", arg: column("t", name), type: field } : column("t", name);
  const add = (what: string, from: Source, where: Sql): void => {
    checks.push({ what, select: { columns: [countOf], from, where } });
  };
  const fieldsOf = (record: RecordSchema, from: Source, columnOf: (field: string) => string): void => {
    for (const field of readableFields(record, schema)) {
      const value = stored(columnOf(field.name), field.type);
      const name = `${record.name}.${field.name}`;
      if (field.required) add(`${name} is required and unknown`, from, isNull(value));
      const outside = outsideOf(field, value);
      if (outside !== undefined) add(`${name} is none of the values that it is declared to have`, from, outside);
      if (layout.bound && (field.type.kind === "decimal" || field.type.kind === "integer"))
        add(
          `${name} has more digits than its type, which are rounded off`,
          from,
          excessDigits(column("t", columnOf(field.name)), value, field.type.kind === "decimal" ? field.type.digits : 0),
        );
      const plain =
        dialect.notPlain === undefined || !["text", "enum", "set"].includes(field.type.kind)
          ? undefined
          : dialect.notPlain;
      if (plain !== undefined)
        checks.push({
          what: `${name} is not in Unicode's normal form C`,
          select: { columns: [countOf], from, where: { op: "not-plain", arg: value } },
        });
      if (field.type.kind === "time" && clocks)
        add(`${name} lies outside the years 1900 to 2099, for which local dates are known`, from, outsideClocks(value));
    }
  };
  if (layout.profile !== undefined && schema.profile !== undefined) {
    const { path, customer, validFrom, column: columnOf } = layout.profile;
    const from: Source = { relation: { kind: "table", path }, alias: "t" };
    add("a row of the profile without a customer", from, isNull(column("t", customer)));
    if (validFrom !== undefined)
      add("a row of the profile that does not say since when it is valid", from, isNull(column("t", validFrom)));
    checks.push({
      what: "a customer whose profile stands there twice",
      select: repeated(from, [column("t", customer), ...(validFrom === undefined ? [] : [column("t", validFrom)])]),
    });
    fieldsOf(schema.profile, from, columnOf);
  }
  for (const [name, record] of schema.events) {
    const event = layout.events.get(name);
    if (event === undefined) continue;
    const from: Source = { relation: { kind: "table", path: event.path }, alias: "t" };
    add(
      `an event ${name} without id, customer or time`,
      from,
      or([event.id, event.customer, event.time].map((part) => isNull(column("t", part)))),
    );
    checks.push({ what: `an id of ${name} that stands there twice`, select: repeated(from, [column("t", event.id)]) });
    if (clocks && event.local === undefined)
      add(
        `an event ${name} outside the years 1900 to 2099, for which local dates are known`,
        from,
        outsideClocks(stored(event.time, { kind: "time" })),
      );
    fieldsOf(record, from, (field) => event.column(field));
  }
  for (const [name, record] of schema.tables) {
    const table = layout.table(name);
    if (table === undefined) continue;
    const from: Source = { relation: { kind: "table", path: table.path }, alias: "t" };
    const key = column("t", table.key);
    add(`a row of ${name} without a key`, from, isNull(key));
    checks.push({ what: `a key of ${name} that stands there twice`, select: repeated(from, [key]) });
    const named: FieldSchema = { ...keyField, name: record.key };
    fieldsOf({ ...record, fields: new Map([[record.key, named], ...record.fields]) }, from, (field) =>
      field === record.key ? table.key : table.column(field),
    );
  }
  return checks.map(({ what, select }) => ({ what, query: printQuery({ steps: [], result: select }, dialect) }));
}

/** The key of a table, as a field. */
const keyField = {
  type: textType,
  required: false,
  personal: false,
  low: null,
  high: null,
  label: null,
  labels: {},
  description: "",
  values: {},
} as const;

const countOf = { value: countRows(), as: "violations" } as const;

function repeated(from: Source, keys: readonly Sql[]): Select {
  const groups: Select = {
    columns: [{ value: countRows(), as: "rows_of_key" }],
    from,
    groupBy: keys,
    where: and(keys.map((key) => isKnown(key))),
  };
  return {
    columns: [countOf],
    from: { relation: { kind: "select", select: groups }, alias: "g" },
    where: compare(">", column("g", "rows_of_key"), whole(1)),
  };
}

function outsideOf({ type, low, high }: FieldSchema, value: Sql): Sql | undefined {
  if (type.kind === "enum")
    return type.values.length === 0
      ? undefined
      : not({ op: "in", arg: value, values: type.values.map((name) => text(name)) });
  const bound = (limit: number): Sql => (kindOf(type) === "double" ? double(limit) : whole(limit));
  if (type.kind === "set") return type.values === null ? undefined : notAmong(value, type.values);
  const bounds = [
    ...(low === null ? [] : [compare("<", value, bound(low))]),
    ...(high === null ? [] : [compare(">", value, bound(high))]),
  ];
  return bounds.length === 0 ? undefined : or(bounds);
}

/** Whether a set holds what is none of some values: more is in it than there is of them. */
function notAmong(set: Sql, values: readonly string[]): Sql {
  const bound = call("bound");
  const rest = values.reduce<Sql>(
    (text_, value) =>
      call("replace", text_, { op: "concat", args: [bound, text(boundText(value).slice(1, -1)), bound] }, bound),
    set,
  );
  return compare("<>", rest, bound);
}

/** Whether a column of a user's own holds more than what was read of it. */
const excessDigits = (stored: Sql, units: Sql, digits: number): Sql =>
  compare("<>", arithmetic("/", cast(units, "double"), double(10 ** digits)), cast(stored, "double"));

const outsideClocks = (time: Sql): Sql =>
  or([compare("<", time, whole(CLOCKS_FROM)), compare(">=", time, whole(CLOCKS_TO))]);
