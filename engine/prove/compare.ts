import { canonicalJson } from "../plan/canonical.ts";
import type { PlanExpression } from "../plan/expression.ts";
import type { OutputNode } from "../plan/plan.ts";
import type { Results } from "../run/interpreter.ts";
import type { Result } from "../run/result.ts";
import { and, not, or, type Formula } from "./formula.ts";
import type { Prover } from "./prover.ts";
import { below } from "./relations.ts";
import type { Witness } from "./claim.ts";
import { findWitness, THOROUGH } from "./witness.ts";

/** How two outputs of one plan stand to each other. */
export type Comparison =
  | { readonly kind: "same"; readonly how: "identical" | "proved" }
  | { readonly kind: "changed"; readonly witnesses: readonly ChangeWitness[] }
  | { readonly kind: "not proved" }
  /** The two give values of different types. */
  | { readonly kind: "retyped" };

/** A customer for whom two outputs differ, with both results. */
export interface ChangeWitness {
  readonly direction: "gains" | "loses" | "differs";
  /** The value that is gained or lost; undefined for values that are simply others. */
  readonly value: string | undefined;
  readonly witness: Witness;
  readonly before: Result;
  readonly after: Result;
}

const WITNESSES = 4;

/**
 * Whether two outputs give the same value for every customer, or a customer in each direction for whom they don't.
 * None and unknown are the same here, since nothing that reads a tag can tell them apart.
 * @param most how many witnesses are enough
 * @param effort how hard they are looked for
 */
export function compareOutputs(
  prover: Prover,
  before: OutputNode,
  after: OutputNode,
  most = WITNESSES,
  effort = THOROUGH,
): Comparison {
  if (before.id === after.id) return { kind: "same", how: "identical" };
  if (before.type.kind !== after.type.kind) return { kind: "retyped" };
  const questions = differences(prover, before, after);
  if (questions === undefined) return { kind: "not proved" };
  const only = new Set([before.id, after.id]);
  const witnesses: ChangeWitness[] = [];
  let open = false;
  for (const { direction, value, formula } of questions) {
    if (witnesses.length >= most || prover.ask([formula], effort.budget()).kind === "unsatisfiable") continue;
    let results: { before: Result; after: Result } | undefined;
    const witness = findWitness(
      prover,
      [formula],
      (found) => {
        const pair = { before: found.get(before.id), after: found.get(after.id) };
        if (
          pair.before === undefined ||
          pair.after === undefined ||
          canonicalJson(pair.before) === canonicalJson(pair.after)
        )
          return false;
        if (direction === "gains" && (!has(pair.after, value) || has(pair.before, value))) return false;
        if (direction === "loses" && (!has(pair.before, value) || has(pair.after, value))) return false;
        results = { before: pair.before, after: pair.after };
        return true;
      },
      only,
      effort,
    );
    if (witness === undefined || results === undefined) open = true;
    else if (
      !witnesses.some(
        (other) => canonicalJson([other.before, other.after]) === canonicalJson([results?.before, results?.after]),
      )
    )
      witnesses.push({ direction, value, witness, ...results });
  }
  if (witnesses.length > 0) return { kind: "changed", witnesses };
  return open ? { kind: "not proved" } : { kind: "same", how: "proved" };
}

/** How a stage of a lifecycle stands to the one of the same name before. */
export interface StageChange {
  readonly stage: string;
  readonly verdict: "same" | "changed" | "not proved the same" | "added" | "removed";
}

/** Stage by stage: whether the same customers are in it, whatever became of the others. */
export function compareStages(prover: Prover, before: OutputNode, after: OutputNode): StageChange[] {
  const stagesOf = ({ form }: OutputNode): string[] =>
    form.form === "stages" ? form.branches.map(({ value }) => value) : [];
  const [old, fresh] = [stagesOf(before), stagesOf(after)];
  const changed = new Set(questionsThatHold(prover, before, after));
  return [...new Set([...fresh, ...old])].map((stage): StageChange => {
    if (!old.includes(stage)) return { stage, verdict: "added" };
    if (!fresh.includes(stage)) return { stage, verdict: "removed" };
    return {
      stage,
      verdict: changed.has(`changed ${stage}`)
        ? "changed"
        : changed.has(`open ${stage}`)
          ? "not proved the same"
          : "same",
    };
  });
}

