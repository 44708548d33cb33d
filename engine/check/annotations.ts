import { nearestName } from "../../grammar/diagnostics/near-names.ts";
import { names, phrase } from "../../grammar/diagnostics/prose.ts";
import type { Annotation, Documented } from "../../grammar/tree/declaration.ts";
import type { TextLiteral } from "../../grammar/tree/expression.ts";
import type { About } from "../plan/plan.ts";
import type { CheckContext } from "./context.ts";

/** Annotations that Tagma knows, each with an example of its use. */
const known: Readonly<Record<string, string>> = {
  label: '@label(zh: "价值等级")',
  group: '@group("Basics")',
  owner: '@owner("crm")',
  status: "@status(draft)",
  refresh: '@refresh("daily")',
  sensitivity: '@sensitivity("internal")',
  channel: '@channel("qr-2026-spring")',
  rename: "@rename(old_name)",
};
const statuses = ["draft", "active", "retired"];

/** Checks the annotations of a node and gives what people read about it. */
export function checkAbout(
  node: Documented & { readonly label?: TextLiteral | undefined; readonly description?: string },
  context: CheckContext,
  values: About["values"] = {},
): About {
  for (const annotation of node.annotations) checkAnnotation(annotation, context);
  return {
    label: node.label?.value ?? null,
    labels: labelsOf(node.annotations),
    description: node.description ?? "",
    group: textArgument(node.annotations, "group"),
    owner: textArgument(node.annotations, "owner"),
    values,
  };
}

/** Labels by language of a value, branch or stage, its inline label under `default`. */
export function valueLabels(
  node: Documented & { readonly label?: TextLiteral | undefined },
  context: CheckContext,
): Readonly<Record<string, string>> {
  for (const annotation of node.annotations) checkAnnotation(annotation, context);
  const labels = labelsOf(node.annotations);
  return node.label === undefined ? labels : { default: node.label.value, ...labels };
}

function checkAnnotation(annotation: Annotation, context: CheckContext): void {
  const name = annotation.name.text;
  const example = Object.hasOwn(known, name) ? known[name] : undefined;
  if (example === undefined) {
    context.report(
      "unknown-annotation",
      annotation.name,
      { name, advice: phrase("known-annotations", { values: names(Object.keys(known).map((key) => `@${key}`)) }) },
      nearestName(name, Object.keys(known)),
    );
    return;
  }
  const [first] = annotation.arguments;
  if (first === undefined)
    context.report("bad-annotation", annotation, { name, reason: phrase("annotation-value"), example });
  else if (
    name === "label" &&
    annotation.arguments.some((argument) => argument.key === undefined || argument.value.kind !== "text")
  ) {
    context.report("bad-annotation", annotation, { name, reason: phrase("annotation-labels"), example });
  } else if (name === "status" && (first.value.kind !== "name" || !statuses.includes(first.value.text))) {
    context.report("bad-annotation", annotation, {
      name,
      reason: phrase("annotation-status", { values: names(statuses) }),
      example,
    });
  }
}

function labelsOf(annotations: readonly Annotation[]): Readonly<Record<string, string>> {
  const labels: [string, string][] = [];
  for (const annotation of annotations) {
    if (annotation.name.text !== "label") continue;
    for (const { key, value } of annotation.arguments)
      if (key !== undefined && value.kind === "text") labels.push([key.text, value.value]);
  }
  return Object.fromEntries(labels);
}

function textArgument(annotations: readonly Annotation[], name: string): string | null {
  const value = annotations.find((annotation) => annotation.name.text === name)?.arguments[0]?.value;
  return value?.kind === "text" ? value.value : value?.kind === "name" ? value.text : null;
}
