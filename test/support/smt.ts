import { EARLIEST, LATEST } from "../../engine/calendar/instant.ts";
import type { Comparator, PlanExpression } from "../../engine/plan/expression.ts";
import type { OutputNode, Plan } from "../../engine/plan/plan.ts";
import type { ValueType } from "../../engine/plan/types.ts";
import type { Formula } from "../../engine/prove/formula.ts";
import { fromNumber } from "../../engine/prove/rational.ts";

/** A condition as two formulas of SMT-LIB: when it is true, when it is false. */
interface Kleene {
  readonly t: string;
  readonly f: string;
}
/** A value: whether it is known, and what it then is (numbers as Real, enum values by number). */
interface Term {
  readonly known: string;
  readonly value: string;
}

const all = (...parts: readonly string[]): string => (parts.length === 0 ? "true" : `(and ${parts.join(" ")})`);
const any = (...parts: readonly string[]): string => (parts.length === 0 ? "false" : `(or ${parts.join(" ")})`);
const no = (part: string): string => `(not ${part})`;
const operators: Readonly<Record<Comparator, (a: string, b: string) => string>> = {
  "=": (a, b) => `(= ${a} ${b})`,
  "!=": (a, b) => `(distinct ${a} ${b})`,
  "<": (a, b) => `(< ${a} ${b})`,
  "<=": (a, b) => `(<= ${a} ${b})`,
  ">": (a, b) => `(> ${a} ${b})`,
  ">=": (a, b) => `(>= ${a} ${b})`,
};

function real(value: number): string {
  const { n, d } = fromNumber(value);
  const magnitude = `(/ ${n < 0n ? -n : n}.0 ${d}.0)`;
  return n < 0n ? `(- ${magnitude})` : magnitude;
}

/** Functions that the translation calls; `rounded` is half away from zero. */
const functions = `
(define-fun rounded ((x Real)) Real (to_real (ite (>= x 0.0) (to_int (+ x 0.5)) (- (to_int (+ (- x) 0.5))))))
(define-fun truncated ((x Real)) Real (to_real (ite (>= x 0.0) (to_int x) (- (to_int (- x))))))
(define-fun atLeast ((x Real) (low Real)) Real (ite (< x low) low x))
(define-fun atMost ((x Real) (high Real)) Real (ite (> x high) high x))`;

/** Translates plan expressions to SMT-LIB, with nothing in common with the prover but the names of its variables. */
export class SmtTranslation {
  private readonly plan: Plan;
  private readonly declared = new Map<string, "Int" | "Real" | "Bool">();
  private readonly asserted: string[] = [];
  private readonly texts = new Map<string, number>();

  constructor(plan: Plan) {
    this.plan = plan;
  }

  /** Declarations of everything mentioned so far. */
  declarations(): string {
    return [functions, ...[...this.declared].map(([name, sort]) => `(declare-const |${name}| ${sort})`)].join("\n");
  }

  /** The bounds of everything mentioned so far. */
  bounds(): string {
    return this.asserted.map((fact) => `(assert ${fact})`).join("\n");
  }

  private introduce(name: string, sort: "Int" | "Real" | "Bool", ...facts: readonly string[]): string {
    if (!this.declared.has(name)) {
      this.declared.set(name, sort);
      this.asserted.push(...facts);
      if (name === "now now") this.asserted.push(`(<= ${real(EARLIEST)} |now now|)`, `(<= |now now| ${real(LATEST)})`);
    }
    return sort === "Int" ? `(to_real |${name}|)` : `|${name}|`;
  }

  private textNumber(text: string): string {
    const known = this.texts.get(text) ?? this.texts.size;
    this.texts.set(text, known);
    return `${known}.0`;
  }

