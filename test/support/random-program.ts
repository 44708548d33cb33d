import fc from "fast-check";
import { Choices } from "./random/choices.ts";
import { closing, modelLines } from "./random/closing.ts";
import { computedFields } from "./random/computed.ts";
import { fields } from "./random/fields.ts";
import { Names } from "./random/names.ts";
import { randomTables, rowFields, type RandomTable } from "./random/tables.ts";
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
  tables: readonly RandomTable[],
): EventType & { readonly text: string } {
  const fieldNames = new Names();
  const record = fields(choices, fieldNames, 5);
  const rows = rowFields(choices, fieldNames, tables);
  // What stands in a row that the parent names is reached by its computed fields.
  const carried = (parent?.fields ?? [])
    .filter(({ name: own }) => !own.includes("."))
    .map((field): Value => ({
      ...field,
      name: `${parent?.name ?? ""}.${field.name}`,
      carried: true,
    }));
  const computed = computedFields(choices, fieldNames, [...record.values, ...rows.values, ...rows.through, ...carried]);
  const partOf = parent === undefined ? "" : ` part of ${parent.name}`;
  return {
    name,
    fields: [...record.values, ...rows.values, ...rows.through, ...computed.values, ...carried],
    row: `${record.row}  ${rows.row}`.trim(),
    ...(parent === undefined ? {} : { partOf: { name: parent.name, row: parent.row } }),
    text: `event ${name}${choices.maybe(' "An event"')}${partOf} {${record.text}${rows.text}${computed.text}}`,
  };
}

function program(choices: Choices, models: boolean): RandomProgram {
  const names = new Names();
  const tables = randomTables(choices, names);
  const profile = fields(choices, names, 9);
  const named = rowFields(choices, names, tables);
  const usualEvents = ["order_paid", "page_view", "complaint", "訂單"].slice(0, 1 + choices.below(4));
  const events: (EventType & { readonly text: string })[] = [];
  for (const usual of usualEvents) {
    const name = names.of(choices, [usual]) ?? usual;
    // In any order of declaration a part belongs to an event that is none.
    const parent = choices.chance(3) ? choices.any(events.filter(({ partOf }) => partOf === undefined)) : undefined;
    events.push(randomEvent(choices, name, parent, tables));
  }
  const declared = choices.chance(3) ? events.toReversed() : events;
  const schema = [
    ...tables.map(({ text }) => text),
    `profile customer {${profile.text}${named.text}}`,
    ...declared.map(({ text }) => text),
  ].join("\n");
  const lists = choices.chance(2) ? ["big_cities"] : [];
  const lines = lists.map((name) => `list ${name} = (${choices.pick(texts)}, "Lima")`);
  const days = choices.chance(2) ? ["holidays"] : [];
  lines.push(...days.map((name) => `list ${name} = (${choices.pick(dates)}, 2026-02-28)`));
  const ofProfile = [...profile.values, ...named.values, ...named.through];
  const readable: Record<TagKind, Value[]> = {
    attribute: [...ofProfile],
    statistical: [...ofProfile],
    rule: [...ofProfile],
  };
  const ofCustomer: Value[] = [...ofProfile];
  const tags: Value[] = [];
  const count = 3 + choices.below(12);
  for (let number = 1; number <= count; number++) {
    const kind = choices.pick<TagKind>(["attribute", "statistical", "rule"]);
    const scope: Scope = {
      values: readable[kind],
      events: kind === "attribute" ? [] : events,
      lists,
      days,
      ofCustomer,
    };
    const usual = `${choices.pick(["tag", "標籤", "etiqueta_"])}${number}`;
    const tag = randomTag(choices, scope, kind, names.of(choices, [usual]) ?? usual);
    lines.push(tag.text);
    tags.push(tag.value);
    if (kind === "attribute") ofCustomer.push(tag.value);
    for (const reader of readers[kind]) readable[reader].push(tag.value);
  }
  const rule: Scope = { values: readable.rule, events, lists, days, ofCustomer };
  lines.push(...closing(choices, rule, `${profile.row}  ${named.row}`.trim(), tables, tags));
  if (models) lines.push(...modelLines(choices, rule, [...profile.values, ...named.through]));
  return { schema, source: `${lines.join("\n")}\n` };
}
