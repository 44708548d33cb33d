import type { Name } from "../../grammar/tree/expression.ts";
import { mapLeaves } from "../plan/expression.ts";
import { carriedFields as carriedOf, carriedName } from "../plan/parts.ts";
import { standsFor } from "./stands-for.ts";
import type { CheckContext } from "./context.ts";
import type { JoinedField, TypedExpression, TypedField, TypedLeaf, TypedRecord } from "./program.ts";
import { isTypedLeaf } from "./typed-leaves.ts";
import type { Typed } from "./typed.ts";
import type { Span } from "../../grammar/source.ts";

/** Whether an event says that it is part of another, rightly or not. */
export function saysPartOf(event: TypedRecord, parent: string, context: CheckContext): boolean {
  const placed = context.symbols.named.get(event.name);
  return placed?.node.kind === "event" && placed.node.partOf?.text === parent;
}

/**
 * A field of a part's parent, as the part has it.
 * @param span where it is read
 * @returns undefined for a name that the parent has not, and for one that is broken
 */
export function carriedValue(parent: TypedRecord, name: Name, span: Span, context: CheckContext): Typed | undefined {
  const called = carriedName(parent.name, name.text);
  const computed = parent.computed.get(name.text);
  if (computed !== undefined) {
    const node = standsFor(computed, span, context);
    if (node === undefined) return undefined;
    return { node: carried(node, parent), type: computed.type, mayBeUnknown: computed.mayBeUnknown, span, called };
  }
  const field = parent.fields.get(name.text);
  if (field === undefined) return undefined;
  return {
    node: { op: "event-field", field: called },
    type: field.type,
    mayBeUnknown: !field.required,
    span,
    called,
  };
}

/** What is said of a parent's fields, said of them as its parts have them. */
const carried = (node: TypedExpression, parent: TypedRecord): TypedExpression =>
  mapLeaves<TypedLeaf, TypedLeaf>(
    node,
    isTypedLeaf,
    (leaf) => (leaf.op === "event-field" ? { ...leaf, field: carriedName(parent.name, leaf.field) } : leaf),
    () => undefined,
  );

/** A field of an event by the name that expressions read it under: its own, or one of its parent. */
export function fieldOf(event: TypedRecord, name: string): TypedField | undefined {
  return (
    event.fields.get(name) ??
    carriedFields(event).find((field) => field.name === name) ??
    joinedFields(event).find((field) => field.name === name)
  );
}

/** The fields that a part has of its parent, under the names that it has them. */
export function carriedFields({ parent }: TypedRecord): readonly TypedField[] {
  if (parent === undefined) return [];
  return carriedOf(parent.name, parent.fields.values());
}

/** What a record reads of rows of tables, through its own fields and through those that it has of its parent. */
export function joinedFields({ joined, parent }: TypedRecord): readonly JoinedField[] {
  if (parent === undefined) return [...joined.values()];
  const ofParent = [...parent.joined.values()].map((field): JoinedField => {
    const key = carriedName(parent.name, field.via.key);
    return { ...field, name: carriedName(parent.name, field.name), via: { ...field.via, key } };
  });
  return [...joined.values(), ...ofParent];
}
