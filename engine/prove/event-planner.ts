import { unitMilliseconds } from "../calendar/instant.ts";
import type { Instant } from "../calendar/zone.ts";
import { aggregateFacts } from "../plan/aggregates.ts";
import type { PlanExpression, PlanLeaf } from "../plan/expression.ts";
import { walk } from "../plan/forms.ts";
import type { AggregateNode, Plan } from "../plan/plan.ts";
import type { Customer, CustomerEvent } from "../run/customer.ts";
import { evaluateExpression } from "../run/expression.ts";
import type { Evaluation } from "../run/interpreter.ts";
import { EventFields } from "./event-fields.ts";
import { assignValues, type Demand, type EventNode, type PlannedEvent } from "./event-values.ts";
import { and, not, type Formula } from "./formula.ts";
import { lineCount } from "./knowledge.ts";
import type { Prover } from "./prover.ts";
import { setIn } from "./set-terms.ts";
import { toNumber } from "./rational.ts";
import type { Model } from "./solve.ts";

/** Most events that one aggregate may ask for. */
const EVENT_LIMIT = 400;

/** Makes events so that the aggregates come to what the model says, as far as a greedy plan can. */
export class EventPlanner {
  private readonly prover: Prover;
  private readonly plan: Plan;
  private readonly evaluation: Evaluation;
  private readonly model: Model;
  private readonly profile: Customer["versions"];
  private readonly style: number;
  private readonly fields: EventFields;
  private readonly events: PlannedEvent[] = [];

  constructor(prover: Prover, evaluation: Evaluation, model: Model, profile: Customer["versions"], style: number) {
    this.prover = prover;
    this.plan = prover.translation.plan;
    this.evaluation = evaluation;
    this.model = model;
    this.profile = profile;
    this.style = style;
    this.fields = new EventFields(prover, evaluation, profile);
  }

  makeEvents(): CustomerEvent[] | undefined {
    const demands = this.demands();
    for (const demand of demands) this.placeMoment(demand, demands);
    for (const node of this.plan.aggregates) this.placeSequence(node, demands);
    for (const demand of demands) if (!this.fill(demand, demands)) return undefined;
    for (const demand of demands) this.spread(demand);
    const { events } = this.plan.reads;
    for (const demand of demands)
      assignValues(
        demand,
        demands,
        this.events,
        (node, event) => this.belongs(node, event),
        (event, field) => events.find(({ name }) => name === event)?.fields.find(({ name }) => name === field),
      );
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
      const value =
        known === false
          ? null
          : node.type.kind === "boolean"
            ? this.model.flags.get(`is ${name}`)
            : node.type.kind === "set"
              ? setIn(this.model, name, node.type)
              : (this.model.texts.get(name) ?? (numeric === undefined ? undefined : toNumber(numeric)));
      if (count !== undefined || value !== undefined) found.push({ node, count, value });
      const line =
        node.function === "share" ? this.model.numbers.get(lineCount(node, this.prover.translation)) : undefined;
      if (line !== undefined)
        found.push({
          node: { ...node, function: "count", where: node.among, among: null },
          count: toNumber(line),
          value: undefined,
        });
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
    return (
      event.type === node.event &&
      this.inWindow(node, event.time) &&
      this.passes(node.where, event) &&
      (node.function !== "share" || this.passes(node.among, event))
    );
  }

