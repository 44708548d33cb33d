import type { ParserMethod } from "chevrotain";
import * as T from "../tokens/token-types.ts";
import { wordTokens as W } from "../tokens/words.ts";
import type {
  Aggregate,
  AggregateFunction,
  Expression,
  Name,
  NumberLiteral,
  Sequence,
  SequenceStep,
  Window,
} from "../tree/expression.ts";
import { numberOf } from "./base.ts";
import { WindowParser } from "./window-parser.ts";

interface Tail {
  readonly where: Expression | undefined;
  readonly window: Window | undefined;
}

type Sequel = Pick<Sequence, "steps" | "each" | "within" | "window">;

/** Aggregates and sequences: what is measured over events. */
export abstract class AggregateParser extends WindowParser {
  /** A filter is any condition. */
  protected abstract condition: ParserMethod<[], Expression>;

  /** `[where condition] [window]`, behind every aggregate. */
  protected tail = this.RULE(
    "tail",
    (): Tail => {
      const where = this.OPTION(() => this.SUBRULE(this.where));
      const window = this.OPTION1({ GATE: () => this.beginsWindow(), DEF: () => this.SUBRULE(this.window) });
      return { where, window };
    },
    { recoveryValueFunc: (): Tail => ({ where: undefined, window: undefined }) },
  );

  protected where = this.RULE(
    "where",
    (): Expression => {
      this.CONSUME(W.where);
      return this.SUBRULE(this.condition);
    },
    { recoveryValueFunc: this.missing },
  );

  private aggregate(start: number, fn: AggregateFunction, event: Name, field: Name | undefined, tail: Tail): Aggregate {
    return {
      kind: "aggregate",
      function: fn,
      event,
      field,
      where: tail.where,
      window: tail.window,
      among: undefined,
      atLeast: undefined,
      start,
      end: this.last(),
    };
  }

  /** `count of E …`, alone or as a sequence. */
  protected counting = this.RULE(
    "counting",
    (): Expression => {
      const start = this.here();
      this.CONSUME(W.count);
      this.CONSUME(W.of);
      return this.SUBRULE(this.occurrences, { ARGS: ["count", start] });
    },
    { recoveryValueFunc: this.missing },
  );

  protected did = this.RULE(
    "did",
    (): Expression => {
      const start = this.here();
      this.CONSUME(W.did);
      return this.SUBRULE(this.occurrences, { ARGS: ["did", start] });
    },
    { recoveryValueFunc: this.missing },
  );

  private occurrences = this.RULE(
    "occurrences",
    (fn: "count" | "did", start: number): Expression => {
      const keep = this.OPTION({
        // Otherwise `first` or `latest` is itself the name: `did latest since 2026-01-01`, `did first at least 3 times`.
        GATE: () =>
          this.nextIsNameOfItsOwn(2) &&
          !this.nextIs(W.yesterday, 2) &&
          !(this.nextIs(W.at, 2) && this.nextIs(W.least, 3)),
        DEF: () =>
          this.choice<"first" | "latest">([
            { ALT: () => (this.CONSUME(W.first), "first") },
            { ALT: () => (this.CONSUME(W.latest), "latest") },
          ]),
      });
      const event = this.SUBRULE(this.name);
      let atLeast: NumberLiteral | undefined;
      this.OPTION1({
        GATE: () => fn === "did" && this.nextIs(W.least, 2),
        DEF: () => {
          this.CONSUME(W.at);
          this.CONSUME(W.least);
          const token = this.CONSUME(T.NumberLiteral);
          this.CONSUME(W.times);
          this.ACTION(() => (atLeast = numberOf(token)));
        },
      });
      const where = this.OPTION2(() => this.SUBRULE(this.where));
      const rest = this.choice1<Sequel | { readonly steps: undefined; readonly window: Window | undefined }>([
        // `at least N times` counts single events; `first` and `latest` choose the start of a sequence.
        { GATE: () => atLeast === undefined, ALT: () => this.SUBRULE(this.sequel) },
        {
          GATE: () => keep === undefined,
          ALT: () => ({
            steps: undefined,
            window: this.OPTION3({ GATE: () => this.beginsWindow(), DEF: () => this.SUBRULE(this.window) }),
          }),
        },
      ]);
      return this.ACTION((): Expression => {
        if (rest.steps === undefined)
          return { ...this.aggregate(start, fn, event, undefined, { where, window: rest.window }), atLeast };
        const first: SequenceStep = { event, where, negated: false, start: event.start, end: where?.end ?? event.end };
        return {
          kind: "sequence",
          function: fn,
          keep: keep ?? "all",
          ...rest,
          steps: [first, ...rest.steps],
          start,
          end: this.last(),
        };
      });
    },
    { recoveryValueFunc: this.missing },
  );

