import fc from "fast-check";

/** A workspace as text: the profile and events, and the declarations that read them. */
export interface RandomProgram {
  readonly schema: string;
  readonly source: string;
}

type FieldKind = "integer" | "number" | "decimal" | "money" | "text" | "date" | "time" | "yes/no" | "enum";
interface Value {
  /** As it is written where it is read, backticks included. */
  readonly name: string;
  readonly kind: FieldKind | "set" | "stage";
  /** Enum values, branch texts or stages, as written. */
  readonly values: readonly string[];
}
interface EventType {
  readonly name: string;
  readonly fields: readonly Value[];
  /** Values for its required fields, as a test writes them. */
  readonly row: string;
}
/** What an expression may read; inside a `where` no events and no tags. */
interface Scope {
  readonly values: readonly Value[];
  readonly events: readonly EventType[];
  readonly lists: readonly string[];
  /** Lists of dates. */
  readonly days: readonly string[];
}

/**
 * Decisions read from a tape of numbers. At its end every decision is 0, which is always the simplest one, so that
 * programs end and shrink.
 */
class Choices {
  private readonly tape: readonly number[];
  private at = 0;
  constructor(tape: readonly number[]) {
    this.tape = tape;
  }
  /** From 0 up to but without `limit`. */
  below(limit: number): number {
    return (this.tape[this.at++] ?? 0) % limit;
  }
  chance(outOf: number): boolean {
    return this.below(outOf) === outOf - 1;
  }
  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }
  /** One of the items, or undefined if there is none. */
  any<Item>(items: readonly Item[]): Item | undefined {
    return items.length === 0 ? undefined : items[this.below(items.length)];
  }
  maybe(text: string, outOf = 2): string {
    return this.chance(outOf) ? text : "";
  }
}

const fieldNames: Readonly<Record<FieldKind, readonly [string, ...string[]]>> = {
  integer: ["visits", "count", "seconds", "回数"],
  number: ["weight", "share", "`is`", "größe"],
  decimal: ["rating", "score", "`per`", "點數"],
  money: ["income", "amount", "sum", "金额"],
  text: ["city", "path", "toString", "ciudad_año"],
  date: ["birth_date", "due", "constructor", "`from`"],
  time: ["joined_at", "seen_at", "first", "時刻"],
  "yes/no": ["sms_opt_in", "gift", "test", "`no`"],
  enum: ["gender", "channel", "latest", "渠道"],
};
const kinds = ["integer", "text", "enum", "money", "date", "yes/no", "time", "decimal", "number"] as const;
const enumValues = ["app", "web", "store", "días", "其他", "other"] as const;
const texts = ['"Taipei"', '"高雄"', '"a b"', '""', '"naïve 🍵"', '"\\"q\\" \\u{1F600}"'] as const;
/** On 2010-11-07 the midnight of Newfoundland comes twice. */
const dates = ["2026-01-01", "2025-06-15", "1996-02-29", "2026-03-01", "2010-11-07"] as const;
const largeNumbers = [
  "10000000",
  "9007199",
  "9007200",
  "90071992547409",
  "999999999999999",
  "-10000000",
  "-9007200",
] as const;
const orders = ["<", "<=", ">", ">=", "is", "is not"] as const;
const times = ["2026-01-01T10:30", "2025-12-31T23:59:59.999Z", "2026-02-01T00:00:00+08:00"] as const;
const units = ["days", "hours", "weeks", "months", "minutes", "quarters", "years", "seconds"] as const;
/** Sizes that sums are counted in, as values of each kind. */
const wholeSizes = {
  integer: ["100", "2", "1"],
  number: ["100", "2", "1", "0.5", "2.5"],
  decimal: ["100", "2", "1", "0.75"],
  money: ["100", "2", "1", "2.5"],
} as const;
const exactUnits = ["days", "hours", "weeks", "minutes"] as const;

/** Random valid text of every declaration and form; it type-checks nearly always. With `models`, mined tags over models too. */
export function randomProgram(options: { readonly models?: boolean } = {}): fc.Arbitrary<RandomProgram> {
  return fc
    .array(fc.nat({ max: 9999 }), { minLength: 60, maxLength: 900, size: "max" })
    .map((tape) => program(new Choices(tape), options.models === true));
}

