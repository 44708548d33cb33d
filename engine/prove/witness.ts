import { addMonths, dayNumber, weekdayOf } from "../calendar/civil.ts";
import { unitMilliseconds } from "../calendar/instant.ts";
import { zone as zoneOf, type Instant, type Zone } from "../calendar/zone.ts";
import type { AggregateNode, FieldRead, Plan } from "../plan/plan.ts";
import type { MaybeValue } from "../plan/types.ts";
import { byTimeAndId, type Customer, type CustomerEvent } from "../run/customer.ts";
import { evaluateExpression } from "../run/expression.ts";
import { interpret, prepare, type Evaluation, type Results } from "../run/interpreter.ts";
import { and, implies, not, type Formula } from "./formula.ts";
import { baseCount, lineCount } from "./knowledge.ts";
import { number, scale, variable } from "./linear.ts";
import type { Prover } from "./prover.ts";
import { toNumber } from "./rational.ts";
import { solve, type Model } from "./solve.ts";
import { atMost, below, equal } from "./translate.ts";

/** A customer at an instant who shows what was claimed; checked by the interpreter before anybody sees it. */
export interface Witness {
  readonly asOf: Instant;
  readonly customer: Customer;
}

/** Whether the interpreter agrees with what a witness should show. */
export type Claim = (results: Results) => boolean;

/**
 * Witnesses are sought at these local noons, the first one first, so that they read like today's customers: at the
 * beginning of a month, in the middle of a week that crosses one, and after months of 31 and of 29 days.
 */
const WITNESS_DATES = [dayNumber(2026, 3, 1), dayNumber(2025, 10, 1), dayNumber(2025, 7, 31), dayNumber(2024, 2, 29)];
const REFINEMENTS = 12;
const EVENT_LIMIT = 400;

/**
 * Finds a customer for whom the formulas hold and the interpreter agrees, or undefined. The solver's model gives the
 * profile and the numbers of the aggregates; events are made to fit, then everything is tried.
 */
export function findWitness(prover: Prover, formulas: readonly Formula[], claim: Claim, only: ReadonlySet<string>): Witness | undefined {
  for (const today of WITNESS_DATES) {
    const found = new WitnessSearch(prover, claim, only, today).find(formulas);
    if (found !== undefined) return found;
  }
  return undefined;
}

class WitnessSearch {
  private readonly prover: Prover;
  private readonly plan: Plan;
  private readonly zone: Zone;
  private readonly claim: Claim;
  private readonly only: ReadonlySet<string>;
  private readonly today: number;
  private readonly asOf: Instant;
  private readonly evaluation: Evaluation;

  constructor(prover: Prover, claim: Claim, only: ReadonlySet<string>, today: number) {
    this.today = today;
    this.prover = prover;
    this.plan = prover.translation.plan;
    this.zone = zoneOf(this.plan.settings.timeZone);
    this.claim = claim;
    this.only = only;
    this.asOf = this.zone.startOf(this.today) + 12 * unitMilliseconds.hour;
    this.evaluation = prepare(this.plan, this.asOf);
  }

