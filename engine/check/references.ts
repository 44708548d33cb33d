import { nearestName } from "../../grammar/diagnostics/near-names.ts";
import type { Name, Reference } from "../../grammar/tree/expression.ts";
import { textType, timeType } from "../plan/types.ts";
import type { CheckContext } from "./context.ts";
import type { TypedField, TypedRecord } from "./program.ts";
import { readableKinds, readerAdvice, readerNames, type Scope } from "./scope.ts";
import { kindNames } from "./symbols.ts";
import type { Typed } from "./typed.ts";

/** Resolves a name in an expression: an event's field, a profile field, a tag, a model's output. */
export function checkReference(reference: Reference, scope: Scope, context: CheckContext): Typed | undefined {
  const { name, member } = reference;
  if (member !== undefined) return checkMember(reference, name, member, scope, context);
  if (scope.event !== undefined) {
    const inEvent = eventName(reference, scope.event);
    if (inEvent !== undefined) return inEvent;
  }
  const field = context.profile?.fields.get(name.text);
  if (field !== undefined) return profileField(field, reference, scope, context);
  if (name.text === "id" && !context.symbols.named.has("id")) {
    if (scope.reader !== "mined") return { node: { op: "id" }, type: textType, mayBeUnknown: false, span: reference, called: "id" };
    reportKind(reference, scope, "the customer's `id` directly", context);
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

function fieldValue(field: TypedField, node: Typed["node"], span: Reference): Typed {
  return { node, type: field.type, mayBeUnknown: !field.required, span, called: field.name, personal: field.personal };
}

function profileField(field: TypedField, reference: Reference, scope: Scope, context: CheckContext): Typed | undefined {
  if (scope.reader === "mined") {
    reportKind(reference, scope, `the field \`${field.name}\` directly`, context);
    return undefined;
  }
  return fieldValue(field, { op: "field", field: field.name }, reference);
}

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
    const advice = node.kind === "event" ? `For example \`count of ${text}\` or \`did ${text}\`.` : node.kind === "list" ? `Write \`… is in ${text}\`.` : "Name a field or a tag.";
    context.report("wrong-name", reference, { name: text, actual: kindNames[node.kind], needed: "a value", advice });
    return undefined;
  }
  if (scope.event !== undefined) {
    context.report("tag-in-where", reference, { name: text, what: kindNames[node.kind] });
    return undefined;
  }
  const output = context.outputs.get(text);
  const kind = node.kind === "tag" ? node.tagKind : node.kind;
  if (!readableKinds[scope.reader].has(kind)) {
    reportKind(reference, scope, `the ${kind === "lifecycle" || kind === "segment" ? kind : `${kind} tag`} \`${text}\``, context);
    return undefined;
  }
  if (output === undefined) return undefined;
  return { node: { op: "tag", name: text, back: [] }, type: output.type, mayBeUnknown: output.mayBeUnknown, span: reference, called: text, personal: output.personal };
}

function checkMember(reference: Reference, owner: Name, member: Name, scope: Scope, context: CheckContext): Typed | undefined {
  if (owner.text === context.profile?.name) {
    const field = context.profile.fields.get(member.text);
    if (field !== undefined) return profileField(field, reference, scope, context);
    if (member.text === "id") return { node: { op: "id" }, type: textType, mayBeUnknown: false, span: reference, called: "id" };
    context.report("unknown-field", member, { owner: owner.text, name: member.text, advice: fieldAdvice(context.profile) }, nearestName(member.text, context.profile.fields.keys()));
    return undefined;
  }
  const placed = context.symbols.named.get(owner.text);
  if (placed?.node.kind === "model") return modelOutput(reference, owner.text, member, scope, context);
  if (placed?.node.kind === "event") {
    context.report("wrong-name", reference, {
      name: `${owner.text}.${member.text}`, actual: "a field of an event", needed: "a value",
      advice: `A customer has many; say which: \`sum of ${owner.text}.${member.text}\`, \`latest ${owner.text}.${member.text}\`.`,
    });
    return undefined;
  }
  if (placed === undefined) reportUnknown(owner, scope, context);
  else context.report("wrong-name", reference, { name: owner.text, actual: kindNames[placed.node.kind], needed: "something with fields", advice: `Write \`${owner.text}\` alone.` });
  return undefined;
}

function modelOutput(reference: Reference, name: string, member: Name | undefined, scope: Scope, context: CheckContext): Typed | undefined {
  context.used.add(name);
  if (scope.event !== undefined || scope.reader !== "mined") {
    context.report("kind-reads", reference, { kind: readerNames[scope.reader], what: `the model \`${name}\` directly`, advice: "Declare a `mined tag` over the model and read that." });
    return undefined;
  }
  const model = context.models.get(name);
  if (model === undefined) return undefined;
  const output = member?.text ?? [...model.outputs.keys()][0] ?? "";
  const type = model.outputs.get(output);
  if (type === undefined) {
    context.report("unknown-field", member ?? reference, { owner: name, name: output, advice: `It has ${[...model.outputs.keys()].map((key) => `\`${key}\``).join(", ")}.` }, nearestName(output, model.outputs.keys()));
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
    context.report("not-an-event", name, { name: name.text, actual: kindNames[placed.node.kind], advice: eventAdvice(context) });
  } else {
    context.report("unknown-name", name, { kind: "event", name: name.text, advice: eventAdvice(context) }, nearestName(name.text, context.events.keys()));
  }
  return undefined;
}

/** Resolves a field of an event. */
export function checkEventField(event: TypedRecord, name: Name, context: CheckContext): TypedField | undefined {
  const field = event.fields.get(name.text);
  if (field === undefined && name.text !== "") {
    context.report("unknown-field", name, { owner: event.name, name: name.text, advice: fieldAdvice(event) }, nearestName(name.text, event.fields.keys()));
  }
  return field;
}

function eventAdvice(context: CheckContext): string {
  const names = [...context.events.keys()].slice(0, 6).map((name) => `\`${name}\``);
  return names.length === 0 ? "Declare one: `event order_paid { … }`." : `There is ${names.join(", ")}.`;
}

function fieldAdvice(record: TypedRecord): string {
  const names = [...record.fields.keys()].slice(0, 8).map((name) => `\`${name}\``);
  return names.length === 0 ? "It has no fields." : `It has ${names.join(", ")}.`;
}

function reportUnknown(name: Name, scope: Scope, context: CheckContext): void {
  const candidates = [...(scope.event?.fields.keys() ?? []), ...(context.profile?.fields.keys() ?? []), ...context.symbols.named.keys()];
  context.report("unknown-name", name, { kind: scope.event === undefined ? "field or tag" : "field", name: name.text, advice: "Declare it, or check the spelling." }, nearestName(name.text, candidates));
}

export function reportKind(span: { start: number; end: number }, scope: Scope, what: string, context: CheckContext): void {
  context.report("kind-reads", span, { kind: readerNames[scope.reader], what, advice: readerAdvice[scope.reader] });
}
