import { diagnostic, type Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { phrase, type Prose } from "../../grammar/diagnostics/prose.ts";
import type { Span } from "../../grammar/source.ts";
import { unitMilliseconds } from "../calendar/instant.ts";
import type { Program, TypedExpression, TypedLeaf, TypedModel } from "../check/program.ts";
import { mapLeaves } from "../plan/expression.ts";
import { expressionsOf, mapForm, walk } from "../plan/forms.ts";
import type { ModelArtefact } from "../models/artefact.ts";
import { isTypedLeaf } from "../check/typed-leaves.ts";
import { modelFingerprint } from "./model-fingerprint.ts";
import { fitProblem, onlyFor, type Fit } from "../plan/fit.ts";
import { groupInput, inputExpression, itemInput, lifetimeInputs } from "./model-inputs.ts";

/** Finds a trained model by its name; undefined when there is none, an object with a problem when it can't be read. */
export type ModelReader = (
  name: string,
) => ModelArtefact | { readonly problem: Prose; readonly path: string } | undefined;

export interface Applied {
  readonly program: Program;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Puts in the place of models what training has found. A model that is not trained, was trained on other rules, or
 * can't be read stays as it is, and a diagnostic says so; its outputs are then the error `untrained`.
 */
export function applyModels(program: Program, read: ModelReader): Applied {
  const wanted = modelsRead(program);
  if (wanted.size === 0) return { program, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const expressions = new Map<string, ReadonlyMap<string, TypedExpression>>();
  for (const model of program.models.values()) {
    if (!wanted.has(model.name)) continue;
    const found = outputsOf(model, program, read(model.name));
    if (found instanceof Map) expressions.set(model.name, found);
    else diagnostics.push(found);
  }
  return { program: expressions.size === 0 ? program : replaced(program, expressions), diagnostics };
}

/** The models that outputs read. */
function modelsRead(program: Program): ReadonlySet<string> {
  const found = new Set<string>();
  if (program.models.size === 0) return found;
  for (const { form } of program.outputs) {
    for (const [path, expression] of expressionsOf(form)) {
      walk<TypedLeaf>(expression, path, (node) => {
        if (node.op === "model") found.add(node.model);
      });
    }
  }
  return found;
}

function outputsOf(
  model: TypedModel,
  program: Program,
  found: ReturnType<ModelReader>,
): Map<string, TypedExpression> | Diagnostic {
  if (found === undefined) return diagnostic("model-untrained", model.location, { name: model.name });
  if ("problem" in found)
    return diagnostic("model-unreadable", model.location, { path: found.path, reason: found.problem });
  if (found.rules !== modelFingerprint(model, program))
    return diagnostic("model-stale", model.location, { name: model.name });
  return (
    modelExpressions(model, found) ??
    diagnostic("model-unreadable", model.location, {
      path: `${model.name}.model.json`,
      reason: phrase("model-damaged"),
    })
  );
}

/** A model's outputs as expressions over its features; undefined when the parts of the artefact do not fit together. */
export function modelExpressions(model: TypedModel, artefact: ModelArtefact): Map<string, TypedExpression> | undefined {
  const args = argumentsOf(model, artefact);
  if (args === undefined || Object.values(artefact.fits).some((fit) => fitProblem(fit, args.length) !== undefined))
    return undefined;
  const fitted = (name: string): TypedExpression | undefined => {
    const fit: Fit | undefined = Object.hasOwn(artefact.fits, name) ? artefact.fits[name] : undefined;
    if (fit === undefined) return undefined;
    const result: TypedExpression = { op: "fitted", fit, args };
    const { spec } = model;
    return spec.kind === "predict" && spec.among !== null
      ? { op: "fitted", fit: onlyFor(fit), args: [result, spec.among] }
      : result;
  };
  const outputs = new Map<string, TypedExpression>();
  for (const output of model.outputs.keys()) {
    const expression = outputExpression(output, model, artefact, fitted);
    if (expression === undefined) return undefined;
    outputs.set(output, expression);
  }
  return outputs;
}

function outputExpression(
  output: string,
  { spec }: TypedModel,
  { names, fits }: ModelArtefact,
  fitted: (name: string) => TypedExpression | undefined,
): TypedExpression | undefined {
  const place = (name: string, first: number): TypedExpression | undefined => {
    const arg = fitted(name);
    return arg === undefined || names.length === 0 ? undefined : { op: "pick", arg, first, values: names };
  };
  if (spec.kind === "cluster" && output === "name") return place("number", 1);
  if (spec.kind === "recommend") return place(output, 0);
  if (spec.kind === "lifetime" && output === "next_order_at") {
    const wait = fitted("wait");
    return wait === undefined
      ? undefined
      : { op: "add", left: { op: "now" }, right: { op: "rescale", arg: wait, factor: unitMilliseconds.day } };
  }
  if (spec.kind === "elasticity" && output === "sensitive") {
    const left = fitted("elasticity");
    return left === undefined
      ? undefined
      : { op: "compare", operator: "<", left, right: { op: "literal", type: "number", value: -1 } };
  }
  if (spec.kind === "onnx" && fits[output] === undefined)
    return { op: "fitted", fit: { kind: "chosen", values: [], otherwise: null }, args: [] };
  return fitted(output);
}

function argumentsOf(
  { spec, features }: TypedModel,
  { inputs }: ModelArtefact,
): readonly TypedExpression[] | undefined {
  if (spec.kind === "lifetime") return lifetimeInputs(features);
  if (spec.kind === "recommend") return inputs.map(({ value }) => itemInput(spec.event, spec.field, value ?? ""));
  const byName = new Map(features.map((feature) => [feature.name, feature]));
  const args: TypedExpression[] = [];
  for (const { feature, value } of inputs) {
    const found = byName.get(feature);
    if (found === undefined) return undefined;
    args.push(spec.kind === "elasticity" ? groupInput(found, value ?? "") : inputExpression(found, value));
  }
  return args;
}

/** The program with expressions in the place of models. What is new stands where the model was named. */
function replaced(program: Program, models: ReadonlyMap<string, ReadonlyMap<string, TypedExpression>>): Program {
  const positions = new Map<object, Span>(program.positions);
  const replace = (expression: TypedExpression): TypedExpression => {
    let touched = false;
    const result = mapLeaves<TypedLeaf, TypedLeaf>(
      expression,
      isTypedLeaf,
      (leaf) => {
        const found = leaf.op === "model" ? models.get(leaf.model)?.get(leaf.output) : undefined;
        if (found !== undefined) touched = true;
        return found === undefined ? leaf : { ...found };
      },
      (from, to) => {
        const span = program.positions.get(from);
        if (span !== undefined) positions.set(to, span);
      },
    );
    return touched ? result : expression;
  };
  return {
    ...program,
    positions,
    outputs: program.outputs.map((output) =>
      readsModel(output.form, models) ? { ...output, form: mapForm(output.form, replace) } : output,
    ),
  };
}

function readsModel(form: Program["outputs"][number]["form"], models: ReadonlyMap<string, unknown>): boolean {
  let found = false;
  for (const [path, expression] of expressionsOf(form)) {
    walk<TypedLeaf>(expression, path, (node) => {
      if (node.op === "model" && models.has(node.model)) found = true;
    });
  }
  return found;
}
