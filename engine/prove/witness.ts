import { at, required } from "../invariant/required.ts";
import { addMonths, dayNumber } from "../calendar/civil.ts";
import { unitMilliseconds } from "../calendar/instant.ts";
import { zone as zoneOf, type Instant, type Zone } from "../calendar/zone.ts";
import { partOf } from "../plan/forms.ts";
import type { Plan } from "../plan/plan.ts";
import type { MaybeValue } from "../plan/types.ts";
import { byTimeAndId, type Customer } from "../run/customer.ts";
import { toldRows, withRowsApart } from "../run/told-rows.ts";
import { interpret, prepare, type Evaluation } from "../run/interpreter.ts";
import type { Claim, Witness } from "./claim.ts";
import { fieldValue } from "./event-fields.ts";
import { EventPlanner } from "./event-planner.ts";
import { and, implies, not, or, type Formula } from "./formula.ts";
import { baseCount, lineCount } from "./knowledge.ts";
import { number, scale, valueOf, variable, type Linear } from "./linear.ts";
import type { Prover } from "./prover.ts";
import { fractionsToward, toNumber, type Rational } from "./rational.ts";
import { defaultBudget, numberIn, type Model, type SolveBudget } from "./solve.ts";
import { atMost, below, equal } from "./relations.ts";
import { mentionsSet } from "./set-terms.ts";
import { possible } from "../run/whole-events.ts";
import { shrink } from "./shrink.ts";
import { findByTrial, interpretSteps, WITNESS_ID } from "./trial.ts";

/**
 * Witnesses are sought at these local noons, the first one first, so that they read like today's customers: at the
 * beginning of a month, in the middle of a week that crosses one, and after months of 31 and of 29 days.
 */
const WITNESS_DATES = [dayNumber(2026, 3, 1), dayNumber(2025, 10, 1), dayNumber(2025, 7, 31), dayNumber(2024, 2, 29)];

/** How hard a customer is looked for. */
export interface Effort {
  /** On how many dates events are made to fit. */
  readonly dates: number;
  /** On how many dates of other years, where it holds on none of them. */
  readonly otherDates: number;
  /** Random customers that are tried when no events could be made to fit. */
  readonly trials: number;
  /** How often events are made to fit another solution. */
  readonly refinements: number;
  /** What one question may cost. */
  readonly budget: () => SolveBudget;
}
export const THOROUGH: Effort = {
  dates: WITNESS_DATES.length,
  otherDates: 4,
  trials: 400,
  refinements: 12,
  budget: defaultBudget,
};
/** Most events below the line of a share. */
const SHARE_EVENTS = 200n;

/**
 * Finds a customer for whom the formulas hold and the interpreter agrees, or undefined. The solver's model gives the
 * profile and the numbers of the aggregates; events are made to fit, then everything is tried. Where that fails, random
 * customers are.
 */
export function findWitness(
  prover: Prover,
  formulas: readonly Formula[],
  claim: Claim,
  only: ReadonlySet<string>,
  effort = THOROUGH,
): Witness | undefined {
  for (const today of WITNESS_DATES.slice(0, effort.dates)) {
    const found = new WitnessSearch(prover, claim, only, today, effort).find(formulas);
    if (found !== undefined) return found;
  }
  if (effort.otherDates > 0) {
    for (const today of otherDates(prover, formulas, effort)) {
      const found = new WitnessSearch(prover, claim, only, today, effort).find(formulas);
      if (found !== undefined) return found;
    }
  }
  return findByTrial(prover.translation.plan, claim, only, effort.trials, prover.work);
}

/** Years in which another date is looked for, those near to now first. */
const NEAR_YEARS = [
  [1990, 2040],
  [1900, 2200],
  [1, 9999],
] as const;
/** Two dates that are tried lie so many days apart. */
const DATES_APART = 400;

/**
 * Dates on which the formulas may hold, as the solver proposes them: what compares a date that is written out with how
 * long ago something was may hold in other years only.
 */
function* otherDates(prover: Prover, formulas: readonly Formula[], effort: Effort): Generator<number> {
  const known = prover.withKnowledge(formulas);
  const today = prover.translation.calendar.today("now");
  const [name] = today.terms.keys();
  if (name === undefined || !prover.topics(formulas).has(name)) return;
  const barred: Formula[] = [];
  let left = effort.otherDates;
  for (const [first, last] of NEAR_YEARS) {
    const near = [atMost(number(dayNumber(first, 1, 1)), today), atMost(today, number(dayNumber(last, 12, 31)))];
    for (; left > 0; left--) {
      const verdict = prover.solve([...known, ...near, ...barred], effort.budget());
      const found = verdict.kind === "satisfiable" ? verdict.model.numbers.get(name) : undefined;
      if (found === undefined) break;
      const date = Math.round(toNumber(found));
      yield date;
      barred.push(or(atMost(today, number(date - DATES_APART)), atMost(number(date + DATES_APART), today)));
    }
  }
}

