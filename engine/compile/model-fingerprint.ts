import { isTypedLeaf } from "../check/typed-leaves.ts";
import { required } from "../invariant/required.ts";
import type { Program, TypedExpression, TypedLeaf, TypedModel, TypedOutput } from "../check/program.ts";
import { contentHash } from "../plan/canonical.ts";
import { mapLeaves } from "../plan/expression.ts";
import { expressionsOf, mapForm, walk } from "../plan/forms.ts";

/**
 * A hash of all that a model's training depends on in the rules: its features, target and customers with every tag that
 * they read, down to fields and events, and the settings. Names of features count, since contributions are told by them.
 */
export function modelFingerprint(model: TypedModel, program: Program): string {
  const roots = expressionsOfModel(model);
  const hashes = outputHashes(roots, program);
  const expand = (expression: TypedExpression): unknown => expanded(expression, hashes);
  const { spec } = model;
  const own =
    spec.kind !== "predict"
      ? spec
      : {
          ...spec,
          among: spec.among === null ? null : expand(spec.among),
          target:
            spec.target.kind === "condition"
              ? { ...spec.target, condition: expand(spec.target.condition) }
              : spec.target,
        };
  return contentHash({
    settings: program.settings,
    spec: own,
    features: model.features.map(({ name, type, node }) => ({ name, type, node: expand(node) })),
  });
}

/** Every expression that a model looks at. */
export function expressionsOfModel({ spec, features }: TypedModel): TypedExpression[] {
  const own = features.map(({ node }) => node);
  if (spec.kind !== "predict") return own;
  return [
    ...own,
    ...(spec.among === null ? [] : [spec.among]),
    ...(spec.target.kind === "condition" ? [spec.target.condition] : []),
  ];
}

/** The outputs that some expressions read, and all that these read, each after what it reads. */
export function outputsBehind(roots: readonly TypedExpression[], program: Program): TypedOutput[] {
  const needed = new Set<string>();
  const note = (expression: TypedExpression): void =>
    walk<TypedLeaf>(expression, "", (node) => {
      if (node.op === "tag") needed.add(node.name);
    });
  for (const root of roots) note(root);
  const read: TypedOutput[] = [];
  for (const output of program.outputs.toReversed()) {
    if (!needed.has(output.name)) continue;
    read.push(output);
    for (const [, expression] of expressionsOf(output.form)) note(expression);
  }
  return read.reverse();
}

/** The models that some expressions read, directly or through tags. */
export function modelsBehind(roots: readonly TypedExpression[], program: Program): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (expression: TypedExpression): void =>
    walk<TypedLeaf>(expression, "", (node) => {
      if (node.op === "model") found.add(node.model);
    });
  for (const root of roots) look(root);
  for (const { form } of outputsBehind(roots, program)) for (const [, each] of expressionsOf(form)) look(each);
  return found;
}

function outputHashes(roots: readonly TypedExpression[], program: Program): ReadonlyMap<string, string> {
  const hashes = new Map<string, string>();
  for (const output of outputsBehind(roots, program))
    hashes.set(
      output.name,
      contentHash({ type: output.type, form: mapForm(output.form, (expression) => expanded(expression, hashes)) }),
    );
  return hashes;
}

function expanded(expression: TypedExpression, hashes: ReadonlyMap<string, string>): unknown {
  return mapLeaves<TypedLeaf, TypedLeaf>(
    expression,
    isTypedLeaf,
    (leaf) => (leaf.op === "tag" ? { ...leaf, name: required(hashes.get(leaf.name), "the hash of an output") } : leaf),
    () => undefined,
  );
}
