import type { Choices } from "./choices.ts";
import { dateExpression, onWeekday, partOfDate, timeOnDates, window } from "./moments.ts";
import {
  dates,
  type EventType,
  exactUnits,
  factors,
  isNumeric,
  isSet,
  largeNumbers,
  type NumericKind,
  orders,
  type Scope,
  texts,
  times,
  type Value,
} from "./vocabulary.ts";

/** A condition that is true, false or unknown for some customers. */
export function condition(choices: Choices, scope: Scope, depth: number): string {
  if (depth > 0) {
    switch (choices.below(7)) {
      case 1:
        return `${condition(choices, scope, depth - 1)} and ${condition(choices, scope, depth - 1)}`;
      case 2:
        return `(${condition(choices, scope, depth - 1)} or ${condition(choices, scope, depth - 1)})`;
      case 3:
        return `not ${comparison(choices, scope)}`;
      case 4:
        return `${comparison(choices, scope)} or ${comparison(choices, scope)} and ${comparison(choices, scope)}`;
      case 5:
        return scope.events.length === 0 ? comparison(choices, scope) : happened(choices, scope);
      default:
        return comparison(choices, scope);
    }
  }
  return comparison(choices, scope);
}

function comparison(choices: Choices, scope: Scope): string {
  const value = choices.any(scope.values);
  if (value === undefined)
    return `${numeric(choices, scope, 1).text} ${choices.pick([">", "<=", ">=", "<"])} ${choices.below(50)}`;
  const { name, values } = value;
  if (choices.chance(8) && value.kind !== "set") return `${name} is ${choices.pick(["known", "unknown"])}`;
  switch (value.kind) {
    case "yes/no":
      return choices.pick([name, `${name} is yes`, `${name} is not no`]);
    case "enum":
      return choices.pick([
        `${name} is ${choices.any(values) ?? "unknown"}`,
        `${name} is not ${choices.any(values) ?? "unknown"}`,
        `${name} is one of (${values.slice(0, 2).join(", ")})`,
      ]);
    case "set":
    case "words":
      return ofSet(choices, name, values.length === 0 ? ['"A"'] : values);
    case "texts":
      return ofSet(choices, name, texts);
    case "stage":
      return `${name} is at ${choices.pick(["least", "most"])} ${choices.any(values) ?? '"A"'}`;
    case "text": {
      const list = choices.any(scope.lists);
      return choices.pick([
        `${name} is ${choices.pick(texts)}${choices.maybe(" ignoring case", 3)}`,
        `${name} ${choices.pick(["contains", "starts with", "ends with"])} "a"${choices.maybe(" ignoring case", 3)}`,
        list === undefined ? `${name} is one of ("a", "b")` : `${name} is in ${list}`,
        `${name} > "m"`,
      ]);
    }
    case "date":
      return choices.pick([
        `${name} >= ${choices.pick(dates)}`,
        `${name} from 1990-01-01 to ${choices.pick(dates)}`,
        `${name} < today`,
        `${name} is ${choices.pick(dates)}`,
        `${name} + 3 months > today`,
        `${name} ${choices.pick(orders)} ${choices.any(scope.values.filter(({ kind }) => kind === "time"))?.name ?? "now"}`,
        `${choices.pick(["years", "days", "weeks"])} since ${name} > 18`,
        `days until anniversary of ${name} <= 7`,
        onWeekday(choices, name),
        `month of ${name} is ${1 + choices.below(12)}`,
      ]);
    case "time":
      return choices.pick([
        `${name} < now`,
        timeOnDates(choices, scope, name),
        timeOnDates(choices, scope, name),
        timeOnDates(choices, scope, name),
        `${name} <= ${choices.pick(times)}`,
        `now - ${name} <= 48 hours`,
        `${choices.pick(["days", "hours", "months"])} since ${name} > 3`,
        `now - ${name} from ${choices.below(5)} hours to ${5 + choices.below(90)} hours`,
        `${name} + ${choices.below(50)} ${choices.pick(exactUnits)} ${choices.pick(["<", "<=", ">", ">="])} now`,
        `${choices.pick(["days", "hours", "minutes", "weeks"])} until ${name} ${choices.pick(["<", "<=", ">", "is"])} ${choices.below(50)}`,
        `${choices.pick(["minutes", "hours", "seconds"])} since ${name} from ${choices.below(9)} to ${9 + choices.below(90)}`,
        `${name} is today`,
        onWeekday(choices, name),
        `hour of ${name} from ${choices.below(9)} to ${9 + choices.below(15)}`,
      ]);
    case "integer":
    case "number":
    case "money":
    case "decimal": {
      const number = choices.below(200);
      return choices.pick([
        `${name} >= ${number}`,
        `${name} < ${number}`,
        `${name} is ${number}`,
        `${name} from -5 to ${number}`,
        `${name} * 2 + 1 > ${number}`,
        `${name} if unknown 0 <= ${number}`,
        `${name} ${choices.pick(orders)} ${otherNumber(choices, scope, value)}`,
        `${name} ${choices.pick(orders)} ${otherNumber(choices, scope, value)}`,
        `${name} from ${otherNumber(choices, scope, value)} to ${otherNumber(choices, scope, value)}`,
        `${name} is one of (${number}, ${choices.pick(largeNumbers)})`,
      ]);
    }
  }
}

