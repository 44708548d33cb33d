import { keyOf } from "../plan/canonical.ts";
import { neverUnknown } from "../plan/aggregates.ts";
import { alwaysKnown as knownFit, fitRange, isWhole } from "../plan/fit.ts";
import type { PlanExpression } from "../plan/expression.ts";
import type { OutputNode } from "../plan/plan.ts";
import type { CalendarTerms } from "./calendar-terms.ts";
import { and, flag, not, or, truth, type Formula } from "./formula.ts";
import { isConstant, linearKey, minus, number, plus, scale, variable, type Linear } from "./linear.ts";
import { product } from "./product.ts";
import { divide, fromNumber, isZero, one, rational } from "./rational.ts";
import type { ReadVariables } from "./read-variables.ts";
import { atMost, below, relation } from "./relations.ts";
import type { SetTerms } from "./set-terms.ts";
import { scoreTotal } from "./score-items.ts";
import type { Numeric, Site, Translator } from "./terms.ts";

/** Most cases of one number. */
const CASE_LIMIT = 256;

/** Translates numbers, dates, times and durations: linear terms under their guards. */
export class NumberTerms {
  private readonly reads: ReadVariables;
  private readonly calendar: CalendarTerms;
  private readonly sets: SetTerms;
  private readonly terms: Translator;

  constructor(reads: ReadVariables, calendar: CalendarTerms, sets: SetTerms, terms: Translator) {
    this.reads = reads;
    this.calendar = calendar;
    this.sets = sets;
    this.terms = terms;
  }

  translate(node: PlanExpression, site: Site): Numeric {
    const always = (value: Linear): Numeric => [{ guard: truth, value }];
    const mapped = (arg: PlanExpression, map: (value: Linear) => Linear): Numeric =>
      this.terms.numeric(arg, site).map(({ guard, value }) => ({ guard, value: map(value) }));
    switch (node.op) {
      case "literal":
        return always(number(Number(node.value)));
      case "field":
      case "event-field":
        return [{ guard: this.reads.knownField(node, site), value: variable(this.reads.fieldVariable(node, site)) }];
      case "event-time":
        return always(this.eventTime(site));
      case "now":
        return always(this.calendar.now(node.at));
      case "today":
        return always(this.calendar.today(node.at));
      case "aggregate":
        return this.aggregateCases(node.id);
      case "output":
        return this.output(this.reads.output(node.id));
      case "model": {
        const name = this.reads.table.introduce(`model ${node.model}.${node.output}`, false);
        if (node.output === "probability" || node.output === "alive" || node.output === "comes_back")
          this.reads.table.define(name, and(atMost(number(0), variable(name)), atMost(variable(name), number(1))));
        return [{ guard: flag(`known ${name}`), value: variable(name) }];
      }
      case "fitted":
        return this.fitted(node);
      case "negate":
        return mapped(node.arg, (value) => scale(value, rational(-1n)));
      case "rescale":
        return mapped(node.arg, (value) => scale(value, fromNumber(node.factor)));
      case "to-number":
        return mapped(node.arg, (value) => scale(value, divide(one, fromNumber(node.factor))));
      case "add-days":
        return mapped(node.arg, (value) => plus(value, number(node.amount)));
      case "add":
      case "add-number":
        return this.combined(node, site, (a, b) => plus(a, b));
      case "subtract":
      case "subtract-number":
        return this.combined(node, site, (a, b) => minus(a, b));
      case "multiply":
      case "multiply-number":
        return this.combined(node, site, (a, b) =>
          isConstant(a)
            ? scale(b, a.constant)
            : isConstant(b)
              ? scale(a, b.constant)
              : this.product(node, node.op === "multiply", linearKey(a) === linearKey(b)),
        );
      case "divide":
        return this.quotient(node, site);
      case "multiply-round":
      case "divide-round":
        return this.rounded(node, site);
      case "whole":
        return this.rounding(node.arg, site, (value, result) => this.truncated(value, result, node.size));
      case "if-unknown": {
        const known = this.terms.known(node.arg, site);
        return [
          ...this.terms.numeric(node.arg, site),
          ...this.terms
            .numeric(node.fallback, site)
            .map(({ guard, value }) => ({ guard: and(not(known), guard), value })),
        ];
      }
      case "elapsed":
        return this.elapsed(node, site);
      case "add-months":
        return mapped(node.arg, (value) => this.calendar.moved(value, node.amount));
      case "anniversary":
        return this.rounding(node.arg, site, (_, result) => {
          const today = this.terms.numeric(node.today, site)[0]?.value ?? number(0);
          return and(atMost(today, result), atMost(result, plus(today, number(366))));
        });
      case "date-of":
        return node.arg.op === "event-time"
          ? always(this.eventDate(site))
          : mapped(node.arg, (value) => this.calendar.dateOf(value));
      case "size":
        return this.sets.sizeOf(node.arg, site) ?? [{ guard: truth, value: this.reads.opaqueNumber(node, true) }];
      case "calendar-part":
        return mapped(node.arg, (value) => this.calendar.parts.part(node.part, value));
      default:
        return [{ guard: flag(`known opaque ${keyOf(node)}`), value: this.reads.opaqueNumber(node, false) }];
    }
  }

  private eventTime(site: Site): Linear {
    return variable(this.reads.table.introduce(`event ${site.event ?? ""} time of event`, true));
  }

  private eventDate(site: Site): Linear {
    return this.calendar.dateNamed(this.reads.eventDate(site), this.eventTime(site));
  }