class WitnessSearch {
  private readonly prover: Prover;
  private readonly plan: Plan;
  private readonly zone: Zone;
  private readonly claim: Claim;
  private readonly only: ReadonlySet<string>;
  private readonly today: number;
  private readonly effort: Effort;
  private readonly asOf: Instant;
  private readonly evaluation: Evaluation;
  /** What it costs to ask the interpreter, once that is known. */
  private steps: number | undefined;

  constructor(prover: Prover, claim: Claim, only: ReadonlySet<string>, today: number, effort: Effort) {
    this.effort = effort;
    this.today = today;
    this.prover = prover;
    this.plan = prover.translation.plan;
    this.zone = zoneOf(this.plan.settings.timeZone);
    this.claim = claim;
    this.only = only;
    this.asOf = this.zone.startOf(this.today) + 12 * unitMilliseconds.hour;
    this.evaluation = prepare(this.plan, this.asOf);
  }

  /** Whether the interpreter agrees, and tables can give what the customer's records read through them. */
  private shows(customer: Customer): boolean {
    this.steps ??= interpretSteps(partOf(this.plan, this.only));
    this.prover.work.spend(this.steps + customer.events.length);
    const there = possible(customer, this.plan);
    return toldRows(there, this.plan) !== undefined && this.claim(interpret(this.evaluation, there, this.only));
  }

  find(formulas: readonly Formula[]): Witness | undefined {
    const fixed = [...this.prover.withKnowledge([...formulas, ...this.fixedInstants()])];
    for (let round = 0; round < this.effort.refinements; round++) {
      const verdict = this.prover.solve(fixed, this.effort.budget());
      if (verdict.kind !== "satisfiable") return undefined;
      const corrections = [
        ...this.calendarCorrections(verdict.model),
        ...this.movedCorrections(verdict.model),
        ...this.dateCorrections(verdict.model),
        ...this.partCorrections(verdict.model),
        ...this.shareCorrections(verdict.model, fixed),
      ];
      if (corrections.length === 0) {
        const found = this.attempt(verdict.model, round);
        if (found !== undefined) return found;
        const blocked = this.blockCounts(verdict.model);
        if (blocked === undefined) return undefined;
        fixed.push(blocked);
      } else fixed.push(...corrections);
    }
    return undefined;
  }

  /** Now and today as they are at the witness's instant. */
  private fixedInstants(): Formula[] {
    return this.plan.instants.flatMap(({ id }) => {
      const instant = required(this.evaluation.instants.get(id), "an instant of the plan");
      return [
        equal(this.prover.translation.calendar.now(id), number(instant)),
        equal(this.prover.translation.calendar.today(id), number(this.zone.dateOf(instant))),
      ];
    });
  }

  /** Months and years are known roughly to the solver; where the model is off, the exact boundary is added. */
  private calendarCorrections(model: Model): Formula[] {
    const facts: Formula[] = [];
    for (const [name, { months, of, from, to }] of this.prover.translation.calendar.spans) {
      const claimed = model.numbers.get(name);
      if (claimed === undefined) continue;
      const end =
        to.terms.size === 0
          ? toNumber(to.constant)
          : [...to.terms.keys()].some((term) => term.startsWith("today ") || term.startsWith("now "))
            ? of === "date"
              ? this.today
              : this.asOf
            : undefined;
      if (end === undefined) continue;
      const endDate = of === "date" ? end : this.zone.dateOf(end);
      const count = toNumber(claimed);
      const start = this.valueIn(model, from);
      if (start === undefined) continue;
      const startDate = of === "date" ? start : this.zone.dateOf(start);
      const fits =
        startDate <= addMonths(endDate, -count * months) && startDate > addMonths(endDate, -(count + 1) * months);
      if (fits) continue;
      for (const k of [count, count + 1]) {
        const last = addMonths(endDate, -k * months);
        const before = of === "date" ? atMost(from, number(last)) : below(from, number(this.zone.startOf(last + 1)));
        const reached = atMost(number(k), variable(name));
        facts.push(implies(before, reached), implies(not(before), not(reached)));
      }
    }
    return facts;
  }

  /** Dates moved by months likewise. */
  private movedCorrections(model: Model): Formula[] {
    return [...this.prover.translation.calendar.moves].flatMap(([name, { amount, of }]): Formula[] => {
      const [claimed, date] = [model.numbers.get(name), this.valueIn(model, of)];
      if (claimed === undefined || date === undefined) return [];
      const exact = addMonths(date, amount);
      return toNumber(claimed) === exact
        ? []
        : [implies(equal(of, number(date)), equal(variable(name), number(exact)))];
    });
  }

