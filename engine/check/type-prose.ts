import { code, names, phrase, type Prose } from "../../grammar/diagnostics/prose.ts";
import type { ValueType } from "../plan/types.ts";
import type { Declaration } from "../../grammar/tree/declaration.ts";
import type { Unit } from "../calendar/instant.ts";

/** A type in a business user's words. */
export function typeProse(type: ValueType): Prose {
  switch (type.kind) {
    case "boolean":
      return phrase("type-boolean");
    case "integer":
      return phrase("type-integer");
    case "number":
      return phrase("type-number");
    case "decimal":
      return type.money ? phrase("type-money") : phrase("type-decimal", { digits: String(type.digits) });
    case "text":
      return phrase("type-text");
    case "date":
      return phrase("type-date");
    case "time":
      return phrase("type-time");
    case "duration":
      return phrase("type-duration");
    case "enum":
      return phrase("type-enum", { values: valueNames(type.values) });
    case "set":
      return type.values === null
        ? phrase("type-set-of-text")
        : phrase("type-set", { values: valueNames(type.values) });
  }
}

/** How a set is asked. */
export const setAdvice = ({ values }: Extract<ValueType, { kind: "set" }>): Prose =>
  values === null ? phrase("set-of-text-advice") : phrase("set-advice", { values: valueNames(values) });

const SHOWN = 8;

/** The first values of an enum, and how many more there are. */
export const valueNames = (values: readonly string[]): Prose => names(values, SHOWN);

/** Where a value is wanted: beside something that has a name, or beside this. */
export const placeOf = (called: string | undefined, otherwise: Prose): Prose =>
  called === undefined ? otherwise : code(called);

const kinds: Readonly<Record<Declaration["kind"], Prose>> = {
  profile: phrase("kind-profile"),
  event: phrase("kind-event"),
  table: phrase("kind-table"),
  tag: phrase("kind-tag"),
  lifecycle: phrase("kind-lifecycle"),
  list: phrase("kind-list"),
  segment: phrase("kind-segment"),
  model: phrase("kind-model"),
  exclusive: phrase("kind-law"),
  never: phrase("kind-law"),
  test: phrase("kind-test"),
};
export const kindProse = (kind: Declaration["kind"]): Prose => kinds[kind];

const unitNames: Readonly<Record<Unit, Prose>> = {
  second: phrase("units-second"),
  minute: phrase("units-minute"),
  hour: phrase("units-hour"),
  day: phrase("units-day"),
  week: phrase("units-week"),
  month: phrase("units-month"),
  quarter: phrase("units-quarter"),
  year: phrase("units-year"),
};
/** A unit in the plural. */
export const unitProse = (unit: Unit): Prose => unitNames[unit];
/** An amount of a unit. */
export const lengthProse = (amount: string, unit: Unit): Prose => phrase(`length-${unit}`, { amount });

/** A value by its type, and by its name where it has one. */
export const subject = ({ called, type }: { readonly called?: string; readonly type: ValueType }): Prose =>
  called === undefined ? typeProse(type) : phrase("named-type", { name: called, actual: typeProse(type) });