  /** What makes a count a sequence. */
  private sequel = this.RULE(
    "sequel",
    (): Sequel => {
      const steps: SequenceStep[] = [];
      this.AT_LEAST_ONE(() => steps.push(this.SUBRULE(this.step)));
      const each = this.OPTION(() => this.CONSUME(W.each)) !== undefined;
      this.CONSUME(W.within);
      const within = this.SUBRULE(this.duration);
      const window = this.OPTION1({ GATE: () => this.beginsWindow(), DEF: () => this.SUBRULE(this.window) });
      return { steps, each, within, window };
    },
    { recoveryValueFunc: (): Sequel => ({ steps: [], each: false, within: this.someDuration(), window: undefined }) },
  );

  private step = this.RULE(
    "step",
    (): SequenceStep => {
      const start = this.here();
      this.CONSUME(W.then);
      const negated = this.OPTION(() => this.CONSUME(W.not)) !== undefined;
      const event = this.SUBRULE(this.name);
      const where = this.OPTION1(() => this.SUBRULE(this.where));
      return { event, where, negated, start, end: this.last() };
    },
    {
      recoveryValueFunc: (): SequenceStep => ({
        ...this.missing(),
        event: this.noName(),
        where: undefined,
        negated: false,
      }),
    },
  );

  protected fieldAggregate = this.RULE(
    "fieldAggregate",
    (): Expression => {
      const start = this.here();
      const fn = this.choice<AggregateFunction>([
        { ALT: () => (this.CONSUME(W.sum), "sum") },
        { ALT: () => (this.CONSUME(W.average), "average") },
        { ALT: () => (this.CONSUME(W.median), "median") },
        { ALT: () => (this.CONSUME(W.minimum), "minimum") },
        { ALT: () => (this.CONSUME(W.maximum), "maximum") },
      ]);
      this.CONSUME(W.of);
      const path = this.SUBRULE(this.fieldPath);
      const tail = this.SUBRULE(this.tail);
      return this.ACTION(() => this.aggregate(start, fn, path.event, path.field, tail));
    },
    { recoveryValueFunc: this.missing },
  );

  protected quantile = this.RULE(
    "quantile",
    (): Expression => {
      const start = this.here();
      const percent = this.CONSUME(T.PercentLiteral);
      this.CONSUME(W.quantile);
      this.CONSUME(W.of);
      const path = this.SUBRULE(this.fieldPath);
      const tail = this.SUBRULE(this.tail);
      return this.ACTION(() => ({
        ...this.aggregate(start, "quantile", path.event, path.field, tail),
        percent: numberOf(percent),
      }));
    },
    { recoveryValueFunc: this.missing },
  );

  protected averageGap = this.RULE(
    "averageGap",
    (): Expression => {
      const start = this.here();
      this.CONSUME(W.average);
      this.CONSUME(W.gap);
      this.CONSUME(W.between);
      const event = this.SUBRULE(this.name);
      const tail = this.SUBRULE(this.tail);
      return this.ACTION(() => this.aggregate(start, "average gap", event, undefined, tail));
    },
    { recoveryValueFunc: this.missing },
  );

