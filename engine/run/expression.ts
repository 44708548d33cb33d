import { addMonths, datePart, monthsSince, nextAnniversary } from "../calendar/civil.ts";
import { isExactUnit, unitMilliseconds, unitMonths, type Unit } from "../calendar/instant.ts";
import type { Instant, Zone } from "../calendar/zone.ts";
import { required } from "../invariant/required.ts";
import { operandsOf, type Comparator, type PlanExpression, type PlanLeaf } from "../plan/expression.ts";
import type { MaybeValue } from "../plan/types.ts";
import { fitValue } from "../models/fit-value.ts";
import { foldCase } from "../text/text.ts";
import { compareValues } from "./aggregate.ts";
import { compareScaled, exactResult, roundedQuotient, wholeSizes, type Exact } from "./arithmetic.ts";
import type { CustomerEvent } from "./customer.ts";

/** What an expression can look at. */
export interface Environment {
  readonly zone: Zone;
  readonly event: CustomerEvent | undefined;
  /** The customer's id. */
  readonly id: string;
  instant(at: string): Instant;
  field(name: string, at: string): MaybeValue;
  aggregate(id: string): MaybeValue;
  output(id: string): MaybeValue;
  model(model: string, output: string): MaybeValue;
  overflow(): void;
  readonly visit: ((path: string, value: MaybeValue) => void) | undefined;
}

/**
 * The value of an expression; null is unknown. Every operand is evaluated, whatever the others are, so that an error
 * in any of them is seen.
 */
export function evaluateExpression(expression: PlanExpression, path: string, environment: Environment): MaybeValue {
  const operands = operandsOf<PlanLeaf>(expression).map(([key, operand]) =>
    evaluateExpression(operand, `${path}.${key}`, environment),
  );
  const value = apply(expression, operands, environment);
  environment.visit?.(path, value);
  return value;
}

function apply(node: PlanExpression, operands: readonly MaybeValue[], environment: Environment): MaybeValue {
  const [a = null, b = null] = operands;
  switch (node.op) {
    case "literal":
      return node.value;
    case "event-field":
      // What an event does not say is unknown.
      return eventOf(environment).fields.get(node.field) ?? null;
    case "event-time":
      return eventOf(environment).time;
    case "id":
      return environment.id;
    case "field":
      return environment.field(node.field, node.at);
    case "now":
      return environment.instant(node.at);
    case "today":
      return environment.zone.dateOf(environment.instant(node.at));
    case "aggregate":
      return environment.aggregate(node.id);
    case "output":
      return environment.output(node.id);
    case "model":
      return environment.model(node.model, node.output);
    case "and":
      return operands.includes(false) ? false : operands.includes(null) ? null : true;
    case "or":
      return operands.includes(true) ? true : operands.includes(null) ? null : false;
    case "not":
      return a === null ? null : a !== true;
    case "known":
      return a !== null;
    case "if-unknown":
      return a ?? b;
    case "compare":
      return a === null || b === null ? null : holds(node.operator, compareValues(a, b));
    case "compare-scaled":
      return onNumbers(a, b, (left, right) => holds(node.operator, compareScaled(left, right, node.factor)));
    case "one-of":
      return a === null ? null : node.values.some((value) => value === a);
    case "has":
      return Array.isArray(a) ? a.includes(node.value) : null;
    case "size":
      return Array.isArray(a) ? a.length : null;
    case "text-test":
      return typeof a !== "string" || typeof b !== "string" ? null : textTest(node.test, a, b);
    case "fold":
      return typeof a === "string" ? foldCase(a) : null;
    // A quotient or a product may be -0, which is 0.
    case "divide":
      return onNumbers(a, b, (left, right) => (right === 0 ? null : finite(left / right + 0, environment)));
    case "add":
    case "subtract":
    case "multiply":
      return onNumbers(a, b, (left, right) => exact(exactResult(node.op, left, right), environment));
    case "add-number":
      return onNumbers(a, b, (left, right) => finite(left + right, environment));
    case "subtract-number":
      return onNumbers(a, b, (left, right) => finite(left - right, environment));
    case "multiply-number":
      return onNumbers(a, b, (left, right) => finite(left * right + 0, environment));
    case "negate":
      return onNumber(a, (value) => 0 - value);
    case "multiply-round":
      return onNumbers(a, b, (value, by) =>
        exact(roundedQuotient(BigInt(value) * BigInt(by), BigInt(node.over)), environment),
      );
    case "divide-round":
      return onNumbers(a, b, (value, by) =>
        by === 0 ? null : exact(roundedQuotient(BigInt(value) * BigInt(node.over), BigInt(by)), environment),
      );
    case "rescale":
      return onNumber(a, (value) => exact(exactResult("multiply", value, node.factor), environment));
    case "to-number":
      return onNumber(a, (value) => value / node.factor);
    case "whole":
      return onNumber(a, (value) => wholeSizes(value, node.size));
    case "add-days":
      return onNumber(a, (day) => day + node.amount);
    case "add-months":
      return onNumber(a, (day) => addMonths(day, node.amount));
    case "elapsed":
      return onNumbers(a, b, (from, to) => elapsed(node.unit, node.of, from, to, environment.zone));
    case "anniversary":
      return onNumbers(a, b, nextAnniversary);
    case "date-of":
      return onNumber(a, (time) => environment.zone.dateOf(time));
    case "calendar-part": {
      const { part } = node;
      return onNumber(a, (value) => (part === "hour" ? environment.zone.hourOf(value) : datePart(part, value)));
    }
    case "fitted": {
      const result = fitValue(node.fit, operands.map(asArgument));
      return Number.isNaN(result) ? null : result;
    }
    case "pick":
      return onNumber(a, (place) => node.values[place - node.first] ?? null);
  }
}

/** The event of a `where`; the checker lets its parts stand nowhere else. */
function eventOf({ event }: Environment): CustomerEvent {
  return required(event, "the event of a condition");
}

/** A fit takes yes as 1, no as 0 and unknown as NaN. */
function asArgument(value: MaybeValue): number {
  return typeof value === "number" ? value : typeof value === "boolean" ? Number(value) : Number.NaN;
}

function onNumber(value: MaybeValue, map: (value: number) => MaybeValue): MaybeValue {
  return typeof value === "number" ? map(value) : null;
}

function onNumbers(left: MaybeValue, right: MaybeValue, map: (left: number, right: number) => MaybeValue): MaybeValue {
  return typeof left === "number" && typeof right === "number" ? map(left, right) : null;
}

function exact(result: Exact, environment: Environment): MaybeValue {
  if (result !== "overflow") return result;
  environment.overflow();
  return null;
}

function finite(result: number, environment: Environment): MaybeValue {
  return exact(Number.isFinite(result) ? result : "overflow", environment);
}

function holds(operator: Comparator, order: number): boolean {
  switch (operator) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

function textTest(test: "contains" | "starts with" | "ends with", text: string, part: string): boolean {
  switch (test) {
    case "contains":
      return text.includes(part);
    case "starts with":
      return text.startsWith(part);
    case "ends with":
      return text.endsWith(part);
  }
}

/** Whole units from one to the other, rounded down; months and years go by local dates. */
function elapsed(unit: Unit, of: "time" | "date", from: number, to: number, zone: Zone): number {
  if (isExactUnit(unit)) {
    const length = of === "time" ? unitMilliseconds[unit] : unitMilliseconds[unit] / unitMilliseconds.day;
    return Math.floor((to - from) / length);
  }
  const [first, last] = of === "time" ? [zone.dateOf(from), zone.dateOf(to)] : [from, to];
  return monthsSince(first, last, unitMonths[unit]);
}
