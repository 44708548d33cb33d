import { weekdays } from "../calendar/civil.ts";
import { neverUnknown } from "../plan/aggregates.ts";
import { alwaysKnown as knownFit, fitRange, isWhole } from "../plan/fit.ts";
import { keyOf } from "../plan/canonical.ts";
import type { Comparator, PlanExpression } from "../plan/expression.ts";
import type { AggregateNode, FieldRead, OutputNode, Plan } from "../plan/plan.ts";
import type { ValueType } from "../plan/types.ts";
import { and, constantFormula, flag, not, or, textAtom, truth, type Formula, type TextTest } from "./formula.ts";
import { isConstant, linearKey, minus, number, plus, scale, variable, type Linear } from "./linear.ts";
import { branchCases, setHolds } from "./branch-terms.ts";
import { CalendarTerms } from "./calendar-terms.ts";
import { kindOf } from "./kind-of.ts";
import type { Logical, Numeric, Textual } from "./terms.ts";
import { divide, fromNumber, isZero, one, rational } from "./rational.ts";
import { atMost, below, opposite, relation } from "./relations.ts";
import { scoreTotal } from "./score-items.ts";
import { VariableTable } from "./variable-table.ts";

/** The place where an expression stands: the plan's instants, or one event inside a `where`. */
interface Site {
  readonly event: string | undefined;
}
const outside: Site = { event: undefined };

/**
 * Translates plan expressions to classical formulas over variables: fields, aggregates, and the instants themselves.
 * The translation allows at least what the language allows: what it can't express exactly becomes a variable of its
 * own, so that "unsatisfiable" is always a proof.
 */
export class Translation {
  readonly plan: Plan;
  readonly table = new VariableTable();
  readonly calendar: CalendarTerms;
  readonly aggregatesByVariable = new Map<string, AggregateNode>();
  /** Expressions that were beyond the procedure, for "not proved" messages. */
  readonly opaque = new Map<string, PlanExpression>();
  private readonly outputs: ReadonlyMap<string, OutputNode>;
  private readonly aggregates: ReadonlyMap<string, AggregateNode>;
  private readonly fields: ReadonlyMap<string, FieldRead>;
  private readonly eventFields: ReadonlyMap<string, ReadonlyMap<string, FieldRead>>;
  private readonly logicals = new Map<string, Logical>();
  private readonly numerics = new Map<string, Numeric>();
  private readonly textuals = new Map<string, Textual>();

  constructor(plan: Plan) {
    this.plan = plan;
    this.calendar = new CalendarTerms(plan, this.table);
    this.outputs = new Map(plan.outputs.map((output) => [output.id, output]));
    this.aggregates = new Map(plan.aggregates.map((node) => [node.id, node]));
    this.fields = new Map(plan.reads.fields.map((field) => [field.name, field]));
    this.eventFields = new Map(
      plan.reads.events.map((event) => [event.name, new Map(event.fields.map((field) => [field.name, field]))]),
    );
  }

  // ── conditions ──

  logical(expression: PlanExpression, site: Site = outside): Logical {
    const key = `${site.event ?? ""} ${keyOf(expression)}`;
    let found = this.logicals.get(key);
    if (found === undefined) {
      found = this.translateLogical(expression, site);
      this.logicals.set(key, found);
    }
    return found;
  }

