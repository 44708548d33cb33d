import { names, phrase, type Prose } from "../../grammar/diagnostics/prose.ts";
import type { Expression, Name, Reference } from "../../grammar/tree/expression.ts";
import { textType, timeType } from "../plan/types.ts";
import { standsFor } from "./stands-for.ts";
import type { CheckContext } from "./context.ts";
import { carriedValue, saysPartOf } from "./parts.ts";
import type { ComputedField, TypedField, TypedRecord } from "./program.ts";
import { readableKinds, type Scope } from "./scope.ts";
import { joinedField } from "./tables.ts";
import { kindProse, typeProse } from "./type-prose.ts";
import type { Typed } from "./typed.ts";
import { at } from "../invariant/required.ts";

/** Resolves a name in an expression: an event's field, a profile field, a tag, a model's output. */
export function checkReference(reference: Reference, scope: Scope, context: CheckContext): Typed | undefined {
  const { name, member } = reference;
  if (member !== undefined) return checkMember(reference, name, member, scope, context);
  if (scope.event !== undefined) {
    const computed = scope.event.computed.get(name.text);
    if (computed !== undefined) return computedValue(computed, reference, context);
    const inEvent = eventName(reference, scope.event);
    if (inEvent !== undefined) return inEvent;
    if (scope.event.broken.has(name.text)) return undefined;
  }
  const field = context.profile?.fields.get(name.text);
  if (field === undefined && context.profile?.broken.has(name.text) === true) return undefined;
  if (field !== undefined) return profileField(field, reference, scope, context);
  if (name.text === "id" && !context.symbols.named.has("id")) {
    if (scope.reader !== "mined")
      return { node: { op: "id" }, type: textType, mayBeUnknown: false, span: reference, called: "id" };
    reportKind(reference, scope, phrase("the-id-directly"), context);
    return undefined;
  }
  return namedOutput(reference, scope, context);
}

function eventName(reference: Reference, event: TypedRecord): Typed | undefined {
  const field = event.fields.get(reference.name.text);
  if (field !== undefined) {
    return fieldValue(field, { op: "event-field", field: field.name }, reference);
  }
  if (reference.name.text === "time") {
    return { node: { op: "event-time" }, type: timeType, mayBeUnknown: false, span: reference, called: "time" };
  }
  return undefined;
}

function computedValue(field: ComputedField, reference: Reference, context: CheckContext): Typed | undefined {
  const node = standsFor(field, reference, context);
  if (node === undefined) return undefined;
  return { node, type: field.type, mayBeUnknown: field.mayBeUnknown, span: reference, called: field.name };
}

function fieldValue(field: TypedField, node: Typed["node"], span: Reference): Typed {
  return { node, type: field.type, mayBeUnknown: !field.required, span, called: field.name };
}

function profileField(field: TypedField, reference: Reference, scope: Scope, context: CheckContext): Typed | undefined {
  if (scope.reader === "mined") {
    reportKind(reference, scope, phrase("the-field-directly", { name: field.name }), context);
    return undefined;
  }
  return fieldValue(field, { op: "field", field: field.name }, reference);
}

const whatKinds = {
  attribute: "the-attribute-tag",
  statistical: "the-statistical-tag",
  rule: "the-rule-tag",
  mined: "the-mined-tag",
  lifecycle: "the-lifecycle",
  segment: "the-segment",
} as const;

function namedOutput(reference: Reference, scope: Scope, context: CheckContext): Typed | undefined {
  const { text } = reference.name;
  const placed = context.symbols.named.get(text);
  if (placed === undefined) {
    if (text !== "") reportUnknown(reference.name, scope, context);
    return undefined;
  }
  context.used.add(text);
  const { node } = placed;
  if (node.kind === "model") return modelOutput(reference, text, undefined, scope, context);
  if (node.kind !== "tag" && node.kind !== "lifecycle" && node.kind !== "segment") {
    const advice =
      node.kind === "event"
        ? phrase("event-example", { name: text })
        : node.kind === "list"
          ? phrase("list-example", { name: text })
          : phrase("field-or-tag");
    context.report("wrong-name", reference, {
      name: text,
      actual: kindProse(node.kind),
      needed: phrase("a-value"),
      advice,
    });
    return undefined;
  }
  if (scope.computes === true) {
    context.report("computed-reads", reference, { name: text });
    return undefined;
  }
  if (scope.event !== undefined) {
    context.report("tag-in-where", reference, { name: text, actual: kindProse(node.kind) });
    return undefined;
  }
  const output = context.outputs.get(text);
  const kind = node.kind === "tag" ? node.tagKind : node.kind;
  if (!readableKinds[scope.reader].has(kind)) {
    reportKind(reference, scope, phrase(whatKinds[kind], { name: text }), context);
    return undefined;
  }
  if (output === undefined) return undefined;
  return {
    node: { op: "tag", name: text, back: [] },
    type: output.type,
    mayBeUnknown: output.mayBeUnknown,
    span: reference,
    called: text,
  };
}