  private passes(where: EventNode["where"], event: CustomerEvent): boolean {
    if (where === null) return true;
    const version = this.profile.findLast(
      ({ validFrom }) => validFrom === null || validFrom <= this.evaluation.asOf,
    )?.fields;
    return (
      evaluateExpression(where, "", {
        zone: this.evaluation.zone,
        event,
        id: "c1",
        instant: (at) => this.evaluation.instants.get(at) ?? this.evaluation.asOf,
        field: (name) => version?.get(name) ?? null,
        aggregate: () => null,
        output: () => null,
        model: () => null,
        overflow: () => undefined,
        visit: undefined,
      }) === true
    );
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
      rest
        .filter(({ negated }) => !negated)
        .forEach((following, position) => this.addStep(following, time + step * (position + 1), demands));
    }
  }

  private addStep(
    step: { readonly event: string; readonly where: EventNode["where"] },
    time: Instant,
    demands: readonly Demand[],
  ): void {
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
    const moments = demands.flatMap(({ node: other, value }) =>
      other.event === node.event &&
      typeof value === "number" &&
      (other.function === "time of latest" || other.function === "time of first")
        ? [value - 1, value + 1]
        : [],
    );
    const named = node.where === null ? [] : this.namedInstants(node.where);
    const day = unitMilliseconds.day;
    const spread = [
      range.to - 1 - Math.floor((range.to - from) / 2),
      range.to - 1 - day / 2,
      from + day,
      ...Array.from(
        { length: 14 },
        (_, index) => range.to - 1 - index * day - 3_600_000 * ((index * 5 + this.style * 7) % 24),
      ),
    ];
    const times = [...spread, ...named, ...edges, ...moments]
      .map(Math.floor)
      .filter((time) => time >= from && time < range.to);
    return this.style % 2 === 0 ? times : times.reverse();
  }

  /** Instants that a filter names, and noons of the days that it names. */
  private namedInstants(where: PlanExpression): Instant[] {
    const found: Instant[] = [];
    walk<PlanLeaf>(where, "", (part) => {
      if (part.op !== "literal" || typeof part.value !== "number") return;
      if (part.type === "date") found.push(this.evaluation.zone.startOf(part.value) + unitMilliseconds.day / 2);
      else if (part.type === "time") found.push(part.value);
    });
    return found;
  }

  private add(node: EventNode, time: Instant, demands: readonly Demand[]): boolean {
    return this.create(node.event, node.where, node.function === "share" ? node.among : null, time, demands);
  }

  /** An event that passes its filter and belongs to no aggregate that has enough already. */
  private create(
    type: string,
    where: EventNode["where"],
    among: EventNode["where"],
    time: Instant,
    demands: readonly Demand[],
  ): boolean {
    if (this.events.length >= EVENT_LIMIT * 2) return false;
    const site = { event: type };
    const { translation } = this.prover;
    const wanted: Formula[] = [where, among].flatMap((condition) =>
      condition === null ? [] : [translation.logical(condition, site).t],
    );
    for (const { node, count, value } of demands) {
      if (node.event !== type || !this.inWindow(node, time)) continue;
      const late =
        typeof value === "number" &&
        ((node.function === "time of latest" && time > value) || (node.function === "time of first" && time < value));
      const full = count !== undefined && this.events.filter((event) => this.belongs(node, event)).length >= count;
      if (!late && !full) continue;
      if (node.where === null && (node.function !== "share" || node.among === null)) return false;
      const both = [node.where, node.function === "share" ? node.among : null].flatMap((condition) =>
        condition === null ? [] : [translation.logical(condition, site).t],
      );
      wanted.push(not(and(...both)));
    }
    const fields = this.fields.solve(type, wanted, time);
    if (fields === undefined) return false;
    this.events.push({ id: `e${this.events.length + 1}`, type, time, fields });
    return true;
  }

  /** Different days for `distinct days` and `longest streak`: moves members apart where the model wants more days. */
  private spread({ node, value }: Demand): void {
    if (aggregateFacts[node.function].gives !== "dates" || typeof value !== "number") return;
    const members = this.events.filter((event) => this.belongs(node, event));
    const last = members.reduce((latest, event) => Math.max(latest, event.time), -Infinity);
    members.forEach((event, index) => {
      const time = last - Math.min(index, value - 1) * unitMilliseconds.day - index * 1000;
      if (this.inWindow(node, time)) event.time = time;
    });
  }
}
