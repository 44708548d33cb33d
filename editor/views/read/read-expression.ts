import type {
  Aggregate,
  Arithmetic,
  Expression,
  IsTest,
  Name,
  Sequence,
  Window,
} from "../../../grammar/tree/expression.ts";
import type { Span } from "../../../grammar/source.ts";
import type { Path } from "../form/model.ts";
import type { NumberRule } from "../slot.ts";
import { eventFields, termType } from "../term-type.ts";
import type {
  ConditionSpec,
  LiteralSpec,
  OperandSpec,
  RowSpec,
  SequenceSpec,
  TermSpec,
  TestSpec,
  TextSpec,
  WindowSpec,
} from "../spec.ts";
import type { TermType, Vocabulary } from "../vocabulary.ts";
import {
  fieldUse,
  functionsLike,
  nameSlot,
  operatorsFor,
  readLiteral,
  readWindow,
  unitsFor,
  windowSlot,
} from "./leaf-slots.ts";
import type { Parts } from "./parts.ts";
import { textSlots } from "./text-slots.ts";

/** Reads conditions and values off the tree as forms show them. `event` is the event in whose filter they stand. */
export class ExpressionReader {
  private readonly parts: Parts;
  private readonly vocabulary: Vocabulary;

  constructor(parts: Parts, vocabulary: Vocabulary) {
    this.parts = parts;
    this.vocabulary = vocabulary;
  }

  condition(node: Expression, path: Path, event?: string): ConditionSpec {
    this.parts.node(path, node);
    const inner = unbracketed(node);
    switch (inner.kind) {
      case "logic":
        return {
          kind: "group",
          join: inner.operator === "and" ? "all" : "any",
          items: inner.operands.map((operand, index) => this.condition(operand, `${path}.items.${index}`, event)),
        };
      case "not": {
        const turned = unbracketed(inner.operand);
        if (turned.kind !== "logic" && turned.kind !== "not") {
          const row = this.row(turned, path, event);
          if (row.kind !== "text") return { ...row, negated: true };
        }
        return { kind: "not", item: this.condition(inner.operand, `${path}.item`, event) };
      }
      default:
        return this.row(inner, path, event);
    }
  }

  private row(node: Expression, path: Path, event: string | undefined): RowSpec {
    switch (node.kind) {
      case "aggregate":
        if (node.function !== "did") break;
        if (node.atLeast !== undefined) this.literal(node.atLeast, `${path}.atLeast`, undefined, "count");
        this.parts.slot(`${path}.event`, nameSlot("event", node.event));
        return {
          kind: "did",
          negated: false,
          event: node.event.text,
          ...this.tail(node, path),
          ...(node.atLeast === undefined ? {} : { atLeast: { kind: "number", text: node.atLeast.digits } }),
        };
      case "sequence":
        if (node.function !== "did") break;
        return { kind: "did-sequence", negated: false, sequence: this.sequence(node, `${path}.sequence`) };
      case "comparison": {
        const { left, type } = this.left(node.left, path, event);
        return this.test(node, node.left, path, left, type, {
          kind: "compare",
          operator: node.operator,
          right: this.operand(node.right, `${path}.test.right`, type, event),
        });
      }
      case "between": {
        const { left, type } = this.left(node.value, path, event);
        return this.test(node, node.value, path, left, type, {
          kind: "between",
          from: this.operand(node.from, `${path}.test.from`, type, event),
          to: this.operand(node.to, `${path}.test.to`, type, event),
        });
      }
      case "text-test": {
        const { left, type } = this.left(node.left, path, event);
        return this.test(node, node.left, path, left, type, {
          kind: "text-test",
          test: node.test,
          right: this.operand(node.right, `${path}.test.right`, type, event),
          ignoringCase: node.ignoringCase,
        });
      }
      case "is": {
        const { left, type } = this.left(node.left, path, event);
        return this.test(node, node.left, path, left, type, this.isTest(node.test, path, type, event, node));
      }
      case "reference":
      case "as-of":
      case "if-unknown":
        return { kind: "holds", negated: false, left: this.term(node, `${path}.left`, event) };
      default:
        break;
    }
    return this.text(node, path, event);
  }

  private left(
    node: Expression,
    path: Path,
    event: string | undefined,
  ): { left: TermSpec; type: TermType | undefined } {
    const left = this.term(node, `${path}.left`, event);
    return { left, type: termType(left, this.vocabulary, event) };
  }

  private test(
    node: Expression,
    left: Expression,
    path: Path,
    term: TermSpec,
    type: TermType | undefined,
    test: TestSpec,
  ): RowSpec {
    const whole = this.parts.tight({ start: left.end, end: node.end });
    this.parts.span(`${path}.test`, whole);
    const operand =
      test.kind === "one-of"
        ? undefined
        : (this.parts.spans[`${path}.test.right`] ?? this.parts.spans[`${path}.test.list`]);
    if (test.kind !== "between") {
      // `is one of (`: the operator ends before the bracket.
      const bracket =
        test.kind === "one-of" ? this.parts.tokens(whole).find(({ image }) => image === "(")?.startOffset : undefined;
      this.parts.slot(`${path}.test.operator`, {
        kind: "operator",
        ...operatorsFor(test, type),
        ...this.parts.tight({ start: whole.start, end: operand?.start ?? bracket ?? whole.end }),
      });
    }
    return { kind: "test", negated: false, left: term, test };
  }

  private isTest(
    test: IsTest,
    path: Path,
    type: TermType | undefined,
    event: string | undefined,
    { negated, ignoringCase }: { readonly negated: boolean; readonly ignoringCase: boolean },
  ): TestSpec {
    const at = `${path}.test`;
    switch (test.kind) {
      case "known":
      case "unknown":
        return { kind: test.kind, negated };
      case "in-list":
        this.parts.slot(`${at}.list`, nameSlot("list", test.list));
        return { kind: "in-list", negated, list: test.list.text, ignoringCase };
      case "one-of":
        return {
          kind: "one-of",
          negated,
          values: test.values.map((value, index) => this.operand(value, `${at}.values.${index}`, type, event)),
          ignoringCase,
        };
      case "at-least":
      case "at-most":
        return {
          kind: "rank",
          negated,
          bound: test.kind === "at-least" ? "at least" : "at most",
          right: this.operand(test.value, `${at}.right`, type, event),
        };
      case "value":
        return { kind: "is", negated, right: this.operand(test.value, `${at}.right`, type, event), ignoringCase };
    }
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
      default:
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

  private sequence(node: Sequence, path: Path): SequenceSpec {
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
    this.parts.span(`${path}.window`, window);
    this.parts.slot(`${path}.window`, windowSlot(window));
    return { window: readWindow(window) };
  }

  /** What has no controls, shown as its source; the values in it can still be changed. */
  private text(node: Expression, path: Path, event: string | undefined): TextSpec {
    textSlots(node, path, this.parts, event);
    return { kind: "text", source: this.parts.source(node) };
  }

  private missing(at: Span): TextSpec {
    return { kind: "text", source: this.parts.source({ start: at.end, end: at.end }) };
  }
}

export function unbracketed(node: Expression): Expression {
  let inner = node;
  while (inner.kind === "group") inner = inner.inner;
  return inner;
}
