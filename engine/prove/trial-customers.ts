import { at, required } from "../invariant/required.ts";
import { addMonths, dayNumber } from "../calendar/civil.ts";
import { unitMilliseconds } from "../calendar/instant.ts";
import { zone as zoneOf, type Instant, type Zone } from "../calendar/zone.ts";
import { overEvents, walk, expressionsOf } from "../plan/forms.ts";
import type { PlanExpression } from "../plan/expression.ts";
import type { AggregateNode, EventRead, FieldRead, Plan } from "../plan/plan.ts";
import { setOf } from "../plan/sets.ts";
import type { MaybeValue } from "../plan/types.ts";
import { byTimeAndId, type Customer, type CustomerEvent } from "../run/customer.ts";
import { jsonValue } from "../run/present.ts";
import { joinedReads, ownReads } from "../plan/joined-reads.ts";
import { rowsOf, tablesFromJson, valueIn, type Tables, type TablesInput } from "../run/tables.ts";
import { prepare, type Evaluation } from "../run/interpreter.ts";
import { carriedName, partId } from "../plan/parts.ts";
import { possible } from "../run/whole-events.ts";
import { Dice } from "./dice.ts";
import { repeatedHours, type RepeatedHour } from "./repeated-hours.ts";

const DAY = unitMilliseconds.day;

/** Texts with signs that stand for others where a set is one text. */
const AWKWARD_TEXTS = ["\u001f", "a\u001f", "\\u", "\\"];

/** Instants at which calendars are awkward. */
const awkward = [
  Date.UTC(2026, 2, 1, 12),
  Date.UTC(2024, 1, 29, 12),
  Date.UTC(2025, 1, 28, 23, 59, 59, 999),
  Date.UTC(2026, 2, 31),
  Date.UTC(2025, 6, 31, 12),
  Date.UTC(2026, 0, 1),
  Date.UTC(2025, 2, 30, 1, 30),
  Date.UTC(2025, 9, 26, 1, 30),
  Date.UTC(2026, 10, 1, 6, 30),
  Date.UTC(2026, 4, 31, 20),
  Date.UTC(2025, 11, 31, 23),
];

/**
 * Random customers that a plan's schema allows, drawn at and beside the constants and windows of its conditions. The
 * same seed gives the same customers.
 */
export class TrialCustomers {
  private readonly plan: Plan;
  private readonly dice: Dice;
  private readonly numbers: number[] = [0, 1, 2];
  private readonly texts: string[] = ["", "Elsewhere", "Taipei"];
  /** Dates and instants that the conditions name. */
  private readonly days: number[] = [];
  private readonly instants: Instant[] = [];
  private readonly zone: Zone;
  /** Clocks that were set back, and of these the last that showed a midnight twice: few, so that events meet on one day. */
  private readonly repeated: readonly RepeatedHour[];
  private readonly midnights: readonly RepeatedHour[];
  /** The rows of the tables that the plan reads, as JSON, and as executors have them. */
  readonly rows: TablesInput;
  readonly tables: Tables;
  private evaluation: Evaluation;
  private readonly evaluations = new Map<Instant, Evaluation>();

  constructor(plan: Plan, seed: number) {
    this.plan = plan;
    this.dice = new Dice(seed);
    this.zone = zoneOf(plan.settings.timeZone);
    this.repeated = repeatedHours(this.zone);
    this.midnights = this.repeated.filter(({ midnight }) => midnight).slice(-2);
    this.evaluation = prepare(plan, at(awkward, 0));
    const visit = (node: PlanExpression): void => this.note(node);
    for (const output of plan.outputs) {
      for (const [, expression] of expressionsOf(output.form)) walk(expression, "", visit);
      if (output.form.form === "bands")
        for (const { from } of output.form.bands) if (typeof from === "number") this.numbers.push(from);
    }
    for (const node of plan.aggregates) {
      const wheres = node.kind === "events" ? overEvents(node) : node.steps.map(({ where }) => where);
      for (const where of wheres) if (where !== null) walk(where, "", visit);
    }
    this.rows = this.drawRows();
    this.tables = tablesFromJson(plan, this.rows, this.zone);
  }

