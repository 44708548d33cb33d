import type { Aggregate, Expression, Is } from "../../../grammar/tree/expression.ts";
import type { Span } from "../../../grammar/source.ts";
import type { ConditionTeller } from "./condition-teller.ts";
import type { Expressions } from "./expressions.ts";
import { say, type Parts, type SentenceLine } from "./parts.ts";
import type { Operator, Phrases } from "./phrases.ts";

/** More operands than this stand in lines of their own. */
const INLINE_OPERANDS = 2;
/** How deep tags are looked through for what they are. */
const DEPTH = 8;
const MOMENTS: ReadonlySet<Expression["kind"]> = new Set(["date", "datetime", "now", "today", "anniversary"]);

/** Says conditions: in one line, or as a list of lines. */
export class Conditions implements ConditionTeller {
  private readonly values: Expressions;
  private readonly phrases: Phrases;
  private readonly future: boolean;

  /** @param future says what may happen, not what did */
  constructor(values: Expressions, future = false) {
    this.future = future;
    this.values = values;
    this.phrases = values.phrases;
  }

  /**
   * Lines for a condition: `head` puts the clause into its sentence. Where the condition has many parts, the clause
   * speaks of the lines below.
   */
  lines(indent: number, head: (clause: Parts) => Parts, condition: Expression, event?: string): SentenceLine[] {
    const { inner, negated } = stripped(condition);
    if (inner.kind !== "logic" || !needsLines(inner.operands)) {
      return [{ indent, parts: this.phrases.end(head(this.inline(condition, event)), false) }];
    }
    const clause: Parts = [{ kind: "text", text: this.phrases.these(inner.operator, negated) }];
    return [
      { indent, parts: this.phrases.end(head(clause), true) },
      ...inner.operands.flatMap((operand) => this.lines(indent + 1, (parts) => parts, operand, event)),
    ];
  }

  /** A condition in one line. */
  inline(expression: Expression, event: string | undefined): Parts {
    const { inner, negated } = stripped(expression);
    const remark = negated && this.values.leavesUnknown(expression) ? this.phrases.andKnown : "";
    if (inner.kind !== "logic") return say`${this.leaf(inner, event, negated)}${remark}`;
    const items = inner.operands.map((operand) => {
      const said = this.inline(operand, event);
      return stripped(operand).inner.kind === "logic" ? this.phrases.brackets(said) : said;
    });
    const whole = this.phrases[inner.operator](items);
    return negated ? say`${this.phrases.not(this.phrases.brackets(whole))}${remark}` : whole;
  }

  private leaf(expression: Expression, event: string | undefined, negated: boolean): Parts {
    const { values, phrases } = this;
    switch (expression.kind) {
      case "comparison": {
        const { left, right, operator } = expression;
        return phrases.compare(
          values.value(left, event),
          operator,
          this.against(left, right, event),
          this.operator(left, right),
          isMoment(left, this.values, event) || isMoment(right, this.values, event),
          negated,
        );
      }
      case "between":
        return phrases.between(
          values.value(expression.value, event),
          values.value(expression.from, event),
          values.value(expression.to, event),
          negated,
        );
      case "is": {
        const said = this.is(expression, event, negated !== expression.negated);
        return expression.ignoringCase ? phrases.ignoringCase(said) : said;
      }
      case "text-test": {
        const labels = values.labels.valuesOf(expression.left, event);
        const test = expression.test === "contains" && labels !== undefined ? "includes" : expression.test;
        const said = phrases.textTest(
          values.value(expression.left, event),
          test,
          values.compared(expression.right, labels, event),
          negated,
        );
        return expression.ignoringCase ? phrases.ignoringCase(said) : said;
      }
      case "set-test": {
        const labels = values.labels.valuesOf(expression.left, event);
        return phrases.setTest(
          values.value(expression.left, event),
          expression.quantifier,
          phrases.list(
            expression.values.map((value) => values.compared(value, labels, event)),
            expression.quantifier === "any" ? "or" : "and",
          ),
          negated,
        );
      }
      case "aggregate":
        return expression.function === "did"
          ? this.did(expression, negated)
          : phrases.isYes(values.value(expression, event), negated);
      case "sequence":
        return expression.function === "did"
          ? phrases.sequence(values.steps(expression), negated)
          : phrases.isYes(values.value(expression, event), negated);
      case "reference":
      case "as-of":
        return this.holds(expression, event, negated);
      case "boolean":
      case "if-unknown":
      case "group":
      case "logic":
      case "not":
      case "missing":
      case "number":
      case "text":
      case "date":
      case "datetime":
      case "duration":
      case "now":
      case "today":
      case "arithmetic":
      case "negate":
      case "elapsed":
      case "anniversary":
      case "time-part":
      case "set-size":
        return phrases.isYes(values.value(expression, event), negated);
    }
  }

