import { nearestName } from "../../grammar/diagnostics/near-names.ts";
import { code, names, phrase } from "../../grammar/diagnostics/prose.ts";
import type { FieldValue, PartValues, Test, TestItem } from "../../grammar/tree/declaration.ts";
import type { DurationLiteral, Expression, Name } from "../../grammar/tree/expression.ts";
import { parseInstant, stepBack } from "../calendar/instant.ts";
import type { Instant } from "../calendar/zone.ts";
import { required } from "../invariant/required.ts";
import { carriedName, partId } from "../plan/parts.ts";
import { textType, type Value } from "../plan/types.ts";
import type { CheckContext } from "./context.ts";
import { formatValue } from "../plan/describe.ts";
import { checkCondition } from "./expressions.ts";
import { exactNumber, literalValue } from "./literals.ts";
import type { TypedField, TypedRecord, TypedTest } from "./program.ts";
import { describeBounds } from "./records.ts";
import type { Scope } from "./scope.ts";
import { setLiteral } from "./sets.ts";
import { typeProse } from "./type-prose.ts";
import type { Typed } from "./typed.ts";

/** Most events that one line of a test may make. */
const REPEAT_LIMIT = 100_000;

/** Types a test block: its customer as data, its expectations as conditions. */
export function checkTest(test: Test, context: CheckContext): TypedTest | undefined {
  const asOf = parseInstant(test.asOf.text, context.zone);
  if (asOf === undefined) return undefined;
  const before = context.diagnostics.filter(({ severity }) => severity === "error").length;
  const versions: TypedTest["versions"][number][] = [];
  const events: TypedTest["events"][number][] = [];
  const rows: TypedTest["rows"][number][] = [];
  const expects: TypedTest["expects"][number][] = [];
  const scope: Scope = { reader: "rule", event: undefined };
  for (const item of test.items) {
    if (item.kind === "expect") {
      const condition = checkExpectation(item.condition, scope, context);
      if (condition !== undefined)
        expects.push({ condition: condition.node, location: { file: context.file, start: item.start, end: item.end } });
    } else if (item.name.text === context.profile?.name) {
      addVersion(item, context.profile, versions, context);
    } else if (context.tables.has(item.name.text)) addRow(item, rows, context);
    else addEvents(item, asOf, events, context);
  }
  if (test.items.length > 0 && !test.items.some((item) => item.kind === "expect")) {
    context.report("bad-test", test.title, { problem: phrase("test-expects-nothing"), advice: phrase("add-expect") });
  }
  const broken = context.diagnostics.filter(({ severity }) => severity === "error").length > before;
  return broken
    ? undefined
    : {
        title: test.title.value,
        location: { file: context.file, start: test.start, end: test.end },
        asOf,
        versions,
        events,
        rows,
        expects,
      };
}

/** Hints are about rules; an expectation says what holds for one known customer. */
function checkExpectation(condition: Expression, scope: Scope, context: CheckContext): Typed | undefined {
  const before = context.diagnostics.length;
  const typed = checkCondition(condition, scope, context);
  const added = context.diagnostics.splice(before).filter(({ severity }) => severity !== "hint");
  context.diagnostics.push(...added);
  return typed;
}

type Data = Exclude<TestItem, { kind: "expect" }>;

function addVersion(
  item: Data,
  profile: TypedRecord,
  versions: TypedTest["versions"][number][],
  context: CheckContext,
): void {
  if (item.kind === "events" && (item.repeat !== undefined || item.last.kind !== "now")) {
    context.report("bad-test", item.name, {
      problem: phrase("profile-no-time", { name: profile.name }),
      advice: phrase("profile-versions", { name: profile.name }),
    });
  }
  const validFrom =
    item.kind === "profile" && item.from !== undefined ? (parseInstant(item.from.text, context.zone) ?? null) : null;
  if (versions.some((version) => version.validFrom === validFrom)) {
    context.report("bad-test", item.name, { problem: phrase("customer-twice"), advice: phrase("join-versions") });
  }
  versions.push({ validFrom, fields: fieldValues(item.values, profile, item.name, context) });
}

function addRow(item: Data, rows: TypedTest["rows"][number][], context: CheckContext): void {
  const table = required(context.tables.get(item.name.text), "the table of a row");
  context.used.add(table.name);
  if (item.kind === "profile" || item.repeat !== undefined || item.last.kind !== "now") {
    context.report("bad-test", item.name, {
      problem: phrase("row-no-time", { name: table.name }),
      advice: phrase("table-one-version", { name: table.name }),
    });
    return;
  }
  const key = item.values.find(({ name }) => name.text === table.key);
  const named = key === undefined ? undefined : fieldValue(key.value, { name: table.key, type: textType }, context);
  if (typeof named !== "string" || named === "") {
    if (key === undefined || named === "")
      context.report("bad-test", item.name, {
        problem: phrase("row-key", { name: table.name, key: table.key }),
        advice: phrase("add-key", { key: table.key }),
      });
    return;
  }
  const others = item.values.filter((value) => value !== key);
  const fields = fieldValues(others, table, item.name, context);
  if (rows.some((row) => row.table === table.name && row.key === named.normalize("NFC")))
    context.report("bad-test", item.name, {
      problem: phrase("row-twice", { name: table.name }),
      advice: phrase("one-row"),
    });
  rows.push({ table: table.name, key: named.normalize("NFC"), fields });
}

