import { childrenOf, valuesOf, windowValue } from "../../grammar/tree/children.ts";
import type { Declaration, Field, ModelBody, PartValues, TestItem } from "../../grammar/tree/declaration.ts";
import type { Expression, IsTest, Name, Window } from "../../grammar/tree/expression.ts";
import { declarationKey, fieldKey, valueKey, type Names, type RecordShape, type SymbolKey } from "./names.ts";

export type NoteName = (name: Name, key: SymbolKey, declares?: boolean) => void;

/** Visits every name of a declaration with what it stands for. */
export function visitNames(declaration: Declaration, names: Names, note: NoteName): void {
  new NameVisitor(names, note).declaration(declaration);
}

class NameVisitor {
  private readonly names: Names;
  private readonly note: NoteName;

  constructor(names: Names, note: NoteName) {
    this.names = names;
    this.note = note;
  }

  declaration(node: Declaration): void {
    if ("name" in node) this.note(node.name, declarationKey(node.name.text), true);
    switch (node.kind) {
      case "profile":
      case "event":
        if (node.kind === "event" && node.partOf !== undefined) this.event(node.partOf);
        for (const field of node.fields) this.field(node.name.text, field);
        return;
      case "table":
        this.note(node.key, fieldKey(node.name.text, node.key.text), true);
        for (const field of node.fields) this.field(node.name.text, field);
        return;
      case "tag":
        this.body(node.body);
        return;
      case "lifecycle":
        for (const stage of node.stages) this.expression(stage.condition, undefined);
        return;
      case "segment":
      case "never":
        this.expression(node.condition, undefined);
        return;
      case "exclusive":
        for (const condition of node.conditions) this.expression(condition, undefined);
        return;
      case "model":
        this.model(node.body);
        return;
      case "test":
        for (const item of node.items) this.testItem(item);
        return;
      case "list":
        return;
    }
  }

  private field(record: string, field: Field): void {
    this.note(field.name, fieldKey(record, field.name.text), true);
    if (field.computed !== undefined) this.expression(field.computed, record);
    if (field.type.kind === "table") this.event(field.type.table);
    if (!("values" in field.type)) return;
    for (const value of field.type.values ?? [])
      this.note(value.name, valueKey(record, field.name.text, value.name.text), true);
  }

  private body(body: Extract<Declaration, { kind: "tag" }>["body"]): void {
    switch (body.kind) {
      case "when":
        this.expression(body.condition, undefined);
        return;
      case "value":
        this.expression(body.value, undefined);
        return;
      case "one of":
      case "first of":
      case "all of":
        for (const { when } of body.branches) if (when.kind === "condition") this.expression(when.condition, undefined);
        return;
      case "bands":
        this.expression(body.of, undefined);
        return;
      case "score":
        for (const { basis } of body.items) {
          if (basis.kind === "when") this.expression(basis.condition, undefined);
          else {
            this.event(basis.event);
            if (basis.hundreds !== undefined)
              this.note(basis.hundreds.field, fieldKey(basis.event.text, basis.hundreds.field.text));
            if (basis.where !== undefined) this.expression(basis.where, basis.event.text);
            this.window(basis.window);
          }
        }
        return;
      case "missing":
        return;
    }
  }

  private event(name: Name): void {
    this.note(name, declarationKey(name.text));
  }

  private eventField(event: Name, field: Name | undefined): void {
    this.event(event);
    if (field !== undefined) this.note(field, fieldKey(event.text, field.text));
  }

  private features(features: readonly Name[]): void {
    for (const feature of features) this.note(feature, this.names.resolve(feature.text, undefined));
  }

  private model(body: ModelBody): void {
    switch (body.kind) {
      case "predict":
        if (body.target.kind === "condition") this.expression(body.target.condition, undefined);
        else this.eventField(body.target.event, body.target.field);
        if (body.among !== undefined) this.expression(body.among, undefined);
        for (const feature of body.features) this.expression(feature, undefined);
        return;
      case "cluster":
      case "onnx":
        for (const feature of body.features) this.expression(feature, undefined);
        return;
      case "lifetime":
      case "recommend":
        this.eventField(body.event, body.field);
        return;
      case "quantiles":
        this.features([body.of]);
        return;
      case "elasticity":
        this.eventField(body.event, body.field);
        this.eventField(body.toEvent, body.toField);
        if (body.per !== undefined) this.eventField(body.per.event, body.per.field);
        if (body.groups !== undefined) this.features([body.groups]);
        return;
      case "missing":
        return;
    }
  }

  private testItem(item: TestItem): void {
    if (item.kind === "expect") {
      this.expression(item.condition, undefined);
      return;
    }
    this.given(item);
    for (const part of item.parts) this.given(part);
  }