function program(choices: Choices, models: boolean): RandomProgram {
  const profile = fields(choices, 9);
  const eventNames = ["order_paid", "page_view", "complaint", "訂單"].slice(0, 1 + choices.below(4));
  const events = eventNames.map((name): EventType & { readonly text: string } => {
    const record = fields(choices, 5);
    return {
      name,
      fields: record.values,
      row: record.row,
      text: `event ${name}${choices.maybe(' "An event"')} {${record.text}}`,
    };
  });
  const schema = [`profile customer {${profile.text}}`, ...events.map(({ text }) => text)].join("\n");
  const lists = choices.chance(2) ? ["big_cities"] : [];
  const lines = lists.map((name) => `list ${name} = (${choices.pick(texts)}, "Lima")`);
  const days = choices.chance(2) ? ["holidays"] : [];
  lines.push(...days.map((name) => `list ${name} = (${choices.pick(dates)}, 2026-02-28)`));
  const readable: Record<TagKind, Value[]> = {
    attribute: [...profile.values],
    statistical: [...profile.values],
    rule: [...profile.values],
  };
  const count = 3 + choices.below(12);
  for (let number = 1; number <= count; number++) {
    const kind = choices.pick<TagKind>(["attribute", "statistical", "rule"]);
    const scope: Scope = { values: readable[kind], events: kind === "attribute" ? [] : events, lists, days };
    const tag = randomTag(choices, scope, kind, `${choices.pick(["tag", "標籤", "etiqueta_"])}${number}`);
    lines.push(tag.text);
    for (const reader of readers[kind]) readable[reader].push(tag.value);
  }
  const rule: Scope = { values: readable.rule, events, lists, days };
  lines.push(...closing(choices, rule, profile.row));
  if (models) lines.push(...modelLines(choices, rule));
  return { schema, source: `${lines.join("\n")}\n` };
}

type TagKind = "attribute" | "statistical" | "rule";
const readers: Readonly<Record<TagKind, readonly TagKind[]>> = {
  attribute: ["attribute", "statistical", "rule"],
  statistical: ["statistical", "rule"],
  rule: ["rule"],
};

const samples: Readonly<Record<FieldKind, string>> = {
  integer: "5",
  number: "1",
  decimal: "1.5",
  money: "10",
  text: '"a"',
  date: "2026-01-01",
  time: "2026-01-01T10:30",
  "yes/no": "yes",
  enum: "app",
};

function fields(choices: Choices, most: number): { text: string; values: Value[]; row: string } {
  const values: Value[] = [];
  const row: string[] = [];
  const texts: string[] = [];
  for (let left = choices.below(most + 1); left > 0; left--) {
    const kind = choices.pick(kinds);
    const name = choices.any(fieldNames[kind].filter((one) => !values.some((value) => value.name === one)));
    if (name === undefined) continue;
    const options = kind === "enum" ? enumValues.slice(0, 2 + choices.below(5)) : [];
    values.push({ name, kind, values: options });
    const label = choices.maybe(' "A label"', 4);
    const lead = choices.maybe('@label(zh: "标签") ', 6);
    const required = choices.maybe(" required", 5);
    if (required !== "") row.push(`${name}: ${samples[kind]}`);
    texts.push(
      `${lead}${name}${label} : ${typeText(choices, kind, options)}${required}${choices.maybe(" personal", 8)}`,
    );
  }
  return {
    text: texts.length === 0 ? "" : choices.chance(2) ? ` ${texts.join("  ")} ` : `\n  ${texts.join("\n  ")}\n`,
    values,
    row: row.join("  "),
  };
}

function typeText(choices: Choices, kind: FieldKind, values: readonly string[]): string {
  switch (kind) {
    case "text":
    case "yes/no":
      return kind;
    case "enum":
      return `one of (${values.map((value) => `${value}${choices.maybe(' "L"', 6)}`).join(", ")})`;
    case "decimal":
      return `decimal(${choices.pick([2, 3, 9])})${choices.maybe(" from -10 to 10.5", 4)}`;
    case "integer":
    case "money":
    case "number":
      return `${kind}${choices.maybe(" at least 0", 3)}${choices.maybe(" at most 100000", 9)}`;
    case "date":
      return `date${choices.maybe(" at least 1900-01-01", 4)}`;
    case "time":
      return `time${choices.maybe(" at least 1990-01-01", 5)}${choices.maybe(" at most 2030-12-31", 6)}`;
  }
}

