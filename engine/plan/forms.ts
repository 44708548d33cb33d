import { operandsOf, type Operation, type PlanLeaf } from "./expression.ts";
import type { OutputForm, OutputNode } from "./plan.ts";

/** The expressions that stand in a form, each with its path in it. */
export function expressionsOf<Expression>(form: OutputForm<Expression>): (readonly [string, Expression])[] {
  switch (form.form) {
    case "condition": return [["condition", form.condition]];
    case "value": return [["value", form.value]];
    case "one of": case "first of": case "all of": case "stages":
      return form.branches.map((branch, index) => [`branches.${index}.when`, branch.when] as const);
    case "bands": return [["of", form.of]];
    case "score": return form.items.map((item, index) => [`items.${index}.basis.expression`, item.basis.expression] as const);
    case "exclusive": return form.conditions.map((condition, index) => [`conditions.${index}`, condition] as const);
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
    case "condition": return { ...form, condition: map(form.condition) };
    case "value": return { ...form, value: map(form.value) };
    case "one of": case "first of": case "all of": return { ...form, branches: form.branches.map((branch) => ({ ...branch, when: map(branch.when) })) };
    case "stages": return { ...form, branches: form.branches.map((branch) => ({ ...branch, when: map(branch.when) })) };
    case "bands": return { ...form, of: map(form.of) };
    case "score": return { ...form, items: form.items.map((item) => ({ ...item, basis: { ...item.basis, expression: map(item.basis.expression) } })) };
    case "exclusive": return { ...form, conditions: form.conditions.map(map) };
  }
}

/** Visits an expression and everything in it, outer before inner, with paths. */
export function walk<Leaf extends { readonly op: string }>(expression: Operation<Leaf>, path: string, visit: (node: Operation<Leaf>, path: string) => void): void {
  visit(expression, path);
  for (const [key, operand] of operandsOf(expression)) walk(operand, `${path}.${key}`, visit);
}
