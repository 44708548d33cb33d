import type { Choices } from "./choices.ts";
import type { Names } from "./names.ts";
import type { FieldKind, Value } from "./vocabulary.ts";

const names = ["worked_out", "revenue", "`as`", "算出", "hour"] as const;

/** Computed fields of an event over the fields that it has; a later one may be worked out of an earlier one. */
export function computedFields(
  choices: Choices,
  taken: Names,
  own: readonly Value[],
): { text: string; values: Value[] } {
  const values: Value[] = [];
  const texts: string[] = [];
  for (const usual of names.slice(0, choices.below(4))) {
    const name = taken.of(choices, [usual]);
    if (name === undefined) continue;
    const made = expressionOver(choices, [...own, ...values]);
    values.push({ name, kind: made.kind, values: made.values ?? [], computed: true });
    texts.push(
      `${name}${choices.maybe(' "Worked out"', 5)} : ${made.type}${choices.maybe(" personal", 9)} = ${made.text}`,
    );
  }
  return { text: texts.map((text) => `  ${text}`).join(""), values };
}

interface Made {
  readonly type: string;
  readonly kind: FieldKind;
  readonly text: string;
  readonly values?: readonly string[];
}

const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

function expressionOver(choices: Choices, fields: readonly Value[]): Made {
  const field = choices.any(fields);
  const ofTime = choices.pick<Made>([
    { type: "integer", kind: "integer", text: choices.pick(["hour of time", "year of time * 100 + month of time"]) },
    { type: "date", kind: "date", text: choices.pick(["date of time", "date of time + 1 month"]) },
    { type: "yes/no", kind: "yes/no", text: "weekday of time is one of (saturday, sunday)" },
    { type: `one of (${weekdays.join(", ")})`, kind: "enum", values: weekdays, text: "weekday of time" },
    { type: "time", kind: "time", text: "time + 90 minutes" },
    { type: "integer", kind: "integer", text: "day of time - 15" },
  ]);
  if (field === undefined || choices.chance(4)) return ofTime;
  const { name, kind } = field;
  switch (kind) {
    case "integer": {
      const other = choices.any(fields.filter((one) => one.kind === "integer"))?.name ?? name;
      return choices.pick<Made>([
        { type: "integer", kind: "integer", text: `${name} * ${other}` },
        { type: "integer", kind: "integer", text: `${name} * 9007199254740 - ${other}` },
        { type: "number", kind: "number", text: `${name} / ${other}` },
        { type: "integer", kind: "integer", text: `${name} if unknown 3` },
        { type: "yes/no", kind: "yes/no", text: `${name} > ${other} if unknown 2` },
      ]);
    }
    case "money": {
      const factor = choices.any(fields.filter((one) => one.kind === "integer"))?.name ?? "1.075";
      return choices.pick<Made>([
        { type: "money", kind: "money", text: `${name} * ${factor}` },
        { type: "money", kind: "money", text: `(${name} - 10) * 1.5` },
        { type: "money", kind: "money", text: `${name} * 90071992547409` },
        { type: "number", kind: "number", text: `${name} / (${name} + 1)` },
        { type: "yes/no", kind: "yes/no", text: `${name} >= 100 or ${name} is unknown` },
      ]);
    }
    case "number":
      return choices.pick<Made>([
        { type: "number", kind: "number", text: `${name} * 1.5 + 1` },
        { type: "number", kind: "number", text: `-${name} if unknown 0` },
        { type: "yes/no", kind: "yes/no", text: `${name} > 0.5` },
      ]);
    case "decimal":
      return choices.pick<Made>([
        { type: "number", kind: "number", text: name },
        { type: "yes/no", kind: "yes/no", text: `${name} from -1 to 1.5` },
      ]);
    case "text":
      return choices.pick<Made>([
        { type: "text", kind: "text", text: `${name} if unknown "none"` },
        { type: "yes/no", kind: "yes/no", text: `${name} contains "a" ignoring case` },
      ]);
    case "enum":
      return choices.pick<Made>([
        { type: "text", kind: "text", text: name },
        { type: "yes/no", kind: "yes/no", text: `${name} is unknown or ${name} is ${field.values[0] ?? "unknown"}` },
      ]);
    case "date":
      return choices.pick<Made>([
        { type: "date", kind: "date", text: `${name} + 40 days` },
        { type: "integer", kind: "integer", text: `month of ${name}` },
        { type: "yes/no", kind: "yes/no", text: `time >= ${name}` },
      ]);
    case "time":
      return choices.pick<Made>([
        { type: "date", kind: "date", text: `date of ${name}` },
        { type: "yes/no", kind: "yes/no", text: `${name} - time <= 3 days` },
        { type: "time", kind: "time", text: `${name} if unknown time` },
      ]);
    case "yes/no":
      return { type: "yes/no", kind: "yes/no", text: choices.pick([`not ${name}`, `${name} if unknown no`]) };
    case "words":
    case "texts":
      return choices.pick<Made>([
        { type: "yes/no", kind: "yes/no", text: `${name} contains ${field.values[0] ?? '"a b"'}` },
        { type: "integer", kind: "integer", text: `size of ${name}` },
      ]);
    case "set":
    case "stage":
      return ofTime;
  }
}
