import type { Span } from "../../../grammar/source.ts";
import type { Aggregate, Expression, Name, Reference, Sequence, TimePart } from "../../../grammar/tree/expression.ts";
import type { Names } from "../../language/names.ts";
import type { ConditionTeller } from "./condition-teller.ts";
import type { Labels, ValueLabels } from "./labels.ts";
import { say, type Parts, type ValueKind } from "./parts.ts";
import type { Occurrences, Phrases, Steps } from "./phrases.ts";
import { Pieces } from "./pieces.ts";

/** Where the checker found that customers matter for whom something is unknown, by offset. */
export interface UnknownRemarks {
  readonly leftOut: ReadonlySet<number>;
  readonly taken: ReadonlySet<number>;
}

/** Says values: numbers, fields, tags, what is counted. */
export class Expressions extends Pieces {
  readonly names: Names;
  readonly conditions: ConditionTeller;
  private readonly unknowns: UnknownRemarks;

  /** @param conditions says conditions with the help of this */
  constructor(
    phrases: Phrases,
    labels: Labels,
    names: Names,
    source: string,
    unknowns: UnknownRemarks,
    conditions: (values: Expressions) => ConditionTeller,
  ) {
    super(phrases, labels, source);
    this.names = names;
    this.unknowns = unknowns;
    this.conditions = conditions(this);
  }

  /** Whether a `not` leaves out customers for whom what it denies is unknown. */
  leavesUnknown(expression: Span): boolean {
    return this.unknowns.leftOut.has(expression.start);
  }

  /** Whether an `otherwise` takes customers for whom a condition is unknown. */
  takesUnknown(branch: Span): boolean {
    return this.unknowns.taken.has(branch.start);
  }

  /** A value compared with something whose values have labels. */
  compared(expression: Expression, labels: ValueLabels | undefined, event: string | undefined): Parts {
    if (expression.kind === "text" && labels !== undefined) return this.literal(expression, labels);
    if (
      expression.kind === "reference" &&
      expression.member === undefined &&
      labels?.has(expression.name.text) === true
    )
      return this.literal(expression.name, labels);
    return this.value(expression, event);
  }

  /** @param event the event whose `where` the expression stands in */
  value(expression: Expression, event: string | undefined): Parts {
    const { phrases } = this;
    switch (expression.kind) {
      case "missing":
        return this.quoted(expression);
      case "number":
      case "text":
      case "boolean":
      case "date":
      case "datetime":
      case "duration":
        return this.literal(expression);
      case "reference":
        return this.reference(expression, event);
      case "now":
        return [this.part(phrases.now, expression, "moment")];
      case "today":
        return [this.part(phrases.today, expression, "moment")];
      // Only what has operators in it needs its brackets when it is said.
      case "group":
        return expression.inner.kind === "arithmetic"
          ? phrases.brackets(this.value(expression.inner, event))
          : this.value(expression.inner, event);
      case "arithmetic": {
        let before = expression.first;
        const rest = expression.rest.flatMap(({ operator, operand }) => {
          const sign = this.part(
            { "+": "+", "-": "−", "*": "×", "/": "÷" }[operator],
            this.between(before, operand),
            "operator",
          );
          before = operand;
          return say` ${sign} ${this.value(operand, event)}`;
        });
        return say`${this.value(expression.first, event)}${rest}`;
      }
      case "negate":
        return expression.operand.kind === "number"
          ? this.number({ kind: "negative", of: expression.operand, start: expression.start, end: expression.end })
          : say`−${this.value(expression.operand, event)}`;
      case "if-unknown":
        return phrases.ifUnknown(
          this.value(expression.value, event),
          this.compared(expression.fallback, this.labels.valuesOf(expression.value, event), event),
        );
      case "as-of":
        return phrases.asOf(this.value(expression.value, event), [
          this.part(
            phrases.length(expression.amount, expression.unit),
            this.amountSpan(expression.value.end, expression.end, expression.amount, expression.unit),
            "duration",
          ),
        ]);
      case "elapsed":
        return phrases.elapsed(expression.unit, expression.direction, this.moment(expression.of, event));
      case "anniversary":
        return phrases.anniversary(this.value(expression.of, event));
      case "time-part":
        return this.timePart(expression, event);
      case "set-size":
        return phrases.setSize(this.value(expression.of, event));
      case "aggregate":
        return this.aggregate(expression, event);
      case "sequence":
        return expression.function === "count"
          ? phrases.sequenceCount(this.steps(expression))
          : phrases.sequence(this.steps(expression), false);
      case "logic":
      case "not":
      case "comparison":
      case "between":
      case "is":
      case "text-test":
      case "set-test":
        return this.conditions.inline(expression, event);
    }
  }