  private translateLogical(node: PlanExpression, site: Site): Logical {
    switch (node.op) {
      case "literal":
        return { t: constantFormula(node.value === true), f: constantFormula(node.value === false) };
      case "and": {
        const args = node.args.map((arg) => this.logical(arg, site));
        return { t: and(...args.map(({ t }) => t)), f: or(...args.map(({ f }) => f)) };
      }
      case "or": {
        const args = node.args.map((arg) => this.logical(arg, site));
        return { t: or(...args.map(({ t }) => t)), f: and(...args.map(({ f }) => f)) };
      }
      case "not": {
        const { t, f } = this.logical(node.arg, site);
        return { t: f, f: t };
      }
      case "known": {
        const known = this.known(node.arg, site);
        return { t: known, f: not(known) };
      }
      case "field":
      case "event-field":
        return this.flagField(node, site);
      case "output":
        return this.logicalOutput(this.output(node.id));
      case "compare":
        return this.comparison(node.operator, node.left, node.right, site);
      case "one-of":
        return this.membership(node, site);
      case "has":
        return this.setMembership(node.set, node.value);
      case "text-test":
        return this.textTest(node, site);
      case "if-unknown": {
        const known = this.known(node.arg, site);
        const [value, fallback] = [this.logical(node.arg, site), this.logical(node.fallback, site)];
        return { t: or(value.t, and(not(known), fallback.t)), f: or(value.f, and(not(known), fallback.f)) };
      }
      case "aggregate": {
        const known = flag(`known ${this.aggregate(node.id)}`);
        const value = flag(`is ${this.aggregate(node.id)}`);
        return { t: and(known, value), f: and(known, not(value)) };
      }
      default:
        return this.opaqueLogical(node, site);
    }
  }

  private opaqueLogical(node: PlanExpression, site: Site): Logical {
    const name = `opaque ${site.event ?? ""} ${keyOf(node)}`;
    this.opaque.set(name, node);
    const [known, value] = [flag(`known ${name}`), flag(`is ${name}`)];
    return { t: and(known, value), f: and(known, not(value)) };
  }

  private flagField(node: Extract<PlanExpression, { op: "field" | "event-field" }>, site: Site): Logical {
    const name = this.fieldVariable(node, site);
    const known = this.knownField(node, site);
    return { t: and(known, flag(`is ${name}`)), f: and(known, flag(`is ${name}`, false)) };
  }

  private read(node: Extract<PlanExpression, { op: "field" | "event-field" }>, site: Site): FieldRead | undefined {
    return node.op === "field" ? this.fields.get(node.field) : this.eventFields.get(site.event ?? "")?.get(node.field);
  }

  private fieldVariable(node: Extract<PlanExpression, { op: "field" | "event-field" }>, site: Site): string {
    const read = this.read(node, site);
    const name = node.op === "field" ? `field ${node.at} ${node.field}` : `event ${site.event ?? ""} ${node.field}`;
    if (!this.table.has(name)) {
      const integer = read?.type.kind !== "number";
      const own = variable(name);
      this.table.introduce(
        name,
        integer,
        and(
          read?.low === null || read?.low === undefined ? truth : atMost(number(read.low), own),
          read?.high === null || read?.high === undefined ? truth : atMost(own, number(read.high)),
        ),
        read?.type.kind === "enum" ? read.type.values : undefined,
      );
    }
    return name;
  }

  /** A required field is known now; in the past the customer may not have been there yet. */
  private knownField(node: Extract<PlanExpression, { op: "field" | "event-field" }>, site: Site): Formula {
    const required = this.read(node, site)?.required === true && (node.op === "event-field" || node.at === "now");
    return required ? truth : flag(`known ${this.fieldVariable(node, site)}`);
  }

  private output(id: string): OutputNode {
    const output = this.outputs.get(id);
    if (output === undefined) throw new Error(`the plan has no output ${id}`);
    return output;
  }

  /** A yes/no output as a condition. */
  logicalOutput(output: OutputNode): Logical {
    const { form } = output;
    if (form.form === "value") return this.logical(form.value);
    if (form.form === "condition") {
      const condition = this.logical(form.condition);
      return output.kind === "tag" || output.kind === "expect" ? condition : { t: condition.t, f: not(condition.t) };
    }
    if (form.form === "exclusive") {
      const values = form.conditions.map((condition) => this.logical(condition).t);
      const pairs = values.flatMap((left, index) => values.slice(index + 1).map((right) => and(left, right)));
      return { t: or(...pairs), f: not(or(...pairs)) };
    }
    return this.opaqueLogical({ op: "output", id: output.id }, outside);
  }

