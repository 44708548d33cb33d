import type { Span } from "../../../grammar/source.ts";
import type { BoundLiteral } from "../../../grammar/tree/declaration.ts";
import type {
  DateLiteral,
  DateTimeLiteral,
  DurationLiteral,
  Expression,
  Name,
  NegativeLiteral,
  NumberLiteral,
  TextLiteral,
  Window,
} from "../../../grammar/tree/expression.ts";
import type { TimeUnit } from "../../../grammar/tokens/words.ts";
import type { Labels, ValueLabels } from "./labels.ts";
import type { Parts, SentencePart, ValueKind } from "./parts.ts";
import type { Phrases } from "./phrases.ts";

/** Says what holds no expression: names, literals, windows. */
export class Pieces {
  readonly phrases: Phrases;
  readonly labels: Labels;
  private readonly source: string;

  constructor(phrases: Phrases, labels: Labels, source: string) {
    this.phrases = phrases;
    this.labels = labels;
    this.source = source;
  }

  part(text: string, span: Span, of: ValueKind): SentencePart {
    return { kind: "value", text, start: span.start, end: span.end, of };
  }

  text(span: Span): string {
    return this.source.slice(span.start, span.end).replace(/\s+/g, " ").trim();
  }

  /** What can't be said stands as it is written. */
  quoted(span: Span): Parts {
    return [{ kind: "text", text: `\`${this.text(span)}\`` }];
  }

  event(name: Name): Parts {
    return [this.part(this.labels.declaration(name.text), name, "event")];
  }

  field(record: string, name: Name): Parts {
    return [this.part(this.labels.field(record, name.text), name, "field")];
  }

  number(literal: NumberLiteral | NegativeLiteral): Parts {
    const digits =
      literal.kind === "negative"
        ? `−${literal.of.digits}${literal.of.percent ? "%" : ""}`
        : `${literal.digits}${literal.percent ? "%" : ""}`;
    return [this.part(digits, literal, "number")];
  }

  duration(literal: DurationLiteral): Parts {
    return [this.part(this.phrases.length(literal.amount, literal.unit), literal, "duration")];
  }

  date(literal: DateLiteral | DateTimeLiteral): Parts {
    return [this.part(literal.text.replace("T", " "), literal, "date")];
  }

  plainText(literal: TextLiteral): Parts {
    return [this.part(literal.value, literal, "text")];
  }

  /** A literal, or a word that names a value, with the label that it has among these. */
  literal(value: BoundLiteral | Name, labels?: ValueLabels): Parts {
    switch (value.kind) {
      case "missing":
        return this.quoted(value);
      case "name":
        return [this.part(labels?.get(value.text) ?? value.text, value, "value")];
      case "text":
        return labels === undefined
          ? this.plainText(value)
          : [this.part(labels.get(value.value) ?? value.value, value, "value")];
      case "number":
      case "negative":
        return this.number(value);
      case "boolean":
        return [this.part(value.value ? this.phrases.yes : this.phrases.no, value, "yes/no")];
      case "date":
      case "datetime":
        return this.date(value);
      case "duration":
        return this.duration(value);
    }
  }

  window(window: Window): Parts {
    const { phrases } = this;
    switch (window.kind) {
      case "today":
        return [this.part(phrases.calendarWindow("this", "day"), window, "window")];
      case "yesterday":
        return [this.part(phrases.calendarWindow("last", "day"), window, "window")];
      case "calendar":
        return [this.part(phrases.calendarWindow(window.which, window.unit), window, "window")];
      case "during":
        return phrases.during(this.date(window.from), this.date(window.to));
      case "since":
        return phrases.since(this.date(window.from));
      case "since-value":
        return phrases.since(this.windowValue(window.from));
      case "last-value":
        return phrases.inLastOf(this.windowValue(window.length), window.unit);
      case "last": {
        const lengthSpan = this.amountSpan(window.start, window.end, window.amount, window.unit);
        if (window.ending === undefined)
          return phrases.inLast(
            [this.part(phrases.lastLength(window.amount, window.unit), lengthSpan, "duration")],
            window.amount,
            window.unit,
          );
        const length: Parts = [this.part(phrases.length(window.amount, window.unit), lengthSpan, "duration")];
        const { amount, unit } = window.ending;
        return phrases.endingAgo(length, [
          this.part(
            phrases.length(amount, unit),
            this.amountSpan(lengthSpan.end, window.end, amount, unit),
            "duration",
          ),
        ]);
      }
    }
  }

  /** What a window is worked out of, by whoever can say values. */
  protected windowValue(value: Expression): Parts {
    return this.quoted(value);
  }

  /** Where an amount and its unit stand within a span. */
  protected amountSpan(from: number, to: number, amount: string, unit: TimeUnit): Span {
    const start = this.source.indexOf(amount, from);
    const found = start === -1 || start >= to ? undefined : new RegExp(`${unit}s?`, "g");
    if (found === undefined) return { start: from, end: to };
    found.lastIndex = start;
    const match = found.exec(this.source);
    return match === null || match.index >= to
      ? { start: from, end: to }
      : { start, end: match.index + match[0].length };
  }

  /** What stands between two operands: the operator. */
  between(left: Span, right: Span): Span {
    const gap = this.source.slice(left.end, right.start);
    const before = gap.length - gap.trimStart().length;
    const after = gap.length - gap.trimEnd().length;
    return gap.trim() === "" || /[()/]/.test(gap.trim().slice(1))
      ? { start: left.end, end: right.start }
      : { start: left.end + before, end: right.start - after };
  }
}