/** A date, made in any of the ways there are. */
function dateExpression(choices: Choices, scope: Scope): string {
  const field = choices.any(scope.values.filter(({ kind }) => kind === "date"))?.name ?? "today";
  const moved = `${choices.pick(["+", "-"])} ${1 + choices.below(40)} ${choices.pick(["days", "weeks", "months", "years"])}`;
  return choices.pick([
    choices.pick(dates),
    "today",
    `today ${moved}`,
    `${choices.pick(dates)} ${moved}`,
    field,
    `${field} ${moved}`,
    `anniversary of ${field}`,
  ]);
}

/** A time that meets dates. */
function timeOnDates(choices: Choices, scope: Scope, time: string): string {
  const date = (): string => dateExpression(choices, scope);
  const list = choices.any(scope.days);
  return choices.pick([
    `${time} ${choices.pick(orders)} ${date()}`,
    `${time} from ${date()} to ${date()}`,
    `${time} is one of (${choices.pick(dates)}, ${choices.pick(dates)})`,
    `${time} is one of (${choices.pick(dates)}, ${choices.pick(times)})`,
    list === undefined ? `${time} is ${date()}` : `${time} is in ${list}`,
  ]);
}

function randomTag(choices: Choices, scope: Scope, kind: TagKind, name: string): { text: string; value: Value } {
  const lead = `${choices.maybe("/// What it says.\n", 8)}${choices.maybe('@owner("crm")\n', 10)}`;
  const head = `${lead}${kind} tag ${name}${choices.maybe(' "Label"', 4)}`;
  const branch = (text: string) =>
    `  ${choices.maybe('@label(zh: "支") ', 12)}"${text}" when ${condition(choices, scope, 2)}`;
  const branches = ["A", "B", "C", "高"].slice(0, 1 + choices.below(4));
  const tail = `${choices.maybe('\n  "?" when unknown', 3)}${choices.maybe('\n  "rest" otherwise', 3)}`;
  const withTail = [...branches, ...(tail.includes("?") ? ["?"] : []), ...(tail.includes("rest") ? ["rest"] : [])].map(
    (text) => `"${text}"`,
  );
  switch (choices.below(9)) {
    case 0:
    case 1:
      return { text: `${head} when ${condition(choices, scope, 3)}`, value: { name, kind: "yes/no", values: [] } };
    case 2:
    case 3: {
      const result = numeric(choices, scope, 2);
      return { text: `${head} = ${result.text}`, value: { name, kind: result.kind, values: [] } };
    }
    case 4: {
      const result = momentOrText(choices, scope);
      return { text: `${head} = ${result.text}`, value: { name, kind: result.kind, values: result.values } };
    }
    case 5: {
      const { text } = numeric(choices, scope, 1);
      const parts = branches.map(
        (one, index) =>
          `  "${one}" when ${index === 0 ? "" : `(${text}) >= ${index * 10} and `}(${text}) < ${index * 10 + 10}`,
      );
      return {
        text: `${head} = one of {\n${parts.join("\n")}${tail}\n}`,
        value: { name, kind: "enum", values: withTail },
      };
    }
    case 6: {
      const form = choices.pick(["first of", "all of", "one of"]);
      return {
        text: `${head} = ${form} {\n${branches.map(branch).join("\n")}${tail}\n}`,
        value: { name, kind: form === "all of" ? "set" : "enum", values: withTail },
      };
    }
    case 7: {
      const time = choices.any(scope.values.filter(({ kind }) => kind === "time"));
      if (time !== undefined && choices.chance(2)) {
        const days = branches.map((one, index) => `"${one}" from ${2023 + index}-02-28`);
        return {
          text: `${head} = bands of ${time.name} { ${days.join("  ")}${tail.replaceAll("\n", "")} }`,
          value: { name, kind: "enum", values: withTail },
        };
      }
      const bands = branches.map((one, index) => `"${one}" from ${index * 10 - 5}`);
      return {
        text: `${head} = bands of ${numeric(choices, scope, 1).text} { ${bands.join("  ")}${tail.replaceAll("\n", "")} }`,
        value: { name, kind: "enum", values: withTail },
      };
    }
    default: {
      const items = branches.map((_, index) => scoreItem(choices, scope, index + 1)).join("\n");
      return {
        text: `${head} = score ${choices.maybe("from 0 to 100 ")}{\n${items}\n}`,
        value: { name, kind: "number", values: [] },
      };
    }
  }
}