  // ── known ──

  known(node: PlanExpression, site: Site = outside): Formula {
    switch (kindOf(node, this, site.event)) {
      case "boolean": {
        const { t, f } = this.logical(node, site);
        return or(t, f);
      }
      case "text":
        return or(...this.textual(node, site).map(({ guard }) => guard));
      case "set":
        return truth;
      case "number":
        return or(...this.numeric(node, site).map(({ guard }) => guard));
    }
  }

  // ── comparisons ──

  private comparison(operator: Comparator, left: PlanExpression, right: PlanExpression, site: Site): Logical {
    const kind = kindOf(left, this, site.event);
    const inverse = opposite[operator];
    if (kind === "number") {
      const pairs = product(this.numeric(left, site), this.numeric(right, site));
      const when = (wanted: Comparator): Formula =>
        or(...pairs.map(([a, b]) => and(a.guard, b.guard, relation(wanted, a.value, b.value))));
      return { t: when(operator), f: when(inverse) };
    }
    if (kind === "text" && (operator === "=" || operator === "!=")) {
      const pairs = product(this.textual(left, site), this.textual(right, site));
      const when = (equal: boolean): Formula =>
        or(...pairs.map(([a, b]) => and(a.guard, b.guard, this.sameText(a.value, b.value, equal))));
      return { t: when(operator === "="), f: when(operator !== "=") };
    }
    if (kind === "boolean" && (operator === "=" || operator === "!=")) {
      const [a, b] = [this.logical(left, site), this.logical(right, site)];
      const same = or(and(a.t, b.t), and(a.f, b.f));
      const differ = or(and(a.t, b.f), and(a.f, b.t));
      return operator === "=" ? { t: same, f: differ } : { t: differ, f: same };
    }
    return this.opaqueLogical({ op: "compare", operator, left, right }, site);
  }

  private sameText(a: Textual[number]["value"], b: Textual[number]["value"], equal: boolean): Formula {
    if ("text" in a)
      return "text" in b
        ? constantFormula((a.text === b.text) === equal)
        : this.textIs(b, { kind: "in", values: [a.text] }, equal);
    if ("text" in b) return this.textIs(a, { kind: "in", values: [b.text] }, equal);
    if (a.variable === b.variable && a.folded === b.folded) return constantFormula(equal);
    const domain = this.table.variables.get(a.variable)?.domain;
    if (domain !== undefined && !a.folded && !b.folded && domain.length <= 50) {
      const both = or(
        ...domain.map((value) =>
          and(
            this.textIs(a, { kind: "in", values: [value] }, true),
            this.textIs(b, { kind: "in", values: [value] }, true),
          ),
        ),
      );
      return equal ? both : not(both);
    }
    const [first, second] = [`${a.variable}${a.folded ? "~" : ""}`, `${b.variable}${b.folded ? "~" : ""}`].sort();
    return flag(`same ${first ?? ""} ${second ?? ""}`, equal);
  }

  private textIs(
    subject: { readonly variable: string; readonly folded: boolean },
    test:
      | { readonly kind: "in"; readonly values: readonly string[] }
      | { readonly kind: "contains" | "starts with" | "ends with"; readonly part: string },
    value: boolean,
  ): Formula {
    const full: TextTest = { ...test, folded: subject.folded };
    const atom = textAtom(subject.variable, full);
    return value ? atom : not(atom);
  }

  private membership(node: Extract<PlanExpression, { op: "one-of" }>, site: Site): Logical {
    const kind = kindOf(node.arg, this, site.event);
    if (kind === "text") {
      const values = node.values.map(String);
      const cases = this.textual(node.arg, site);
      const when = (inside: boolean): Formula =>
        or(
          ...cases.map(({ guard, value }) =>
            and(
              guard,
              "text" in value
                ? constantFormula(values.includes(value.text) === inside)
                : this.textIs(value, { kind: "in", values }, inside),
            ),
          ),
        );
      return { t: when(true), f: when(false) };
    }
    if (kind === "number" && node.values.length <= 100) {
      const cases = this.numeric(node.arg, site);
      const equals = (value: Linear): Formula =>
        or(...node.values.map((member) => relation("=", value, number(Number(member)))));
      return {
        t: or(...cases.map(({ guard, value }) => and(guard, equals(value)))),
        f: or(...cases.map(({ guard, value }) => and(guard, not(equals(value))))),
      };
    }
    return this.opaqueLogical(node, site);
  }

