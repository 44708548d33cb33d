import type { Span } from "../source.ts";
import type * as D from "../tree/declaration.ts";

import type { Gaps } from "./gaps.ts";
import { markExpression } from "./mark-expressions.ts";

/** Marks the gaps inside a declaration. */
export function markDeclaration(node: D.Declaration, gaps: Gaps): void {
  markAnnotations(node.annotations, gaps, "own lines");
  switch (node.kind) {
    case "profile":
    case "event":
    case "table":
      gaps.block(node, node.fields, true);
      for (const field of node.fields) {
        markAnnotations(field.annotations, gaps, "as written");
        markType(field.type, gaps);
        if (field.computed !== undefined) markExpression(field.computed, gaps);
      }
      return;
    case "tag":
      return markTagBody(node.body, gaps);
    case "lifecycle":
      gaps.block(node, node.stages, false);
      for (const { annotations, condition } of node.stages) {
        markAnnotations(annotations, gaps, "as written");
        markExpression(condition, gaps);
      }
      return;
    case "list":
      if (node.source.kind === "file") return;
      gaps.list(gaps.last(node), node.source.values);
      return node.source.values.forEach((value) => markLiteral(value, gaps));
    case "segment":
      return markExpression(node.condition, gaps);
    case "exclusive":
      gaps.list(gaps.last(node), node.conditions);
      return node.conditions.forEach((condition) => markExpression(condition, gaps));
    case "never":
      return markExpression(node.condition, gaps);
    case "model":
      return markModel(node.body, gaps);
    case "test":
      gaps.block(node, node.items, false);
      return node.items.forEach((item) => markTestItem(item, gaps));
  }
}

function markTagBody(body: D.TagBody, gaps: Gaps): void {
  switch (body.kind) {
    case "missing":
      return;
    case "when":
      return markExpression(body.condition, gaps);
    case "value":
      gaps.chain(body, [gaps.first(body.value)]);
      return markExpression(body.value, gaps);
    case "one of":
    case "first of":
    case "all of":
      gaps.block(body, body.branches, false);
      for (const { annotations, when } of body.branches) {
        markAnnotations(annotations, gaps, "as written");
        if (when.kind === "condition") markExpression(when.condition, gaps);
      }
      return;
    case "bands":
      markExpression(body.of, gaps);
      gaps.block(body, body.bands, true);
      for (const { annotations, from } of body.bands) {
        markAnnotations(annotations, gaps, "as written");
        if (from.kind === "bound") markLiteral(from.bound, gaps);
      }
      return;
    case "score":
      markLiteral(body.low, gaps);
      markLiteral(body.high, gaps);
      gaps.block(body, body.items, false);
      for (const item of body.items) {
        gaps.tight(gaps.first(item) + 1);
        if (item.basis.kind === "when") markExpression(item.basis.condition, gaps);
        else if (item.basis.where !== undefined) markExpression(item.basis.where, gaps);
      }
      return;
  }
}

function markModel(body: D.ModelBody, gaps: Gaps): void {
  switch (body.kind) {
    case "missing":
    case "lifetime":
    case "quantiles":
    case "recommend":
      return;
    case "elasticity":
      return gaps.chain(body, [
        ...(body.per === undefined ? [] : [gaps.first(body.per.event) - 1]),
        ...(body.groups === undefined ? [] : [gaps.first(body.groups) - 1]),
      ]);
    case "predict": {
      const among = body.among === undefined ? [] : [gaps.first(body.among) - 3];
      gaps.chain(body, [...among, ...using(body.features, gaps), gaps.last(body) - 2], true);
      if (body.target.kind === "condition") markExpression(body.target.condition, gaps);
      if (body.among !== undefined) markExpression(body.among, gaps);
      return markFeatures(body.features, gaps);
    }
    case "cluster":
    case "onnx":
      gaps.chain(body, using(body.features, gaps));
      return markFeatures(body.features, gaps);
  }
}

/** The token `using`. */
function using(features: D.Features, gaps: Gaps): number[] {
  return features.slice(0, 1).map((feature) => gaps.first(feature) - 1);
}

function markFeatures(features: D.Features, gaps: Gaps): void {
  for (const feature of features) markExpression(feature, gaps);
  const [first, ...others] = features;
  const last = features[features.length - 1];
  if (first !== undefined && last !== undefined)
    gaps.chain(
      { start: first.start, end: last.end },
      others.map((feature) => gaps.first(feature)),
    );
}

function markTestItem(item: D.TestItem, gaps: Gaps): void {
  if (item.kind === "expect") return markExpression(item.condition, gaps);
  gaps.block(item, [...item.values, ...item.parts].sort(inOrder), true);
  markValues(item.values, gaps);
  for (const part of item.parts) {
    gaps.block(part, part.values, true);
    markValues(part.values, gaps);
  }
}

const inOrder = (left: Span, right: Span): number => left.start - right.start;

function markValues(values: readonly D.FieldValue[], gaps: Gaps): void {
  for (const { value } of values) {
    if (value.kind === "set") {
      gaps.list(gaps.last(value), value.values);
      for (const one of value.values) if (one.kind !== "name") markLiteral(one, gaps);
    } else if (value.kind !== "name") markLiteral(value, gaps);
  }
}

function markType(type: D.FieldType, gaps: Gaps): void {
  const first = gaps.first(type);
  switch (type.kind) {
    case "missing":
    case "text":
    case "table":
      return;
    case "yes/no":
      gaps.tight(first + 1);
      return gaps.tight(first + 2);
    case "set of":
    case "one of":
      if (type.values === undefined) return;
      gaps.list(gaps.last(type), type.values);
      return type.values.forEach(({ annotations }) => markAnnotations(annotations, gaps, "one line"));
    case "decimal":
      gaps.tight(first + 1);
      return markBounds(type.bounds, gaps);
    case "integer":
    case "number":
    case "money":
    case "date":
    case "time":
      return markBounds(type.bounds, gaps);
  }
}

function markBounds(bounds: D.Bounds | undefined, gaps: Gaps): void {
  markLiteral(bounds?.low, gaps);
  markLiteral(bounds?.high, gaps);
}

function markLiteral(literal: D.BoundLiteral | undefined, gaps: Gaps): void {
  if (literal?.kind === "negative") gaps.tight(gaps.first(literal) + 1);
}

/** Annotations stand on their own lines above a declaration, beside or above a member as they were, and beside an enum value. */
function markAnnotations(
  annotations: readonly D.Annotation[],
  gaps: Gaps,
  place: "own lines" | "as written" | "one line",
): void {
  for (const [position, annotation] of annotations.entries()) {
    const last = gaps.last(annotation);
    const name = gaps.last(annotation.name);
    if (last !== name) {
      gaps.tight(name + 1);
      gaps.list(last, annotation.arguments);
    }
    const ends = place === "own lines" && position === annotations.length - 1;
    if (ends || (place !== "one line" && gaps.breaksBetween(last, last + 1))) gaps.line(last + 1);
  }
}