function checkMember(
  reference: Reference,
  owner: Name,
  member: Name,
  scope: Scope,
  context: CheckContext,
): Typed | undefined {
  const row = scope.event?.fields.get(owner.text);
  if (scope.event !== undefined && row?.table !== undefined) {
    const field = joinedField(scope.event, row, reference, context);
    return field === undefined ? undefined : fieldValue(field, { op: "event-field", field: field.name }, reference);
  }
  if (owner.text === context.profile?.name) {
    const field = context.profile.fields.get(member.text);
    if (field !== undefined) return profileField(field, reference, scope, context);
    if (member.text === "id")
      return { node: { op: "id" }, type: textType, mayBeUnknown: false, span: reference, called: "id" };
    context.report(
      "unknown-field",
      member,
      { owner: owner.text, name: member.text, advice: fieldAdvice(context.profile) },
      context.nearest(member.text, context.profile.fields.keys()),
    );
    return undefined;
  }
  const named = context.profile?.fields.get(owner.text);
  if (context.profile !== undefined && row === undefined && named?.table !== undefined) {
    const field = joinedField(context.profile, named, reference, context);
    return field === undefined ? undefined : profileField(field, reference, scope, context);
  }
  const withoutFields = row ?? named;
  if (withoutFields !== undefined) {
    context.report("wrong-name", reference, {
      name: owner.text,
      actual: typeProse(withoutFields.type),
      needed: phrase("something-with-fields"),
      advice: phrase("write-alone", { name: owner.text }),
    });
    return undefined;
  }
  const placed = context.symbols.named.get(owner.text);
  if (placed?.node.kind === "model") return modelOutput(reference, owner.text, member, scope, context);
  if (placed?.node.kind === "event") {
    if (scope.event !== undefined && saysPartOf(scope.event, owner.text, context))
      return fieldOfParent(scope.event, owner, member, reference, context);
    context.report(
      "wrong-name",
      reference,
      {
        name: `${owner.text}.${member.text}`,
        actual: phrase("kind-event-field"),
        needed: phrase("a-value"),
        advice: phrase("which-of-many", { name: `${owner.text}.${member.text}` }),
      },
      // In a filter of that event its fields stand alone.
      scope.event?.name === owner.text && scope.event.fields.has(member.text) ? context.written(member) : undefined,
    );
    return undefined;
  }
  if (placed === undefined)
    reportUnknown(
      owner,
      scope,
      context,
      context.profile?.fields.has(member.text) === true ? context.profile.name : undefined,
    );
  else
    context.report("wrong-name", reference, {
      name: owner.text,
      actual: kindProse(placed.node.kind),
      needed: phrase("something-with-fields"),
      advice: phrase("write-alone", { name: owner.text }),
    });
  return undefined;
}

/** A field of the event that the one in sight is part of; reports a name that it has not. */
function fieldOfParent(
  { parent }: TypedRecord,
  owner: Name,
  member: Name,
  reference: Reference,
  context: CheckContext,
): Typed | undefined {
  // What is wrong with the parent has been told.
  if (parent === undefined) return undefined;
  context.used.add(owner.text);
  return parent.computed.has(member.text) || checkEventField(parent, member, context) !== undefined
    ? carriedValue(parent, member, reference, context)
    : undefined;
}

