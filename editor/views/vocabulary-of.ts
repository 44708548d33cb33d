import { formatUnits } from "../../engine/plan/describe.ts";
import { formatDate } from "../../engine/calendar/civil.ts";
import type { About } from "../../engine/plan/plan.ts";
import type { ComputedField, TypedField, TypedOutput, TypedRecord } from "../../engine/check/program.ts";
import type { List } from "../../grammar/tree/declaration.ts";
import type { Analysis } from "../language/analysis.ts";
import type { Labels } from "./spec.ts";
import type { FieldWords, ListWords, OutputWords, RecordWords, TermType, Vocabulary, Words } from "./vocabulary.ts";

const known = new WeakMap<Analysis, Vocabulary>();

/** What the controls of a workspace may offer, as of this analysis; worked out once for each. */
export function vocabularyOf(analysis: Analysis): Vocabulary {
  const found = known.get(analysis) ?? makeVocabulary(analysis);
  known.set(analysis, found);
  return found;
}

function makeVocabulary(analysis: Analysis): Vocabulary {
  const { program } = analysis.checked;
  const outputs = new Map<string, OutputWords>();
  for (const output of program.outputs) {
    if (output.kind === "tag" || output.kind === "lifecycle" || output.kind === "segment")
      outputs.set(output.name, outputWords(output));
  }
  const lists: ListWords[] = [];
  for (const { node } of analysis.names.declarations.values()) {
    if (node.kind === "list") lists.push({ ...declaredWords(node), of: listKind(node) });
    else if (
      (node.kind === "tag" || node.kind === "lifecycle" || node.kind === "segment") &&
      !outputs.has(node.name.text)
    ) {
      outputs.set(node.name.text, {
        ...declaredWords(node),
        kind: node.kind === "tag" ? node.tagKind : node.kind,
        group: undefined,
        type: undefined,
      });
    }
  }
  const profile = program.profile === undefined ? undefined : recordWords(program.profile);
  const events = [...program.events.values()].map(recordWords);
  const tables = [...program.tables.values()].map(recordWords);
  const languages = new Set(
    [...(profile === undefined ? [] : [profile]), ...events, ...tables, ...outputs.values()].flatMap(({ labels }) =>
      Object.keys(labels),
    ),
  );
  languages.delete("default");
  return {
    profile,
    events,
    tables,
    outputs: [...outputs.values()],
    lists,
    languages: [...languages].sort(),
    currency: program.settings.currency,
  };
}

function labelsOf(label: string | null | undefined, labels: Labels): Labels {
  return label === null || label === undefined ? labels : { default: label, ...labels };
}

function aboutWords(name: string, about: Pick<About, "label" | "labels" | "description">): Words {
  return { name, labels: labelsOf(about.label, about.labels), description: about.description };
}

function declaredWords(node: {
  readonly name: { readonly text: string };
  readonly label: { readonly value: string } | undefined;
  readonly description: string;
}): Words {
  return { name: node.name.text, labels: labelsOf(node.label?.value, {}), description: node.description };
}

function recordWords(record: TypedRecord): RecordWords {
  return {
    ...aboutWords(record.name, record.about),
    ...(record.partOf === null ? {} : { partOf: record.partOf }),
    fields: [...record.fields.values(), ...record.computed.values()].map(fieldWords),
  };
}

function fieldWords(field: TypedField | ComputedField): FieldWords {
  const low = written(field.low, field);
  const high = written(field.high, field);
  const type: TermType = {
    value: field.type,
    labels: field.values,
    quoted: false,
    mayBeUnknown: "mayBeUnknown" in field ? field.mayBeUnknown : !field.required,
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
  };
  const table = "table" in field ? field.table : undefined;
  return { ...aboutWords(field.name, field), type, ...(table === undefined ? {} : { table }) };
}

/** A bound as it is written in a rule; those of times are left out, since they depend on the zone. */
function written(bound: number | null, { type }: TypedField): string | undefined {
  if (bound === null) return undefined;
  switch (type.kind) {
    case "integer":
    case "number":
      return String(bound);
    case "decimal":
      return formatUnits(bound, type.digits);
    case "date":
      return formatDate(bound);
    case "boolean":
    case "text":
    case "time":
    case "duration":
    case "enum":
    case "set":
      return undefined;
  }
}

function outputWords(output: TypedOutput): OutputWords {
  const kind = output.kind === "lifecycle" || output.kind === "segment" ? output.kind : (output.tagKind ?? "rule");
  const type: TermType = {
    value: output.type,
    labels: output.about.values,
    quoted: output.form.form !== "value",
    mayBeUnknown: output.mayBeUnknown,
  };
  return { ...aboutWords(output.name, output.about), kind, group: output.about.group ?? undefined, type };
}

function listKind({ source }: List): ListWords["of"] {
  if (source.kind === "file") return "text";
  const kinds = new Set(
    source.values.map((value): ListWords["of"] => {
      switch (value.kind) {
        case "text":
          return "text";
        case "number":
        case "negative":
          return "number";
        case "date":
          return "date";
        case "datetime":
          return "time";
        case "boolean":
          return "yes/no";
        case "duration":
        case "missing":
          return "mixed";
      }
    }),
  );
  const [only = "mixed"] = kinds;
  return kinds.size === 1 ? only : "mixed";
}
