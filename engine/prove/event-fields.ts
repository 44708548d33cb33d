import { at, required } from "../invariant/required.ts";
import { unitMilliseconds } from "../calendar/instant.ts";
import type { Instant } from "../calendar/zone.ts";
import type { FieldRead, Plan } from "../plan/plan.ts";
import type { MaybeValue } from "../plan/types.ts";
import type { Customer } from "../run/customer.ts";
import type { Evaluation } from "../run/interpreter.ts";
import { newVariables, type Formula } from "./formula.ts";
import { number, valueOf, variable } from "./linear.ts";
import type { Prover } from "./prover.ts";
import { toNumber } from "./rational.ts";
import { setFacts, setIn } from "./set-terms.ts";
import { numberIn, type Model } from "./solve.ts";
import { equal } from "./relations.ts";

/** How often the parts of an event's dates are made right. */
const PART_ROUNDS = 6;

/** Finds fields of single events. */
export class EventFields {
  private readonly prover: Prover;
  private readonly plan: Plan;
  private readonly evaluation: Evaluation;
  private readonly profile: Customer["versions"];

  constructor(prover: Prover, evaluation: Evaluation, profile: Customer["versions"]) {
    this.prover = prover;
    this.plan = prover.translation.plan;
    this.evaluation = evaluation;
    this.profile = profile;
  }

  /** Field values of one event that satisfy its filters. */
  solve(type: string, wanted: readonly Formula[], time: Instant): Map<string, MaybeValue> | undefined {
    const { translation } = this.prover;
    const prefix = `event ${type} `;
    const zone = this.evaluation.zone;
    const moment = new Map([
      [`${prefix}time of event`, time],
      [`${prefix}date of time`, zone.dateOf(time)],
    ]);
    const facts = [
      ...[...translation.table.definitions]
        .filter(([name]) => name.startsWith(prefix))
        .map(([, definition]) => definition),
      ...translation.calendar.parts.definitionsOf((name) => name.startsWith(prefix)),
      ...[...moment].map(([name, value]) => equal(variable(name), number(value))),
      ...translation.calendar.parts.given((of) => valueOf(of, (name) => moment.get(name))),
      ...this.profileFacts(wanted),
    ];
    const model = this.exactParts([...wanted, ...facts]);
    if (model === undefined) return undefined;
    const reads = required(
      this.plan.reads.events.find(({ name }) => name === type),
      "what is read of an event",
    ).fields;
    const fields = new Map<string, MaybeValue>();
    for (const field of reads) {
      const value = fieldValue(field, `${prefix}${field.name}`, model, zone.dateOf(time), time);
      if (value !== null) fields.set(field.name, value);
    }
    return fields;
  }

  /** A solution in which parts of dates are what their dates have. */
  private exactParts(formulas: readonly Formula[]): Model | undefined {
    const all = [...formulas];
    for (let round = 0; round < PART_ROUNDS; round++) {
      const verdict = this.prover.solve(all, { decisions: 300, pivots: 2000, splits: 40 });
      if (verdict.kind !== "satisfiable") return undefined;
      const { model } = verdict;
      const valueOfVariable = (name: string): number | undefined => numberIn(model, name);
      const { parts } = this.prover.translation.calendar;
      const wrong = parts.corrections(valueOfVariable, (of) => valueOf(of, valueOfVariable));
      if (wrong.length === 0) return model;
      all.push(...wrong);
    }
    return undefined;
  }

  /** The profile as the filters see it. */
  private profileFacts(wanted: readonly Formula[]): Formula[] {
    const facts: Formula[] = [];
    const asked = newVariables(wanted, new Set());
    for (const field of this.plan.reads.fields) {
      const name = `field now ${field.name}`;
      if (!this.prover.translation.table.variables.has(name)) continue;
      const value = this.profile.at(-1)?.fields.get(field.name) ?? null;
      const known: Formula = {
        kind: "flag",
        name: `known ${name}`,
        value: value !== null,
        key: `${value !== null ? "" : "!"}known ${name}`,
      };
      facts.push(known);
      if (typeof value === "number") facts.push(equal(variable(name), number(value)));
      else if (typeof value === "string")
        facts.push({
          kind: "text",
          variable: name,
          test: { kind: "in", values: [value], folded: false },
          value: true,
          key: `${name} is ${value}`,
        });
      else if (Array.isArray(value)) facts.push(...setFacts(name, value, asked));
      else if (typeof value === "boolean")
        facts.push({ kind: "flag", name: `is ${name}`, value, key: `${value ? "" : "!"}is ${name}` });
    }
    return facts;
  }
}

/** A field's value as a model has it; something usual where the model does not say. */
export function fieldValue(field: FieldRead, name: string, model: Model, today: number, asOf: Instant): MaybeValue {
  if (!field.required && model.flags.get(`known ${name}`) !== true) return null;
  const { type } = field;
  switch (type.kind) {
    case "boolean":
      return model.flags.get(`is ${name}`) ?? false;
    case "enum":
      return model.texts.get(name) ?? at(type.values, 0);
    case "text":
      return model.texts.get(name) ?? "Elsewhere";
    case "set":
      return setIn(model, name, type);
    case "integer":
    case "number":
    case "decimal":
    case "duration":
    case "date":
    case "time": {
      const value = model.numbers.get(name);
      if (value !== undefined) return toNumber(value);
      const usual =
        type.kind === "date" ? today - 10_000 : type.kind === "time" ? asOf - 400 * unitMilliseconds.day : 0;
      return Math.max(field.low ?? usual, Math.min(field.high ?? usual, usual));
    }
  }
}