  /** Rows of every table: most texts that name one are their keys. */
  private drawRows(): TablesInput {
    return Object.fromEntries(
      (this.plan.reads.tables ?? []).map(({ name, key, fields }) => {
        const keys = new Set(
          Array.from({ length: 1 + this.dice.below(5) }, () => this.dice.pick(this.texts, "a").normalize("NFC")),
        );
        const rows = [...keys]
          .filter((text) => text !== "")
          .map((text) =>
            Object.fromEntries([
              [key, text],
              ...fields.map((field) => [
                field.name,
                this.dice.chance(0.15) ? null : jsonValue(this.value(field), field.type),
              ]),
            ]),
          );
        return [name, rows];
      }),
    );
  }

  private note(node: PlanExpression): void {
    if (node.op === "literal" && typeof node.value === "number" && node.type === "date") this.days.push(node.value);
    if (node.op === "literal" && typeof node.value === "number" && node.type === "time") this.instants.push(node.value);
    if (node.op === "one-of" && node.arg.op === "date-of")
      this.days.push(...node.values.filter((value) => typeof value === "number"));
    if (node.op === "has") this.texts.push(node.value);
    const values = node.op === "literal" ? [node.value] : node.op === "one-of" ? node.values : [];
    for (const value of values) {
      if (typeof value === "number") this.numbers.push(value);
      else if (typeof value === "string") this.texts.push(value, `${value}n`, value.toUpperCase());
    }
  }

  next(): { readonly evaluation: Evaluation; readonly customer: Customer } {
    const asOf = this.asOf();
    let evaluation = this.evaluations.get(asOf);
    if (evaluation === undefined) {
      evaluation = prepare(this.plan, asOf);
      if (this.evaluations.size < 40) this.evaluations.set(asOf, evaluation);
    }
    this.evaluation = evaluation;
    const versions = [
      { validFrom: null, fields: this.fields(this.plan.reads.fields) },
      ...Array.from({ length: this.dice.chance(0.3) ? 1 + this.dice.below(2) : 0 }, () => ({
        validFrom: this.moment(),
        fields: this.fields(this.plan.reads.fields),
      })),
    ];
    // An earlier version may lack what is required now.
    if (this.dice.chance(0.2) && versions.length === 1)
      versions[0] = {
        validFrom: asOf - this.dice.below(90) * DAY,
        fields: at(versions, 0).fields,
      };
    return {
      evaluation,
      customer: possible(
        {
          id: this.dice.pick(this.texts, "c1"),
          versions: versions
            .sort((a, b) => (a.validFrom ?? -Infinity) - (b.validFrom ?? -Infinity))
            .filter(({ validFrom }) => validFrom === null || validFrom <= asOf),
          events: this.events(),
        },
        this.plan,
      ),
    };
  }

  private asOf(): Instant {
    if (this.repeated.length > 0 && this.dice.chance(0.2))
      return this.repeatedTime() + (this.dice.chance(0.5) ? this.dice.below(3 * DAY) : 0);
    return this.dice.pick(awkward, 0) + (this.dice.chance(0.3) ? this.dice.below(30 * DAY) : 0);
  }

  /** A time at or beside a clock that is set back, most often among those that are shown twice. */
  private repeatedTime(): Instant {
    const among = this.midnights.length > 0 && this.dice.chance(0.7) ? this.midnights : this.repeated;
    const { change, length } = at(among, this.dice.below(among.length));
    const edge = this.dice.pick([-length, 0, length], 0) + this.dice.pick([-1, 0, 1], 0);
    return change + (this.dice.chance(0.3) ? edge : this.dice.below(2 * length) - length);
  }

  private events(): CustomerEvent[] {
    const types = this.plan.reads.events;
    const events: CustomerEvent[] = [];
    if (types.length === 0) return events;
    const count = this.dice.chance(0.1) ? 0 : this.dice.chance(0.1) ? 30 : this.dice.below(9);
    const chosen = this.dice.chance(0.5) ? [this.dice.pick(types, types[0]), this.dice.pick(types, types[0])] : types;
    const sequence = this.dice.pick(
      this.plan.aggregates.filter(({ kind }) => kind === "sequence"),
      undefined,
    );
    if (sequence !== undefined && this.dice.chance(0.6)) this.addSequence(sequence, events);
    const template = new Map(types.map((type) => [type.name, this.fields(type.fields)]));
    for (let index = 0; index < count; index++) {
      const type = this.dice.pick(chosen, chosen[0]);
      if (type === undefined) continue;
      const before = events.at(-1);
      const time =
        before !== undefined && this.dice.chance(0.35)
          ? before.time + this.dice.pick(this.steps(), 0) + this.dice.pick([-1, 0, 0, 1], 0)
          : this.moment();
      const fields = this.dice.chance(0.4)
        ? required(template.get(type.name), "the template of an event")
        : this.fields(type.fields);
      const whole = type.partOf === undefined || this.dice.chance(0.4) ? undefined : this.partly(type, events);
      events.push(
        whole === undefined
          ? { id: this.freshId(type.name, events), type: type.name, time, fields }
          : {
              id: partId(whole.id, 1),
              type: type.name,
              time: whole.time,
              fields: new Map([...fields, ...whole.fields]),
            },
      );
    }
    return events.sort(byTimeAndId);
  }

