import { civilDate, dayNumber } from "../calendar/civil.ts";
import type { Zone } from "../calendar/zone.ts";
import type { FieldRead } from "../plan/plan.ts";
import { setOf } from "../plan/sets.ts";
import type { MaybeValue, Value } from "../plan/types.ts";

const DAY = 86_400_000;

/** Values that may stand for one, those that tell least of it first; none of them is the value itself. */
export function standInValues(value: Value, { type, low, high }: FieldRead, zone: Zone): Value[] {
  const candidates = (): readonly MaybeValue[] => {
    switch (type.kind) {
      case "boolean":
        return [];
      case "set":
        return Array.isArray(value) ? otherSets(value, type.values) : [];
      case "enum":
        return type.values;
      case "text":
        return ["A", "B", "x"];
      case "date":
        return typeof value === "number" ? otherDays(value) : [];
      case "time":
        return typeof value === "number" ? otherTimes(value, zone) : [];
      case "integer":
      case "decimal":
      case "number":
      case "duration":
        return typeof value === "number" ? otherNumbers(value) : [];
    }
  };
  return candidates().flatMap((one) =>
    one === null ||
    one === value ||
    (typeof one === "number" && ((low !== null && one < low) || (high !== null && one > high)))
      ? []
      : [one],
  );
}

/** Sets with fewer values, then with values that tell nothing in the place of one. */
function otherSets(value: readonly string[], values: readonly string[] | null): (readonly string[])[] {
  const others = values ?? ["A", "B", "x"];
  return [
    ...(value.length > 0 ? [[]] : []),
    ...value.map((one) => value.filter((other) => other !== one)),
    ...value.flatMap((one) =>
      others.flatMap((other) =>
        value.includes(other) ? [] : [setOf(value.map((kept) => (kept === one ? other : kept)))],
      ),
    ),
  ].slice(0, MOST_SETS);
}
const MOST_SETS = 100;

/** The first day of the year and of the month, and days nearby. */
function otherDays(day: number): number[] {
  const { year, month } = civilDate(day);
  return [dayNumber(year, 1, 1), dayNumber(year, month, 1), ...nearby.map((days) => day + days)];
}

/** Noon of the first of the month, of days nearby, and of the day. */
export function otherTimes(time: number, zone: Zone): number[] {
  const day = zone.dateOf(time);
  const { year, month } = civilDate(day);
  return [dayNumber(year, month, 1), ...nearby.map((days) => day + days), day].map(
    (date) => zone.startOf(date) + DAY / 2,
  );
}

const nearby = [-3, 3, -2, 2, -1, 1, -7, 7, -14, 14];

/** Round numbers near by, then the very next ones. */
function otherNumbers(value: number): number[] {
  if (value === 0) return [];
  const rounded = [1, 2, 3].flatMap((digits) => {
    const step = 10 ** (Math.floor(Math.log10(Math.abs(value))) + 1 - digits);
    const whole = Number.isInteger(value) ? Math.max(1, step) : step;
    return [
      Math.floor(value / whole) * whole,
      Math.ceil(value / whole) * whole,
      (Math.ceil(value / whole) + 1) * whole,
    ];
  });
  return [...rounded, value + 1, value - 1].map((one) => Number(one.toPrecision(15)));
}
