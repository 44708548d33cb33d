import { expressionsOf, overEvents, walk } from "../plan/forms.ts";
import type { CheckContext } from "./context.ts";
import type { TypedExpression, TypedLeaf, TypedMeasure, TypedModel } from "./program.ts";

/**
 * Whether a value is worked out from a field of the profile: by itself, in a `where`, through tags, or through what a
 * model has learned from.
 */
export function readsProfileField(node: TypedExpression, field: string, context: CheckContext): boolean {
  const pending: TypedExpression[] = [node];
  const seen = new Set<string>();
  const once = (name: string): boolean => !seen.has(name) && seen.add(name).has(name);
  let found = false;
  for (let next = pending.pop(); next !== undefined && !found; next = pending.pop()) {
    walk<TypedLeaf>(next, "", (leaf) => {
      if (leaf.op === "field" && leaf.field === field) found = true;
      // Names of tags and models are one set.
      if (leaf.op === "tag" && once(leaf.name)) {
        const form = context.outputs.get(leaf.name)?.form;
        if (form !== undefined) pending.push(...expressionsOf(form).map(([, expression]) => expression));
      }
      if (leaf.op === "measure") pending.push(...ofMeasure(leaf.measure));
      if (leaf.op === "model" && once(leaf.model)) {
        const model = context.models.get(leaf.model);
        if (model !== undefined) pending.push(...ofModel(model));
      }
    });
  }
  return found;
}

function ofMeasure(measure: TypedMeasure): readonly TypedExpression[] {
  return measure.kind === "sequence"
    ? measure.steps.flatMap(({ where }) => (where === null ? [] : [where]))
    : overEvents(measure);
}

/** What a model learns from, and what it learns to tell. */
function ofModel({ spec, features }: TypedModel): readonly TypedExpression[] {
  const own = features.map(({ node }) => node);
  if (spec.kind !== "predict") return own;
  return [
    ...own,
    ...(spec.among === null ? [] : [spec.among]),
    ...(spec.target.kind === "condition" ? [spec.target.condition] : []),
  ];
}