  /** The event that a part belongs to, of those that are there, with what another of its parts has of it. */
  private partly(
    { partOf }: EventRead,
    events: readonly CustomerEvent[],
  ): Pick<CustomerEvent, "id" | "time" | "fields"> | undefined {
    const parts = new Set(this.plan.reads.events.flatMap((read) => (read.partOf === partOf ? [read.name] : [])));
    const near = this.dice.pick(
      events.filter(({ type }) => type === partOf || parts.has(type)),
      undefined,
    );
    if (near === undefined) return undefined;
    const prefix = carriedName(partOf ?? "", "");
    return parts.has(near.type)
      ? {
          id: near.id.replace(/#\d+$/, ""),
          time: near.time,
          fields: new Map([...near.fields].filter(([name]) => name.startsWith(prefix))),
        }
      : {
          id: near.id,
          time: near.time,
          fields: new Map([...near.fields].map(([name, value]) => [carriedName(partOf ?? "", name), value])),
        };
  }

  /** The steps of a sequence one after another, at and beside the time that they may take. */
  private addSequence(node: AggregateNode, events: CustomerEvent[]): void {
    if (node.kind !== "sequence") return;
    const { within } = node;
    let time = this.dice.chance(0.5) ? this.moment() : this.evaluation.asOf - within - this.dice.below(60 * DAY);
    const atOnce = this.dice.chance(0.4);
    for (const [index, step] of node.steps.entries()) {
      const reads = this.plan.reads.events.find(({ name }) => name === step.event)?.fields ?? [];
      if (index > 0 && !(atOnce && this.dice.chance(0.8)))
        time +=
          this.dice.pick(
            [within, within, Math.floor(within / 2), Math.floor(within / (node.steps.length - 1)), 1, 0],
            1,
          ) + this.dice.pick([-1, 0, 0, 1], 0);
      if (this.dice.chance(0.9))
        events.push({ id: this.freshId(step.event, events), type: step.event, time, fields: this.fields(reads) });
    }
  }

  /** An id that no event of the type has yet; events of other types may, and ids say nothing of the order of events. */
  private freshId(type: string, events: readonly CustomerEvent[]): string {
    const taken = new Set(events.filter((event) => event.type === type).map(({ id }) => id));
    let number = this.dice.below(12);
    while (taken.has(`e${number}`)) number += 1 + this.dice.below(5);
    return `e${number}`;
  }

  private steps(): number[] {
    return [
      0,
      0,
      DAY,
      60_000,
      ...this.plan.aggregates.flatMap((node) =>
        node.kind === "sequence" ? [node.within, Math.floor(node.within / 2)] : [],
      ),
    ];
  }

  /** An instant at or beside an edge of a window or an `as of`, or in the year before now. */
  private moment(): Instant {
    return Math.max(-6e13, Math.min(2e14, this.anyMoment()));
  }

  private anyMoment(): Instant {
    const { asOf, windows, instants } = this.evaluation;
    if (this.repeated.length > 0 && this.dice.chance(0.15)) return this.repeatedTime();
    const draw = this.dice.next();
    if (draw < 0.35 && windows.size > 0) {
      const window = this.dice.pick([...windows.values()], { from: asOf, to: asOf });
      const edge = this.dice.chance(0.5) ? window.from : window.to;
      if (Number.isFinite(edge)) return edge + this.dice.pick([-2, -1, 0, 1], 0);
    }
    if (draw < 0.4 && this.days.length + this.instants.length > 0)
      return this.named() + this.dice.pick([-1, 0, 0, 1], 0);
    if (draw < 0.45) return this.dice.pick([...instants.values()], asOf) + this.dice.pick([-1, 0, 0, 1], 0);
    if (draw < 0.6)
      return (
        asOf -
        this.dice.pick(this.numbers, 1) * this.dice.pick([DAY, 3_600_000, 604_800_000], DAY) +
        this.dice.pick([-1, 0, 1], 0)
      );
    if (draw < 0.8) return asOf - this.dice.below(60 * DAY);
    return asOf - this.dice.below(800 * DAY);
  }

  /** An instant that a condition names, or within the day that it names. */
  private named(): Instant {
    const ofDays = this.days.flatMap((day) => [
      this.zone.startOf(day),
      // Clocks that go back across midnight show the date before again.
      this.zone.startOf(day) + DAY / 48,
      this.zone.startOf(day) + DAY / 2,
      this.zone.startOf(day + 1),
    ]);
    return this.dice.pick([...this.instants, ...ofDays], 0);
  }

  private fields(reads: readonly FieldRead[]): Map<string, MaybeValue> {
    const fields = new Map(
      ownReads(reads).map((read) => [read.name, !read.required && this.dice.chance(0.25) ? null : this.value(read)]),
    );
    for (const { name, via } of joinedReads(reads)) {
      const rows = rowsOf(this.tables, via.table);
      if (fields.get(via.key) !== null && this.dice.chance(0.7))
        fields.set(via.key, this.dice.pick([...rows.places.keys()], "a"));
      fields.set(name, null);
    }
    // Only when all keys stand is it known what their rows say.
    for (const { name, via } of joinedReads(reads))
      fields.set(name, valueIn(rowsOf(this.tables, via.table), via.field, fields.get(via.key)));
    return fields;
  }

  private value(read: FieldRead): MaybeValue {
    const { type } = read;
    switch (type.kind) {
      case "boolean":
        return this.dice.chance(0.5);
      case "enum":
        return this.dice.pick(type.values, "");
      case "text":
        return this.dice.pick(this.texts, "").normalize("NFC");
      case "set": {
        const size = this.dice.below(4);
        return setOf(
          Array.from({ length: size }, () =>
            this.dice.pick(type.values ?? [...this.texts, ...AWKWARD_TEXTS], "").normalize("NFC"),
          ),
        );
      }
      case "integer":
      case "number":
      case "decimal":
      case "duration":
      case "date":
      case "time":
        return this.bounded(read, this.plain(read));
    }
  }

  private plain({ type, low, high }: FieldRead): number {
    const beside = this.dice.pick([-1, 0, 0, 1], 0);
    const constant = this.dice.pick([...this.numbers, low ?? 0, high ?? 3], 0);
    if (type.kind === "date") {
      const today = this.zone.dateOf(this.evaluation.asOf);
      const draw = this.dice.next();
      if (draw < 0.3) return addMonths(today, -12 * Math.trunc(Math.max(-100, Math.min(constant, 150)))) + beside;
      if (draw < 0.4)
        return (
          addMonths(today, -12 * this.dice.below(60)) +
          this.dice.pick([1, -1], 1) * Math.trunc(Math.min(400, Math.abs(constant))) +
          beside
        );
      if (draw < 0.45 && this.days.length > 0) return this.dice.pick(this.days, 0) + beside;
      if (draw < 0.55) return addMonths(today, -Math.trunc(Math.max(-100, Math.min(constant, 600)))) + beside;
      if (draw < 0.7) return today - Math.trunc(Math.max(-4000, Math.min(constant, 40_000))) + beside;
      return (
        this.dice.pick(
          [Math.trunc(constant), dayNumber(2000, 2, 29), dayNumber(1996, 2, 29), today - this.dice.below(30_000)],
          today,
        ) + beside
      );
    }
    if (type.kind === "time") return this.dice.chance(0.2) ? Math.trunc(constant) + beside : this.moment();
    if (type.kind === "number") return this.dice.pick([constant, constant + 0.5, constant / 2, -constant], 0);
    return (
      Math.trunc(this.dice.pick([constant, constant, constant / 2, -constant, constant * 2, this.dice.below(6)], 0)) +
      beside
    );
  }

  private bounded({ type, low, high }: FieldRead, value: number): number {
    const clamped = Math.max(low ?? -1e12, Math.min(high ?? 1e12, value));
    if (type.kind === "date") return Math.max(-600_000, Math.min(clamped, 2_000_000));
    return type.kind === "time" ? Math.max(low ?? -6e13, Math.min(high ?? 2e14, value)) : clamped;
  }
}
