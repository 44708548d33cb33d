import type { Aggregate, Arithmetic, Expression, Name, Sequence, Window } from "../../../grammar/tree/expression.ts";
import type { Span } from "../../../grammar/source.ts";
import type { Path } from "../form/model.ts";
import type { NumberRule } from "../slot.ts";
import { eventFields, termType } from "../term-type.ts";
import type { ConditionSpec, LiteralSpec, OperandSpec, SequenceSpec, TermSpec, TextSpec, WindowSpec } from "../spec.ts";
import type { TermType, Vocabulary } from "../vocabulary.ts";
import { fieldUse, functionsLike, nameSlot, readLiteral, readWindow, unitsFor, windowSlot } from "./leaf-slots.ts";
import type { Parts } from "./parts.ts";
import { textSlots } from "./text-slots.ts";
import { unbracketed } from "./unbracketed.ts";

/** Reads a condition, such as the filter of what is counted. */
type ReadCondition = (node: Expression, path: Path, event?: string) => ConditionSpec;

/** Reads values off the tree as forms show them. `event` is the event in whose filter they stand. */
export class ValueReader {
  private readonly parts: Parts;
  private readonly vocabulary: Vocabulary;
  private readonly condition: ReadCondition;

  constructor(parts: Parts, vocabulary: Vocabulary, condition: ReadCondition) {
    this.parts = parts;
    this.vocabulary = vocabulary;
    this.condition = condition;
  }

  operand(
    node: Expression,
    path: Path,
    type: TermType | undefined,
    event?: string,
    rule: NumberRule = "any",
  ): OperandSpec {
    const literal = this.literal(node, path, type, rule);
    return literal ?? this.term(node, path, event);
  }

  /** A literal with its slot; undefined for anything else. */
  literal(node: Expression, path: Path, type: TermType | undefined, rule: NumberRule): LiteralSpec | undefined {
    const value = readLiteral(node, type);
    if (value === undefined) return undefined;
    this.parts.node(path, node);
    this.parts.slot(path, { kind: "literal", value, type, rule, start: node.start, end: node.end });
    return value;
  }

  term(node: Expression, path: Path, event?: string): TermSpec {
    this.parts.node(path, node);
    const inner = unbracketed(node);
    switch (inner.kind) {
      case "reference": {
        if (inner.member !== undefined) return { kind: "reference", name: inner.name.text, member: inner.member.text };
        const term: TermSpec = { kind: "reference", name: inner.name.text };
        this.parts.slot(path, {
          kind: "reference",
          value: inner.name.text,
          event,
          type: termType(term, this.vocabulary, event),
          start: inner.start,
          end: inner.end,
        });
        return term;
      }
      case "aggregate":
        return inner.function === "did" ? this.text(inner, path, event) : this.aggregate(inner, inner.function, path);
      case "sequence":
        return inner.function === "did"
          ? this.text(inner, path, event)
          : { kind: "sequence", sequence: this.sequence(inner, `${path}.sequence`) };
      case "arithmetic":
        return this.arithmetic(inner, path, event);
      case "elapsed": {
        const of = this.term(inner.of, `${path}.of`, event);
        const unit = this.parts.tokens(inner)[0];
        if (unit !== undefined) {
          const units = unitsFor("any", inner.direction, termType(of, this.vocabulary, event));
          this.parts.slot(`${path}.unit`, {
            kind: "unit",
            value: inner.unit,
            units,
            start: unit.startOffset,
            end: unit.startOffset + unit.image.length,
          });
        }
        return { kind: "elapsed", unit: inner.unit, direction: inner.direction, of };
      }
      case "anniversary":
        return { kind: "anniversary", of: this.term(inner.of, `${path}.of`, event) };
      case "time-part":
        return { kind: "time-part", part: inner.part, of: this.term(inner.of, `${path}.of`, event) };
      case "as-of": {
        const [, , amount, unit] = this.parts.tokens({ start: inner.value.end, end: inner.end });
        if (amount !== undefined && unit !== undefined) {
          this.parts.slot(`${path}.ago`, {
            kind: "duration",
            value: { amount: inner.amount, unit: inner.unit },
            units: unitsFor("any"),
            start: amount.startOffset,
            end: unit.startOffset + unit.image.length,
          });
        }
        return {
          kind: "as-of",
          of: this.term(inner.value, `${path}.of`, event),
          amount: inner.amount,
          unit: inner.unit,
        };
      }
      case "if-unknown": {
        const of = this.term(inner.value, `${path}.of`, event);
        return {
          kind: "if-unknown",
          of,
          fallback: this.operand(
            inner.fallback,
            `${path}.fallback`,
            termType(of, this.vocabulary, event),
            event,
            "unsigned",
          ),
        };
      }
      case "now":
      case "today":
        return { kind: inner.kind };
      case "missing":
      case "number":
      case "text":
      case "boolean":
      case "date":
      case "datetime":
      case "duration":
      case "group":
      case "logic":
      case "not":
      case "negate":
      case "comparison":
      case "between":
      case "is":
      case "text-test":
      case "set-test":
      case "set-size":
        return this.text(inner, path, event);
    }
  }