  /** The values that a test gives an event, or a part of one. */
  private given({ name: owner, values }: Pick<PartValues, "name" | "values">): void {
    this.event(owner);
    const record = this.names.records.get(owner.text);
    for (const { name, value } of values) {
      this.note(name, fieldKey(owner.text, name.text));
      for (const one of value.kind === "set" ? value.values : [value])
        if (one.kind === "name" && record?.fields.get(name.text)?.includes(one.text) === true)
          this.note(one, valueKey(record.name, name.text, one.text));
    }
  }

  private expression(node: Expression, event: string | undefined): void {
    const visit = (operand: Expression): void => this.expression(operand, event);
    switch (node.kind) {
      case "reference": {
        const rows = node.member === undefined ? undefined : this.names.rowsOf(node.name.text, event);
        if (node.member !== undefined && rows !== undefined) {
          this.note(node.name, this.names.resolve(node.name.text, event));
          this.note(node.member, fieldKey(rows.name, node.member.text));
          return;
        }
        const record = node.member === undefined ? undefined : this.names.records.get(node.name.text);
        this.note(
          node.name,
          record === undefined ? this.names.resolve(node.name.text, event) : declarationKey(node.name.text),
        );
        if (node.member !== undefined && record !== undefined)
          this.note(node.member, fieldKey(record.name, node.member.text));
        return;
      }
      case "is":
        visit(node.left);
        this.isTest(node.test, this.enumOf(node.left, event), event);
        return;
      case "text-test":
        visit(node.left);
        this.value(node.right, node.test === "contains" ? this.enumOf(node.left, event) : undefined, event);
        return;
      case "set-test":
        visit(node.left);
        for (const value of node.values) this.value(value, this.enumOf(node.left, event), event);
        return;
      case "aggregate":
        this.eventField(node.event, node.field);
        if (node.where !== undefined) this.expression(node.where, node.event.text);
        if (node.among !== undefined) {
          this.event(node.among.event);
          if (node.among.where !== undefined) this.expression(node.among.where, node.among.event.text);
        }
        this.window(node.window);
        return;
      case "sequence":
        for (const step of node.steps) {
          this.event(step.event);
          if (step.where !== undefined) this.expression(step.where, step.event.text);
        }
        this.window(node.window);
        return;
      case "group":
      case "logic":
      case "not":
      case "negate":
      case "arithmetic":
      case "comparison":
      case "between":
      case "if-unknown":
      case "as-of":
      case "elapsed":
      case "anniversary":
      case "time-part":
      case "set-size":
        for (const child of childrenOf(node)) visit(child.expression);
        return;
      case "missing":
      case "number":
      case "text":
      case "boolean":
      case "date":
      case "datetime":
      case "duration":
      case "now":
      case "today":
        return;
    }
  }

  private window(window: Window | undefined): void {
    const value = windowValue(window);
    if (value !== undefined) this.expression(value, undefined);
  }

  private isTest(test: IsTest, of: EnumField | undefined, event: string | undefined): void {
    switch (test.kind) {
      case "known":
      case "unknown":
        return;
      case "in-list":
        this.note(test.list, declarationKey(test.list.text));
        return;
      case "one-of":
      case "value":
      case "at-least":
      case "at-most":
        for (const value of valuesOf(test)) this.value(value, of, event);
        return;
    }
  }

  /** After `is` a bare word is an enum value when the left side has it. */
  private value(node: Expression, of: EnumField | undefined, event: string | undefined): void {
    if (node.kind === "reference" && node.member === undefined && of?.values.includes(node.name.text) === true)
      this.note(node.name, valueKey(of.record.name, of.field, node.name.text));
    else this.expression(node, event);
  }

  private enumOf(node: Expression, event: string | undefined): EnumField | undefined {
    if (node.kind === "group") return this.enumOf(node.inner, event);
    if (node.kind === "aggregate")
      return node.field === undefined ? undefined : enumField(this.names.records.get(node.event.text), node.field.text);
    if (node.kind !== "reference") return undefined;
    if (node.member !== undefined) {
      const rows = this.names.rowsOf(node.name.text, event);
      return enumField(rows ?? this.names.records.get(node.name.text), node.member.text);
    }
    const own = event === undefined ? undefined : enumField(this.names.records.get(event), node.name.text);
    return own ?? enumField(this.names.profile, node.name.text);
  }
}

interface EnumField {
  readonly record: RecordShape;
  readonly field: string;
  readonly values: readonly string[];
}

function enumField(record: RecordShape | undefined, field: string): EnumField | undefined {
  const values = record?.fields.get(field);
  return record === undefined || values === undefined ? undefined : { record, field, values };
}
