import { addMonths, dayNumber } from "../../engine/calendar/civil.ts";
import { zone as zoneOf, type Instant } from "../../engine/calendar/zone.ts";
import { walk, expressionsOf } from "../../engine/plan/forms.ts";
import type { PlanExpression } from "../../engine/plan/expression.ts";
import type { FieldRead, Plan } from "../../engine/plan/plan.ts";
import type { MaybeValue } from "../../engine/plan/types.ts";
import { byTimeAndId, type Customer, type CustomerEvent } from "../../engine/run/customer.ts";
import { prepare, type Evaluation } from "../../engine/run/interpreter.ts";

const DAY = 86_400_000;

/** Random numbers from a seed: the same seed, the same numbers (mulberry32). */
export class Dice {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }
  /** From 0 up to but without 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
  chance(probability: number): boolean {
    return this.next() < probability;
  }
  pick<Item>(items: readonly Item[], fallback: Item): Item {
    return items[this.below(items.length)] ?? fallback;
  }
}

/** Instants at which calendars are awkward. */
const awkward = [
  Date.UTC(2026, 2, 1, 12), Date.UTC(2024, 1, 29, 12), Date.UTC(2025, 1, 28, 23, 59, 59, 999), Date.UTC(2026, 2, 31), Date.UTC(2025, 6, 31, 12),
  Date.UTC(2026, 0, 1), Date.UTC(2025, 2, 30, 1, 30), Date.UTC(2025, 9, 26, 1, 30), Date.UTC(2026, 10, 1, 6, 30), Date.UTC(2026, 4, 31, 20), Date.UTC(2025, 11, 31, 23),
];

/** Random customers that a plan's schema allows, drawn at and beside the constants and windows of its conditions. */
export class RandomCustomers {
  private readonly plan: Plan;
  private readonly dice: Dice;
  private readonly numbers: number[] = [0, 1, 2];
  private readonly texts: string[] = ["", "Elsewhere", "Taipei"];
  private evaluation: Evaluation;
  private readonly evaluations = new Map<Instant, Evaluation>();

  constructor(plan: Plan, seed: number) {
    this.plan = plan;
    this.dice = new Dice(seed);
    this.evaluation = prepare(plan, awkward[0] ?? 0);
    const visit = (node: PlanExpression): void => this.note(node);
    for (const output of plan.outputs) {
      for (const [, expression] of expressionsOf(output.form)) walk(expression, "", visit);
      if (output.form.form === "bands") for (const { from } of output.form.bands) if (typeof from === "number") this.numbers.push(from);
    }
    for (const node of plan.aggregates) {
      const wheres = node.kind === "events" ? [node.where, node.among] : node.steps.map(({ where }) => where);
      for (const where of wheres) if (where !== null) walk(where, "", visit);
    }
  }

  private note(node: PlanExpression): void {
    const values = node.op === "literal" ? [node.value] : node.op === "one-of" ? node.values : [];
    for (const value of values) {
      if (typeof value === "number") this.numbers.push(value);
      else if (typeof value === "string") this.texts.push(value, `${value}n`, value.toUpperCase());
    }
  }

  next(): { readonly evaluation: Evaluation; readonly customer: Customer } {
    const asOf = this.dice.pick(awkward, 0) + (this.dice.chance(0.3) ? this.dice.below(30 * DAY) : 0);
    let evaluation = this.evaluations.get(asOf);
    if (evaluation === undefined) {
      evaluation = prepare(this.plan, asOf);
      if (this.evaluations.size < 40) this.evaluations.set(asOf, evaluation);
    }
    this.evaluation = evaluation;
    const versions = [{ validFrom: null, fields: this.fields(this.plan.reads.fields) }, ...Array.from({ length: this.dice.chance(0.3) ? 1 + this.dice.below(2) : 0 }, () => ({ validFrom: this.moment(), fields: this.fields(this.plan.reads.fields) }))];
    // An earlier version may lack what is required now.
    if (this.dice.chance(0.2) && versions.length === 1) versions[0] = { validFrom: asOf - this.dice.below(90) * DAY, fields: versions[0]?.fields ?? new Map<string, MaybeValue>() };
    return { evaluation, customer: { id: this.dice.pick(this.texts, "c1"), versions: versions.sort((a, b) => (a.validFrom ?? -Infinity) - (b.validFrom ?? -Infinity)).filter(({ validFrom }) => validFrom === null || validFrom <= asOf), events: this.events() } };
  }