function scoreItem(choices: Choices, scope: Scope, points: number): string {
  const sign = choices.pick(["+", "-"]);
  const event = choices.any(scope.events);
  const summed = choices.any(event?.fields.filter(isNumeric) ?? []);
  const cap = choices.maybe(" at most 30", 3);
  if (event !== undefined && summed !== undefined && choices.chance(2))
    return `  ${sign}${points}${choices.maybe(".5", 6)} per ${choices.pick(wholeSizes[summed.kind])} of ${event.name}.${summed.name}${tail(choices, scope, event)}${cap}`;
  if (event !== undefined && choices.chance(2))
    return `  ${sign}${points} per ${event.name}${tail(choices, scope, event)}${cap}`;
  return `  ${sign}${points} when ${condition(choices, scope, 2)}`;
}

/** A condition that is true, false or unknown for some customers. */
function condition(choices: Choices, scope: Scope, depth: number): string {
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
      return `${name} contains ${choices.any(values) ?? '"A"'}`;
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
  ]);
}

type NumericKind = "integer" | "number" | "money" | "decimal";
const numericKinds: ReadonlySet<string> = new Set(["integer", "number", "money", "decimal"]);
const isNumeric = (value: Value): value is Value & { readonly kind: NumericKind } => numericKinds.has(value.kind);

function numeric(choices: Choices, scope: Scope, depth: number): { text: string; kind: NumericKind } {
  const field = choices.any(scope.values.filter(isNumeric));
  const date = choices.any(scope.values.filter(({ kind }) => kind === "date" || kind === "time"));
  const event = choices.any(scope.events);
  if (event !== undefined && choices.below(4) > 0) return aggregate(choices, scope, event);
  if (date !== undefined && choices.chance(3))
    return {
      text: `${choices.pick(date.kind === "time" ? (["hours", "days", "months", "minutes"] as const) : (["days", "years", "months", "weeks"] as const))} since ${date.name}`,
      kind: "integer",
    };
  if (field === undefined) return { text: String(choices.below(100)), kind: "integer" };
  if (depth === 0) return { text: field.name, kind: field.kind };
  return choices.pick<{ text: string; kind: NumericKind }>([
    { text: field.name, kind: field.kind },
    { text: `${field.name} * 2`, kind: field.kind },
    { text: `${field.name} * 1000000`, kind: field.kind },
    { text: `-${field.name}`, kind: field.kind },
    { text: `${field.name} if unknown 0`, kind: field.kind },
    { text: `(${field.name} + ${field.name}) / 3`, kind: field.kind === "integer" ? "number" : field.kind },
    { text: `${field.name} - ${choices.below(9)}`, kind: field.kind },
  ]);
}

