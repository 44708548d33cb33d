import { unitMilliseconds } from "../calendar/instant.ts";
import { zone } from "../calendar/zone.ts";
import {
  mapOperands,
  operandsOf,
  type Comparator,
  type Literal,
  type PlanExpression,
  type PlanLeaf,
} from "../plan/expression.ts";
import type { Plan } from "../plan/plan.ts";
import type { ValueType } from "../plan/types.ts";
import { sourceLiteral } from "../source/print.ts";
import { BrokenInvariantError } from "../invariant/required.ts";

/** One change of a node, with what it is called. */
export interface NodeChange {
  readonly change: string;
  readonly node: PlanExpression;
}

/** Where an expression stands. */
export interface Site {
  readonly plan: Plan;
  /** The event inside of whose `where` it stands. */
  readonly event: string | undefined;
  /** Its operands are written in one place, as in `from … to …`. */
  readonly inOnePlace: boolean;
}

/** Most values of a list that are left out one at a time. */
const LIST_LIMIT = 5;

const otherBound: Readonly<Record<Comparator, Comparator>> = {
  ">=": ">",
  ">": ">=",
  "<=": "<",
  "<": "<=",
  "=": "!=",
  "!=": "=",
};
const shown: Readonly<Record<Comparator, string>> = {
  ">=": ">=",
  ">": ">",
  "<=": "<=",
  "<": "<",
  "=": "is",
  "!=": "is not",
};

/** The changes of a single node; its operands are visited by themselves. */
export function expressionChanges(node: PlanExpression, site: Site): NodeChange[] {
  switch (node.op) {
    case "compare":
      return [boundChange(node), ...thresholdChanges(node, site)];
    case "compare-scaled":
      return [boundChange(node)];
    case "and":
      return site.inOnePlace ? [] : [{ change: "and → or", node: { ...node, op: "or" } }];
    case "or":
      return site.inOnePlace ? [] : [{ change: "or → and", node: { ...node, op: "and" } }];
    case "not":
      return [{ change: "not → (left out)", node: node.arg }];
    case "known":
      return [{ change: "is known → is unknown", node: { op: "not", arg: node } }];
    case "one-of":
      return node.values.length < 2
        ? []
        : node.values.slice(0, LIST_LIMIT).map((left) => ({
            change: `${JSON.stringify(left)} → (left out)`,
            node: { ...node, values: node.values.filter((value) => value !== left) },
          }));
    case "if-unknown":
      return [{ change: "if unknown → (left out)", node: node.arg }];
    // What these are mistaken for is a change of another node, or of an aggregate.
    case "literal":
    case "id":
    case "field":
    case "event-field":
    case "event-time":
    case "calendar-part":
    case "now":
    case "today":
    case "aggregate":
    case "output":
    case "model":
    case "has":
    case "size":
    case "text-test":
    case "fold":
    case "add":
    case "subtract":
    case "multiply":
    case "add-number":
    case "subtract-number":
    case "multiply-number":
    case "divide":
    case "negate":
    case "multiply-round":
    case "divide-round":
    case "rescale":
    case "to-number":
    case "whole":
    case "add-days":
    case "add-months":
    case "elapsed":
    case "anniversary":
    case "date-of":
    case "fitted":
    case "pick":
      return [];
  }
}

/** All changes inside an expression, each as the whole expression with one node changed. */
export function changesWithin(expression: PlanExpression, site: Site): NodeChange[] {
  const inner = operandsOf<PlanLeaf>(expression).flatMap(([key, operand]) =>
    changesWithin(operand, site).map(({ change, node }) => ({
      change,
      node: mapOperands<PlanLeaf>(expression, (other, path) => (path === key ? node : other)),
    })),
  );
  return [...expressionChanges(expression, site), ...inner];
}

/** The comparison's other bound. */
function boundChange(node: Extract<PlanExpression, { op: "compare" | "compare-scaled" }>): NodeChange {
  const other = otherBound[node.operator];
  return { change: `${shown[node.operator]} → ${shown[other]}`, node: { ...node, operator: other } };
}

/** A threshold one step to the other side: together with the other bound both sides of the boundary. */
function thresholdChanges(node: Extract<PlanExpression, { op: "compare" }>, site: Site): NodeChange[] {
  const changes: NodeChange[] = [];
  for (const side of ["left", "right"] as const) {
    const literal = node[side];
    if (literal.op !== "literal" || typeof literal.value !== "number") continue;
    const step = stepOf(literal);
    const upward =
      (node.operator === ">" || node.operator === "<=" || node.operator === "=" || node.operator === "!=") ===
      (side === "right");
    const value = upward ? literal.value + step : literal.value - step;
    const type = literalType(literal, node[side === "left" ? "right" : "left"], site);
    const inZone = zone(site.plan.settings.timeZone);
    changes.push({
      change: `${sourceLiteral(literal.value, type, inZone)} → ${sourceLiteral(value, type, inZone)}`,
      node: { ...node, [side]: { ...literal, value } },
    });
  }
  return changes;
}

/** The smallest change of a literal that the type can tell: a unit, a day, a second; for numbers a hundredth of it. */
function stepOf({ type, value }: Literal): number {
  switch (type) {
    case "integer":
    case "decimal":
    case "date":
      return 1;
    case "time":
      return unitMilliseconds.second;
    case "duration":
      return typeof value === "number" && value % unitMilliseconds.day === 0
        ? unitMilliseconds.day
        : unitMilliseconds.second;
    case "number": {
      const size = Math.abs(Number(value)) / 100;
      return size === 0 ? 0.01 : 10 ** Math.round(Math.log10(size));
    }
    case "boolean":
    case "text":
    case "enum":
    case "set":
      throw new BrokenInvariantError(`a literal of ${type} holds no number`);
  }
}

/** The type of a literal, for showing it: what it is compared with says how many digits a decimal has. */
function literalType(literal: Literal, beside: PlanExpression, { plan, event }: Site): ValueType {
  const { type } = literal;
  if (type === "decimal") return decimalType(beside, plan, event);
  if (type === "enum" || type === "set") return { kind: "text" };
  return { kind: type };
}

function decimalType(node: PlanExpression, plan: Plan, event: string | undefined): ValueType {
  const own =
    node.op === "field"
      ? plan.reads.fields.find(({ name }) => name === node.field)?.type
      : node.op === "event-field"
        ? plan.reads.events.find(({ name }) => name === event)?.fields.find(({ name }) => name === node.field)?.type
        : node.op === "aggregate"
          ? plan.aggregates.find(({ id }) => id === node.id)?.type
          : node.op === "output"
            ? plan.outputs.find(({ id }) => id === node.id)?.type
            : undefined;
  if (own?.kind === "decimal") return own;
  const [first] = operandsOf<PlanLeaf>(node);
  return first === undefined
    ? { kind: "decimal", digits: plan.settings.currencyDigits, money: true }
    : decimalType(first[1], plan, event);
}
