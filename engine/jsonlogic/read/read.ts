import { quoteText } from "../../../grammar/parser/text-literal.ts";
import { NotExactError, type JsonLogic } from "../rule.ts";
import { firstOf } from "./first-of.ts";
import type { Scope } from "./names.ts";
import type { Condition } from "./piece.ts";
import { refuseTooLarge, ruleIn } from "./rule-shape.ts";
import { RuleReader } from "./rule-reader.ts";

/** A JSONLogic rule as source, with what it means otherwise than there. */
export interface ReadRule {
  /** A condition, or `first of {…}` where the rule gives texts. */
  readonly text: string;
  readonly form: "condition" | "first of";
  /** Where the source says something else than JSONLogic does, in words. */
  readonly notes: readonly string[];
}

/**
 * Reads a JSONLogic rule, as query builders and flag services write it, as the condition of a tag or as its branches. A
 * condition that is unknown here stands for one that JSONLogic says no to; where it says yes, a note tells.
 * @throws NotExactError for what is no condition, or names something that is not there; the message says where
 */
export function fromJsonLogic(document: JsonLogic, scope: Scope): ReadRule {
  refuseTooLarge(document);
  const reader = new RuleReader(scope);
  const rule = ruleIn(document);
  const branches = firstOf(rule, (one) => reader.condition(one, 1));
  if (branches !== undefined) {
    for (const { when } of branches) reader.noteUnknown(when, "this branch");
    return { text: branchesText(branches), form: "first of", notes: [...reader.notes] };
  }
  const condition = reader.condition(rule, 0);
  if (typeof condition === "boolean")
    throw new NotExactError(`it is always ${String(condition)}, which by itself is no condition here; leave it out`);
  reader.noteUnknown(condition, "this");
  return { text: condition.text, form: "condition", notes: [...reader.notes] };
}

function branchesText(branches: readonly { readonly value: string; readonly when: Condition }[]): string {
  const lines = branches.map(({ value, when }) =>
    typeof when === "boolean" ? `  ${quoteText(value)} otherwise` : `  ${quoteText(value)} when ${when.text}`,
  );
  return `first of {\n${lines.join("\n")}\n}`;
}
