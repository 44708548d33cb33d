import type {
  Band,
  BoundLiteral,
  EnumValue,
  FieldValue,
  Branch,
  Declaration,
  Exclusive,
  Event,
  Field,
  FieldType,
  Lifecycle,
  List,
  Never,
  PartValues,
  Profile,
  Segment,
  Table,
  Tag,
  Test,
  TestItem,
} from "../../../grammar/tree/declaration.ts";
import type { Expressions } from "./expressions.ts";
import { modelLines } from "./models.ts";
import { say, type Parts, type SentenceLine } from "./parts.ts";
import { scoreLines } from "./scores.ts";

/** Says a declaration in lines. */
export function declarationLines(node: Declaration, values: Expressions): SentenceLine[] {
  switch (node.kind) {
    case "tag":
      return tagLines(node, values);
    case "lifecycle":
      return lifecycleLines(node, values);
    case "segment":
      return segmentLines(node, values);
    case "exclusive":
      return exclusiveLines(node, values);
    case "never":
      return neverLines(node, values);
    case "list":
      return listLines(node, values);
    case "model":
      return modelLines(node, values);
    case "test":
      return testLines(node, values);
    case "profile":
    case "event":
    case "table":
      return recordLines(node, values);
  }
}

type Named = Exclude<Declaration, Exclusive | Never | Test>;

export function nameOf(node: Named, values: Expressions): Parts {
  return [values.part(values.labels.of(node, node.name.text), node.name, "name")];
}

function tagLines(tag: Tag, values: Expressions): SentenceLine[] {
  const { phrases, conditions } = values;
  const { body } = tag;
  const name = nameOf(tag, values);
  switch (body.kind) {
    case "missing":
      return [{ indent: 0, parts: phrases.end(say`${name}: ${values.quoted(tag)}`, false) }];
    case "when":
      return conditions.lines(0, (clause) => phrases.tagWhen(name, clause), body.condition);
    case "value":
      return [{ indent: 0, parts: phrases.end(phrases.tagIs(name, values.value(body.value, undefined)), false) }];
    case "one of":
    case "first of":
    case "all of":
      return [
        { indent: 0, parts: phrases.end(phrases.branches(name, body.kind), true) },
        ...body.branches.flatMap((branch) => branchLines(branch, values)),
      ];
    case "bands":
      return [
        { indent: 0, parts: phrases.end(phrases.bands(name, values.value(body.of, undefined)), true) },
        ...body.bands.map((band): SentenceLine => ({ indent: 1, parts: phrases.end(bandParts(band, values), false) })),
      ];
    case "score":
      return scoreLines(name, body, values);
  }
}

function branchLines(branch: Branch, values: Expressions): SentenceLine[] {
  const { phrases, conditions } = values;
  const value = labelOf(branch, values);
  switch (branch.when.kind) {
    case "condition":
      return conditions.lines(1, (clause) => phrases.branch(value, clause), branch.when.condition);
    case "unknown":
      return [{ indent: 1, parts: phrases.end(phrases.whenUnknown(value), false) }];
    case "otherwise":
      return [{ indent: 1, parts: phrases.end(phrases.otherwise(value, values.takesUnknown(branch)), false) }];
  }
}

function labelOf(item: Branch | Band | Lifecycle["stages"][number], values: Expressions): Parts {
  return [
    values.part(
      values.labels.of({ annotations: item.annotations, start: item.start, end: item.end }, item.value.value),
      item.value,
      "value",
    ),
  ];
}

function bandParts(band: Band, values: Expressions): Parts {
  const { phrases } = values;
  const value = labelOf(band, values);
  switch (band.from.kind) {
    case "bound":
      return phrases.band(value, values.literal(band.from.bound));
    case "unknown":
      return phrases.bandUnknown(value);
    case "otherwise":
      return phrases.bandOtherwise(value, values.takesUnknown(band));
  }
}

function lifecycleLines(lifecycle: Lifecycle, values: Expressions): SentenceLine[] {
  const { phrases, conditions } = values;
  return [
    { indent: 0, parts: phrases.end(phrases.lifecycle(nameOf(lifecycle, values)), true) },
    ...lifecycle.stages.flatMap((stage) =>
      conditions.lines(1, (clause) => phrases.branch(labelOf(stage, values), clause), stage.condition),
    ),
  ];
}

function segmentLines(segment: Segment, values: Expressions): SentenceLine[] {
  return values.conditions.lines(
    0,
    (clause) => values.phrases.segment(nameOf(segment, values), clause),
    segment.condition,
  );
}

function exclusiveLines(law: Exclusive, values: Expressions): SentenceLine[] {
  const { phrases, conditions } = values;
  return [
    { indent: 0, parts: phrases.end(say`${phrases.exclusive()}`, true) },
    ...law.conditions.flatMap((condition) => conditions.lines(1, (clause) => clause, condition)),
  ];
}

function neverLines(law: Never, values: Expressions): SentenceLine[] {
  return values.conditions.lines(
    0,
    (clause) => values.phrases.never(values.plainText(law.reason), clause),
    law.condition,
  );
}

function listLines(list: List, values: Expressions): SentenceLine[] {
  const { phrases } = values;
  const name = nameOf(list, values);
  const { source } = list;
  const said =
    source.kind === "values"
      ? phrases.listOf(
          name,
          phrases.list(
            source.values.map((value) => values.literal(value)),
            "and",
          ),
        )
      : phrases.listFrom(
          name,
          values.plainText(source.path),
          source.column === undefined ? undefined : values.plainText(source.column),
        );
  return [{ indent: 0, parts: phrases.end(said, false) }];
}