  protected distinct = this.RULE(
    "distinct",
    (): Expression => {
      const start = this.here();
      this.CONSUME(W.distinct);
      return this.choice<Expression>([
        {
          ALT: () => {
            this.CONSUME(W.count);
            this.CONSUME(W.of);
            const path = this.SUBRULE(this.fieldPath);
            const tail = this.SUBRULE(this.tail);
            return this.ACTION(() => this.aggregate(start, "distinct count", path.event, path.field, tail));
          },
        },
        {
          ALT: () => {
            this.CONSUME(W.days);
            this.CONSUME1(W.of);
            const event = this.SUBRULE(this.name);
            const tail = this.SUBRULE1(this.tail);
            return this.ACTION(() => this.aggregate(start, "distinct days", event, undefined, tail));
          },
        },
      ]);
    },
    { recoveryValueFunc: this.missing },
  );

  protected mostFrequent = this.RULE(
    "mostFrequent",
    (): Expression => {
      const start = this.here();
      this.CONSUME(W.most);
      this.CONSUME(W.frequent);
      const path = this.SUBRULE(this.fieldPath);
      const tail = this.SUBRULE(this.tail);
      return this.ACTION(() => this.aggregate(start, "most frequent", path.event, path.field, tail));
    },
    { recoveryValueFunc: this.missing },
  );

  /** `first E.f`, `latest E.f`; without a field only behind `since`, which the checker says. */
  protected moment = this.RULE(
    "moment",
    (): Expression => {
      const start = this.here();
      const fn = this.SUBRULE(this.firstOrLatest);
      const event = this.SUBRULE(this.name);
      const field = this.OPTION(() => {
        this.CONSUME(T.Dot);
        return this.SUBRULE1(this.name);
      });
      const tail = this.SUBRULE(this.tail);
      return this.ACTION(() => this.aggregate(start, fn, event, field, tail));
    },
    { recoveryValueFunc: this.missing },
  );

  private firstOrLatest = this.RULE("firstOrLatest", (): "first" | "latest" =>
    this.choice<"first" | "latest">([
      { ALT: () => (this.CONSUME(W.first), "first") },
      { ALT: () => (this.CONSUME(W.latest), "latest") },
    ]),
  );

  protected timeOfMoment = this.RULE(
    "timeOfMoment",
    (): Expression => {
      const start = this.here();
      this.CONSUME(W.time);
      this.CONSUME(W.of);
      const which = this.SUBRULE(this.firstOrLatest);
      const event = this.SUBRULE(this.name);
      const tail = this.SUBRULE(this.tail);
      return this.ACTION(() => this.aggregate(start, `time of ${which}`, event, undefined, tail));
    },
    { recoveryValueFunc: this.missing },
  );

  protected share = this.RULE(
    "share",
    (): Expression => {
      const start = this.here();
      this.CONSUME(W.share);
      this.CONSUME(W.of);
      const event = this.SUBRULE(this.name);
      const where = this.SUBRULE(this.where);
      const among = this.OPTION(() => {
        this.CONSUME(W.among);
        const other = this.SUBRULE1(this.name);
        const condition = this.OPTION1(() => this.SUBRULE1(this.where));
        return { event: other, where: condition };
      });
      const window = this.OPTION2({ GATE: () => this.beginsWindow(), DEF: () => this.SUBRULE(this.window) });
      return this.ACTION(() => ({ ...this.aggregate(start, "share", event, undefined, { where, window }), among }));
    },
    { recoveryValueFunc: this.missing },
  );

  protected longestStreak = this.RULE(
    "longestStreak",
    (): Expression => {
      const start = this.here();
      this.CONSUME(W.longest);
      this.CONSUME(W.streak);
      this.CONSUME(W.of);
      this.CONSUME(W.days);
      this.CONSUME(W.with);
      const event = this.SUBRULE(this.name);
      const tail = this.SUBRULE(this.tail);
      return this.ACTION(() => this.aggregate(start, "longest streak", event, undefined, tail));
    },
    { recoveryValueFunc: this.missing },
  );
}