/** A condition on a set of some values. */
function ofSet(choices: Choices, name: string, values: readonly string[]): string {
  const one = (): string => choices.any(values) ?? '"A"';
  return choices.pick([
    `${name} contains ${one()}`,
    `not ${name} contains ${one()}`,
    `${name} contains any of (${one()}, ${one()}${choices.maybe(`, ${one()}`)})`,
    `${name} contains all of (${one()}, ${one()})`,
    `size of ${name} ${choices.pick(orders)} ${choices.below(4)}`,
  ]);
}

/** A number that another may be compared with: of other digits, or beyond what the other can be. */
function otherNumber(choices: Choices, scope: Scope, { kind }: Value): string {
  const others = scope.values.filter(
    (other) =>
      isNumeric(other) &&
      (kind === "number" || other.kind === "number" || (kind === "money") === (other.kind === "money")),
  );
  const other = choices.any(others);
  return other === undefined || choices.chance(3) ? choices.pick(largeNumbers) : other.name;
}

function happened(choices: Choices, scope: Scope): string {
  const event = choices.any(scope.events);
  if (event === undefined) return "1 > 0";
  if (choices.chance(3)) return `did ${sequence(choices, scope)}`;
  if (choices.chance(3)) return elapsedSince(choices, scope, event);
  const set = choices.any(event.fields.filter((one) => one.carried !== true && isSet(one)));
  if (set !== undefined && choices.chance(3)) {
    const of = `${choices.pick(["latest", "first"])} ${event.name}.${set.name}${tail(choices, scope, event)}`;
    return ofSet(choices, of, set.kind === "texts" ? texts : set.values);
  }
  return choices.pick([
    `did ${event.name}${tail(choices, scope, event)}`,
    `did ${event.name} at least ${1 + choices.below(3)} times${tail(choices, scope, event)}`,
    `(did ${event.name}${tail(choices, scope, event)})`,
  ]);
}

/** What a condition may ask of the time since an event, which flips inside a day. */
function elapsedSince(choices: Choices, scope: Scope, event: EventType): string {
  const moment = `${choices.pick(["latest", "first"])} ${event.name}${tail(choices, scope, event)}`;
  const unit = choices.pick(["hours", "minutes", "days", "seconds"]);
  return choices.pick([
    `${unit} since ${moment} is ${choices.below(50)}`,
    `(${unit} since ${moment}) > ${choices.below(50)}`,
    `(${unit} since ${moment}) * 2 - 1 from ${choices.below(9)} to ${9 + choices.below(50)}`,
    `(now - (time of ${moment})) from ${choices.below(5)} hours to ${5 + choices.below(50)} hours`,
    timeOnDates(choices, scope, `(time of ${moment})`),
    `(time of ${moment}) + ${choices.below(50)} ${choices.pick(exactUnits)} >= now`,
    `hour of (now - ${choices.below(50)} hours) < hour of (time of ${moment})`,
  ]);
}