  private aggregate(node: Aggregate, fn: Exclude<Aggregate["function"], "did">, path: Path): TermSpec {
    const event = node.event.text;
    this.parts.slot(`${path}.event`, nameSlot("event", node.event));
    if (fn === "share") {
      const where = node.where === undefined ? this.missing(node) : this.condition(node.where, `${path}.where`, event);
      const among = node.among === undefined ? undefined : this.among(node.among, path);
      return {
        kind: "share",
        event,
        where,
        ...(among === undefined ? {} : { among }),
        ...this.window(node.window, path),
      };
    }
    const field =
      node.field === undefined
        ? undefined
        : eventFields(this.vocabulary, event).find(({ name }) => name === node.field?.text)?.type;
    // A quantile is written around its percentage, so that no other words fit in the place of its own.
    if (fn === "quantile") {
      if (node.percent !== undefined) this.literal(node.percent, `${path}.percent`, undefined, "percent");
    } else
      this.parts.slot(`${path}.function`, {
        kind: "function",
        value: fn,
        functions: functionsLike(fn, field, node.field !== undefined),
        ...this.parts.tight({ start: node.start, end: node.event.start }),
      });
    if (node.field !== undefined)
      this.parts.slot(`${path}.field`, {
        kind: "field",
        value: node.field.text,
        event,
        fits: fieldUse(fn),
        start: node.field.start,
        end: node.field.end,
      });
    return {
      kind: "measure",
      function: fn,
      ...(node.percent === undefined ? {} : { percent: node.percent.digits }),
      event,
      ...(node.field === undefined ? {} : { field: node.field.text }),
      ...this.tail(node, path),
    };
  }

  sequence(node: Sequence, path: Path): SequenceSpec {
    this.parts.node(path, node);
    const steps = node.steps.map((step, index) => {
      const at = `${path}.steps.${index}`;
      this.parts.span(at, step);
      this.parts.slot(`${at}.event`, nameSlot("event", step.event));
      return {
        event: step.event.text,
        ...(step.where === undefined ? {} : { where: this.condition(step.where, `${at}.where`, step.event.text) }),
        negated: step.negated,
      };
    });
    const within = { amount: node.within.amount, unit: node.within.unit };
    this.parts.slot(`${path}.within`, {
      kind: "duration",
      value: within,
      units: unitsFor("exact"),
      start: node.within.start,
      end: node.within.end,
    });
    return { keep: node.keep, steps, each: node.each, within, ...this.window(node.window, path) };
  }

  private arithmetic({ first, rest }: Arithmetic, path: Path, event: string | undefined): TermSpec {
    let before: Expression = first;
    return {
      kind: "arithmetic",
      first: this.operand(first, `${path}.first`, undefined, event),
      rest: rest.map(({ operator, operand }, index) => {
        const operators = operator === "+" || operator === "-" ? ["+", "-"] : ["*", "/"];
        this.parts.slot(`${path}.rest.${index}.operator`, {
          kind: "operator",
          value: operator,
          operators,
          ...this.parts.tight({ start: before.end, end: operand.start }),
        });
        before = operand;
        return { operator, operand: this.operand(operand, `${path}.rest.${index}.operand`, undefined, event) };
      }),
    };
  }

  private among(
    { event, where }: NonNullable<Aggregate["among"]>,
    path: Path,
  ): { event: string; where?: ConditionSpec } {
    this.parts.slot(`${path}.among.event`, nameSlot("event", event));
    return {
      event: event.text,
      ...(where === undefined ? {} : { where: this.condition(where, `${path}.among.where`, event.text) }),
    };
  }

  /** The filter and the window behind what is counted. */
  tail(
    {
      event,
      where,
      window,
    }: { readonly event: Name; readonly where: Expression | undefined; readonly window: Window | undefined },
    path: Path,
  ): { where?: ConditionSpec; window?: WindowSpec } {
    return {
      ...(where === undefined ? {} : { where: this.condition(where, `${path}.where`, event.text) }),
      ...this.window(window, path),
    };
  }

  private window(window: Window | undefined, path: Path): { window?: WindowSpec } {
    if (window === undefined) return {};
    const source = (span: Span): string => this.parts.source(span);
    this.parts.span(`${path}.window`, window);
    this.parts.slot(`${path}.window`, windowSlot(window, source));
    return { window: readWindow(window, source) };
  }

  /** What has no controls, shown as its source; the values in it can still be changed. */
  text(node: Expression, path: Path, event: string | undefined): TextSpec {
    textSlots(node, path, this.parts, event);
    return { kind: "text", source: this.parts.source(node) };
  }

  private missing(at: Span): TextSpec {
    return { kind: "text", source: this.parts.source({ start: at.end, end: at.end }) };
  }
}