  private did(aggregate: Aggregate, negated: boolean): Parts {
    return this.phrases.did(
      this.values.occurrences(aggregate),
      aggregate.atLeast === undefined ? undefined : this.values.number(aggregate.atLeast),
      negated,
      this.future,
    );
  }

  /** A field or a tag that is yes or no. */
  private holds(expression: Expression, event: string | undefined, negated: boolean): Parts {
    const said = this.values.value(expression, event);
    const first = said.find((part) => part.kind === "value" && part.of !== "duration");
    const of = first?.kind === "value" ? first.of : undefined;
    if (of === "tag") return this.phrases.tagHolds(said, negated);
    return of === "segment" ? this.phrases.inSegment(said, negated) : this.phrases.isYes(said, negated);
  }

  private is({ left, test, start, end }: Is, event: string | undefined, negated: boolean): Parts {
    const { values, phrases } = this;
    const said = values.value(left, event);
    const labels =
      values.labels.valuesOf(left, event) ??
      (left.kind === "time-part" && left.part === "weekday" ? new Map(Object.entries(phrases.weekdays)) : undefined);
    switch (test.kind) {
      case "known":
        return phrases.known(said, !negated);
      case "unknown":
        return phrases.known(said, negated);
      case "one-of":
        return phrases.oneOf(
          said,
          phrases.list(
            test.values.map((value) => values.compared(value, labels, event)),
            "or",
          ),
          negated,
        );
      case "in-list":
        return phrases.inList(
          said,
          [values.part(values.labels.declaration(test.list.text), test.list, "list")],
          negated,
        );
      case "at-least":
      case "at-most":
        return phrases.rank(said, test.kind, values.compared(test.value, labels, event), negated);
      case "value":
        return test.value.kind === "missing"
          ? values.quoted({ start, end })
          : phrases.equals(said, values.compared(test.value, labels, event), this.operator(left, test.value), negated);
    }
  }

  private against(left: Expression, right: Expression, event: string | undefined): Parts {
    return this.values.compared(right, this.values.labels.valuesOf(left, event), event);
  }

  private operator(left: Span, right: Span): Operator {
    return (text) => this.values.part(text, this.values.between(left, right), "operator");
  }
}

/** A condition without the brackets around it, and whether an odd number of `not` stands before. */
function stripped(expression: Expression): { readonly inner: Expression; readonly negated: boolean } {
  let inner = expression;
  let negated = false;
  for (;;) {
    if (inner.kind === "group") inner = inner.inner;
    else if (inner.kind === "not") {
      negated = !negated;
      inner = inner.operand;
    } else return { inner, negated };
  }
}

function needsLines(operands: readonly Expression[]): boolean {
  return operands.length > INLINE_OPERANDS || operands.some((operand) => stripped(operand).inner.kind === "logic");
}

/** Whether an expression is a date or a time, as far as its text tells. */
function isMoment(expression: Expression, values: Expressions, event: string | undefined, depth = 0): boolean {
  if (MOMENTS.has(expression.kind)) return true;
  if (depth > DEPTH) return false;
  switch (expression.kind) {
    case "aggregate":
      return expression.function === "time of first" || expression.function === "time of latest";
    case "arithmetic": {
      const times = [expression.first, ...expression.rest.map(({ operand }) => operand)].filter((operand) =>
        isMoment(operand, values, event, depth + 1),
      );
      return times.length === 1;
    }
    case "group":
      return isMoment(expression.inner, values, event, depth + 1);
    case "reference": {
      const { name, member } = expression;
      const record =
        member !== undefined
          ? name.text
          : event !== undefined && values.labels.fieldOf(event, name.text) !== undefined
            ? event
            : (values.names.profile?.name ?? "");
      const type = values.labels.fieldOf(record, (member ?? name).text)?.type.kind;
      if (type !== undefined || (event !== undefined && name.text === "time" && member === undefined))
        return type === undefined || type === "date" || type === "time";
      const node = member === undefined ? values.labels.declared(name.text) : undefined;
      return (
        node?.kind === "tag" && node.body.kind === "value" && isMoment(node.body.value, values, undefined, depth + 1)
      );
    }
    case "missing":
    case "number":
    case "text":
    case "boolean":
    case "date":
    case "datetime":
    case "duration":
    case "now":
    case "today":
    case "logic":
    case "not":
    case "negate":
    case "comparison":
    case "between":
    case "is":
    case "text-test":
    case "set-test":
    case "set-size":
    case "if-unknown":
    case "as-of":
    case "elapsed":
    case "anniversary":
    case "time-part":
    case "sequence":
      return false;
  }
}