  private events(): CustomerEvent[] {
    const types = this.plan.reads.events;
    const events: CustomerEvent[] = [];
    if (types.length === 0) return events;
    const count = this.dice.chance(0.1) ? 0 : this.dice.chance(0.1) ? 30 : this.dice.below(9);
    const chosen = this.dice.chance(0.5) ? [this.dice.pick(types, types[0]), this.dice.pick(types, types[0])] : types;
    const template = new Map(types.map((type) => [type.name, this.fields(type.fields)]));
    for (let index = 0; index < count; index++) {
      const type = this.dice.pick(chosen, chosen[0]);
      if (type === undefined) continue;
      const before = events.at(-1);
      const time = before !== undefined && this.dice.chance(0.35) ? before.time + this.dice.pick(this.steps(), 0) + this.dice.pick([-1, 0, 0, 1], 0) : this.moment();
      const fields = this.dice.chance(0.4) ? (template.get(type.name) ?? new Map<string, MaybeValue>()) : this.fields(type.fields);
      events.push({ id: `e${(index * 7) % 31}`, type: type.name, time, fields });
    }
    return events.sort(byTimeAndId);
  }

  private steps(): number[] {
    return [0, 0, DAY, 60_000, ...this.plan.aggregates.flatMap((node) => (node.kind === "sequence" ? [node.within, Math.floor(node.within / 2)] : []))];
  }

  /** An instant at or beside an edge of a window or an `as of`, or in the year before now. */
  private moment(): Instant {
    return Math.max(-6e13, Math.min(2e14, this.anyMoment()));
  }

  private anyMoment(): Instant {
    const { asOf, windows, instants } = this.evaluation;
    const draw = this.dice.next();
    if (draw < 0.35 && windows.size > 0) {
      const window = this.dice.pick([...windows.values()], { from: asOf, to: asOf });
      const edge = this.dice.chance(0.5) ? window.from : window.to;
      if (Number.isFinite(edge)) return edge + this.dice.pick([-2, -1, 0, 1], 0);
    }
    if (draw < 0.45) return this.dice.pick([...instants.values()], asOf) + this.dice.pick([-1, 0, 0, 1], 0);
    if (draw < 0.6) return asOf - this.dice.pick(this.numbers, 1) * this.dice.pick([DAY, 3_600_000, 604_800_000], DAY) + this.dice.pick([-1, 0, 1], 0);
    if (draw < 0.8) return asOf - this.dice.below(60 * DAY);
    return asOf - this.dice.below(800 * DAY);
  }

  private fields(reads: readonly FieldRead[]): Map<string, MaybeValue> {
    return new Map(reads.map((read) => [read.name, !read.required && this.dice.chance(0.25) ? null : this.value(read)]));
  }

  private value(read: FieldRead): MaybeValue {
    const { type } = read;
    switch (type.kind) {
      case "boolean": return this.dice.chance(0.5);
      case "enum": return this.dice.pick(type.values, "");
      case "text": return this.dice.pick(this.texts, "").normalize("NFC");
      default: return this.bounded(read, this.plain(read));
    }
  }

  private plain({ type, low, high }: FieldRead): number {
    const beside = this.dice.pick([-1, 0, 0, 1], 0);
    const constant = this.dice.pick([...this.numbers, low ?? 0, high ?? 3], 0);
    if (type.kind === "date") {
      const today = zoneOf(this.plan.settings.timeZone).dateOf(this.evaluation.asOf);
      const draw = this.dice.next();
      if (draw < 0.3) return addMonths(today, -12 * Math.trunc(Math.max(-100, Math.min(constant, 150)))) + beside;
      if (draw < 0.5) return addMonths(today, -Math.trunc(Math.max(-100, Math.min(constant, 600)))) + beside;
      if (draw < 0.7) return today - Math.trunc(Math.max(-4000, Math.min(constant, 40_000))) + beside;
      return this.dice.pick([Math.trunc(constant), dayNumber(2000, 2, 29), dayNumber(1996, 2, 29), today - this.dice.below(30_000)], today) + beside;
    }
    if (type.kind === "time") return this.dice.chance(0.2) ? Math.trunc(constant) + beside : this.moment();
    if (type.kind === "number") return this.dice.pick([constant, constant + 0.5, constant / 2, -constant], 0);
    return Math.trunc(this.dice.pick([constant, constant, constant / 2, -constant, constant * 2, this.dice.below(6)], 0)) + beside;
  }

  private bounded({ type, low, high }: FieldRead, value: number): number {
    const clamped = Math.max(low ?? -1e12, Math.min(high ?? 1e12, value));
    if (type.kind === "date") return Math.max(-600_000, Math.min(clamped, 2_000_000));
    return type.kind === "time" ? Math.max(low ?? -6e13, Math.min(high ?? 2e14, value)) : clamped;
  }
}