export function numeric(choices: Choices, scope: Scope, depth: number): { text: string; kind: NumericKind } {
  const field = choices.any(scope.values.filter(isNumeric));
  const date = choices.any(scope.values.filter(({ kind }) => kind === "date" || kind === "time"));
  const event = choices.any(scope.events);
  if (event !== undefined && choices.below(4) > 0) return aggregate(choices, scope, event);
  if (date !== undefined && choices.chance(4)) return { text: partOfDate(choices, scope, date), kind: "integer" };
  if (date !== undefined && choices.chance(3)) {
    const since =
      date.kind === "time"
        ? `${choices.pick(["hours", "days", "months", "minutes"])} since ${date.name}`
        : `${choices.pick(["days", "years", "months", "weeks"])} since ${choices.chance(2) ? `(${dateExpression(choices, scope)})` : date.name}`;
    return { text: choices.chance(3) ? `(${since}) * ${choices.pick(factors)}` : since, kind: "integer" };
  }
  const set = choices.any(scope.values.filter(isSet));
  if (set !== undefined && choices.chance(5))
    return { text: `size of ${set.name}${choices.maybe(" if unknown 2", 4)}`, kind: "integer" };
  if (field === undefined) return { text: String(choices.below(100)), kind: "integer" };
  if (depth === 0) return { text: field.name, kind: field.kind };
  return choices.pick<{ text: string; kind: NumericKind }>([
    { text: field.name, kind: field.kind },
    { text: `${field.name} * 2`, kind: field.kind },
    { text: `${field.name} * ${choices.pick(factors)}`, kind: field.kind },
    { text: `-${field.name}`, kind: field.kind },
    { text: `${field.name} if unknown 0`, kind: field.kind },
    { text: `(${field.name} + ${field.name}) / 3`, kind: field.kind === "integer" ? "number" : field.kind },
    { text: `${field.name} - ${choices.below(9)}`, kind: field.kind },
  ]);
}

function aggregate(choices: Choices, scope: Scope, event: EventType): { text: string; kind: NumericKind } {
  const rest = () => tail(choices, scope, event);
  const measured = event.fields.filter(({ carried }) => carried !== true);
  const number = choices.any(measured.filter(isNumeric));
  const field = choices.any(measured);
  const set = choices.any(measured.filter(isSet));
  if (set !== undefined && choices.chance(8))
    return {
      text: `size of ${choices.pick(["latest", "first"])} ${event.name}.${set.name}${rest()}`,
      kind: "integer",
    };
  switch (choices.below(12)) {
    case 1:
      return number === undefined
        ? counted(choices, scope, event)
        : { text: `sum of ${event.name}.${number.name}${rest()}`, kind: number.kind };
    case 2:
      if (number === undefined) break;
      return {
        text: `average of ${event.name}.${number.name}${rest()}`,
        kind: number.kind === "integer" ? "number" : number.kind,
      };
    case 3:
      if (number === undefined) break;
      return {
        text: `${choices.pick(["minimum", "maximum"])} of ${event.name}.${number.name}${rest()}`,
        kind: number.kind,
      };
    case 4:
      if (field === undefined) break;
      return { text: `distinct count of ${event.name}.${field.name}${rest()}`, kind: "integer" };
    case 5:
      return { text: `distinct days of ${event.name}${rest()}`, kind: "integer" };
    case 6:
      return { text: `longest streak of days with ${event.name}${rest()}`, kind: "integer" };
    case 7:
      return { text: `average gap between ${event.name}${rest()}`, kind: "number" };
    case 8:
      return {
        text: `${choices.pick(["days", "hours", "months"])} since ${choices.pick(["latest", "first"])} ${event.name}${rest()}`,
        kind: "integer",
      };
    case 9: {
      const inner: Scope = { ...scope, values: event.fields, events: [] };
      const among = choices.maybe(` among ${event.name} where ${comparison(choices, inner)}`, 4);
      return {
        text: `share of ${event.name} where ${comparison(choices, inner)}${among}${window(choices, scope)}`,
        kind: "number",
      };
    }
    case 10:
    case 11: {
      if (number === undefined) break;
      const percent = choices.pick(["0", "1", "25", "33.333", "50", "90", "99.5", "100"]);
      const words = choices.pick(["median", `${percent}% quantile`]);
      return {
        text: `${words} of ${event.name}.${number.name}${rest()}`,
        kind: number.kind === "integer" ? "number" : number.kind,
      };
    }
    default:
      break;
  }
  return counted(choices, scope, event);
}

