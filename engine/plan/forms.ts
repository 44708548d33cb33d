import { mapOperands, operandsOf, type Operation, type PlanExpression, type PlanLeaf } from "./expression.ts";
import type { EventMeasure, Measure, OutputForm, OutputNode, Plan } from "./plan.ts";

/** The expressions that stand in a form, each with its path in it. */
export function expressionsOf<Expression>(form: OutputForm<Expression>): (readonly [string, Expression])[] {
  switch (form.form) {
    case "condition":
      return [["condition", form.condition]];
    case "value":
      return [["value", form.value]];
    case "one of":
    case "first of":
    case "all of":
    case "stages":
      return form.branches.map((branch, index) => [`branches.${index}.when`, branch.when] as const);
    case "bands":
      return [["of", form.of]];
    case "score":
      return form.items.map((item, index) => [`items.${index}.basis.expression`, item.basis.expression] as const);
    case "exclusive":
      return form.conditions.map((condition, index) => [`conditions.${index}`, condition] as const);
  }
}

/** The wanted outputs and all that they read, in the plan's order. */
export function withReads(outputs: readonly OutputNode[], wanted: ReadonlySet<string>): OutputNode[] {
  const ids = new Set(wanted);
  const picked: OutputNode[] = [];
  // An output reads only earlier ones, so one pass from the end finds them all.
  for (const output of outputs.toReversed()) {
    if (!ids.has(output.id)) continue;
    picked.push(output);
    for (const [path, expression] of expressionsOf(output.form)) {
      walk<PlanLeaf>(expression, path, (node) => {
        if (node.op === "output") ids.add(node.id);
      });
    }
  }
  return picked.reverse();
}

/** The same form with every expression replaced. */
export function mapForm<From, To>(form: OutputForm<From>, map: (expression: From) => To): OutputForm<To> {
  switch (form.form) {
    case "condition":
      return { ...form, condition: map(form.condition) };
    case "value":
      return { ...form, value: map(form.value) };
    case "one of":
    case "first of":
    case "all of":
      return { ...form, branches: form.branches.map((branch) => ({ ...branch, when: map(branch.when) })) };
    case "stages":
      return { ...form, branches: form.branches.map((branch) => ({ ...branch, when: map(branch.when) })) };
    case "bands":
      return { ...form, of: map(form.of) };
    case "score":
      return {
        ...form,
        items: form.items.map((item) => ({
          ...item,
          basis: { ...item.basis, expression: map(item.basis.expression) },
        })),
      };
    case "exclusive":
      return { ...form, conditions: form.conditions.map(map) };
  }
}

/** A form with one of its expressions, named by its path, replaced. */
export function replaceIn(
  form: OutputForm,
  path: string,
  replace: (node: PlanExpression) => PlanExpression,
): OutputForm {
  const inside = (expression: PlanExpression, at: string): PlanExpression => {
    if (at === path) return replace(expression);
    return path.startsWith(`${at}.`)
      ? mapOperands<PlanLeaf>(expression, (operand, key) => inside(operand, `${at}.${key}`))
      : expression;
  };
  const roots = new Map(expressionsOf(form).map(([root, expression]) => [expression, inside(expression, root)]));
  return mapForm(form, (expression) => roots.get(expression) ?? expression);
}

/** The part of a plan that some outputs need: themselves, what they read, and the aggregates behind. */
export function partOf(plan: Plan, wanted: ReadonlySet<string>): Plan {
  const outputs = withReads(plan.outputs, wanted);
  const aggregates = new Set<string>();
  for (const { form } of outputs) {
    for (const [path, expression] of expressionsOf(form)) {
      walk<PlanLeaf>(expression, path, (node) => {
        if (node.op === "aggregate") aggregates.add(node.id);
      });
    }
  }
  return { ...plan, outputs, aggregates: plan.aggregates.filter(({ id }) => aggregates.has(id)) };
}

/** Visits an expression and everything in it, outer before inner, with paths. */
export function walk<Leaf extends { readonly op: string }>(
  expression: Operation<Leaf>,
  path: string,
  visit: (node: Operation<Leaf>, path: string) => void,
): void {
  visit(expression, path);
  for (const [key, operand] of operandsOf(expression)) walk(operand, `${path}.${key}`, visit);
}

/** A measure over other expressions. */
export function mapMeasure<From, To>(measure: Measure<From>, map: (expression: From) => To): Measure<To> {
  const mapped = (expression: From | null): To | null => (expression === null ? null : map(expression));
  if (measure.kind === "sequence")
    return { ...measure, steps: measure.steps.map((step) => ({ ...step, where: mapped(step.where) })) };
  const { kind, event, field, fieldType, window, type, where, among, computed } = measure;
  const common = {
    kind,
    event,
    field,
    fieldType,
    window,
    type,
    where: mapped(where),
    among: mapped(among),
    ...(computed === undefined ? {} : { computed: map(computed) }),
  };
  return measure.function === "quantile"
    ? { ...common, function: measure.function, parts: measure.parts }
    : { ...common, function: measure.function };
}

/** The expressions over an event that a measure of single events looks at: its conditions, and its value if computed. */
export function overEvents<Expression>(measure: EventMeasure<Expression>): readonly Expression[] {
  return [measure.where, measure.among, measure.computed ?? null].filter((one) => one !== null);
}