  /** The local dates of times likewise. */
  private dateCorrections(model: Model): Formula[] {
    const { calendar } = this.prover.translation;
    return [...calendar.dates].flatMap(([name, time]): Formula[] => {
      const [claimed, instant] = [model.numbers.get(name), this.valueIn(model, time)];
      if (claimed === undefined || instant === undefined) return [];
      const exact = this.zone.dateOf(instant);
      return toNumber(claimed) === exact
        ? []
        : [
            ...[exact, toNumber(claimed), toNumber(claimed) + 1].map((day) => calendar.reached(name, time, day)),
            implies(equal(time, number(instant)), equal(variable(name), number(exact))),
          ];
    });
  }

  /** Years, months, days and hours likewise. */
  private partCorrections(model: Model): Formula[] {
    const claimed = (name: string): number | undefined => numberIn(model, name);
    return this.prover.translation.calendar.parts.corrections(claimed, (of) => this.valueIn(model, of));
  }

  private valueIn(model: Model, of: Linear): number | undefined {
    return valueOf(of, (name) => numberIn(model, name));
  }

  /** A share is a quotient of two counts, which the solver does not know: the counts are made to fit its value. */
  private shareCorrections(model: Model, fixed: readonly Formula[]): Formula[] {
    return this.plan.aggregates.flatMap((node): Formula[] => {
      if (node.kind !== "events" || node.function !== "share") return [];
      const { translation } = this.prover;
      const name = translation.aggregate(node.id);
      const value = model.numbers.get(name);
      const [above, line] = [baseCount(node, translation), lineCount(node, translation)];
      const [count, total] = [model.numbers.get(above), model.numbers.get(line)];
      if (
        value === undefined ||
        count === undefined ||
        total === undefined ||
        model.flags.get(`known ${name}`) === false
      )
        return [];
      if (count.n * value.d === value.n * total.n) return [];
      const fits = (share: Rational): Formula[] => [
        equal(variable(name), { terms: new Map(), constant: share }),
        equal(scale(variable(above), { n: share.d, d: 1n }), scale(variable(line), { n: share.n, d: 1n })),
      ];
      // Any other value that the formulas allow will do as well: the one with the fewest events is tried first.
      const simplest = fractionsToward(value, SHARE_EVENTS).find(
        (share) => this.prover.solve([...fixed, ...fits(share)]).kind === "satisfiable",
      );
      return simplest === undefined ? [] : fits(simplest);
    });
  }

  /** Rules out the counts that could not be turned into events. */
  private blockCounts(model: Model): Formula | undefined {
    const counts = [...model.numbers].filter(([name, value]) => name.startsWith("count ") && toNumber(value) > 0);
    const [first] = counts;
    if (first === undefined) return undefined;
    return not(and(...counts.map(([name, value]) => equal(variable(name), { terms: new Map(), constant: value }))));
  }

  private attempt(model: Model, round: number): Witness | undefined {
    const profile = this.profile(model);
    for (const style of [0, 1, 2, 3]) {
      const events = new EventPlanner(this.prover, this.evaluation, model, profile, style + round).makeEvents();
      if (events === undefined) continue;
      const found: Customer = { id: WITNESS_ID, versions: profile, events: events.sort(byTimeAndId) };
      const customer = withRowsApart(found, this.plan);
      if (this.shows(customer))
        return {
          asOf: this.asOf,
          customer: possible(
            shrink(customer, this.plan, (candidate) => this.shows(candidate)),
            this.plan,
          ),
        };
    }
    return undefined;
  }

  /** The profile's versions: one for now, and one for each earlier instant at which the model wants other values. */
  private profile(model: Model): Customer["versions"] {
    const past = this.plan.instants.filter(
      ({ id }) =>
        id !== "now" && this.plan.reads.fields.some(({ name }) => this.mentions(model, `field ${id} ${name}`)),
    );
    const now = this.fieldsAt(model, "now");
    if (past.length === 0) return [{ validFrom: null, fields: now }];
    const ordered = past
      .map(({ id }) => ({ at: required(this.evaluation.instants.get(id), "an instant of the plan"), id }))
      .sort((a, b) => a.at - b.at);
    const earlier = ordered.map(({ id }, index) => ({
      validFrom: index === 0 ? null : at(ordered, index - 1).at + 1,
      fields: this.fieldsAt(model, id),
    }));
    return [...earlier, { validFrom: at(ordered, ordered.length - 1).at + 1, fields: now }];
  }

  private mentions(model: Model, name: string): boolean {
    return (
      model.numbers.has(name) ||
      model.texts.has(name) ||
      model.flags.has(`known ${name}`) ||
      model.flags.has(`is ${name}`) ||
      mentionsSet(model, name)
    );
  }

  private fieldsAt(model: Model, at: string): Map<string, MaybeValue> {
    const fields = new Map<string, MaybeValue>();
    for (const field of this.plan.reads.fields) {
      const value = fieldValue(field, `field ${at} ${field.name}`, model, this.today, this.asOf);
      if (value !== null) fields.set(field.name, value);
    }
    return fields;
  }
}
