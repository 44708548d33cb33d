import type { Span } from "../../grammar/source.ts";
import type { Declaration } from "../../grammar/tree/declaration.ts";
import type { Language } from "../../grammar/texts/languages.ts";
import type { AnalysedFile } from "./analysis.ts";
import { editorTexts } from "../../grammar/texts/editor/index.ts";

export type OutlineKind =
  | "profile"
  | "event"
  | "table"
  | "field"
  | "tag"
  | "branch"
  | "lifecycle"
  | "stage"
  | "segment"
  | "law"
  | "list"
  | "model"
  | "test";

/** A declaration in a file, with what is inside. */
export interface OutlineItem {
  readonly name: string;
  readonly kind: OutlineKind;
  readonly detail: string;
  readonly whole: Span;
  /** What is shown as selected. */
  readonly title: Span;
  readonly children: readonly OutlineItem[];
}

/** The declarations of a file in order. */
export function outline({ parsed }: AnalysedFile, language: Language = "en"): OutlineItem[] {
  return parsed.declarations.map((node) => item(node, language));
}

function item(node: Declaration, language: Language): OutlineItem {
  const leaf = (name: string, kind: OutlineKind, whole: Span, title: Span): OutlineItem => ({
    name,
    kind,
    detail: "",
    whole,
    title,
    children: [],
  });
  const own = (
    kind: OutlineKind,
    name: string,
    title: Span,
    detail = "",
    children: readonly OutlineItem[] = [],
  ): OutlineItem => ({ name, kind, detail, whole: node, title, children });
  switch (node.kind) {
    case "profile":
    case "event":
    case "table":
      return own(
        node.kind,
        node.name.text,
        node.name,
        node.label?.value,
        node.fields.map((field) => leaf(field.name.text, "field", field, field.name)),
      );
    case "tag": {
      const { body } = node;
      const parts =
        body.kind === "one of" || body.kind === "first of" || body.kind === "all of"
          ? body.branches
          : body.kind === "bands"
            ? body.bands
            : [];
      return own(
        "tag",
        node.name.text,
        node.name,
        node.label?.value ?? editorTexts(language)(`kind.${node.tagKind} tag`),
        parts.map((part) => leaf(part.value.value, "branch", part, part.value)),
      );
    }
    case "lifecycle":
      return own(
        "lifecycle",
        node.name.text,
        node.name,
        node.label?.value,
        node.stages.map((stage) => leaf(stage.value.value, "stage", stage, stage.value)),
      );
    case "segment":
    case "list":
    case "model":
      return own(node.kind, node.name.text, node.name, node.label?.value);
    case "exclusive":
      return own("law", "exclusive", { start: node.start, end: node.start + "exclusive".length });
    case "never":
      return own("law", node.reason.value, node.reason);
    case "test":
      return own("test", node.title.value, node.title);
  }
}

/** Lines that can be folded: declarations, and comments of several lines. */
export function folds({
  parsed,
  lines,
}: AnalysedFile): { readonly from: number; readonly to: number; readonly kind: "region" | "comment" }[] {
  const found: { from: number; to: number; kind: "region" | "comment" }[] = [];
  for (const declaration of parsed.declarations) {
    const [from, to] = [lines.position(declaration.start).line, lines.position(declaration.end).line];
    if (to > from) found.push({ from, to, kind: "region" });
  }
  let begun: number | undefined;
  let last = -2;
  for (const comment of parsed.comments) {
    const { line } = lines.position(comment.startOffset);
    if (line !== last + 1) {
      if (begun !== undefined && last > begun) found.push({ from: begun, to: last, kind: "comment" });
      begun = line;
    }
    last = line;
  }
  if (begun !== undefined && last > begun) found.push({ from: begun, to: last, kind: "comment" });
  return found.sort((left, right) => left.from - right.from);
}
