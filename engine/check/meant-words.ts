import { phrase } from "../../grammar/diagnostics/prose.ts";
import type { Expression, Is, Logic } from "../../grammar/tree/expression.ts";
import type { CheckContext } from "./context.ts";
import { isNamed, nearestNamed, reportUnknown } from "./references.ts";
import type { Scope } from "./scope.ts";
import { typeProse } from "./type-prose.ts";
import type { Typed } from "./typed.ts";

const truths: ReadonlyMap<string, string> = new Map([
  ["yes", "yes"],
  ["true", "yes"],
  ["on", "yes"],
  ["no", "no"],
  ["false", "no"],
  ["off", "no"],
]);
const holes: ReadonlySet<string> = new Set(["null", "nil", "none", "missing", "empty", "blank", "undefined", "na"]);

/**
 * `is true`, `is NULL`, `is not null`, `is Taipei`: a name that stands for nothing here, behind `is`. Reports it with the
 * word or text that was meant.
 * @returns false when it is none of these; nothing has been reported then
 */
export function reportMeantWord(is: Is, value: Expression, left: Typed, scope: Scope, context: CheckContext): boolean {
  if (value.kind !== "reference" || value.member !== undefined) return false;
  const { name } = value;
  if (isNamed(name.text, scope, context)) return false;
  if (left.type.kind === "enum" && left.type.values.includes(name.text)) return false;
  const lower = name.text.toLowerCase();
  const truth = left.type.kind === "boolean" ? truths.get(lower) : undefined;
  if (truth !== undefined) {
    reportUnknown(name, scope, context, truth);
    return true;
  }
  if (holes.has(lower)) {
    const gap = context.written({ start: is.left.end, end: value.start });
    const start = is.negated ? is.left.end + gap.lastIndexOf("not") : name.start;
    reportUnknown({ ...name, start }, scope, context, is.negated ? "known" : "unknown");
    return true;
  }
  if (left.type.kind !== "text" || name.text === "") return false;
  const near = /^\p{Ll}/u.test(name.text) ? nearestNamed(name.text, scope, context) : undefined;
  reportUnknown(name, scope, context, near ?? `"${name.text}"`);
  return true;
}

/** `age is at least 30`, which is `age >= 30` for all that is no stage. */
export function meantRank(
  is: Is,
  direction: "at-least" | "at-most",
  value: Expression,
  { type }: Typed,
  context: CheckContext,
): string | undefined {
  const ordered = new Set(["integer", "number", "decimal", "date", "time", "duration"]);
  if (!ordered.has(type.kind)) return undefined;
  const sign = { "at-least": is.negated ? "<" : ">=", "at-most": is.negated ? ">" : "<=" }[direction];
  return `${context.written(is.left)} ${sign} ${context.written(value)}`;
}

/** Where a run of alternatives stands among the operands of an `or`, the comparison first. */
export interface Alternatives {
  readonly first: number;
  readonly last: number;
}

/** `city is "Taipei" or "Tainan"`: a comparison, and values alone behind it. */
export function alternativesIn({ operator, operands }: Logic, scope: Scope, context: CheckContext): Alternatives[] {
  const found: Alternatives[] = [];
  if (operator !== "or") return found;
  for (let index = 0; index < operands.length; index++) {
    const first = operands[index];
    if (first?.kind !== "is" || first.test.kind !== "value" || first.ignoringCase) continue;
    let last = index;
    for (let next = operands[last + 1]; next !== undefined && isBare(next, scope, context); next = operands[last + 1])
      last++;
    if (last > index) found.push({ first: index, last });
    index = last;
  }
  return found;
}

function isBare(operand: Expression, scope: Scope, context: CheckContext): boolean {
  if (operand.kind === "reference") return operand.member === undefined && !isNamed(operand.name.text, scope, context);
  return operand.kind === "text" || operand.kind === "number" || operand.kind === "date" || operand.kind === "datetime";
}

/** Reports alternatives as what they mean: `city is one of ("Taipei", "Tainan")`. */
export function reportAlternatives(
  { operands }: Logic,
  { first, last }: Alternatives,
  scope: Scope,
  context: CheckContext,
): void {
  const comparison = operands[first];
  const others = operands.slice(first + 1, last + 1);
  const end = others.at(-1)?.end;
  if (comparison?.kind !== "is" || comparison.test.kind !== "value" || end === undefined) return;
  const values = [comparison.test.value, ...others].map((value) => context.written(value));
  const meant = `${context.written(comparison.left)} is ${comparison.negated ? "not " : ""}one of (${values.join(", ")})`;
  const span = { start: comparison.start, end };
  const [other] = others;
  if (other?.kind === "reference") {
    reportUnknown({ ...other.name, ...span }, scope, context, meant);
    return;
  }
  context.report(
    "condition-expected",
    span,
    {
      actual: typeProse({ kind: other?.kind === "text" ? "text" : other?.kind === "number" ? "number" : "date" }),
      advice: phrase("compare-with-something", { code: meant }),
    },
    meant,
  );
}