  find(formulas: readonly Formula[]): Witness | undefined {
    const fixed = [...this.prover.withKnowledge([...formulas, ...this.fixedInstants()])];
    for (let round = 0; round < REFINEMENTS; round++) {
      const verdict = solve(fixed, this.prover.variables);
      if (verdict.kind !== "satisfiable") return undefined;
      const corrections = [...this.calendarCorrections(verdict.model), ...this.shareCorrections(verdict.model)];
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
      const instant = this.evaluation.instants.get(id) ?? this.asOf;
      return [equal(this.prover.translation.now(id), number(instant)), equal(this.prover.translation.today(id), number(this.zone.dateOf(instant)))];
    });
  }

  /** Months and years are known roughly to the solver; where the model is off, the exact boundary is added. */
  private calendarCorrections(model: Model): Formula[] {
    const facts: Formula[] = [];
    for (const [name, { months, of, from, to }] of this.prover.translation.calendarSpans) {
      const claimed = model.numbers.get(name);
      if (claimed === undefined) continue;
      const end = to.terms.size === 0 ? toNumber(to.constant) : [...to.terms.keys()].some((term) => term.startsWith("today ") || term.startsWith("now ")) ? (of === "date" ? this.today : this.asOf) : undefined;
      if (end === undefined) continue;
      const endDate = of === "date" ? end : this.zone.dateOf(end);
      const count = toNumber(claimed);
      const start = valueOf(from, model);
      if (start === undefined) continue;
      const startDate = of === "date" ? start : this.zone.dateOf(start);
      const fits = startDate <= addMonths(endDate, -count * months) && startDate > addMonths(endDate, -(count + 1) * months);
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

  /** A share is a quotient of two counts, which the solver does not know: the counts are made to fit its value. */
  private shareCorrections(model: Model): Formula[] {
    return this.plan.aggregates.flatMap((node): Formula[] => {
      if (node.kind !== "events" || node.function !== "share") return [];
      const { translation } = this.prover;
      const name = translation.aggregate(node.id);
      const value = model.numbers.get(name);
      const [above, line] = [baseCount(node, translation), lineCount(node, translation)];
      const [count, total] = [model.numbers.get(above), model.numbers.get(line)];
      if (value === undefined || count === undefined || total === undefined || model.flags.get(`known ${name}`) === false || value.d > 1000n) return [];
      if (count.n * value.d === value.n * total.n) return [];
      const fits = equal(scale(variable(above), { n: value.d, d: 1n }), scale(variable(line), { n: value.n, d: 1n }));
      return [equal(variable(name), { terms: new Map(), constant: value }), fits];
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
      const customer: Customer = { id: "c1", versions: profile, events: events.sort(byTimeAndId) };
      if (this.claim(interpret(this.evaluation, customer, this.only))) return { asOf: this.asOf, customer: this.minimal(customer) };
    }
    return undefined;
  }

  /** Leaves out what the claim does not need: optional fields and events, one after another. */
  private minimal(customer: Customer): Customer {
    let best = customer;
    const holds = (candidate: Customer): boolean => this.claim(interpret(this.evaluation, candidate, this.only));
    for (const event of customer.events.slice(0, 60)) {
      const without = { ...best, events: best.events.filter((other) => other !== event) };
      if (holds(without)) best = without;
    }
    for (const field of this.plan.reads.fields.filter(({ required }) => !required)) {
      const without: Customer = { ...best, versions: best.versions.map((version) => ({ ...version, fields: new Map([...version.fields].filter(([name]) => name !== field.name)) })) };
      if (holds(without)) best = without;
    }
    return best;
  }

  /** The profile's versions: one for now, and one for each earlier instant at which the model wants other values. */
  private profile(model: Model): Customer["versions"] {
    const past = this.plan.instants.filter(({ id }) => id !== "now" && this.plan.reads.fields.some(({ name }) => this.mentions(model, `field ${id} ${name}`)));
    const now = this.fieldsAt(model, "now");
    if (past.length === 0) return [{ validFrom: null, fields: now }];
    const ordered = past.map(({ id }) => ({ at: this.evaluation.instants.get(id) ?? this.asOf, id })).sort((a, b) => a.at - b.at);
    const earlier = ordered.map(({ id }, index) => ({ validFrom: index === 0 ? null : (ordered[index - 1]?.at ?? 0) + 1, fields: this.fieldsAt(model, id) }));
    return [...earlier, { validFrom: (ordered.at(-1)?.at ?? 0) + 1, fields: now }];
  }

  private mentions(model: Model, name: string): boolean {
    return model.numbers.has(name) || model.texts.has(name) || model.flags.has(`known ${name}`) || model.flags.has(`is ${name}`);
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

function fieldValue(field: FieldRead, name: string, model: Model, today: number, asOf: Instant): MaybeValue {
  if (!field.required && model.flags.get(`known ${name}`) !== true) return null;
  const { type } = field;
  switch (type.kind) {
    case "boolean": return model.flags.get(`is ${name}`) ?? false;
    case "enum": return model.texts.get(name) ?? type.values[0] ?? "";
    case "text": return model.texts.get(name) ?? "Elsewhere";
    default: {
      const value = model.numbers.get(name);
      if (value !== undefined) return toNumber(value);
      const usual = type.kind === "date" ? today - 10_000 : type.kind === "time" ? asOf - 400 * unitMilliseconds.day : 0;
      return Math.max(field.low ?? usual, Math.min(field.high ?? usual, usual));
    }
  }
}

function valueOf(linear: { readonly terms: ReadonlyMap<string, { readonly n: bigint; readonly d: bigint }>; readonly constant: { readonly n: bigint; readonly d: bigint } }, model: Model): number | undefined {
  let sum = toNumber(linear.constant);
  for (const [name, coefficient] of linear.terms) {
    const value = model.numbers.get(name);
    if (value === undefined) return undefined;
    sum += toNumber(coefficient) * toNumber(value);
  }
  return sum;
}

type EventNode = Extract<AggregateNode, { kind: "events" }>;

/** What one aggregate should come to, with the events that it looks at. */
interface Demand {
  readonly node: EventNode;
  readonly count: number | undefined;
  readonly value: MaybeValue | undefined;
}

/** Makes events so that the aggregates come to what the model says, as far as a greedy plan can. */
class EventPlanner {
  private readonly prover: Prover;
  private readonly plan: Plan;
  private readonly evaluation: Evaluation;
  private readonly model: Model;
  private readonly profile: Customer["versions"];
  private readonly style: number;
  private readonly events: { id: string; type: string; time: Instant; fields: Map<string, MaybeValue> }[] = [];

  constructor(prover: Prover, evaluation: Evaluation, model: Model, profile: Customer["versions"], style: number) {
    this.prover = prover;
    this.plan = prover.translation.plan;
    this.evaluation = evaluation;
    this.model = model;
    this.profile = profile;
    this.style = style;
  }

  makeEvents(): CustomerEvent[] | undefined {
    const demands = this.demands();
    for (const demand of demands) this.placeMoment(demand, demands);
    for (const node of this.plan.aggregates) this.placeSequence(node, demands);
    for (const demand of demands) if (!this.fill(demand, demands)) return undefined;
    for (const demand of demands) this.spread(demand);
    for (const demand of demands) this.assignValues(demand, demands);
    return this.events;
  }

  /** Aggregates that the model speaks of, those over fewer events first. */
  private demands(): Demand[] {
    const found: Demand[] = [];
    for (const node of this.plan.aggregates) {
      if (node.kind !== "events") continue;
      const name = this.prover.translation.aggregate(node.id);
      const count = this.countOf(node, name);
      const known = this.model.flags.get(`known ${name}`);
      const numeric = this.model.numbers.get(name);
      const value = known === false ? null : node.type.kind === "boolean" ? this.model.flags.get(`is ${name}`) : (this.model.texts.get(name) ?? (numeric === undefined ? undefined : toNumber(numeric)));
      if (count !== undefined || value !== undefined) found.push({ node, count, value });
      const line = node.function === "share" ? this.model.numbers.get(lineCount(node, this.prover.translation)) : undefined;
      if (line !== undefined) found.push({ node: { ...node, function: "count", where: node.among, among: null }, count: toNumber(line), value: undefined });
    }
    return found.sort((left, right) => this.width(left.node) - this.width(right.node));
  }

  /** The number of events that the model gives an aggregate's base. */
  private countOf(node: EventNode, name: string): number | undefined {
    if (node.function === "count") {
      const own = this.model.numbers.get(name);
      if (own !== undefined) return toNumber(own);
    }
    const key = this.prover.baseName(node);
    const count = this.model.numbers.get(key);
    return count === undefined ? undefined : toNumber(count);
  }

  private width(node: EventNode): number {
    const range = this.evaluation.windows.get(node.id);
    const length = range === undefined || range.from === -Infinity ? 1e15 : range.to - range.from;
    return length * 4 + (node.where === null ? 2 : 0) + (node.function === "share" ? 1 : 0);
  }

  private inWindow(node: EventNode, time: Instant): boolean {
    const range = this.evaluation.windows.get(node.id);
    return range !== undefined && time >= range.from && time < range.to;
  }

  private belongs(node: EventNode, event: CustomerEvent): boolean {
    return event.type === node.event && this.inWindow(node, event.time) && this.passes(node.where, event) && (node.function !== "share" || this.passes(node.among, event));
  }

  private passes(where: EventNode["where"], event: CustomerEvent): boolean {
    if (where === null) return true;
    const version = this.profile.findLast(({ validFrom }) => validFrom === null || validFrom <= this.evaluation.asOf)?.fields;
    return evaluateExpression(where, "", {
      zone: this.evaluation.zone, event, id: "c1", instant: (at) => this.evaluation.instants.get(at) ?? this.evaluation.asOf,
      field: (name) => version?.get(name) ?? null, aggregate: () => null, output: () => null, model: () => null, overflow: () => undefined, visit: undefined,
    }) === true;
  }

  /** `time of latest|first`: one event exactly there. */
  private placeMoment({ node, value }: Demand, demands: readonly Demand[]): void {
    if ((node.function !== "time of latest" && node.function !== "time of first") || typeof value !== "number") return;
    if (this.events.some((event) => event.time === value && this.belongs(node, event))) return;
    this.add(node, value, demands);
  }

  private placeSequence(node: AggregateNode, demands: readonly Demand[]): void {
    if (node.kind !== "sequence") return;
    const wanted = this.model.numbers.get(this.prover.translation.aggregate(node.id));
    const range = this.evaluation.windows.get(node.id);
    const [start, ...rest] = node.steps;
    if (wanted === undefined || range === undefined || start === undefined) return;
    const now = this.evaluation.instants.get(node.at) ?? this.evaluation.asOf;
    const step = Math.max(1, Math.min(unitMilliseconds.minute, Math.floor(node.within / (rest.length + 1))));
    for (let index = 0; index < Math.min(toNumber(wanted), 50); index++) {
      const latest = Math.min(range.to - 1, now - node.within) - index * (node.within + step * 2);
      const time = Math.max(range.from === -Infinity ? latest : range.from, latest);
      this.addStep(start, time, demands);
      rest.filter(({ negated }) => !negated).forEach((following, position) => this.addStep(following, time + step * (position + 1), demands));
    }
  }

  private addStep(step: { readonly event: string; readonly where: EventNode["where"] }, time: Instant, demands: readonly Demand[]): void {
    this.create(step.event, step.where, null, time, demands);
  }

  /** Adds events until an aggregate has as many as the model says; false when it has too many. */
  private fill(demand: Demand, demands: readonly Demand[]): boolean {
    const { node, count } = demand;
    if (count === undefined) return true;
    if (count > EVENT_LIMIT) return false;
    const members = (): number => this.events.filter((event) => this.belongs(node, event)).length;
    for (let missing = count - members(); missing > 0; missing--) {
      const placed = this.candidateTimes(node, demands).some((time) => this.add(node, time, demands));
      if (!placed) return false;
    }
    return members() === count || node.function === "share";
  }

  /** Times inside a window, those outside of full windows first. */
  private candidateTimes(node: EventNode, demands: readonly Demand[]): Instant[] {
    const range = this.evaluation.windows.get(node.id);
    if (range === undefined) return [];
    const from = Math.max(range.from, this.evaluation.asOf - 4000 * unitMilliseconds.day);
    const edges = demands.flatMap((other) => {
      const window = this.evaluation.windows.get(other.node.id);
      return window === undefined ? [] : [window.from - 1, window.from, window.to - 1, window.to];
    });
    const moments = demands.flatMap(({ node: other, value }) => (other.event === node.event && typeof value === "number" && (other.function === "time of latest" || other.function === "time of first") ? [value - 1, value + 1] : []));
    const day = unitMilliseconds.day;
    const spread = [range.to - 1 - Math.floor((range.to - from) / 2), range.to - 1 - day / 2, from + day, ...Array.from({ length: 14 }, (_, index) => range.to - 1 - index * day - 3_600_000 * ((index * 5 + this.style * 7) % 24))];
    const times = [...spread, ...edges, ...moments].map(Math.floor).filter((time) => time >= from && time < range.to);
    return this.style % 2 === 0 ? times : times.reverse();
  }

  private add(node: EventNode, time: Instant, demands: readonly Demand[]): boolean {
    return this.create(node.event, node.where, node.function === "share" ? node.among : null, time, demands);
  }

  /** An event that passes its filter and belongs to no aggregate that has enough already. */
  private create(type: string, where: EventNode["where"], among: EventNode["where"], time: Instant, demands: readonly Demand[]): boolean {
    if (this.events.length >= EVENT_LIMIT * 2) return false;
    const site = { event: type };
    const { translation } = this.prover;
    const wanted: Formula[] = [where, among].flatMap((condition) => (condition === null ? [] : [translation.logical(condition, site).t]));
    for (const { node, count, value } of demands) {
      if (node.event !== type || !this.inWindow(node, time)) continue;
      const late = typeof value === "number" && ((node.function === "time of latest" && time > value) || (node.function === "time of first" && time < value));
      const full = count !== undefined && this.events.filter((event) => this.belongs(node, event)).length >= count;
      if (!late && !full) continue;
      if (node.where === null && (node.function !== "share" || node.among === null)) return false;
      const both = [node.where, node.function === "share" ? node.among : null].flatMap((condition) => (condition === null ? [] : [translation.logical(condition, site).t]));
      wanted.push(not(and(...both)));
    }
    const fields = this.solveFields(type, wanted, time);
    if (fields === undefined) return false;
    this.events.push({ id: `e${this.events.length + 1}`, type, time, fields });
    return true;
  }

  /** Field values of one event that satisfy its filters. */
  private solveFields(type: string, wanted: readonly Formula[], time: Instant): Map<string, MaybeValue> | undefined {
    const { translation } = this.prover;
    const prefix = `event ${type} `;
    const zone = this.evaluation.zone;
    const facts = [
      ...[...translation.definitions].filter(([name]) => name.startsWith(prefix)).map(([, definition]) => definition),
      equal(variable(`${prefix}time of event`), number(time)), equal(variable(`${prefix}hour of time`), number(zone.hourOf(time))), equal(variable(`${prefix}date of time`), number(zone.dateOf(time))),
      translation.logical({ op: "compare", operator: "=", left: { op: "event-part", part: "weekday" }, right: { op: "literal", type: "enum", value: weekdayOf(zone.dateOf(time)) } }, { event: type }).t,
      ...this.profileFacts(),
    ];
    const verdict = solve([...wanted, ...facts], this.prover.variables, { decisions: 300, pivots: 2000, splits: 40 });
    if (verdict.kind !== "satisfiable") return undefined;
    const reads = this.plan.reads.events.find(({ name }) => name === type)?.fields ?? [];
    const fields = new Map<string, MaybeValue>();
    for (const field of reads) {
      const value = fieldValue(field, `${prefix}${field.name}`, verdict.model, zone.dateOf(time), time);
      if (value !== null) fields.set(field.name, value);
    }
    return fields;
  }

  /** The profile as the filters see it. */
  private profileFacts(): Formula[] {
    const facts: Formula[] = [];
    for (const field of this.plan.reads.fields) {
      const name = `field now ${field.name}`;
      if (!this.prover.translation.variables.has(name)) continue;
      const value = this.profile.at(-1)?.fields.get(field.name) ?? null;
      const known: Formula = { kind: "flag", name: `known ${name}`, value: value !== null, key: `${value !== null ? "" : "!"}known ${name}` };
      facts.push(known);
      if (typeof value === "number") facts.push(equal(variable(name), number(value)));
      else if (typeof value === "string") facts.push({ kind: "text", variable: name, test: { kind: "in", values: [value], folded: false }, value: true, key: `${name} is ${value}` });
      else if (typeof value === "boolean") facts.push({ kind: "flag", name: `is ${name}`, value, key: `${value ? "" : "!"}is ${name}` });
    }
    return facts;
  }

  /** Different days for `distinct days` and `longest streak`: moves members apart where the model wants more days. */
  private spread({ node, value }: Demand): void {
    if ((node.function !== "distinct days" && node.function !== "longest streak") || typeof value !== "number") return;
    const members = this.events.filter((event) => this.belongs(node, event));
    const last = members.reduce((latest, event) => Math.max(latest, event.time), -Infinity);
    members.forEach((event, index) => {
      const time = last - Math.min(index, value - 1) * unitMilliseconds.day - index * 1000;
      if (this.inWindow(node, time)) event.time = time;
    });
  }

  /** Values of the measured field, so that sums, averages and extremes come out. */
  private assignValues({ node, value }: Demand, demands: readonly Demand[]): void {
    const { field } = node;
    if (field === null || value === undefined || node.function === "share") return;
    const members = this.events.filter((event) => this.belongs(node, event)).sort(byTimeAndId);
    const narrower = demands.slice(0, demands.findIndex((demand) => demand.node === node));
    const settled = new Set(narrower.filter((other) => other.node.field === field && other.value !== undefined && other.node.function === "sum").flatMap((other) => this.events.filter((event) => this.belongs(other.node, event))));
    const open = members.filter((event) => !settled.has(event));
    const set = (event: { fields: Map<string, MaybeValue> } | undefined, to: MaybeValue): void => {
      if (event === undefined) return;
      if (to === null) event.fields.delete(field);
      else event.fields.set(field, to);
    };
    switch (node.function) {
      case "sum": {
        if (typeof value !== "number") return;
        const fixed = members.filter((event) => settled.has(event)).reduce((sum, event) => sum + Number(event.fields.get(field) ?? 0), 0);
        const read = this.plan.reads.events.find(({ name }) => name === node.event)?.fields.find(({ name }) => name === field);
        this.distribute(open, value - fixed, read, set);
        return;
      }
      case "average": for (const event of open) set(event, value); return;
      case "minimum": case "maximum": case "first": set(open[0] ?? members[0], value); return;
      case "latest": set(members.at(-1), value); return;
      case "most frequent": for (const event of open) set(event, value); return;
      case "distinct count": return;
      case "count": case "time of first": case "time of latest": case "distinct days": case "longest streak": case "average gap": return;
    }
  }

  /** Splits a total over events within the field's bounds, the rest on the last that can take it. */
  private distribute(open: readonly { fields: Map<string, MaybeValue> }[], total: number, read: FieldRead | undefined, set: (event: { fields: Map<string, MaybeValue> } | undefined, to: MaybeValue) => void): void {
    const low = read?.low ?? (read?.required === true && total >= 0 ? 0 : Math.min(0, total));
    let rest = total - low * open.length;
    for (const event of open) {
      const room = read?.high === null || read?.high === undefined ? rest : Math.max(0, Math.min(rest, read.high - low));
      set(event, low + room);
      rest -= room;
    }
  }
}

