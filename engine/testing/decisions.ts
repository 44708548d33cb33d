import { operandsOf, type PlanExpression, type PlanLeaf } from "../plan/expression.ts";
import { expressionsOf } from "../plan/forms.ts";
import type { OutputNode, SourceTable } from "../plan/plan.ts";
import type { MaybeValue } from "../plan/types.ts";

/** A condition that decides something: whether a tag is yes, a branch is taken, an item of a score counts. */
export interface Decision {
  readonly path: string;
  readonly expression: PlanExpression;
  /** Its parts between `and`, `or` and `not`, by their paths. */
  readonly conditions: readonly string[];
  /** Decisions that must not hold, so that this one is asked: earlier branches of `first of`, later stages. */
  readonly unless: readonly { readonly path: string; readonly expression: PlanExpression }[];
}

/** The decisions of an output. */
export function decisionsOf(output: OutputNode, places: SourceTable["outputs"][string]): Decision[] {
  const { form } = output;
  const roots = expressionsOf(form).map(([path, expression]) => ({ path, expression }));
  return roots.flatMap(({ path, expression }, index): Decision[] => {
    if (!decides(output, index)) return [];
    const unless =
      form.form === "first of" ? roots.slice(0, index) : form.form === "stages" ? roots.slice(index + 1) : [];
    return [{ path, expression, conditions: conditionsIn(expression, path, places), unless }];
  });
}

function decides({ form, type }: OutputNode, index: number): boolean {
  switch (form.form) {
    case "condition":
    case "one of":
    case "first of":
    case "all of":
    case "stages":
    case "exclusive":
      return true;
    case "value":
      return type.kind === "boolean";
    case "score":
      return form.items[index]?.basis.kind === "when";
    case "bands":
      return false;
  }
}

const isConnective = (node: PlanExpression): boolean => node.op === "and" || node.op === "or" || node.op === "not";

/** `from … to …` and a time on a date become several comparisons at one place: they are one condition. */
function conditionsIn(expression: PlanExpression, path: string, places: SourceTable["outputs"][string]): string[] {
  const operands = isConnective(expression) ? operandsOf<PlanLeaf>(expression) : [];
  const own = places[path]?.join();
  const split =
    operands.length > 0 &&
    operands.every(([key]) => places[`${path}.${key}`] !== undefined && places[`${path}.${key}`]?.join() !== own);
  return split ? operands.flatMap(([key, operand]) => conditionsIn(operand, `${path}.${key}`, places)) : [path];
}

/**
 * A decision worked out again from the values of its conditions (Kleene's `and`, `or`, `not`), so that one of them can
 * be turned round.
 */
export function decide(
  expression: PlanExpression,
  path: string,
  valueAt: (path: string) => MaybeValue,
  conditions: ReadonlySet<string>,
): MaybeValue {
  if (conditions.has(path)) return valueAt(path);
  const values = operandsOf<PlanLeaf>(expression).map(([key, operand]) =>
    decide(operand, `${path}.${key}`, valueAt, conditions),
  );
  switch (expression.op) {
    case "not":
      return values[0] === null || values[0] === undefined ? null : values[0] !== true;
    case "and":
      return values.includes(false) ? false : values.includes(null) ? null : true;
    case "or":
      return values.includes(true) ? true : values.includes(null) ? null : false;
    default:
      return valueAt(path);
  }
}