/** For each value of an enum that some customer may gain or lose: whether one was found. */
function questionsThatHold(prover: Prover, before: OutputNode, after: OutputNode): string[] {
  return (differences(prover, before, after) ?? []).flatMap(({ direction, value, formula }) => {
    if (value === undefined || prover.ask([formula]).kind === "unsatisfiable") return [];
    const gained = (results: Results): boolean => {
      const [was, is] = [results.get(before.id), results.get(after.id)];
      return (
        was !== undefined &&
        is !== undefined &&
        has(is, value) !== has(was, value) &&
        has(is, value) === (direction === "gains")
      );
    };
    return [
      `${findWitness(prover, [formula], gained, new Set([before.id, after.id])) === undefined ? "open" : "changed"} ${value}`,
    ];
  });
}

/** Whether a result is, or holds, a value; no value named means any. */
function has(result: Result, value: string | undefined): boolean {
  if (result.state !== "value") return false;
  if (value === undefined || value === ANY_VALUE) return true;
  if (typeof result.value === "boolean") return result.value === (value === "yes");
  return typeof result.value === "object" ? result.value.includes(value) : result.value === value;
}
const ANY_VALUE = "a value";

interface Question {
  readonly direction: ChangeWitness["direction"];
  readonly value: string | undefined;
  readonly formula: Formula;
}

/** Formulas that say how two outputs could differ; all impossible means that they are the same. */
function differences(prover: Prover, before: OutputNode, after: OutputNode): Question[] | undefined {
  const { translation } = prover;
  const ref = (output: OutputNode): PlanExpression => ({ op: "output", id: output.id });
  const both = (value: string, left: Formula, right: Formula): Question[] => [
    { direction: "gains", value, formula: and(right, not(left)) },
    { direction: "loses", value, formula: and(left, not(right)) },
  ];
  switch (after.type.kind) {
    case "boolean": {
      const [left, right] = [translation.logical(ref(before)), translation.logical(ref(after))];
      return [...both("yes", left.t, right.t), ...both("no", left.f, right.f)];
    }
    case "enum": {
      const values = [...new Set([...(before.type.kind === "enum" ? before.type.values : []), ...after.type.values])];
      const is = (output: OutputNode, value: string): Formula =>
        translation.logical({
          op: "compare",
          operator: "=",
          left: ref(output),
          right: { op: "literal", type: "enum", value },
        }).t;
      return values.flatMap((value) => both(value, is(before, value), is(after, value)));
    }
    case "set": {
      const had = before.type.kind === "set" ? (before.type.values ?? []) : [];
      const values = [...new Set([...had, ...(after.type.values ?? [])])];
      return values.flatMap((value) =>
        both(
          value,
          translation.logical({ op: "has", set: ref(before), value }).t,
          translation.logical({ op: "has", set: ref(after), value }).t,
        ),
      );
    }
    case "text": {
      const same = translation.logical({ op: "compare", operator: "=", left: ref(before), right: ref(after) });
      return [{ direction: "differs", value: undefined, formula: same.f }, ...knownDifferences(prover, before, after)];
    }
    case "integer":
    case "number":
    case "decimal":
    case "duration":
    case "date":
    case "time": {
      const pairs = translation
        .numeric(ref(before))
        .flatMap((left) =>
          translation
            .numeric(ref(after))
            .map((right) =>
              and(left.guard, right.guard, or(below(left.value, right.value), below(right.value, left.value))),
            ),
        );
      return [
        { direction: "differs", value: undefined, formula: or(...pairs) },
        ...knownDifferences(prover, before, after),
      ];
    }
  }
}

function knownDifferences(prover: Prover, before: OutputNode, after: OutputNode): Question[] {
  const [left, right] = [before, after].map((output) => prover.translation.known({ op: "output", id: output.id }));
  if (left === undefined || right === undefined) return [];
  return [
    { direction: "gains", value: ANY_VALUE, formula: and(right, not(left)) },
    { direction: "loses", value: ANY_VALUE, formula: and(left, not(right)) },
  ];
}