function addEvents(item: Data, asOf: Instant, events: TypedTest["events"][number][], context: CheckContext): void {
  const event = context.events.get(item.name.text);
  if (event === undefined) {
    if (item.name.text === "") return;
    const names = [context.profile?.name ?? "", ...context.events.keys()];
    context.report(
      "unknown-name",
      item.name,
      { kind: phrase("no-event"), name: item.name.text, advice: phrase("test-gives") },
      nearestName(item.name.text, names),
    );
    return;
  }
  context.used.add(event.name);
  if (item.kind === "profile") {
    context.report("bad-test", item.name, { problem: phrase("from-profile"), advice: phrase("event-when") });
    return;
  }
  if (event.parent !== undefined) {
    context.report("bad-test", item.name, {
      problem: phrase("part-by-itself", { name: event.name, parent: event.parent.name }),
      advice: phrase("part-inside", { parent: event.parent.name }),
    });
    return;
  }
  const fields = fieldValues(item.values, event, item.name, context);
  const parts = item.parts.flatMap((part) => partValues(part, event, fields, context));
  const last = placement(item, asOf, context);
  const times = item.repeat === undefined ? 1 : exactNumber(item.repeat.times).numerator;
  if (last === undefined) return;
  if (
    !Number.isInteger(times) ||
    times < 1 ||
    times > REPEAT_LIMIT ||
    (item.repeat !== undefined && exactNumber(item.repeat.times).scale > 0)
  ) {
    context.report("bad-test", item.name, {
      problem: phrase("whole-times"),
      advice: phrase("times-limit", { limit: String(REPEAT_LIMIT) }),
    });
    return;
  }
  for (let index = 0; index < times; index++) {
    const time = item.repeat === undefined ? last : back(last, item.repeat.every, times - 1 - index, context);
    const id = String(events.length + 1).padStart(6, "0");
    events.push({ type: event.name, id, time, fields });
    const numbers = new Map<string, number>();
    for (const part of parts) {
      const number = (numbers.get(part.type) ?? 0) + 1;
      numbers.set(part.type, number);
      events.push({ ...part, id: partId(id, number), time });
    }
  }
}

/** A part of an event with its own fields and those of its parent, as it is evaluated; reports what is none. */
function partValues(
  { name, values }: PartValues,
  parent: TypedRecord,
  ofParent: ReadonlyMap<string, Value>,
  context: CheckContext,
): { readonly type: string; readonly fields: ReadonlyMap<string, Value> }[] {
  const part = context.events.get(name.text);
  if (part?.parent === undefined || part.parent.name !== parent.name) {
    const parts = [...context.events.values()].filter((event) => event.parent?.name === parent.name);
    if (name.text !== "")
      context.report(
        "bad-test",
        name,
        {
          problem: phrase("no-part", { name: name.text, parent: parent.name }),
          advice: phrase("part-declared", { parent: parent.name }),
        },
        nearestName(
          name.text,
          parts.map((event) => event.name),
        ),
      );
    return [];
  }
  context.used.add(part.name);
  const own = fieldValues(values, part, name, context);
  const carried = [...ofParent].map(([field, value]): [string, Value] => [carriedName(parent.name, field), value]);
  return [{ type: part.name, fields: new Map([...own, ...carried]) }];
}

function back(from: Instant, by: DurationLiteral, steps: number, context: CheckContext): Instant {
  return steps === 0 ? from : stepBack(from, Number(by.amount) * steps, by.unit, context.zone);
}

function placement(item: Extract<Data, { kind: "events" }>, asOf: Instant, context: CheckContext): Instant | undefined {
  switch (item.last.kind) {
    case "now":
      return asOf;
    case "at":
      return parseInstant(item.last.at.text, context.zone);
    case "ago":
      return stepBack(asOf, Number(item.last.ago.amount), item.last.ago.unit, context.zone);
  }
}

function fieldValues(
  values: readonly FieldValue[],
  record: TypedRecord,
  owner: Name,
  context: CheckContext,
): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const { name, value } of values) {
    const field = record.fields.get(name.text);
    if (field === undefined) {
      context.report(
        "unknown-field",
        name,
        {
          owner: record.name,
          name: name.text,
          advice:
            record.fields.size === 0 ? phrase("no-fields") : phrase("it-has", { values: names(record.fields.keys()) }),
        },
        nearestName(name.text, record.fields.keys()),
      );
      continue;
    }
    const converted = fieldValue(value, field, context);
    if (converted === undefined) continue;
    if (found.has(name.text))
      context.report("bad-test", name, {
        problem: phrase("field-twice", { name: name.text }),
        advice: phrase("remove-one"),
      });
    checkWithin(field, converted, value, context);
    found.set(name.text, converted);
  }
  for (const field of record.fields.values()) {
    if (field.required && !found.has(field.name))
      context.report("bad-test", owner, {
        problem: phrase("field-required", { owner: record.name, name: field.name }),
        advice: phrase("add-field", { name: field.name }),
      });
  }
  return found;
}

function fieldValue(
  value: FieldValue["value"],
  { name, type }: Pick<TypedField, "name" | "type">,
  context: CheckContext,
): Value | undefined {
  if (type.kind === "set") return setLiteral(value, type, name, context);
  if (value.kind !== "set") return literalValue(value, type, code(name), context);
  context.report("type-mismatch", value, {
    problem: phrase("not-given", { left: phrase("several-values"), place: code(name), right: typeProse(type) }),
    advice: phrase("one-value-here"),
  });
  return undefined;
}

function checkWithin(
  field: TypedField,
  value: Value,
  span: { start: number; end: number },
  context: CheckContext,
): void {
  if (typeof value !== "number") return;
  if ((field.low !== null && value < field.low) || (field.high !== null && value > field.high)) {
    context.report("out-of-bounds", span, {
      value: formatValue(value, field.type, context.zone),
      name: field.name,
      bounds: describeBounds(field, context),
    });
  }
}