function aggregate(choices: Choices, scope: Scope, event: EventType): { text: string; kind: NumericKind } {
  const rest = () => tail(choices, scope, event);
  const number = choices.any(event.fields.filter(isNumeric));
  const field = choices.any(event.fields);
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
        text: `share of ${event.name} where ${comparison(choices, inner)}${among}${window(choices)}`,
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

function momentOrText(
  choices: Choices,
  scope: Scope,
): { text: string; kind: Value["kind"]; values: readonly string[] } {
  const event = choices.any(scope.events);
  const field = choices.any(event?.fields ?? []);
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
  return {
    text: `${choices.pick(["most frequent", "latest", "first"])} ${event.name}.${field.name}${tail(choices, scope, event)}`,
    kind: field.kind,
    values: field.values,
  };
}

function tail(choices: Choices, scope: Scope, event: EventType): string {
  const inner: Scope = { values: event.fields, events: [], lists: scope.lists, days: scope.days };
  const time = [
    "weekday of time is one of (saturday, sunday)",
    "hour of time < 12",
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
  return where + window(choices);
}

function window(choices: Choices): string {
  const unit = choices.pick(units);
  switch (choices.below(9)) {
    case 1:
      return ` in last ${1 + choices.below(90)} ${unit}`;
    case 2:
      return ` in last ${1 + choices.below(9)} ${unit} ending ${1 + choices.below(5)} ${unit} ago`;
    case 3:
      return ` ${choices.pick(["today", "yesterday"])}`;
    case 4:
      return ` ${choices.pick(["this", "last"])} ${choices.pick(["week", "month", "quarter", "year"])}`;
    case 5:
      return ` during 2025-12-01 to ${choices.pick(["2026-01-31", "2025-12-01"])}`;
    case 6:
      return ` since ${choices.chance(2) ? choices.pick(dates) : choices.pick(times)}`;
    default:
      return "";
  }
}

function sequence(choices: Choices, scope: Scope): string {
  const step = (): string => {
    const event = choices.any(scope.events);
    if (event === undefined) return "order_paid";
    const inner: Scope = { values: event.fields, events: [], lists: scope.lists, days: scope.days };
    return `${event.name}${event.fields.length > 0 && choices.chance(3) ? ` where ${comparison(choices, inner)}` : ""}`;
  };
  const keep = choices.pick(["", "", "first ", "latest "]);
  const middle = Array.from({ length: choices.below(3) }, () => ` then ${step()}`).join("");
  const each = choices.maybe(" each", 3);
  return `${keep}${step()}${middle} then ${choices.maybe("not ", 3)}${step()}${each} within ${1 + choices.below(9)} ${choices.pick(exactUnits)}${window(choices)}`;
}

/** Lifecycles, segments, statements and tests. */
function closing(choices: Choices, scope: Scope, row: string): string[] {
  const lines: string[] = [];
  const inScope = (depth: number) => condition(choices, scope, depth);
  const tag = choices.any(scope.values.filter(({ name }) => /^(?:tag|標籤|etiqueta_)\d/.test(name)));
  if (choices.chance(2))
    lines.push(
      `lifecycle journey {\n  stage "New" when ${inScope(1)}\n  stage "Old" when ${inScope(1)}\n}`,
      'rule tag grown when journey is at least "Old"',
    );
  if (tag !== undefined && tag.kind !== "set")
    lines.push(`rule tag before = ${tag.name} as of ${1 + choices.below(60)} ${choices.pick(units)} ago`);
  if (choices.chance(2))
    lines.push(`segment winners "Winners" when ${inScope(3)}`, `segment losers when not winners and ${inScope(1)}`);
  if (choices.chance(3)) lines.push(`exclusive (${inScope(1)}, ${inScope(1)})`);
  if (choices.chance(3)) lines.push(`never "it cannot be" ${inScope(2)}`);
  const event = choices.any(scope.events);
  if (event !== undefined && choices.chance(2)) {
    const placed = choices.pick([
      "3 days ago",
      "on 2026-02-01",
      "at 2026-02-01T10:30",
      "2 times every 5 days until 1 day ago",
    ]);
    lines.push(
      `test "it holds" as of 2026-03-01 {\n  customer { ${row} }\n  ${event.name} ${placed} { ${event.row} }\n  expect ${inScope(2)}\n}`,
    );
  }
  return lines;
}

function modelLines(choices: Choices, scope: Scope): string[] {
  const feature = choices.any(
    scope.values.filter(({ kind }) => kind === "integer" || kind === "number" || kind === "yes/no"),
  );
  const event = choices.any(scope.events);
  if (feature === undefined || event === undefined) return [];
  const among = choices.maybe(` among customers when did ${event.name}`);
  const method = choices.pick(["boosted trees", "logistic regression"]);
  return [
    `model leaving = predict not did ${event.name} in next 30 days${among} using ${feature.name} by ${method}`,
    'mined tag risk = bands of leaving { "High" from 70%  "Low" otherwise }',
    `model kind_of = cluster into 4 groups using ${feature.name}`,
  ];
}
