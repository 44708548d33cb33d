import { keyOf } from "../plan/canonical.ts";
import type { PlanExpression } from "../plan/expression.ts";
import type { AggregateNode, OutputNode, Plan } from "../plan/plan.ts";
import { CalendarTerms } from "./calendar-terms.ts";
import { ConditionTerms } from "./condition-terms.ts";
import { or, type Formula } from "./formula.ts";
import { kindOf } from "./kind-of.ts";
import { NumberTerms } from "./number-terms.ts";
import { ReadVariables } from "./read-variables.ts";
import { SetTerms } from "./set-terms.ts";
import { outside, type Logical, type Numeric, type Site, type Textual, type Translator } from "./terms.ts";
import { TextTerms } from "./text-terms.ts";
import { VariableTable } from "./variable-table.ts";

/**
 * Translates plan expressions to classical formulas over variables: fields, aggregates, and the instants themselves.
 * The translation allows at least what the language allows: what it can't express exactly becomes a variable of its
 * own, so that "unsatisfiable" is always a proof. An expression at a place is translated once.
 */
export class Translation implements Translator {
  readonly plan: Plan;
  readonly table = new VariableTable();
  readonly calendar: CalendarTerms;
  private readonly reads: ReadVariables;
  private readonly sets: SetTerms;
  private readonly conditions: ConditionTerms;
  private readonly texts: TextTerms;
  private readonly numbers: NumberTerms;
  private readonly logicals = new Map<string, Logical>();
  private readonly numerics = new Map<string, Numeric>();
  private readonly textuals = new Map<string, Textual>();

  constructor(plan: Plan) {
    this.plan = plan;
    this.calendar = new CalendarTerms(plan, this.table);
    this.reads = new ReadVariables(plan, this.table);
    this.sets = new SetTerms(this.reads, this);
    this.conditions = new ConditionTerms(this.reads, this.calendar, this.sets, this);
    this.texts = new TextTerms(this.reads, this);
    this.numbers = new NumberTerms(this.reads, this.calendar, this.sets, this);
  }

  logical(expression: PlanExpression, site: Site = outside): Logical {
    return once(this.logicals, expression, site, () => this.conditions.translate(expression, site));
  }

  textual(expression: PlanExpression, site: Site = outside): Textual {
    return once(this.textuals, expression, site, () => this.texts.translate(expression, site));
  }

  numeric(expression: PlanExpression, site: Site = outside): Numeric {
    return once(this.numerics, expression, site, () => this.numbers.translate(expression, site));
  }

  known(expression: PlanExpression, site: Site = outside): Formula {
    switch (kindOf(expression, this.reads, site.event)) {
      case "boolean": {
        const { t, f } = this.logical(expression, site);
        return or(t, f);
      }
      case "text":
        return or(...this.textual(expression, site).map(({ guard }) => guard));
      case "set":
        return this.sets.known(expression, site);
      case "number":
        return or(...this.numeric(expression, site).map(({ guard }) => guard));
    }
  }

  /** A yes/no output as a condition. */
  logicalOutput(output: OutputNode): Logical {
    return this.conditions.output(output);
  }

  /** The variable that stands for an aggregate; what is known about it comes from `knowledge`. */
  aggregate(id: string): string {
    return this.reads.aggregate(id);
  }

  aggregateNode(id: string): AggregateNode {
    return this.reads.aggregateNode(id);
  }

  /** The aggregates that have been translated, by their variables. */
  get aggregatesByVariable(): ReadonlyMap<string, AggregateNode> {
    return this.reads.aggregatesByVariable;
  }

  /** Expressions that were beyond the procedure, for "not proved" messages. */
  get opaque(): ReadonlyMap<string, PlanExpression> {
    return this.reads.opaque;
  }
}

function once<Term>(known: Map<string, Term>, expression: PlanExpression, site: Site, translate: () => Term): Term {
  const key = `${site.event ?? ""} ${keyOf(expression)}`;
  let found = known.get(key);
  if (found === undefined) {
    found = translate();
    known.set(key, found);
  }
  return found;
}
