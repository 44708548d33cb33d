import { declarationAt } from "../../../../grammar/parser/declaration-at.ts";
import { required } from "../../../../engine/invariant/required.ts";
import type { Annotation, Declaration } from "../../../../grammar/tree/declaration.ts";
import type { Severity } from "../../../../grammar/diagnostics/catalogue.ts";
import type { TypedField, TypedRecord } from "../../../../engine/check/program.ts";
import type { ValueType } from "../../../../engine/plan/types.ts";
import type { Analysis } from "../../../language/analysis.ts";

export type DeclarationKind =
  | "attribute"
  | "statistical"
  | "rule"
  | "mined"
  | "lifecycle"
  | "segment"
  | "never"
  | "exclusive"
  | "model"
  | "list"
  | "profile"
  | "event"
  | "table"
  | "test";
/** Labels by language; "default" is the one that stands beside the name. */
export type LabelsOf = Readonly<Record<string, string>>;

/** A declaration as the catalogue shows it. */
export interface DeclarationView {
  readonly name: string;
  readonly kind: DeclarationKind;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly labels: LabelsOf;
  readonly description: string;
  readonly group: string | null;
  readonly owner: string | null;
  readonly status: string | null;
  /** The form of a tag's body. */
  readonly form: string | null;
  readonly type: ValueType | null;
  readonly values: Readonly<Record<string, LabelsOf>>;
  readonly personal: boolean;
  readonly reads: readonly string[];
  readonly problems: Readonly<Record<Severity, number>>;
}

/** A field of the profile or of an event. */
export interface FieldView {
  readonly record: string;
  readonly name: string;
  readonly labels: LabelsOf;
  readonly type: ValueType;
  readonly required: boolean;
  readonly personal: boolean;
  readonly values: Readonly<Record<string, LabelsOf>>;
}

export interface CatalogueView {
  readonly declarations: readonly DeclarationView[];
  readonly fields: readonly FieldView[];
  readonly profile: string | null;
  /** True while nothing has an error. */
  readonly complete: boolean;
}

/** Everything that is declared, with what people read about it. */
export function catalogueOf(analysis: Analysis): CatalogueView {
  const { program } = analysis.checked;
  const outputs = new Map(program.outputs.map((output) => [output.name, output]));
  const owned = problemsOf(analysis);
  const declarations = analysis.checked.parsed.flatMap(({ file, declarations: nodes }) =>
    nodes.flatMap((node): DeclarationView[] => {
      const name = nameOf(node);
      if (name === "") return [];
      const output = "name" in node ? outputs.get(name) : undefined;
      const record =
        node.kind === "profile"
          ? program.profile
          : node.kind === "event"
            ? program.events.get(name)
            : node.kind === "table"
              ? program.tables.get(name)
              : undefined;
      const about = output?.about ?? record?.about;
      const text = (annotation: string): string | null => annotationText(node.annotations, annotation);
      return [
        {
          name,
          kind: node.kind === "tag" ? node.tagKind : node.kind,
          file: file.path,
          start: node.start,
          end: node.end,
          labels:
            node.kind === "exclusive"
              ? { default: conditionsOf(file.text, node) }
              : about === undefined
                ? "label" in node && node.label !== undefined
                  ? { default: node.label.value }
                  : {}
                : withDefault(about.label, about.labels),
          description: "description" in node ? node.description : "",
          group: about?.group ?? text("group"),
          owner: about?.owner ?? text("owner"),
          status: text("status"),
          form: node.kind === "tag" ? node.body.kind : node.kind === "segment" ? "when" : null,
          type: output?.type ?? null,
          values: about?.values ?? {},
          personal: output?.personal ?? false,
          reads: readsOf(analysis, file.path, node),
          problems: owned.get(node) ?? noProblems,
        },
      ];
    }),
  );
  const records = [
    ...(program.profile === undefined ? [] : [program.profile]),
    ...program.events.values(),
    ...program.tables.values(),
  ];
  return {
    declarations,
    fields: records.flatMap(fieldsOf),
    profile: program.profile?.name ?? null,
    complete: analysis.checked.plan !== undefined,
  };
}

export function nameOf(node: Declaration): string {
  switch (node.kind) {
    case "never":
      return node.reason.value;
    case "test":
      return node.title.value;
    case "exclusive":
      return `exclusive ${node.start}`;
    case "profile":
    case "event":
    case "table":
    case "tag":
    case "lifecycle":
    case "list":
    case "segment":
    case "model":
      return node.name.text;
  }
}

/** The conditions that exclude each other, as they are written. */
function conditionsOf(text: string, { conditions }: Extract<Declaration, { kind: "exclusive" }>): string {
  return conditions
    .map(({ start, end }) => text.slice(start, end).replaceAll(/\s+/g, " "))
    .join(" · ")
    .slice(0, 120);
}

const withDefault = (label: string | null, labels: LabelsOf): LabelsOf =>
  label === null ? labels : { default: label, ...labels };

function annotationText(annotations: readonly Annotation[], name: string): string | null {
  const value = annotations.find((annotation) => annotation.name.text === name)?.arguments[0]?.value;
  if (value === undefined) return null;
  return value.kind === "text" ? value.value : value.kind === "name" ? value.text : value.digits;
}

function fieldsOf(record: TypedRecord): FieldView[] {
  return [...record.fields.values()].map(({ name, type, required, personal, label, labels, values }: TypedField) => ({
    record: record.name,
    name,
    labels: withDefault(label, labels),
    type,
    required,
    personal,
    values,
  }));
}

/** The names that a declaration reads, each once: "order_paid", "customer.city". */
function readsOf(analysis: Analysis, file: string, { start, end }: Declaration): string[] {
  const found = new Set<string>();
  for (const { start: from, key, declares } of required(analysis.occurrences.get(file), file)) {
    if (declares || from < start || from >= end) continue;
    const [kind = "", ...rest] = key.split(" ");
    if (kind === "declaration" || kind === "field") found.add(rest.join(" "));
  }
  return [...found];
}

const noProblems: DeclarationView["problems"] = { error: 0, warning: 0, hint: 0 };

/** How many problems each declaration has. */
function problemsOf(analysis: Analysis): ReadonlyMap<Declaration, DeclarationView["problems"]> {
  const counts = new Map<Declaration, DeclarationView["problems"]>();
  for (const { location, severity } of analysis.diagnostics) {
    const file = required(analysis.file(location.file), location.file);
    const owner = declarationAt(file.parsed, location.start);
    if (owner === undefined) continue;
    const before = counts.get(owner) ?? noProblems;
    counts.set(owner, { ...before, [severity]: before[severity] + 1 });
  }
  return counts;
}
