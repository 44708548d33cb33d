import type { Comparator, PlanExpression } from "../plan/expression.ts";
import type { OutputNode } from "../plan/plan.ts";
import type { CalendarTerms } from "./calendar-terms.ts";
import { and, anyOf, constantFormula, flag, not, or, textAtom, twoOf, type Formula, type TextTest } from "./formula.ts";
import { kindOf } from "./kind-of.ts";
import { number, type Linear } from "./linear.ts";
import { product } from "./product.ts";
import type { ReadVariables } from "./read-variables.ts";
import { opposite, relation } from "./relations.ts";
import type { SetTerms } from "./set-terms.ts";
import { lazily, outside, type Logical, type Site, type Textual, type Translator } from "./terms.ts";

/** Translates conditions: when each is true, and when it is false. */
export class ConditionTerms {
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

  translate(node: PlanExpression, site: Site): Logical {
    switch (node.op) {
      case "literal":
        return { t: constantFormula(node.value === true), f: constantFormula(node.value === false) };
      case "and": {
        const args = node.args.map((arg) => this.terms.logical(arg, site));
        return { t: and(...args.map(({ t }) => t)), f: or(...args.map(({ f }) => f)) };
      }
      case "or": {
        const args = node.args.map((arg) => this.terms.logical(arg, site));
        return { t: or(...args.map(({ t }) => t)), f: and(...args.map(({ f }) => f)) };
      }
      case "not": {
        const { t, f } = this.terms.logical(node.arg, site);
        return { t: f, f: t };
      }
      case "known": {
        const known = this.terms.known(node.arg, site);
        return { t: known, f: not(known) };
      }
      case "field":
      case "event-field":
        return this.flagField(node, site);
      case "output":
        return this.output(this.reads.output(node.id));
      case "compare":
        return this.comparison(node.operator, node.left, node.right, site);
      case "compare-scaled":
        return this.comparison(node.operator, { op: "rescale", arg: node.left, factor: node.factor }, node.right, site);
      case "one-of":
        return this.membership(node, site);
      case "has":
        return this.sets.has(node.set, node.value, site);
      case "text-test":
        return this.textTest(node, site);
      case "if-unknown": {
        const known = this.terms.known(node.arg, site);
        const [value, fallback] = [this.terms.logical(node.arg, site), this.terms.logical(node.fallback, site)];
        return { t: or(value.t, and(not(known), fallback.t)), f: or(value.f, and(not(known), fallback.f)) };
      }
      case "aggregate": {
        const known = flag(`known ${this.reads.aggregate(node.id)}`);
        const value = flag(`is ${this.reads.aggregate(node.id)}`);
        return { t: and(known, value), f: and(known, not(value)) };
      }
      // A value that is no condition, or a condition that the procedure has no words for.
      default:
        return this.reads.opaqueLogical(node, site);
    }
  }

  private flagField(node: Extract<PlanExpression, { op: "field" | "event-field" }>, site: Site): Logical {
    const name = this.reads.fieldVariable(node, site);
    const known = this.reads.knownField(node, site);
    return { t: and(known, flag(`is ${name}`)), f: and(known, flag(`is ${name}`, false)) };
  }

  /** A yes/no output as a condition. */
  output(output: OutputNode): Logical {
    const { form } = output;
    if (form.form === "value") return this.terms.logical(form.value);
    if (form.form === "condition") {
      const condition = this.terms.logical(form.condition);
      return output.kind === "tag" || output.kind === "expect" ? condition : { t: condition.t, f: not(condition.t) };
    }
    if (form.form === "exclusive") {
      const some = twoOf(form.conditions.map((condition) => this.terms.logical(condition).t));
      return { t: some, f: not(some) };
    }
    return this.reads.opaqueLogical({ op: "output", id: output.id }, outside);
  }

  private comparison(operator: Comparator, left: PlanExpression, right: PlanExpression, site: Site): Logical {
    const kind = kindOf(left, this.reads, site.event);
    const inverse = opposite[operator];
    if (kind === "number") {
      const pairs = product(this.terms.numeric(left, site), this.terms.numeric(right, site));
      for (const [a, b] of pairs) this.calendar.tieDates(a.value, b.value);
      const when = (wanted: Comparator): Formula =>
        or(...pairs.map(([a, b]) => and(a.guard, b.guard, relation(wanted, a.value, b.value))));
      return { t: when(operator), f: when(inverse) };
    }
    if (kind === "text" && (operator === "=" || operator === "!=")) {
      const pairs = product(this.terms.textual(left, site), this.terms.textual(right, site));
      const when = (equal: boolean): Formula =>
        anyOf(
          pairs.flatMap(([a, b]) => {
            const same = this.sameText(a.value, b.value, equal);
            return same.kind === "false" ? [] : [and(a.guard, b.guard, same)];
          }),
        );
      return lazily(
        () => when(operator === "="),
        () => when(operator !== "="),
      );
    }
    if (kind === "boolean" && (operator === "=" || operator === "!=")) {
      const [a, b] = [this.terms.logical(left, site), this.terms.logical(right, site)];
      const same = or(and(a.t, b.t), and(a.f, b.f));
      const differ = or(and(a.t, b.f), and(a.f, b.t));
      return operator === "=" ? { t: same, f: differ } : { t: differ, f: same };
    }
    return this.reads.opaqueLogical({ op: "compare", operator, left, right }, site);
  }

  private sameText(a: Textual[number]["value"], b: Textual[number]["value"], equal: boolean): Formula {
    if ("text" in a)
      return "text" in b
        ? constantFormula((a.text === b.text) === equal)
        : this.textIs(b, { kind: "in", values: [a.text] }, equal);
    if ("text" in b) return this.textIs(a, { kind: "in", values: [b.text] }, equal);
    if (a.variable === b.variable && a.folded === b.folded) return constantFormula(equal);
    const domain = this.reads.table.variables.get(a.variable)?.domain;
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
    const sides = [`${a.variable}${a.folded ? "~" : ""}`, `${b.variable}${b.folded ? "~" : ""}`].sort();
    return flag(`same ${sides.join(" ")}`, equal);
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
    const kind = kindOf(node.arg, this.reads, site.event);
    if (kind === "text") {
      const values = node.values.map(String);
      const cases = this.terms.textual(node.arg, site);
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
      const cases = this.terms.numeric(node.arg, site);
      for (const { value } of cases)
        for (const member of node.values) this.calendar.tieDates(value, number(Number(member)));
      const equals = (value: Linear): Formula =>
        or(...node.values.map((member) => relation("=", value, number(Number(member)))));
      return {
        t: or(...cases.map(({ guard, value }) => and(guard, equals(value)))),
        f: or(...cases.map(({ guard, value }) => and(guard, not(equals(value))))),
      };
    }
    return this.reads.opaqueLogical(node, site);
  }

  private textTest(node: Extract<PlanExpression, { op: "text-test" }>, site: Site): Logical {
    if (node.right.op !== "literal") return this.reads.opaqueLogical(node, site);
    const part = String(node.right.value);
    const cases = this.terms.textual(node.left, site);
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
}