  private setMembership(set: PlanExpression, value: string): Logical {
    const form = set.op === "output" ? this.output(set.id).form : undefined;
    if (form?.form === "value") return this.setMembership(form.value, value);
    return form?.form === "all of"
      ? setHolds(form, value, this)
      : this.opaqueLogical({ op: "has", set, value }, outside);
  }

  private textTest(node: Extract<PlanExpression, { op: "text-test" }>, site: Site): Logical {
    if (node.right.op !== "literal") return this.opaqueLogical(node, site);
    const part = String(node.right.value);
    const cases = this.textual(node.left, site);
    const passes = (text: string): boolean =>
      node.test === "contains"
        ? text.includes(part)
        : node.test === "starts with"
          ? text.startsWith(part)
          : text.endsWith(part);
    const when = (wanted: boolean): Formula =>
      or(
        ...cases.map(({ guard, value }) =>
          and(
            guard,
            "text" in value
              ? constantFormula(passes(value.text) === wanted)
              : this.textIs(value, { kind: node.test, part }, wanted),
          ),
        ),
      );
    return { t: when(true), f: when(false) };
  }

  // ── values ──

  textual(expression: PlanExpression, site: Site = outside): Textual {
    const key = `${site.event ?? ""} ${keyOf(expression)}`;
    let found = this.textuals.get(key);
    if (found === undefined) {
      found = this.translateTextual(expression, site);
      this.textuals.set(key, found);
    }
    return found;
  }

  private translateTextual(node: PlanExpression, site: Site): Textual {
    switch (node.op) {
      case "literal":
        return [{ guard: truth, value: { text: String(node.value) } }];
      case "id":
        return [{ guard: truth, value: { variable: this.table.introduce("id", false), folded: false } }];
      case "field":
      case "event-field":
        return [
          { guard: this.knownField(node, site), value: { variable: this.fieldVariable(node, site), folded: false } },
        ];
      case "event-part":
        return [
          {
            guard: truth,
            value: {
              variable: this.table.introduce(`event ${site.event ?? ""} weekday of time`, true, truth, weekdays),
              folded: false,
            },
          },
        ];
      case "pick": {
        const value = (index: number): Linear => number(node.first + index);
        return node.values.map((text, index) => ({
          guard: or(
            ...this.numeric(node.arg, site).map((place) => and(place.guard, relation("=", place.value, value(index)))),
          ),
          value: { text },
        }));
      }
      case "fold":
        return this.textual(node.arg, site).map(({ guard, value }) => ({
          guard,
          value: "text" in value ? value : { ...value, folded: true },
        }));
      case "aggregate":
        return [
          {
            guard: flag(`known ${this.aggregate(node.id)}`),
            value: { variable: this.aggregate(node.id), folded: false },
          },
        ];
      case "if-unknown": {
        const known = this.known(node.arg, site);
        return [
          ...this.textual(node.arg, site),
          ...this.textual(node.fallback, site).map(({ guard, value }) => ({ guard: and(not(known), guard), value })),
        ];
      }
      case "output": {
        const { form } = this.output(node.id);
        return form.form === "value" ? this.textual(form.value) : branchCases(form, this);
      }
      default: {
        const name = this.table.introduce(`opaque ${keyOf(node)}`, false);
        this.opaque.set(name, node);
        return [{ guard: flag(`known ${name}`), value: { variable: name, folded: false } }];
      }
    }
  }