  condition(node: PlanExpression): Kleene {
    switch (node.op) {
      case "and": {
        const args = node.args.map((arg) => this.condition(arg));
        return { t: all(...args.map(({ t }) => t)), f: any(...args.map(({ f }) => f)) };
      }
      case "or": {
        const args = node.args.map((arg) => this.condition(arg));
        return { t: any(...args.map(({ t }) => t)), f: all(...args.map(({ f }) => f)) };
      }
      case "not": {
        const { t, f } = this.condition(node.arg);
        return { t: f, f: t };
      }
      case "known": {
        const known = this.known(node.arg);
        return { t: known, f: no(known) };
      }
      case "literal":
        return { t: String(node.value === true), f: String(node.value === false) };
      case "field": {
        const known = this.fieldKnown(node.field);
        const value = this.introduce(`is field now ${node.field}`, "Bool");
        return { t: all(known, value), f: all(known, no(value)) };
      }
      case "compare": {
        if (this.typeOf(node.left) === "boolean") {
          const [a, b] = [this.condition(node.left), this.condition(node.right)];
          const same = any(all(a.t, b.t), all(a.f, b.f));
          const other = any(all(a.t, b.f), all(a.f, b.t));
          return node.operator === "=" ? { t: same, f: other } : { t: other, f: same };
        }
        const [a, b] = [this.term(node.left), this.term(node.right)];
        const holds = operators[node.operator](a.value, b.value);
        return { t: all(a.known, b.known, holds), f: all(a.known, b.known, no(holds)) };
      }
      case "one-of": {
        const arg = this.term(node.arg);
        const member = any(
          ...node.values.map(
            (value) => `(= ${arg.value} ${typeof value === "number" ? real(value) : this.textNumber(String(value))})`,
          ),
        );
        return { t: all(arg.known, member), f: all(arg.known, no(member)) };
      }
      default:
        throw new Error(`no translation of the condition ${node.op}`);
    }
  }

  private typeOf(node: PlanExpression): ValueType["kind"] | undefined {
    if (node.op === "literal") return node.type;
    return node.op === "field" ? this.field(node.field).type.kind : undefined;
  }

  private known(node: PlanExpression): string {
    if (this.typeOf(node) !== "boolean") return this.term(node).known;
    const { t, f } = this.condition(node);
    return any(t, f);
  }

  private field(name: string) {
    const field = this.plan.reads.fields.find((read) => read.name === name);
    if (field === undefined) throw new Error(name);
    return field;
  }

  private fieldKnown(name: string): string {
    return this.field(name).required ? "true" : this.introduce(`known field now ${name}`, "Bool");
  }

  private output(id: string): OutputNode {
    const output = this.plan.outputs.find((other) => other.id === id);
    if (output === undefined) throw new Error(id);
    return output;
  }

  private term(node: PlanExpression): Term {
    const constant = (value: string): Term => ({ known: "true", value });
    const mapped = (arg: PlanExpression, map: (value: string) => string): Term => {
      const { known, value } = this.term(arg);
      return { known, value: map(value) };
    };
    const binary = (operator: string, left: PlanExpression, right: PlanExpression): Term => {
      const [a, b] = [this.term(left), this.term(right)];
      return { known: all(a.known, b.known), value: `(${operator} ${a.value} ${b.value})` };
    };
    switch (node.op) {
      case "literal":
        return constant(typeof node.value === "number" ? real(node.value) : this.textNumber(String(node.value)));
      case "now":
        return constant(this.introduce("now now", "Int"));
      case "field":
        return { known: this.fieldKnown(node.field), value: this.fieldValue(node.field) };
      case "aggregate": {
        const aggregate = this.plan.aggregates.find(({ id }) => id === node.id);
        const name = `aggregate ${node.id}`;
        const alwaysKnown =
          aggregate?.kind === "events" && (aggregate.function === "count" || aggregate.function === "sum");
        return {
          known: alwaysKnown ? "true" : this.introduce(`known ${name}`, "Bool"),
          value: this.introduce(name, aggregate?.type.kind === "number" ? "Real" : "Int"),
        };
      }
      case "output":
        return constant(this.score(this.output(node.id)));
      case "if-unknown": {
        const [a, b] = [this.term(node.arg), this.term(node.fallback)];
        return { known: any(a.known, b.known), value: `(ite ${a.known} ${a.value} ${b.value})` };
      }
      case "add":
      case "add-number":
        return binary("+", node.left, node.right);
      case "subtract":
      case "subtract-number":
        return binary("-", node.left, node.right);
      case "multiply":
      case "multiply-number":
        return binary("*", node.left, node.right);
      case "negate":
        return mapped(node.arg, (value) => `(- ${value})`);
      case "rescale":
        return mapped(node.arg, (value) => `(* ${value} ${real(node.factor)})`);
      case "to-number":
        return mapped(node.arg, (value) => `(/ ${value} ${real(node.factor)})`);
      case "whole":
        return mapped(node.arg, (value) => `(truncated (/ ${value} ${real(node.size)}))`);
      case "multiply-round": {
        const [a, b] = [this.term(node.arg), this.term(node.by)];
        return { known: all(a.known, b.known), value: `(rounded (/ (* ${a.value} ${b.value}) ${real(node.over)}))` };
      }
      case "divide-round": {
        const [a, b] = [this.term(node.arg), this.term(node.by)];
        return {
          known: all(a.known, b.known, `(distinct ${b.value} 0.0)`),
          value: `(rounded (/ (* ${a.value} ${real(node.over)}) ${b.value}))`,
        };
      }
      case "elapsed": {
        if (node.unit !== "day" || node.of !== "time") throw new Error("days of times only");
        const [from, to] = [this.term(node.from), this.term(node.to)];
        return {
          known: all(from.known, to.known),
          value: `(to_real (to_int (/ (- ${to.value} ${from.value}) 86400000.0)))`,
        };
      }
      default:
        throw new Error(`no translation of the value ${node.op}`);
    }
  }