  /** Behind `since` and `until` the first or latest event stands for its time. */
  private moment(expression: Expression, event: string | undefined): Parts {
    if (
      expression.kind === "aggregate" &&
      (expression.function === "first" || expression.function === "latest") &&
      expression.field === undefined
    ) {
      return this.phrases.moment(expression.function, this.occurrences(expression));
    }
    return this.value(expression, event);
  }

  private timePart(expression: TimePart, event: string | undefined): Parts {
    const { part, of } = expression;
    const ofEvent =
      event !== undefined &&
      of.kind === "reference" &&
      of.member === undefined &&
      of.name.text === "time" &&
      this.labels.fieldOf(event, "time") === undefined;
    return ofEvent
      ? [this.part(this.phrases.timePart(part), expression, "moment")]
      : this.phrases.timePartOf(part, this.value(of, event));
  }

  reference({ name, member, start, end }: Reference, event: string | undefined): Parts {
    const rows = member === undefined ? undefined : this.names.rowsOf(name.text, event);
    if (member !== undefined && rows !== undefined)
      return this.phrases.fieldOfRow(
        [this.part(this.labels.field(rows.name, member.text), member, "field")],
        this.reference({ kind: "reference", name, member: undefined, start: name.start, end: name.end }, event),
      );
    if (member !== undefined) {
      const owner = this.labels.declared(name.text);
      if (owner?.kind === "model")
        return [this.part(`${this.labels.declaration(name.text)}.${member.text}`, { start, end }, "model")];
      return member.text === "id"
        ? [this.part(this.phrases.customerId, { start, end }, "field")]
        : owner?.kind === "event"
          ? this.phrases.fieldOfParent(
              [this.part(this.labels.field(name.text, member.text), { start, end }, "field")],
              this.labels.declaration(name.text),
            )
          : [this.part(this.labels.field(name.text, member.text), { start, end }, "field")];
    }
    if (event !== undefined) {
      if (this.labels.fieldOf(event, name.text) !== undefined) return this.field(event, name);
      if (name.text === "time") return [this.part(this.phrases.time, name, "moment")];
    }
    const { profile } = this.names;
    if (profile?.fields.has(name.text) === true) return this.field(profile.name, name);
    const node = this.labels.declared(name.text);
    if (node === undefined)
      return [
        this.part(
          name.text === "id" ? this.phrases.customerId : name.text,
          name,
          name.text === "id" ? "field" : "name",
        ),
      ];
    return [this.part(this.labels.declaration(name.text), name, kindOf(node.kind))];
  }

  protected override windowValue(value: Expression): Parts {
    return this.value(value, undefined);
  }

  // ── events ──

  occurrences({ event, where, window }: Pick<Aggregate, "event" | "where" | "window">): Occurrences {
    return {
      event: this.event(event),
      where: this.where(where, event),
      window: window === undefined ? undefined : this.window(window),
    };
  }

  /** The condition of a `where`; of several parts in brackets, since the sentence goes on behind it. */
  private where(condition: Expression | undefined, event: Name): Parts | undefined {
    if (condition === undefined) return undefined;
    const said = this.conditions.inline(condition, event.text);
    return condition.kind === "logic" ? this.phrases.brackets(said) : said;
  }

  private aggregate(aggregate: Aggregate, event: string | undefined): Parts {
    const occurrences = this.occurrences(aggregate);
    if (aggregate.function === "did") return this.conditions.inline(aggregate, event);
    if (aggregate.function === "share") {
      const { among } = aggregate;
      if (among !== undefined && among.event.text !== aggregate.event.text) return this.quoted(aggregate);
      // Both name the same event; it is said once.
      return this.phrases.share(occurrences, this.where(among?.where, aggregate.event));
    }
    const { field } = aggregate;
    if (field === undefined && (aggregate.function === "first" || aggregate.function === "latest"))
      return this.phrases.moment(aggregate.function, occurrences);
    return this.phrases.measure({
      ...occurrences,
      function: aggregate.function,
      field: field === undefined ? undefined : this.field(aggregate.event.text, field),
      percent: aggregate.percent === undefined ? undefined : this.number(aggregate.percent),
    });
  }

  steps({ keep, steps, each, within, window }: Sequence): Steps {
    return {
      keep,
      each,
      within: this.duration(within),
      window: window === undefined ? undefined : this.window(window),
      steps: steps.map(({ event, where, negated }) => ({
        event: this.event(event),
        where: this.where(where, event),
        negated,
      })),
    };
  }
}

function kindOf(
  kind:
    | "profile"
    | "event"
    | "table"
    | "tag"
    | "lifecycle"
    | "list"
    | "segment"
    | "model"
    | "exclusive"
    | "never"
    | "test",
): ValueKind {
  switch (kind) {
    case "tag":
    case "lifecycle":
      return "tag";
    case "event":
    case "list":
    case "segment":
    case "model":
      return kind;
    case "profile":
    case "table":
    case "exclusive":
    case "never":
    case "test":
      return "name";
  }
}