function testLines(test: Test, values: Expressions): SentenceLine[] {
  const { phrases } = values;
  return [
    { indent: 0, parts: phrases.end(phrases.test(values.plainText(test.title), values.date(test.asOf)), true) },
    ...test.items.flatMap((item) => testItemLines(item, values)),
  ];
}

function testItemLines(item: TestItem, values: Expressions): SentenceLine[] {
  const { phrases, conditions } = values;
  if (item.kind === "expect") return conditions.lines(1, (clause) => phrases.expect(clause), item.condition);
  const record = item.name.text;
  const isProfile = values.names.profile?.name === record;
  const given = givenValues(item.values, record, values);
  const event: Parts = [values.part(values.labels.declaration(record), item.name, isProfile ? "name" : "event")];
  const head =
    item.kind === "profile"
      ? phrases.testProfile(event, item.from === undefined ? undefined : values.date(item.from))
      : values.names.records.get(record)?.key !== undefined
        ? phrases.testRow(event)
        : isProfile && item.repeat === undefined && item.last.kind === "now"
          ? phrases.testProfile(event, undefined)
          : eventsHead(item, event, values);
  return [
    { indent: 1, parts: phrases.end(phrases.given(head, given), false) },
    ...item.parts.map((part): SentenceLine => ({ indent: 2, parts: phrases.end(partParts(part, values), false) })),
  ];
}

/** A part of an event that a test gives. */
function partParts({ name, values: given }: PartValues, values: Expressions): Parts {
  const event: Parts = [values.part(values.labels.declaration(name.text), name, "event")];
  return values.phrases.given(event, givenValues(given, name.text, values));
}

function givenValues(
  given: readonly FieldValue[],
  record: string,
  values: Expressions,
): { readonly name: Parts; readonly value: Parts }[] {
  return given.map(({ name, value }) => ({
    name: values.field(record, name),
    value: givenValue(value, values.labels.valuesOfField(record, name.text), values),
  }));
}

function givenValue(
  value: FieldValue["value"],
  labels: ReturnType<Expressions["labels"]["valuesOfField"]>,
  values: Expressions,
): Parts {
  return value.kind === "set"
    ? values.phrases.setValue(value.values.map((one) => values.literal(one, labels)))
    : values.literal(value, labels);
}

function eventsHead(item: Extract<TestItem, { kind: "events" }>, event: Parts, values: Expressions): Parts {
  const { phrases } = values;
  const repeat =
    item.repeat === undefined
      ? undefined
      : { times: values.number(item.repeat.times), every: values.duration(item.repeat.every) };
  const last =
    item.last.kind === "at"
      ? phrases.testAt(values.date(item.last.at))
      : item.last.kind === "ago"
        ? phrases.testAgo(values.duration(item.last.ago))
        : say`${phrases.testNow()}`;
  return phrases.testEvents(event, repeat, last);
}

function recordLines(record: Profile | Event | Table, values: Expressions): SentenceLine[] {
  const { phrases } = values;
  const name = nameOf(record, values);
  const parent = record.kind === "event" ? record.partOf : undefined;
  const isEmpty = record.fields.length === 0;
  return [
    {
      indent: 0,
      parts: phrases.end(
        record.kind === "table"
          ? phrases.table(name, [values.part(record.key.text, record.key, "field")])
          : parent === undefined
            ? phrases.record(name, record.kind, isEmpty)
            : phrases.partOf(name, [values.part(values.labels.declaration(parent.text), parent, "event")], isEmpty),
        record.fields.length > 0,
      ),
    },
    ...record.fields.map((field): SentenceLine => ({
      indent: 1,
      parts: phrases.end(fieldParts(field, record.name.text, values), false),
    })),
  ];
}

function fieldParts(field: Field, record: string, values: Expressions): Parts {
  const name: Parts = [values.part(values.labels.of(field, field.name.text), field.name, "field")];
  const said = values.phrases.field(name, typeParts(field.type, values), field.required, field.personal);
  if (field.computed === undefined) return said;
  return values.phrases.computed(said, values.value(field.computed, record));
}

const enumValue = (value: EnumValue, values: Expressions): Parts => [
  values.part(values.labels.of(value, value.name.text), value.name, "value"),
];

function typeParts(type: FieldType, values: Expressions): Parts {
  const { phrases } = values;
  const bound = (literal: BoundLiteral | undefined): Parts | undefined =>
    literal === undefined ? undefined : values.literal(literal);
  switch (type.kind) {
    case "missing":
      return values.quoted(type);
    case "yes/no":
    case "text":
      return say`${phrases.fieldType(type.kind)}`;
    case "integer":
    case "number":
    case "money":
    case "date":
    case "time":
      return phrases.bounds(say`${phrases.fieldType(type.kind)}`, bound(type.bounds?.low), bound(type.bounds?.high));
    case "decimal":
      return phrases.bounds(
        phrases.decimal(values.number(type.digits)),
        bound(type.bounds?.low),
        bound(type.bounds?.high),
      );
    case "one of":
      return phrases.choices(type.values.map((value) => enumValue(value, values)));
    case "set of":
      return phrases.setOf(type.values?.map((value) => enumValue(value, values)));
    case "table":
      return phrases.rowOf([values.part(values.labels.declaration(type.table.text), type.table, "name")]);
  }
}