  private fieldValue(name: string): string {
    const { type, low, high } = this.field(name);
    const own = `|field now ${name}|`;
    const bounds = [
      ...(low === null ? [] : [`(<= ${real(low)} ${own})`]),
      ...(high === null ? [] : [`(<= ${own} ${real(high)})`]),
    ];
    const members =
      type.kind === "enum" ? [any(...type.values.map((value) => `(= ${own} ${this.textNumber(value)})`))] : [];
    return this.introduce(`field now ${name}`, type.kind === "number" ? "Real" : "Int", ...bounds, ...members);
  }

  private score({ form }: OutputNode): string {
    if (form.form !== "score") throw new Error("only scores are read");
    const items = form.items.map(({ sign, points, atMost, basis }) => {
      let worth: string;
      if (basis.kind === "when") worth = `(ite ${this.condition(basis.expression).t} ${real(points)} 0.0)`;
      else {
        const { known, value } = this.term(basis.expression);
        worth = `(ite ${known} (* ${real(points)} ${value}) 0.0)`;
      }
      const capped = atMost === null ? worth : `(atLeast (atMost ${worth} ${real(atMost)}) ${real(-atMost)})`;
      return `(* ${real(sign)} ${capped})`;
    });
    const total = `(+ 0.0 ${items.join(" ")})`;
    const low = form.low === null ? total : `(atLeast ${total} ${real(form.low)})`;
    return form.high === null ? low : `(atMost ${low} ${real(form.high)})`;
  }

  /** A fact of the prover about aggregates. */
  fact(formula: Formula, isInteger: (name: string) => boolean): string {
    switch (formula.kind) {
      case "true":
      case "false":
        return formula.kind;
      case "and":
        return all(...formula.args.map((arg) => this.fact(arg, isInteger)));
      case "or":
        return any(...formula.args.map((arg) => this.fact(arg, isInteger)));
      case "flag": {
        const name = this.introduce(formula.name, "Bool");
        return formula.value ? name : no(name);
      }
      case "text":
        return "true";
      case "linear": {
        const terms = [...formula.sum.terms].map(
          ([name, { n, d }]) =>
            `(* (/ ${n < 0n ? `(- ${-n}.0)` : `${n}.0`} ${d}.0) ${this.introduce(name, isInteger(name) ? "Int" : "Real")})`,
        );
        const { n, d } = formula.sum.constant;
        return `(${formula.strict ? "<" : "<="} (+ ${terms.join(" ")} (/ ${n < 0n ? `(- ${-n}.0)` : `${n}.0`} ${d}.0)) 0.0)`;
      }
    }
  }
}