function modelOutput(
  reference: Reference,
  name: string,
  member: Name | undefined,
  scope: Scope,
  context: CheckContext,
): Typed | undefined {
  context.used.add(name);
  if (scope.event !== undefined || scope.reader !== "mined") {
    context.report("kind-reads", reference, {
      reader: phrase(`reader-${scope.reader}`),
      what: phrase("the-model-directly", { name }),
      advice: phrase("model-by-mined"),
    });
    return undefined;
  }
  const model = context.models.get(name);
  if (model === undefined) return undefined;
  const output = member?.text ?? at([...model.outputs.keys()], 0);
  const type = model.outputs.get(output);
  if (type === undefined) {
    context.report(
      "unknown-field",
      member ?? reference,
      { owner: name, name: output, advice: phrase("it-has", { values: names(model.outputs.keys()) }) },
      context.nearest(output, model.outputs.keys()),
    );
    return undefined;
  }
  return { node: { op: "model", model: name, output }, type, mayBeUnknown: true, span: reference, called: name };
}

/** Resolves an event's name; reports what stands there instead. */
export function checkEvent(name: Name, context: CheckContext): TypedRecord | undefined {
  if (name.text === "") return undefined;
  const event = context.events.get(name.text);
  if (event !== undefined) {
    context.used.add(name.text);
    return event;
  }
  const placed = context.symbols.named.get(name.text);
  if (placed?.node.kind === "event") return undefined;
  if (placed !== undefined) {
    context.report("not-an-event", name, {
      name: name.text,
      actual: kindProse(placed.node.kind),
      advice: eventAdvice(context),
    });
  } else {
    context.report(
      "unknown-name",
      name,
      { kind: phrase("no-event"), name: name.text, advice: eventAdvice(context) },
      context.nearest(name.text, context.events.keys()),
    );
  }
  return undefined;
}

/** Resolves a field of an event. */
export function checkEventField(event: TypedRecord, name: Name, context: CheckContext): TypedField | undefined {
  const field = event.fields.get(name.text);
  if (field === undefined && name.text !== "" && !event.broken.has(name.text)) {
    context.report(
      "unknown-field",
      name,
      { owner: event.name, name: name.text, advice: fieldAdvice(event) },
      context.nearest(name.text, event.fields.keys()),
    );
  }
  return field;
}

function eventAdvice(context: CheckContext): Prose {
  return context.events.size === 0
    ? phrase("declare-event")
    : phrase("there-is", { values: names(context.events.keys(), 6, false) });
}

function fieldAdvice(record: TypedRecord): Prose {
  return record.fields.size === 0
    ? phrase("no-fields")
    : phrase("it-has", { values: names(record.fields.keys(), 8, false) });
}

/** @param meant what was certainly meant */
export function reportUnknown(name: Name, scope: Scope, context: CheckContext, meant?: string): void {
  context.report(
    "unknown-name",
    name,
    {
      kind: phrase(scope.event === undefined ? "no-field-or-tag" : "no-field"),
      name: name.text,
      advice: phrase("declare-or-spell"),
    },
    meant ?? nearestNamed(name.text, scope, context),
  );
}

/** What an expression may name that a misspelt name most likely meant. */
export function nearestNamed(name: string, scope: Scope, context: CheckContext): string | undefined {
  const candidates = function* (): Generator<string> {
    yield* scope.event?.fields.keys() ?? [];
    yield* context.profile?.fields.keys() ?? [];
    yield* context.symbols.named.keys();
  };
  return context.nearest(name, candidates());
}

/** Whether a name stands for something where an expression stands. */
export function isNamed(name: string, scope: Scope, context: CheckContext): boolean {
  return (
    context.symbols.named.has(name) ||
    context.profile?.fields.has(name) === true ||
    scope.event?.fields.has(name) === true ||
    name === "id" ||
    (name === "time" && scope.event !== undefined)
  );
}

/** `when order_paid`: an event where a condition is needed, which asks whether there was one. */
export function reportBareEvent(expression: Expression, scope: Scope, context: CheckContext): boolean {
  if (expression.kind !== "reference" || expression.member !== undefined) return false;
  const { text } = expression.name;
  const isField = context.profile?.fields.has(text) === true || scope.event !== undefined;
  if (isField || context.symbols.named.get(text)?.node.kind !== "event") return false;
  context.used.add(text);
  context.report(
    "wrong-name",
    expression,
    {
      name: text,
      actual: kindProse("event"),
      needed: phrase("a-value"),
      advice: phrase("event-example", { name: text }),
    },
    `did ${context.written(expression)}`,
  );
  return true;
}

export function reportKind(
  span: { start: number; end: number },
  scope: Scope,
  what: Prose,
  context: CheckContext,
): void {
  context.report("kind-reads", span, {
    reader: phrase(`reader-${scope.reader}`),
    what,
    advice: phrase(`${scope.reader}-reads`),
  });
}
