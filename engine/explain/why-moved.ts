import type { ExplainedCondition, ExplainedPart, Explanation } from "./explain.ts";

/** A condition that lets a customer have one value under the old rules and another under the new. */
export interface MoveReason {
  /** Under which rules the condition is as it says. */
  readonly under: "old" | "new";
  readonly condition: ExplainedCondition;
}

const LIMIT = 4;

/**
 * Why a customer moves from one value to another: of the value that is lost, the conditions that no longer hold under
 * the new rules; of the one that is gained, those that did not hold under the old.
 * @param old the explanation of the output by the old rules
 * @param fresh by the new rules, of the same customer
 */
export function whyMoved(old: Explanation, fresh: Explanation): MoveReason[] {
  const [was, becomes] = [valueOf(old), valueOf(fresh)];
  const lost = failing(partFor(fresh, was), "new");
  const gained = failing(partFor(old, becomes), "old");
  const found = lost.length + gained.length > 0 ? [...lost, ...gained] : differing(old, fresh);
  const seen = new Set<string>();
  return found
    .filter(
      ({ under, condition }) =>
        condition.text !== "" && !seen.has(`${under} ${condition.text}`) && seen.add(`${under} ${condition.text}`),
    )
    .slice(0, LIMIT);
}

const valueOf = ({ result }: Explanation): string | boolean | undefined =>
  result.state === "value" && (typeof result.value === "string" || typeof result.value === "boolean")
    ? result.value
    : undefined;

/** The part that gives a value; for a condition, the condition itself stands for yes. */
function partFor({ parts }: Explanation, value: string | boolean | undefined): ExplainedPart | undefined {
  if (typeof value === "string") return parts.find(({ name }) => name === value);
  return value === true ? parts.find(({ name }) => name === undefined) : undefined;
}

function failing(part: ExplainedPart | undefined, under: MoveReason["under"]): MoveReason[] {
  return part === undefined
    ? []
    : part.conditions
        .flatMap((condition) => leaves(condition))
        .filter(({ verdict }) => verdict === "no" || verdict === "unknown")
        .map((condition) => ({ under, condition }));
}

const leaves = (condition: ExplainedCondition): ExplainedCondition[] =>
  condition.children.length === 0 ? [condition] : condition.children.flatMap(leaves);

/** Conditions and values that are not the same under both rules; for numbers and sets, where nothing simply fails. */
function differing(old: Explanation, fresh: Explanation): MoveReason[] {
  const key = (condition: ExplainedCondition): string =>
    JSON.stringify([condition.text, condition.value, condition.inputs.map(({ name, value }) => [name, value])]);
  const all = ({ parts }: Explanation): ExplainedCondition[] =>
    parts.flatMap(({ conditions }) => conditions.flatMap(leaves));
  const [before, after] = [all(old), all(fresh)];
  const [known, now] = [new Set(before.map(key)), new Set(after.map(key))];
  return [
    ...before
      .filter((condition) => !now.has(key(condition)))
      .map((condition): MoveReason => ({ under: "old", condition })),
    ...after
      .filter((condition) => !known.has(key(condition)))
      .map((condition): MoveReason => ({ under: "new", condition })),
  ];
}
