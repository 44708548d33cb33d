import { isPercent } from "../print/leaf.ts";
import { readsAsWindow } from "../print/parse-piece.ts";
import { isTerm } from "../term-type.ts";
import type { ConditionSpec, LiteralSpec, OperandSpec, SequenceSpec, TermSpec, TestSpec, WindowSpec } from "../spec.ts";

const WHOLE = /^\d{1,15}$/;
const NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?%?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?$/;

/**
 * Whether everything in a condition is filled in, so that it can go into the text. A quick look that needs no parser:
 * what passes may still be refused.
 */
export function isComplete(spec: ConditionSpec): boolean {
  switch (spec.kind) {
    case "group":
      return spec.items.length > 0 && spec.items.every(isComplete);
    case "not":
      return isComplete(spec.item);
    case "text":
      return spec.source.trim() !== "";
    case "did":
      return (
        spec.event !== "" &&
        (spec.atLeast === undefined ||
          (spec.atLeast.kind === "number" && WHOLE.test(spec.atLeast.text.trim()) && Number(spec.atLeast.text) > 0)) &&
        tailComplete(spec)
      );
    case "did-sequence":
      return sequenceComplete(spec.sequence);
    case "holds":
      return isCompleteTerm(spec.left);
    case "test":
      return isCompleteTerm(spec.left) && testComplete(spec.test);
  }
}

/** Whether a condition is complete and compares with no empty text, which a form has only until something is typed. */
export function isFilled(condition: ConditionSpec): boolean {
  return isComplete(condition) && !hasEmptyText(condition);
}

function hasEmptyText(part: unknown): boolean {
  if (typeof part !== "object" || part === null) return false;
  if ("kind" in part && part.kind === "string") return "value" in part && part.value === "";
  return Object.values(part).some(hasEmptyText);
}

function testComplete(test: TestSpec): boolean {
  switch (test.kind) {
    case "compare":
    case "is":
    case "rank":
    case "text-test":
      return isCompleteOperand(test.right);
    case "one-of":
      return test.values.length > 0 && test.values.every(isCompleteOperand);
    case "in-list":
      return test.list !== "";
    case "between":
      return isCompleteOperand(test.from) && isCompleteOperand(test.to);
    case "known":
    case "unknown":
      return true;
  }
}

export function isCompleteTerm(term: TermSpec): boolean {
  switch (term.kind) {
    case "reference":
      return term.name !== "" && term.member !== "";
    case "measure":
      return (
        term.event !== "" &&
        term.field !== "" &&
        (term.percent === undefined || isPercent(term.percent)) &&
        tailComplete(term)
      );
    case "share":
      return (
        term.event !== "" &&
        isComplete(term.where) &&
        (term.among?.where === undefined || isComplete(term.among.where)) &&
        (term.window === undefined || isCompleteWindow(term.window))
      );
    case "sequence":
      return sequenceComplete(term.sequence);
    case "arithmetic":
      return (
        term.rest.length > 0 &&
        isCompleteOperand(term.first) &&
        term.rest.every(({ operand }) => isCompleteOperand(operand))
      );
    case "elapsed":
    case "anniversary":
    case "time-part":
      return isCompleteTerm(term.of);
    case "as-of":
      return isCompleteTerm(term.of) && WHOLE.test(term.amount.trim());
    case "if-unknown":
      return isCompleteTerm(term.of) && isCompleteOperand(term.fallback);
    case "now":
    case "today":
      return true;
    case "text":
      return term.source.trim() !== "";
  }
}

export function isCompleteOperand(operand: OperandSpec): boolean {
  return isTerm(operand) ? isCompleteTerm(operand) : isCompleteLiteral(operand);
}

export function isCompleteLiteral(literal: LiteralSpec): boolean {
  switch (literal.kind) {
    case "number":
      return NUMBER.test(literal.text.trim());
    case "string":
    case "boolean":
      return true;
    case "date":
      return DATE.test(literal.text);
    case "datetime":
      return TIME.test(literal.text) || DATE.test(literal.text);
    case "duration":
      return WHOLE.test(literal.amount.trim());
    case "choice":
      return literal.value !== "";
  }
}

function tailComplete({ where, window }: { readonly where?: ConditionSpec; readonly window?: WindowSpec }): boolean {
  return (where === undefined || isComplete(where)) && (window === undefined || isCompleteWindow(window));
}

export function isCompleteWindow(window: WindowSpec): boolean {
  switch (window.kind) {
    case "today":
    case "yesterday":
    case "calendar":
      return true;
    case "last":
      return (
        WHOLE.test(window.amount.trim()) &&
        Number(window.amount) > 0 &&
        (window.ending === undefined || WHOLE.test(window.ending.amount.trim()))
      );
    case "during":
      return DATE.test(window.from) && DATE.test(window.to) && window.from <= window.to;
    case "value":
      return readsAsWindow(window.source);
    case "since":
      return DATE.test(window.from) || TIME.test(window.from);
  }
}

function sequenceComplete({ steps, within, window }: SequenceSpec): boolean {
  return (
    steps.length > 1 &&
    steps.every(({ event, where }) => event !== "" && (where === undefined || isComplete(where))) &&
    WHOLE.test(within.amount.trim()) &&
    Number(within.amount) > 0 &&
    (window === undefined || isCompleteWindow(window))
  );
}
