import type { Declaration, Documented, Field } from "../../../grammar/tree/declaration.ts";
import type { Expression, TextLiteral } from "../../../grammar/tree/expression.ts";
import type { Names } from "../../language/names.ts";

/** Values of an enum, or branches, by what they are called in the rules. */
export type ValueLabels = ReadonlyMap<string, string>;

/** How deep tags that stand for other tags are looked through for the labels of their values. */
const DEPTH = 8;

/** What things are called in a reader's language: their label in it, else the label beside the name, else the name. */
export class Labels {
  private readonly names: Names;
  private readonly language: string;
  private readonly fields = new Map<string, Field>();

  constructor(names: Names, language: string) {
    this.names = names;
    this.language = language;
    for (const { node } of names.declarations.values()) {
      if (node.kind !== "profile" && node.kind !== "event" && node.kind !== "table") continue;
      for (const field of node.fields) this.fields.set(`${node.name.text}.${field.name.text}`, field);
    }
  }

  of(node: Documented & { readonly label?: TextLiteral | undefined }, otherwise: string): string {
    const labels = node.annotations
      .filter(({ name }) => name.text === "label")
      .flatMap((annotation) => annotation.arguments);
    const own = labels.find(({ key }) => key?.text === this.language)?.value;
    return own?.kind === "text" ? own.value : (node.label?.value ?? otherwise);
  }

  declaration(name: string): string {
    const found = this.names.declarations.get(name);
    return found === undefined ? name : this.of(found.node, name);
  }

  field(record: string, name: string): string {
    const field = this.fieldOf(record, name);
    return field === undefined ? name : this.of(field, name);
  }

  fieldOf(record: string, name: string): Field | undefined {
    return this.fields.get(`${record}.${name}`);
  }

  /** The node that a name stands for, outside of a `where`. */
  declared(name: string): Declaration | undefined {
    return this.names.declarations.get(name)?.node;
  }

  /** The values that an expression can have, when they are named. */
  valuesOf(expression: Expression, event: string | undefined, depth = 0): ValueLabels | undefined {
    if (depth > DEPTH) return undefined;
    switch (expression.kind) {
      case "reference": {
        const { name, member } = expression;
        if (member !== undefined)
          return this.valuesOfField(this.names.rowsOf(name.text, event)?.name ?? name.text, member.text);
        const own = event === undefined ? undefined : this.valuesOfField(event, name.text);
        const profile =
          own ??
          (this.names.profile === undefined ? undefined : this.valuesOfField(this.names.profile.name, name.text));
        return profile ?? this.valuesOfDeclared(name.text, depth);
      }
      case "group":
        return this.valuesOf(expression.inner, event, depth + 1);
      case "as-of":
      case "if-unknown":
        return this.valuesOf(expression.value, event, depth + 1);
      case "aggregate":
        return expression.field === undefined
          ? undefined
          : this.valuesOfField(expression.event.text, expression.field.text);
      case "missing":
      case "number":
      case "text":
      case "boolean":
      case "date":
      case "datetime":
      case "duration":
      case "now":
      case "today":
      case "logic":
      case "not":
      case "arithmetic":
      case "negate":
      case "comparison":
      case "between":
      case "is":
      case "text-test":
      case "set-test":
      case "set-size":
      case "elapsed":
      case "anniversary":
      case "time-part":
      case "sequence":
        return undefined;
    }
  }

  valuesOfField(record: string, name: string): ValueLabels | undefined {
    const type = this.fieldOf(record, name)?.type;
    return (type?.kind === "one of" || type?.kind === "set of") && type.values !== undefined
      ? new Map(type.values.map((value) => [value.name.text, this.of(value, value.name.text)]))
      : undefined;
  }

  private valuesOfDeclared(name: string, depth: number): ValueLabels | undefined {
    const node = this.declared(name);
    if (node?.kind === "lifecycle") return this.labelled(node.stages);
    if (node?.kind !== "tag") return undefined;
    const { body } = node;
    switch (body.kind) {
      case "one of":
      case "first of":
      case "all of":
        return this.labelled(body.branches);
      case "bands":
        return this.labelled(body.bands);
      case "value":
        return this.valuesOf(body.value, undefined, depth + 1);
      case "when":
      case "score":
      case "missing":
        return undefined;
    }
  }

  private labelled(items: readonly (Documented & { readonly value: TextLiteral })[]): ValueLabels {
    return new Map(
      items.map((item) => [
        item.value.value,
        this.of({ annotations: item.annotations, start: item.start, end: item.end }, item.value.value),
      ]),
    );
  }
}
