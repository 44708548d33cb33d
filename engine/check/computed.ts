import { phrase } from "../../grammar/diagnostics/prose.ts";
import { limits } from "../../grammar/limits.ts";
import type { Event, Field } from "../../grammar/tree/declaration.ts";
import { childrenOf } from "../../grammar/tree/children.ts";
import type { Expression } from "../../grammar/tree/expression.ts";
import { operandsOf } from "../plan/expression.ts";
import { sameType } from "../plan/types.ts";
import { at, required } from "../invariant/required.ts";
import type { CheckContext } from "./context.ts";
import { asDecimal, asNumber } from "./numeric.ts";
import { madeOf } from "./personal.ts";
import { fieldOf } from "./parts.ts";
import type { ComputedField, TypedExpression, TypedField, TypedLeaf, TypedRecord } from "./program.ts";
import { readingOrder } from "./order.ts";
import type { Scope } from "./scope.ts";
import { typeProse } from "./type-prose.ts";
import type { Typed } from "./typed.ts";

/** A computed field as it is declared, and what was checked of it as of any field. */
export interface DeclaredComputed {
  readonly node: Field & { readonly computed: Expression };
  readonly field: TypedField;
}

/**
 * Types the computed fields of an event, each after those that it is worked out of; a circle among them is reported.
 * In the result every one is an expression of the event's own fields and time alone; those that could not be typed are
 * broken.
 * @param record the event without its computed fields
 */
export function checkComputed(
  event: Event,
  record: TypedRecord,
  declared: ReadonlyMap<string, DeclaredComputed>,
  context: CheckContext,
): TypedRecord {
  const computed = new Map<string, ComputedField>();
  const broken = new Set(record.broken);
  const typed: TypedRecord = { ...record, computed, broken };
  const { order, cycles } = readingOrder(declared.keys(), (name) => {
    const { node } = required(declared.get(name), "a computed field");
    return [...namesIn(node.computed)].filter((other) => declared.has(other));
  });
  for (const cycle of cycles) {
    for (const name of cycle) broken.add(name);
    context.report("cycle", required(declared.get(at(cycle, 0)), "a computed field").node.name, {
      path: cycle.map((step) => `\`${event.name.text}.${step}\``).join(" → "),
    });
  }
  for (const name of order) {
    const one = required(declared.get(name), "a computed field");
    const checked = broken.has(name) ? undefined : checkOne(one, typed, context);
    if (checked === undefined) broken.add(name);
    else computed.set(name, checked);
  }
  return typed;
}

function checkOne(
  { node, field }: DeclaredComputed,
  event: TypedRecord,
  context: CheckContext,
): ComputedField | undefined {
  const scope: Scope = { reader: "statistical", event, computes: true };
  const typed =
    field.type.kind === "boolean" ? context.condition(node.computed, scope) : context.expression(node.computed, scope);
  if (typed === undefined || reportForeign(typed.node, node.computed, context)) return undefined;
  const value = conform(typed, field, node, context);
  if (value === undefined) return undefined;
  const size = sizeOf(value);
  if (size > limits.computed) {
    context.report("computed-too-large", node.name, { name: node.name.text, limit: String(limits.computed) });
    return undefined;
  }
  const personal = [...madeOf(value)].some(
    (leaf) => leaf.op === "event-field" && fieldOf(event, leaf.field)?.personal === true,
  );
  return { ...field, personal: field.personal || personal, value, size, mayBeUnknown: typed.mayBeUnknown };
}

/** What depends on the customer or on now is no part of an event. */
function reportForeign(value: TypedExpression, written: Expression, context: CheckContext): boolean {
  const foreign = foreignIn(value);
  if (foreign === undefined) return false;
  const span = context.positions.get(foreign) ?? written;
  context.report("computed-reads", span, { name: context.written(span) });
  return true;
}

function foreignIn(node: TypedExpression): TypedExpression | undefined {
  switch (node.op) {
    case "id":
    case "field":
    case "now":
    case "today":
    case "tag":
    case "measure":
    case "model":
      return node;
    default:
      return operandsOf<TypedLeaf>(node)
        .map(([, operand]) => foreignIn(operand))
        .find((found) => found !== undefined);
  }
}

/** The value in the type that the field declares. */
function conform(typed: Typed, field: TypedField, node: Field, context: CheckContext): TypedExpression | undefined {
  const { type } = field;
  if (type.kind === "number" && ["integer", "number", "decimal"].includes(typed.type.kind) && !isMoney(typed))
    return asNumber(typed);
  if (type.kind === "decimal" && typed.literal !== undefined) return asDecimal(typed, type, context);
  if (sameType(type, typed.type) || (type.kind === "text" && typed.type.kind === "enum")) return typed.node;
  context.report("value-expected", typed.span, {
    needed: typeProse(type),
    actual: typeProse(typed.type),
    advice: phrase("declare-computed", { name: node.name.text }),
  });
  return undefined;
}

const isMoney = ({ type }: Typed): boolean => type.kind === "decimal" && type.money;

/** The names that an expression mentions by themselves. */
function namesIn(expression: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  const pending = [expression];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === "reference" && next.member === undefined) names.add(next.name.text);
    else pending.push(...childrenOf(next).map((child) => child.expression));
  }
  return names;
}

/** How many values, operations and conditions an expression is made of. */
function sizeOf(value: TypedExpression): number {
  let size = 0;
  const pending = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    size++;
    for (const [, operand] of operandsOf<TypedLeaf>(next)) pending.push(operand);
  }
  return size;
}
