import type { OutputNode, Plan } from "../plan/plan.ts";
import { interpret, prepare } from "../run/interpreter.ts";
import type { Result } from "../run/result.ts";
import { RecordedTrace } from "../run/trace.ts";
import { decide, decisionsOf, type Decision } from "./decisions.ts";
import type { TestCase } from "./test-case.ts";

/** What the tests saw of the rules. */
export interface Coverage {
  readonly values: readonly ValueCoverage[];
  readonly conditions: readonly ConditionCoverage[];
}

/** A value that an output can have: a branch, a band, a stage, yes or no. */
export interface ValueCoverage {
  readonly output: OutputNode;
  readonly value: string;
  readonly seen: boolean;
}

/**
 * A condition within a decision. It is seen to matter when a test in which it holds would decide otherwise if it did
 * not, and another the other way round: masking MC/DC (Chilenski, "An Investigation of Three Forms of the Modified
 * Condition Decision Coverage Criterion", 2001), with unknown counted as not holding.
 */
export interface ConditionCoverage {
  readonly output: OutputNode;
  readonly path: string;
  readonly mattersWhenTrue: boolean;
  readonly mattersWhenNot: boolean;
}

/** Whether an output is part of the rules that tests are about. */
export const isRule = ({ kind }: OutputNode): boolean => kind === "tag" || kind === "lifecycle" || kind === "segment";

/** The values that a test could see of an output; empty for numbers, dates and the like. */
export function valuesOf({ form, type }: OutputNode): string[] {
  switch (form.form) {
    case "one of":
    case "first of":
    case "all of":
    case "bands": {
      const branches = form.form === "bands" ? form.bands : form.branches;
      return [
        ...new Set([
          ...branches.map(({ value }) => value),
          ...[form.whenUnknown, form.otherwise].filter((value) => value !== null),
        ]),
      ];
    }
    case "stages":
      return form.branches.map(({ value }) => value);
    case "condition":
      return ["yes", "no"];
    case "value":
      return type.kind === "boolean" ? ["yes", "no"] : [];
    case "score":
    case "exclusive":
      return [];
  }
}

/** Whether a result is, or holds, a value named by `valuesOf`. */
export function hasValue(result: Result | undefined, value: string): boolean {
  if (result?.state !== "value") return false;
  if (typeof result.value === "boolean") return result.value === (value === "yes");
  return typeof result.value === "object" ? result.value.includes(value) : result.value === value;
}

/**
 * Measures what test blocks decide. Only what an expectation looks at counts: a tag that is evaluated but that nobody
 * expects anything of has not been tested.
 */
export function measureCoverage(plan: Plan, cases: readonly TestCase[]): Coverage {
  const rules = plan.outputs.filter((output) => output.at === "now" && isRule(output));
  const seenValues = new Map(rules.map(({ name }) => [name, new Set<string>()]));
  const seenTrue = new Set<string>();
  const seenNot = new Set<string>();
  // The same rule at another instant (`as of … ago`) is the same text.
  const decisions = new Map(
    plan.outputs.filter(isRule).map((output) => [output.id, decisionsOf(output, plan.source.outputs[output.id] ?? {})]),
  );
  for (const { asOf, customer, expects } of cases) {
    const trace = new RecordedTrace();
    const results = interpret(prepare(plan, asOf), customer, new Set(expects.map(({ output }) => output.id)), trace);
    for (const output of plan.outputs) {
      const result = results.get(output.id);
      if (result === undefined) continue;
      for (const value of valuesOf(output)) if (hasValue(result, value)) seenValues.get(output.name)?.add(value);
      for (const decision of decisions.get(output.id) ?? []) observe(output, decision, trace, seenTrue, seenNot);
    }
  }
  return {
    values: rules.flatMap((output) =>
      valuesOf(output).map((value) => ({ output, value, seen: seenValues.get(output.name)?.has(value) === true })),
    ),
    conditions: rules.flatMap((output) =>
      (decisions.get(output.id) ?? []).flatMap(({ conditions }) =>
        conditions.map((path) => ({
          output,
          path,
          mattersWhenTrue: seenTrue.has(`${output.name} ${path}`),
          mattersWhenNot: seenNot.has(`${output.name} ${path}`),
        })),
      ),
    ),
  };
}

/** Notes the conditions that, turned round, would turn the decision round for this customer. */
function observe(
  output: OutputNode,
  { expression, path: root, conditions, unless }: Decision,
  trace: RecordedTrace,
  seenTrue: Set<string>,
  seenNot: Set<string>,
): void {
  const valueAt = (path: string) => trace.valueAt(output.id, path) ?? null;
  if (unless.some(({ path }) => valueAt(path) === true)) return;
  const parts = new Set(conditions);
  const holds = decide(expression, root, valueAt, parts) === true;
  for (const condition of conditions) {
    const own = valueAt(condition) === true;
    const turned = decide(expression, root, (path) => (path === condition ? !own : valueAt(path)), parts) === true;
    if (turned !== holds) (own ? seenTrue : seenNot).add(`${output.name} ${condition}`);
  }
}