function counted(choices: Choices, scope: Scope, event: EventType): { text: string; kind: "integer" } {
  return {
    text: choices.chance(3)
      ? `count of ${sequence(choices, scope)}`
      : `count of ${event.name}${tail(choices, scope, event)}`,
    kind: "integer",
  };
}

export function momentOrText(
  choices: Choices,
  scope: Scope,
): { text: string; kind: Value["kind"]; values: readonly string[] } {
  const event = choices.any(scope.events);
  const field = choices.any(event?.fields.filter(({ carried }) => carried !== true) ?? []);
  if (event === undefined || field === undefined || choices.chance(4)) {
    if (event !== undefined)
      return {
        text: `time of ${choices.pick(["latest", "first"])} ${event.name}${tail(choices, scope, event)}`,
        kind: "time",
        values: [],
      };
    const text = choices.any(scope.values.filter(({ kind }) => kind === "text"));
    return { text: text === undefined ? '"none"' : `${text.name} if unknown "none"`, kind: "text", values: [] };
  }
  if (isSet(field)) {
    const taken =
      field.kind === "texts" ? choices.pick(["most frequent", "minimum of", "maximum of"]) : "most frequent";
    return {
      text: `${taken} ${event.name}.${field.name}${tail(choices, scope, event)}`,
      kind: field.kind === "texts" ? "text" : "enum",
      values: field.values,
    };
  }
  return {
    text: `${choices.pick(["most frequent", "latest", "first"])} ${event.name}.${field.name}${tail(choices, scope, event)}`,
    kind: field.kind,
    values: field.values,
  };
}

export function tail(choices: Choices, scope: Scope, event: EventType): string {
  const inner: Scope = {
    values: event.fields,
    events: [],
    lists: scope.lists,
    days: scope.days,
  };
  const time = [
    "weekday of time is one of (saturday, sunday)",
    "hour of time < 12",
    `month of time is ${1 + choices.below(12)}`,
    "day of (date of time + 1 day) is 1",
    onWeekday(choices, "time"),
    "date of time >= 2026-01-01",
    "time > 2026-01-01T00:00Z",
    "hours since time <= 30",
    "time + 2 days > now",
    "date of time >= today",
    timeOnDates(choices, inner, "time"),
    timeOnDates(choices, inner, "time"),
  ] as const;
  const where = choices.chance(3)
    ? ` where ${event.fields.length === 0 || choices.chance(5) ? choices.pick(time) : choices.chance(3) ? `(${condition(choices, inner, 1)})` : comparison(choices, inner)}`
    : "";
  return where + window(choices, scope);
}

function sequence(choices: Choices, scope: Scope): string {
  const step = (): string => {
    const event = choices.any(scope.events);
    if (event === undefined) return "order_paid";
    const inner: Scope = {
      values: event.fields,
      events: [],
      lists: scope.lists,
      days: scope.days,
    };
    return `${event.name}${event.fields.length > 0 && choices.chance(3) ? ` where ${comparison(choices, inner)}` : ""}`;
  };
  const keep = choices.pick(["", "", "first ", "latest "]);
  const middle = Array.from({ length: choices.below(3) }, () => ` then ${step()}`).join("");
  const each = choices.maybe(" each", 3);
  return `${keep}${step()}${middle} then ${choices.maybe("not ", 3)}${step()}${each} within ${1 + choices.below(9)} ${choices.pick(exactUnits)}${window(choices, scope)}`;
}
