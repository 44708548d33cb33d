import type { Declaration, Event, Profile } from "../../grammar/tree/declaration.ts";
import { operandsOf } from "../plan/expression.ts";
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

/**
 * Whether a value is made of a personal field's value, through whatever is done with it: what was added to a salary, the
 * day after a birth date, how many days it is ago.
 */
export function carriesPersonal(node: TypedExpression, context: CheckContext): boolean {
  if (node.op === "field") return context.profile?.fields.get(node.field)?.personal === true;
  if (node.op === "tag") return context.outputs.get(node.name)?.personal === true;
  if (node.op === "measure") {
    const { measure } = node;
    if (measure.kind === "sequence" || measure.field === null) return false;
    return context.events.get(measure.event)?.fields.get(measure.field)?.personal === true;
  }
  return (
    !conditions.has(node.op) && operandsOf<TypedLeaf>(node).some(([, operand]) => carriesPersonal(operand, context))
  );
}

/**
 * A field's name among all of a workspace: there is one profile, and events may be called anything. Capitals don't count:
 * a database finds the column `phone` under the name `Phone`.
 */
export function fieldKey(record: Profile | Event, field: string): string {
  return JSON.stringify(record.kind === "profile" ? [field] : [record.name.text, field]).toLowerCase();
}

/** The fields that rules declare as personal, errors elsewhere or not. */
export function personalFields(declarations: Iterable<Declaration>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const node of declarations) {
    if (node.kind !== "profile" && node.kind !== "event") continue;
    for (const field of node.fields) if (field.personal) found.add(fieldKey(node, field.name.text));
  }
  return found;
}
