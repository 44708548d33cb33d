import type { IToken } from "chevrotain";
import * as T from "../tokens/token-types.ts";
import { wordTokens as W } from "../tokens/words.ts";
import type * as D from "../tree/declaration.ts";
import type { Expression } from "../tree/expression.ts";
import type { Lead } from "./record-parser.ts";
import { TestParser } from "./test-parser.ts";

/** One declaration at a time. */
export class DeclarationParser extends TestParser {
  constructor(recover = true) {
    super(recover);
    this.performSelfAnalysis();
  }

  /** Starts on a new run of tokens, which should hold one declaration. */
  begin(tokens: readonly IToken[]): void {
    // Chevrotain writes into its input, and leaves it so when an exception passes through it.
    this.input = [...tokens];
    this.begun = undefined;
    this.resetLimits();
  }

  /** What could be read of the declaration if nothing more can. */
  known(): D.Declaration | undefined {
    return this.begun;
  }

  declaration = this.RULE(
    "declaration",
    (): D.Declaration | undefined => {
      const start = this.here();
      const annotations = this.SUBRULE(this.annotations);
      const lead: Lead = { start, annotations };
      return this.choice<D.Declaration | undefined>([
        { ALT: () => this.SUBRULE(this.profile, { ARGS: [lead] }) },
        { ALT: () => this.SUBRULE(this.event, { ARGS: [lead] }) },
        { ALT: () => this.SUBRULE(this.table, { ARGS: [lead] }) },
        { ALT: () => this.SUBRULE(this.tag, { ARGS: [lead] }) },
        { ALT: () => this.SUBRULE(this.list, { ARGS: [lead] }) },
        { ALT: () => this.SUBRULE(this.lifecycle, { ARGS: [lead] }) },
        { ALT: () => this.SUBRULE(this.model, { ARGS: [lead] }) },
        { ALT: () => this.SUBRULE(this.segment, { ARGS: [lead] }) },
        { ALT: () => this.SUBRULE(this.exclusive, { ARGS: [lead] }) },
        { ALT: () => this.SUBRULE(this.never, { ARGS: [lead] }) },
        { ALT: () => this.SUBRULE(this.test, { ARGS: [lead] }) },
      ]);
    },
    { recoveryValueFunc: () => this.begun },
  );

  private list = this.RULE(
    "list",
    (lead: Lead): D.Declaration | undefined => {
      this.CONSUME(W.list);
      const head = this.SUBRULE(this.head);
      this.ACTION(() => {
        this.begun = {
          kind: "list",
          ...lead,
          ...head,
          description: "",
          source: { kind: "values", values: [] },
          end: this.last(),
        };
      });
      const source = this.choice<D.List["source"]>([
        {
          ALT: () => {
            this.CONSUME(T.Equals);
            this.CONSUME(T.OpenBracket);
            const values: D.BoundLiteral[] = [];
            this.AT_LEAST_ONE_SEP({
              SEP: T.Comma,
              DEF: () => {
                this.oneMore("values", values.length);
                values.push(this.SUBRULE(this.boundLiteral));
              },
            });
            this.CONSUME(T.CloseBracket);
            return { kind: "values", values };
          },
        },
        {
          ALT: () => {
            this.CONSUME(W.from);
            const path = this.SUBRULE(this.label);
            const column = this.OPTION(() => {
              this.CONSUME(W.column);
              return this.SUBRULE1(this.label);
            });
            return { kind: "file", path, column };
          },
        },
      ]);
      return this.ACTION(() => ({ kind: "list", ...lead, ...head, description: "", source, end: this.last() }));
    },
    { recoveryValueFunc: () => this.begun },
  );

  private lifecycle = this.RULE(
    "lifecycle",
    (lead: Lead): D.Declaration | undefined => {
      this.CONSUME(W.lifecycle);
      const head = this.SUBRULE(this.head);
      this.ACTION(() => {
        this.begun = { kind: "lifecycle", ...lead, ...head, description: "", stages: [], end: this.last() };
      });
      const stages: D.Stage[] = [];
      this.CONSUME(T.OpenBrace);
      this.MANY(() => {
        this.oneMore("branches", stages.length);
        const stage = this.SUBRULE(this.stage);
        if (stage !== undefined) stages.push(stage);
      });
      this.CONSUME(T.CloseBrace);
      return this.ACTION(() => ({ kind: "lifecycle", ...lead, ...head, description: "", stages, end: this.last() }));
    },
    { recoveryValueFunc: () => this.begun },
  );

  private stage = this.RULE(
    "stage",
    (): D.Stage | undefined => {
      const start = this.here();
      const annotations = this.SUBRULE(this.annotations);
      this.CONSUME(W.stage);
      const value = this.SUBRULE(this.label);
      this.CONSUME(W.when);
      const condition = this.SUBRULE(this.condition);
      return this.ACTION(() => ({ annotations, value, condition, start, end: this.last() }));
    },
    { recoveryValueFunc: () => undefined },
  );

  private segment = this.RULE(
    "segment",
    (lead: Lead): D.Declaration | undefined => {
      this.CONSUME(W.segment);
      const head = this.SUBRULE(this.head);
      this.ACTION(() => {
        this.begun = {
          kind: "segment",
          ...lead,
          ...head,
          description: "",
          condition: this.missing(),
          end: this.last(),
        };
      });
      this.CONSUME(W.when);
      const condition = this.SUBRULE(this.condition);
      return this.ACTION(() => ({ kind: "segment", ...lead, ...head, description: "", condition, end: this.last() }));
    },
    { recoveryValueFunc: () => this.begun },
  );

  private exclusive = this.RULE(
    "exclusive",
    (lead: Lead): D.Exclusive | undefined => {
      this.CONSUME(W.exclusive);
      this.CONSUME(T.OpenBracket);
      const conditions: Expression[] = [];
      this.AT_LEAST_ONE_SEP({
        SEP: T.Comma,
        DEF: () => {
          this.oneMore("branches", conditions.length);
          conditions.push(this.SUBRULE(this.condition));
        },
      });
      this.CONSUME(T.CloseBracket);
      return this.ACTION(() => ({ kind: "exclusive", ...lead, conditions, end: this.last() }));
    },
    { recoveryValueFunc: () => undefined },
  );

  private never = this.RULE(
    "never",
    (lead: Lead): D.Never | undefined => {
      this.CONSUME(W.never);
      const reason = this.SUBRULE(this.label);
      const condition = this.SUBRULE(this.condition);
      return this.ACTION(() => ({ kind: "never", ...lead, reason, condition, end: this.last() }));
    },
    { recoveryValueFunc: () => undefined },
  );
}
