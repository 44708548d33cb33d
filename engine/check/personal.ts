import type { Declaration, Event, Profile, Table } from "../../grammar/tree/declaration.ts";
import { operandsOf } from "../plan/expression.ts";
import type { About } from "../plan/plan.ts";
import type { CheckContext } from "./context.ts";
import type { TypedExpression, TypedLeaf } from "./program.ts";

/** Operations that say one of two things of a value, and no longer what it is. */
const conditions: ReadonlySet<TypedExpression["op"]> = new Set<TypedExpression["op"]>([
  "and",
  "or",
  "not",
  "known",
  "compare",
  "one-of",
  "has",
  "text-test",
]);

/** The leaves that a value is made of, through whatever is done with them; those of conditions inside it are none. */
export function* madeOf(node: TypedExpression): Generator<TypedExpression> {
  if (conditions.has(node.op)) return;
  yield node;
  for (const [, operand] of operandsOf<TypedLeaf>(node)) yield* madeOf(operand);
}

/** What the records or tags say of what a leaf reads: a field, a field of an event that is measured, another tag. */
export function readBy(
  node: TypedExpression,
  context: CheckContext,
): { readonly personal: boolean; readonly values: About["values"] } | undefined {
  if (node.op === "field") return context.profile?.fields.get(node.field) ?? context.profile?.joined.get(node.field);
  if (node.op === "tag") {
    const output = context.outputs.get(node.name);
    return output === undefined ? undefined : { personal: output.personal, values: output.about.values };
  }
  if (node.op !== "measure") return undefined;
  const { measure } = node;
  if (measure.kind === "sequence" || measure.field === null) return undefined;
  const event = context.events.get(measure.event);
  return event?.fields.get(measure.field) ?? event?.computed.get(measure.field);
}

/**
 * Whether a value is made of a personal field's value: what was added to a salary, the day after a birth date, how many
 * days it is ago.
 */
export function carriesPersonal(node: TypedExpression, context: CheckContext): boolean {
  return [...madeOf(node)].some((leaf) => readBy(leaf, context)?.personal === true);
}

/**
 * A field's name among all of a workspace: there is one profile, and events may be called anything. Capitals don't count:
 * a database finds the column `phone` under the name `Phone`.
 */
export function fieldKey(record: Profile | Event | Table, field: string): string {
  return JSON.stringify(record.kind === "profile" ? [field] : [record.name.text, field]).toLowerCase();
}

/** The fields that rules declare as personal, errors elsewhere or not. */
export function personalFields(declarations: Iterable<Declaration>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const node of declarations) {
    if (node.kind !== "profile" && node.kind !== "event" && node.kind !== "table") continue;
    for (const field of node.fields) if (field.personal) found.add(fieldKey(node, field.name.text));
  }
  return found;
}
