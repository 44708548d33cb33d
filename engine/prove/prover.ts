import type { PlanExpression } from "../plan/expression.ts";
import type { AggregateNode, Plan } from "../plan/plan.ts";
import type { FactRule } from "./fact.ts";
import { and, newVariables, type Formula } from "./formula.ts";
import { baseCount, Knowledge } from "./knowledge.ts";
import { solve, type SolveBudget, type Verdict, type Variables } from "./solve.ts";
import { atMost } from "./relations.ts";
import { Translation } from "./translate.ts";
import { number, variable } from "./linear.ts";
import { Work } from "./work.ts";
import { EARLIEST, LATEST } from "../calendar/instant.ts";

/** Asks whether some customer that the schema allows, at some instant, makes formulas true. */
export class Prover {
  readonly translation: Translation;
  private readonly knowledge: Knowledge;
  readonly variables: Variables;
  /** Counts what is asked. */
  work = new Work();

  /** @param without rules about aggregates that are not used; for tests */
  constructor(plan: Plan, without: ReadonlySet<FactRule> = new Set()) {
    this.translation = new Translation(plan);
    this.knowledge = new Knowledge(this.translation, without);
    const { variables } = this.translation.table;
    this.variables = {
      isInteger: (name) => variables.get(name)?.integer === true,
      domain: (name) => variables.get(name)?.domain,
    };
  }

  /** The formulas together with everything that is known about what they mention. */
  withKnowledge(formulas: readonly Formula[]): Formula[] {
    const all = [...formulas];
    const seen = new Set<string>();
    const aggregates = new Set<string>();
    let pending = [...formulas];
    while (pending.length > 0) {
      const fresh = newVariables(pending, seen);
      pending = [];
      for (const name of fresh) {
        const definition = this.translation.table.definitions.get(name);
        if (definition !== undefined) pending.push(definition);
        // Instants before it, by `as of`, may lie before the earliest.
        if (name === "now now")
          pending.push(and(atMost(number(EARLIEST), variable(name)), atMost(variable(name), number(LATEST))));
        if (this.translation.aggregatesByVariable.has(name)) aggregates.add(name);
      }
      all.push(...pending);
    }
    if (aggregates.size > 0) {
      const facts = this.knowledge.about(aggregates, this.work);
      all.push(...facts);
      // Facts may speak of instants, whose definitions are needed too.
      const late = newVariables(facts, seen).flatMap((name) => this.translation.table.definitions.get(name) ?? []);
      all.push(
        ...late,
        ...newVariables(late, seen).flatMap((name) => this.translation.table.definitions.get(name) ?? []),
      );
    }
    return all;
  }

  /** The variable that counts the events which an aggregate looks at. */
  baseName(node: Extract<AggregateNode, { kind: "events" }>): string {
    return baseCount(node, this.translation);
  }

  /** What formulas speak of, definitions included: variables, and for aggregates their events. */
  topics(formulas: readonly Formula[]): Set<string> {
    const seen = new Set<string>();
    const topics = new Set<string>();
    for (let pending = newVariables(formulas, seen); pending.length > 0;) {
      const definitions = pending.flatMap((name) => this.translation.table.definitions.get(name) ?? []);
      for (const name of pending) {
        const node = this.translation.aggregatesByVariable.get(name);
        if (node !== undefined)
          for (const event of node.kind === "events" ? [node.event] : node.steps.map((step) => step.event))
            topics.add(`event ${event}`);
        else topics.add(name);
      }
      pending = newVariables(definitions, seen);
    }
    return topics;
  }

  /** The part of a question that the procedure can't see through, if there is one. */
  beyond(formulas: readonly Formula[]): PlanExpression | undefined {
    const mentioned = this.mentioned(formulas);
    return [...this.translation.opaque].find(([name]) => mentioned.has(name))?.[1];
  }

  /** All variables that formulas mention, through definitions too. */
  private mentioned(formulas: readonly Formula[]): Set<string> {
    const seen = new Set<string>();
    for (let pending = newVariables(formulas, seen); pending.length > 0;)
      pending = newVariables(
        pending.flatMap((name) => this.translation.table.definitions.get(name) ?? []),
        seen,
      );
    return seen;
  }

  /** Decides formulas with all knowledge. @throws OutOfWork when the work is over */
  ask(formulas: readonly Formula[], budget?: SolveBudget): Verdict {
    if (formulas.some(({ kind }) => kind === "false")) return { kind: "unsatisfiable" };
    return this.solve(this.withKnowledge(formulas), budget);
  }

  /** Decides formulas as they stand. @throws OutOfWork when the work is over */
  solve(formulas: readonly Formula[], budget?: SolveBudget): Verdict {
    return solve(formulas, this.variables, budget, this.work);
  }

  /** The same with a limit of its own; undefined where that is too little. */
  within<Result>(limit: number, part: () => Result): Result | undefined {
    const before = this.work;
    try {
      return before.within(limit, (work) => {
        this.work = work;
        return part();
      });
    } finally {
      this.work = before;
    }
  }
}