  /** What a model says is any number of its range. */
  private fitted(node: Extract<PlanExpression, { op: "fitted" }>): Numeric {
    const name = `opaque ${keyOf(node)}`;
    const isNew = !this.reads.table.has(name);
    const own = this.reads.opaqueNumber(node, isWhole(node.fit));
    const { low, high } = fitRange(node.fit);
    if (isNew)
      this.reads.table.define(
        name,
        and(
          low === -Infinity ? truth : atMost(number(low), own),
          high === Infinity ? truth : atMost(own, number(high)),
        ),
      );
    return [{ guard: knownFit(node.fit) ? truth : flag(`known ${name}`), value: own }];
  }

  /** A product of two variables is beyond the procedure, but for a square not being negative. */
  private product(node: PlanExpression, isWhole: boolean, isSquare: boolean): Linear {
    const isNew = !this.reads.table.has(`opaque ${keyOf(node)}`);
    const own = this.reads.opaqueNumber(node, isWhole);
    if (isSquare && isNew) for (const name of own.terms.keys()) this.reads.table.define(name, atMost(number(0), own));
    return own;
  }

  private combined(
    node: Extract<PlanExpression, { readonly left: PlanExpression; readonly right: PlanExpression }>,
    site: Site,
    combine: (a: Linear, b: Linear) => Linear,
  ): Numeric {
    const left = this.terms.numeric(node.left, site);
    const right = this.terms.numeric(node.right, site);
    // A sum of many values with an `if unknown` each has a case for every choice: such a sum is a number of its own.
    if (left.length * right.length > CASE_LIMIT) {
      const guard = and(or(...left.map((one) => one.guard)), or(...right.map((one) => one.guard)));
      return [{ guard, value: this.reads.opaqueNumber(node, false) }];
    }
    return product(left, right).map(([a, b]) => ({
      guard: and(a.guard, b.guard),
      value: combine(a.value, b.value),
    }));
  }

  private quotient(node: Extract<PlanExpression, { op: "divide" }>, site: Site): Numeric {
    return product(this.terms.numeric(node.left, site), this.terms.numeric(node.right, site)).flatMap(([a, b]) => {
      const guard = and(a.guard, b.guard, not(relation("=", b.value, number(0))));
      if (guard.kind === "false") return [];
      return [
        {
          guard,
          value:
            isConstant(b.value) && !isZero(b.value.constant)
              ? scale(a.value, divide(one, b.value.constant))
              : this.reads.opaqueNumber(node, false),
        },
      ];
    });
  }

  /** An operation whose result is a new whole number tied to its argument. */
  private rounding(arg: PlanExpression, site: Site, tie: (value: Linear, result: Linear) => Formula): Numeric {
    return this.terms.numeric(arg, site).map(({ guard, value }) => {
      const result = this.reads.table.fresh("result", true);
      this.reads.table.define(result, tie(value, variable(result)));
      return { guard, value: variable(result) };
    });
  }

  private rounded(node: Extract<PlanExpression, { op: "multiply-round" | "divide-round" }>, site: Site): Numeric {
    const half = rational(1n, 2n);
    return product(this.terms.numeric(node.arg, site), this.terms.numeric(node.by, site)).flatMap(([a, b]) => {
      const guard = and(a.guard, b.guard, node.op === "divide-round" ? not(relation("=", b.value, number(0))) : truth);
      if (!isConstant(b.value) || (node.op === "divide-round" && isZero(b.value.constant)))
        return guard.kind === "false" ? [] : [{ guard, value: this.reads.opaqueNumber(node, true) }];
      const over = fromNumber(node.over);
      const factor = node.op === "multiply-round" ? divide(b.value.constant, over) : divide(over, b.value.constant);
      const result = this.reads.table.fresh("rounded", true);
      const exact = scale(a.value, factor);
      this.reads.table.define(
        result,
        and(
          atMost(minus(exact, { terms: new Map(), constant: half }), variable(result)),
          atMost(variable(result), plus(exact, { terms: new Map(), constant: half })),
        ),
      );
      return [{ guard, value: variable(result) }];
    });
  }

  /** result = value ÷ size toward zero. */
  private truncated(value: Linear, result: Linear, size: number): Formula {
    const multiple = scale(result, fromNumber(size));
    return or(
      and(atMost(number(0), value), atMost(multiple, value), below(value, plus(multiple, number(size)))),
      and(below(value, number(0)), atMost(value, multiple), below(minus(multiple, number(size)), value)),
    );
  }

  private elapsed(node: Extract<PlanExpression, { op: "elapsed" }>, site: Site): Numeric {
    return product(this.terms.numeric(node.from, site), this.terms.numeric(node.to, site)).map(([from, to]) => ({
      guard: and(from.guard, to.guard),
      value: this.calendar.elapsed(node.unit, node.of, from.value, to.value),
    }));
  }

  private output(output: OutputNode): Numeric {
    const { form } = output;
    if (form.form === "value") return this.terms.numeric(form.value);
    if (form.form !== "score") return [];
    const name = `score ${output.id}`;
    if (!this.reads.table.has(name)) {
      this.reads.table.introduce(name, true);
      this.reads.table.define(name, scoreTotal(form, name, this.terms));
    }
    return [{ guard: truth, value: variable(name) }];
  }

  private aggregateCases(id: string): Numeric {
    const node = this.reads.aggregateNode(id);
    const name = this.reads.aggregate(id);
    return [{ guard: neverUnknown(node) ? truth : flag(`known ${name}`), value: variable(name) }];
  }
}
