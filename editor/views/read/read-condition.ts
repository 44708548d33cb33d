import type { Expression, IsTest } from "../../../grammar/tree/expression.ts";
import type { Path } from "../form/model.ts";
import { termType } from "../term-type.ts";
import type { ConditionSpec, RowSpec, TermSpec, TestSpec } from "../spec.ts";
import type { TermType, Vocabulary } from "../vocabulary.ts";
import { nameSlot, operatorsFor } from "./leaf-slots.ts";
import type { Parts } from "./parts.ts";
import { ValueReader } from "./read-value.ts";
import { unbracketed } from "./unbracketed.ts";

/** Reads conditions off the tree as forms show them. `event` is the event in whose filter they stand. */
export class ConditionReader {
  readonly values: ValueReader;
  private readonly parts: Parts;
  private readonly vocabulary: Vocabulary;

  constructor(parts: Parts, vocabulary: Vocabulary) {
    this.parts = parts;
    this.vocabulary = vocabulary;
    this.values = new ValueReader(parts, vocabulary, (node, path, event) => this.condition(node, path, event));
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
        if (node.atLeast !== undefined) this.values.literal(node.atLeast, `${path}.atLeast`, undefined, "count");
        this.parts.slot(`${path}.event`, nameSlot("event", node.event));
        return {
          kind: "did",
          negated: false,
          event: node.event.text,
          ...this.values.tail(node, path),
          ...(node.atLeast === undefined ? {} : { atLeast: { kind: "number", text: node.atLeast.digits } }),
        };
      case "sequence":
        if (node.function !== "did") break;
        return { kind: "did-sequence", negated: false, sequence: this.values.sequence(node, `${path}.sequence`) };
      case "comparison": {
        const { left, type } = this.left(node.left, path, event);
        return this.test(node, node.left, path, left, type, {
          kind: "compare",
          operator: node.operator,
          right: this.values.operand(node.right, `${path}.test.right`, type, event),
        });
      }
      case "between": {
        const { left, type } = this.left(node.value, path, event);
        return this.test(node, node.value, path, left, type, {
          kind: "between",
          from: this.values.operand(node.from, `${path}.test.from`, type, event),
          to: this.values.operand(node.to, `${path}.test.to`, type, event),
        });
      }
      case "text-test": {
        const { left, type } = this.left(node.left, path, event);
        return this.test(node, node.left, path, left, type, {
          kind: "text-test",
          test: node.test,
          right: this.values.operand(node.right, `${path}.test.right`, type, event),
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
        return { kind: "holds", negated: false, left: this.values.term(node, `${path}.left`, event) };
      case "missing":
      case "number":
      case "text":
      case "boolean":
      case "date":
      case "datetime":
      case "duration":
      case "now":
      case "today":
      case "group":
      case "logic":
      case "not":
      case "arithmetic":
      case "negate":
      case "elapsed":
      case "anniversary":
      case "time-part":
        break;
    }
    return this.values.text(node, path, event);
  }

  private left(
    node: Expression,
    path: Path,
    event: string | undefined,
  ): { left: TermSpec; type: TermType | undefined } {
    const left = this.values.term(node, `${path}.left`, event);
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
          values: test.values.map((value, index) => this.values.operand(value, `${at}.values.${index}`, type, event)),
          ignoringCase,
        };
      case "at-least":
      case "at-most":
        return {
          kind: "rank",
          negated,
          bound: test.kind === "at-least" ? "at least" : "at most",
          right: this.values.operand(test.value, `${at}.right`, type, event),
        };
      case "value":
        return {
          kind: "is",
          negated,
          right: this.values.operand(test.value, `${at}.right`, type, event),
          ignoringCase,
        };
    }
  }
}
