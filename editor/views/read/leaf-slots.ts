import type { Measuring } from "../../../grammar/texts/aggregates/texts.ts";
import type { Span } from "../../../grammar/source.ts";
import type { Elapsed, Expression, Window } from "../../../grammar/tree/expression.ts";
import type { TimeUnit } from "../../../grammar/tokens/words.ts";
import { eventMeasures, factsOf, fieldMeasures, takes } from "../measures.ts";
import type { FieldUse, Slot } from "../slot.ts";
import type { LiteralSpec, OperandSpec, TestSpec, WindowSpec } from "../spec.ts";
import type { TermType } from "../vocabulary.ts";

/** A value written out, read with the type of the side it is compared with; undefined for what is worked out. */
export function readLiteral(node: Expression, type: TermType | undefined): LiteralSpec | undefined {
  const choices = type?.value.kind === "enum" || type?.value.kind === "set" ? type.value.values : undefined;
  switch (node.kind) {
    case "number":
      return { kind: "number", text: `${node.digits}${node.percent ? "%" : ""}` };
    case "negate":
      return node.operand.kind === "number"
        ? { kind: "number", text: `-${node.operand.digits}${node.operand.percent ? "%" : ""}` }
        : undefined;
    case "text":
      return choices?.includes(node.value) === true
        ? { kind: "choice", value: node.value, quoted: true }
        : { kind: "string", value: node.value };
    case "boolean":
      return { kind: "boolean", value: node.value };
    case "date":
    case "datetime":
      return { kind: node.kind, text: node.text };
    case "duration":
      return { kind: "duration", amount: node.amount, unit: node.unit };
    case "reference":
      return node.member === undefined && choices?.includes(node.name.text) === true
        ? { kind: "choice", value: node.name.text, quoted: false }
        : undefined;
    case "missing":
    case "now":
    case "today":
    case "group":
    case "logic":
    case "not":
    case "arithmetic":
    case "comparison":
    case "between":
    case "is":
    case "text-test":
    case "if-unknown":
    case "as-of":
    case "elapsed":
    case "anniversary":
    case "time-part":
    case "aggregate":
    case "sequence":
      return undefined;
  }
}

/** @param source what is written in a place */
export function readWindow(window: Window, source: (span: Span) => string): WindowSpec {
  switch (window.kind) {
    case "last":
      return {
        kind: "last",
        amount: window.amount,
        unit: window.unit,
        ...(window.ending === undefined ? {} : { ending: { amount: window.ending.amount, unit: window.ending.unit } }),
      };
    case "today":
    case "yesterday":
      return { kind: window.kind };
    case "calendar":
      return { kind: "calendar", which: window.which, unit: window.unit };
    case "during":
      return { kind: "during", from: window.from.text, to: window.to.text };
    case "since":
      return { kind: "since", from: window.from.text };
    case "since-value":
    case "last-value":
      return { kind: "value", source: source(window) };
  }
}

export const windowSlot = (window: Window, source: (span: Span) => string): Slot => ({
  kind: "window",
  value: readWindow(window, source),
  start: window.start,
  end: window.end,
});

const allUnits: readonly TimeUnit[] = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];
const exactUnits: readonly TimeUnit[] = ["second", "minute", "hour", "day", "week"];

/** The units that a duration or the time since something may be counted in. */
export function unitsFor(use: "any" | "exact", direction?: Elapsed["direction"], type?: TermType): readonly TimeUnit[] {
  const units = use === "exact" || direction === "until" ? exactUnits : allUnits;
  return direction !== undefined && type?.value.kind === "date"
    ? units.filter((unit) => unit !== "second" && unit !== "minute" && unit !== "hour")
    : units;
}

/** What a test may be turned into without touching its operands. */
export function operatorsFor(
  test: TestSpec,
  left: TermType | undefined,
): { readonly value: string; readonly operators: readonly string[] } {
  const not = "negated" in test && test.negated ? "is not" : "is";
  switch (test.kind) {
    case "compare":
      return withOwn(test.operator, [
        "<",
        "<=",
        ">",
        ">=",
        ...(left?.value.kind === "text" || test.right.kind === "choice" ? [] : ["is", "is not"]),
      ]);
    case "is":
      return withOwn(not, singleOperators(left, test.right, test.ignoringCase));
    case "text-test":
      return withOwn(
        test.test,
        left?.value.kind === "text" ? singleOperators(left, test.right, test.ignoringCase) : [],
      );
    case "one-of":
      return withOwn(`${not} one of`, ["is one of", "is not one of"]);
    case "in-list":
      return withOwn(`${not} in`, ["is in", "is not in"]);
    case "known":
    case "unknown":
      return withOwn(`${not} ${test.kind}`, ["is known", "is unknown"]);
    case "rank":
      return withOwn(`${not} ${test.bound}`, ["is at least", "is at most"]);
    case "between":
      return withOwn("from", []);
  }
}

function singleOperators(left: TermType | undefined, right: OperandSpec, ignoringCase: boolean): readonly string[] {
  if (left?.value.kind === "text") return ["is", "is not", "contains", "starts with", "ends with"];
  const ordered =
    left !== undefined && ["integer", "number", "decimal", "date", "time", "duration"].includes(left.value.kind);
  return ordered && !ignoringCase && right.kind !== "choice"
    ? ["<", "<=", ">", ">=", "is", "is not"]
    : ["is", "is not"];
}

const withOwn = (value: string, operators: readonly string[]): { value: string; operators: readonly string[] } => ({
  value,
  operators: operators.includes(value) ? operators : [value, ...operators],
});

/** Aggregates that take the same event and field. */
export function functionsLike(own: Measuring, field: TermType | undefined, hasField: boolean): readonly Measuring[] {
  if (!hasField) return own === "first" || own === "latest" ? ["first", "latest"] : eventMeasures;
  const fitting = fieldMeasures.filter(
    (fn) => fn !== "quantile" && (field === undefined ? factsOf(fn).field === "any" : takes(fn, field.value.kind)),
  );
  return fitting.includes(own) ? fitting : [own, ...fitting];
}

export function fieldUse(fn: Measuring): FieldUse {
  const { field } = factsOf(fn);
  return field === "none" ? "any" : field;
}

export const nameSlot = (kind: "event" | "list", { text, start, end }: Span & { readonly text: string }): Slot => ({
  kind,
  value: text,
  start,
  end,
});