  numeric(expression: PlanExpression, site: Site = outside): Numeric {
    const key = `${site.event ?? ""} ${keyOf(expression)}`;
    let found = this.numerics.get(key);
    if (found === undefined) {
      found = this.translateNumeric(expression, site);
      this.numerics.set(key, found);
    }
    return found;
  }

  private translateNumeric(node: PlanExpression, site: Site): Numeric {
    const always = (value: Linear): Numeric => [{ guard: truth, value }];
    const mapped = (arg: PlanExpression, map: (value: Linear) => Linear): Numeric =>
      this.numeric(arg, site).map(({ guard, value }) => ({ guard, value: map(value) }));
    switch (node.op) {
      case "literal":
        return always(number(Number(node.value)));
      case "field":
      case "event-field":
        return [{ guard: this.knownField(node, site), value: variable(this.fieldVariable(node, site)) }];
      case "event-time":
        return always(variable(this.table.introduce(`event ${site.event ?? ""} time of event`, true)));
      case "event-part":
        return always(variable(this.eventPart(node.part, site)));
      case "now":
        return always(this.calendar.now(node.at));
      case "today":
        return always(this.calendar.today(node.at));
      case "aggregate":
        return this.aggregateCases(node.id);
      case "output":
        return this.numericOutput(this.output(node.id));
      case "model": {
        const name = this.table.introduce(`model ${node.model}.${node.output}`, false);
        if (node.output === "probability" || node.output === "alive")
          this.table.define(name, and(atMost(number(0), variable(name)), atMost(variable(name), number(1))));
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
        return this.combined(node.left, node.right, site, (a, b) => plus(a, b));
      case "subtract":
      case "subtract-number":
        return this.combined(node.left, node.right, site, (a, b) => minus(a, b));
      case "multiply":
      case "multiply-number":
        return this.combined(node.left, node.right, site, (a, b) =>
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
        const known = this.known(node.arg, site);
        return [
          ...this.numeric(node.arg, site),
          ...this.numeric(node.fallback, site).map(({ guard, value }) => ({ guard: and(not(known), guard), value })),
        ];
      }
      case "elapsed":
        return this.elapsed(node, site);
      case "add-months":
        return mapped(node.arg, (value) => this.calendar.moved(value, node.amount));
      case "anniversary":
        return this.rounding(node.arg, site, (_, result) => {
          const today = this.numeric(node.today, site)[0]?.value ?? number(0);
          return and(atMost(today, result), atMost(result, plus(today, number(366))));
        });
      case "start-of-day":
        return this.rounding(node.arg, site, (value, result) => this.calendar.startOfDay(value, result, node.plus));
      default:
        return [{ guard: flag(`known opaque ${keyOf(node)}`), value: this.opaqueNumber(node, false) }];
    }
  }

  /** What a model says is any number of its range. */
  private fitted(node: Extract<PlanExpression, { op: "fitted" }>): Numeric {
    const name = `opaque ${keyOf(node)}`;
    const isNew = !this.table.has(name);
    const own = this.opaqueNumber(node, isWhole(node.fit));
    const { low, high } = fitRange(node.fit);
    if (isNew)
      this.table.define(
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
    const isNew = !this.table.has(`opaque ${keyOf(node)}`);
    const own = this.opaqueNumber(node, isWhole);
    if (isSquare && isNew) for (const name of own.terms.keys()) this.table.define(name, atMost(number(0), own));
    return own;
  }

  private opaqueNumber(node: PlanExpression, integer: boolean): Linear {
    const name = this.table.introduce(`opaque ${keyOf(node)}`, integer);
    this.opaque.set(name, node);
    return variable(name);
  }

  private eventPart(part: "weekday" | "hour" | "date", site: Site): string {
    const name = `event ${site.event ?? ""} ${part} of time`;
    const own = variable(name);
    return this.table.introduce(
      name,
      true,
      part === "hour" ? and(atMost(number(0), own), atMost(own, number(23))) : truth,
    );
  }

  private combined(
    left: PlanExpression,
    right: PlanExpression,
    site: Site,
    combine: (a: Linear, b: Linear) => Linear,
  ): Numeric {
    return product(this.numeric(left, site), this.numeric(right, site)).map(([a, b]) => ({
      guard: and(a.guard, b.guard),
      value: combine(a.value, b.value),
    }));
  }

  private quotient(node: Extract<PlanExpression, { op: "divide" }>, site: Site): Numeric {
    return product(this.numeric(node.left, site), this.numeric(node.right, site)).flatMap(([a, b]) => {
      const guard = and(a.guard, b.guard, not(relation("=", b.value, number(0))));
      if (guard.kind === "false") return [];
      return [
        {
          guard,
          value:
            isConstant(b.value) && !isZero(b.value.constant)
              ? scale(a.value, divide(one, b.value.constant))
              : this.opaqueNumber(node, false),
        },
      ];
    });
  }

  /** An operation whose result is a new whole number tied to its argument. */
  private rounding(arg: PlanExpression, site: Site, tie: (value: Linear, result: Linear) => Formula): Numeric {
    return this.numeric(arg, site).map(({ guard, value }) => {
      const result = this.table.fresh("result", true);
      this.table.define(result, tie(value, variable(result)));
      return { guard, value: variable(result) };
    });
  }

  private rounded(node: Extract<PlanExpression, { op: "multiply-round" | "divide-round" }>, site: Site): Numeric {
    const half = rational(1n, 2n);
    return product(this.numeric(node.arg, site), this.numeric(node.by, site)).flatMap(([a, b]) => {
      const guard = and(a.guard, b.guard, node.op === "divide-round" ? not(relation("=", b.value, number(0))) : truth);
      if (!isConstant(b.value) || (node.op === "divide-round" && isZero(b.value.constant)))
        return guard.kind === "false" ? [] : [{ guard, value: this.opaqueNumber(node, true) }];
      const over = fromNumber(node.over);
      const factor = node.op === "multiply-round" ? divide(b.value.constant, over) : divide(over, b.value.constant);
      const result = this.table.fresh("rounded", true);
      const exact = scale(a.value, factor);
      this.table.define(
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
    return product(this.numeric(node.from, site), this.numeric(node.to, site)).map(([from, to]) => ({
      guard: and(from.guard, to.guard),
      value: this.calendar.elapsed(node.unit, node.of, from.value, to.value),
    }));
  }

  private numericOutput(output: OutputNode): Numeric {
    const { form } = output;
    if (form.form === "value") return this.numeric(form.value);
    if (form.form !== "score") return [];
    const name = `score ${output.id}`;
    if (!this.table.has(name)) {
      this.table.introduce(name, true);
      this.table.define(name, scoreTotal(form, name, this));
    }
    return [{ guard: truth, value: variable(name) }];
  }

  // ── aggregates ──

  aggregateNode(id: string): AggregateNode {
    const node = this.aggregates.get(id);
    if (node === undefined) throw new Error(`the plan has no aggregate ${id}`);
    return node;
  }

  /** The variable that stands for an aggregate; what is known about it comes from `knowledge`. */
  aggregate(id: string): string {
    const name = `aggregate ${id}`;
    if (!this.table.has(name)) {
      const node = this.aggregateNode(id);
      this.table.introduce(
        name,
        isWholeType(node.type),
        truth,
        node.type.kind === "enum" ? node.type.values : undefined,
      );
      this.aggregatesByVariable.set(name, node);
    }
    return name;
  }

  private aggregateCases(id: string): Numeric {
    const node = this.aggregateNode(id);
    const name = this.aggregate(id);
    return [{ guard: neverUnknown(node) ? truth : flag(`known ${name}`), value: variable(name) }];
  }
}

const isWholeType = (type: ValueType): boolean =>
  type.kind !== "number" && type.kind !== "text" && type.kind !== "enum";

function product<A, B>(left: readonly A[], right: readonly B[]): (readonly [A, B])[] {
  return left.flatMap((a) => right.map((b) => [a, b] as const));
}
