import fc from "fast-check";
import { Choices } from "./random/choices.ts";
import { closing, modelLines } from "./random/closing.ts";
import { computedFields } from "./random/computed.ts";
import { fields } from "./random/fields.ts";
import { Names } from "./random/names.ts";
import { randomTag, readers, type TagKind } from "./random/tags.ts";
import { dates, type EventType, type Scope, texts, type Value } from "./random/vocabulary.ts";

/** A workspace as text: the profile and events, and the declarations that read them. */
export interface RandomProgram {
  readonly schema: string;
  readonly source: string;
}

/** Random valid text of every declaration and form; it type-checks nearly always. With `models`, mined tags over models too. */
export function randomProgram(options: { readonly models?: boolean } = {}): fc.Arbitrary<RandomProgram> {
  return fc
    .array(fc.nat({ max: 9999 }), { minLength: 60, maxLength: 900, size: "max" })
    .map((tape) => program(new Choices(tape), options.models === true));
}

function randomEvent(
  choices: Choices,
  name: string,
  parent: EventType | undefined,
): EventType & { readonly text: string } {
  const fieldNames = new Names();
  const record = fields(choices, fieldNames, 5);
  const carried = (parent?.fields ?? []).map((field): Value => ({
    ...field,
    name: `${parent?.name ?? ""}.${field.name}`,
    carried: true,
  }));
  const computed = computedFields(choices, fieldNames, [...record.values, ...carried]);
  const partOf = parent === undefined ? "" : ` part of ${parent.name}`;
  return {
    name,
    fields: [...record.values, ...computed.values, ...carried],
    row: record.row,
    ...(parent === undefined ? {} : { partOf: { name: parent.name, row: parent.row } }),
    text: `event ${name}${choices.maybe(' "An event"')}${partOf} {${record.text}${computed.text}}`,
  };
}

function program(choices: Choices, models: boolean): RandomProgram {
  const names = new Names();
  const profile = fields(choices, names, 9);
  const usualEvents = ["order_paid", "page_view", "complaint", "訂單"].slice(0, 1 + choices.below(4));
  const events: (EventType & { readonly text: string })[] = [];
  for (const usual of usualEvents) {
    const name = names.of(choices, [usual]) ?? usual;
    // In any order of declaration a part belongs to an event that is none.
    const parent = choices.chance(3) ? choices.any(events.filter(({ partOf }) => partOf === undefined)) : undefined;
    events.push(randomEvent(choices, name, parent));
  }
  const declared = choices.chance(3) ? events.toReversed() : events;
  const schema = [`profile customer {${profile.text}}`, ...declared.map(({ text }) => text)].join("\n");
  const lists = choices.chance(2) ? ["big_cities"] : [];
  const lines = lists.map((name) => `list ${name} = (${choices.pick(texts)}, "Lima")`);
  const days = choices.chance(2) ? ["holidays"] : [];
  lines.push(...days.map((name) => `list ${name} = (${choices.pick(dates)}, 2026-02-28)`));
  const readable: Record<TagKind, Value[]> = {
    attribute: [...profile.values],
    statistical: [...profile.values],
    rule: [...profile.values],
  };
  const tags: Value[] = [];
  const count = 3 + choices.below(12);
  for (let number = 1; number <= count; number++) {
    const kind = choices.pick<TagKind>(["attribute", "statistical", "rule"]);
    const scope: Scope = { values: readable[kind], events: kind === "attribute" ? [] : events, lists, days };
    const usual = `${choices.pick(["tag", "標籤", "etiqueta_"])}${number}`;
    const tag = randomTag(choices, scope, kind, names.of(choices, [usual]) ?? usual);
    lines.push(tag.text);
    tags.push(tag.value);
    for (const reader of readers[kind]) readable[reader].push(tag.value);
  }
  const rule: Scope = { values: readable.rule, events, lists, days };
  lines.push(...closing(choices, rule, profile.row, tags));
  if (models) lines.push(...modelLines(choices, rule));
  return { schema, source: `${lines.join("\n")}\n` };
}
