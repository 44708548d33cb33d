import type { ParsedFile } from "../../../grammar/parser/parse-file.ts";
import type { Span } from "../../../grammar/source.ts";
import { DocComment } from "../../../grammar/tokens/token-types.ts";
import type {
  Annotation,
  Band,
  BoundLiteral,
  Branch,
  Declaration,
  Lifecycle,
  ScoreItem,
  Segment,
  Stage,
  Tag,
  TagBody,
} from "../../../grammar/tree/declaration.ts";
import type { Expression } from "../../../grammar/tree/expression.ts";
import type { Path } from "../form/model.ts";
import type { BandSpec, BodySpec, BranchSpec, DeclarationSpec, Labels, LiteralSpec, ScoreItemSpec } from "../spec.ts";
import { termType } from "../term-type.ts";
import type { TermType, Vocabulary } from "../vocabulary.ts";
import { nameSlot } from "./leaf-slots.ts";
import { firstFrom, Parts } from "./parts.ts";
import { ConditionReader } from "./read-condition.ts";

/** A declaration that has a form. */
export type FormDeclaration = Tag | Lifecycle | Segment;

export function hasForm(declaration: Declaration): declaration is FormDeclaration {
  return declaration.kind === "tag" || declaration.kind === "lifecycle" || declaration.kind === "segment";
}

/** A declaration as forms show it, and the tree behind each of its parts. */
export interface Reading {
  readonly spec: DeclarationSpec;
  readonly parts: Parts;
  /** With the `///` lines above. */
  readonly span: Span;
  readonly node: FormDeclaration;
}

export function readDeclaration(node: FormDeclaration, file: ParsedFile, vocabulary: Vocabulary): Reading {
  const parts = new Parts(file);
  const reader = new DeclarationReader(parts, vocabulary);
  const docs = docLines(node, file);
  const { labels, annotations } = reader.annotations(node.annotations, "");
  const named: Labels = node.label === undefined ? labels : { default: node.label.value, ...labels };
  if (node.label !== undefined)
    parts.slot("labels.default", {
      kind: "label",
      value: node.label.value,
      others: [],
      start: node.label.start,
      end: node.label.end,
    });
  parts.span("name", node.name);
  const body = reader.body(node);
  const spec: DeclarationSpec = {
    kind: node.kind,
    ...(node.kind === "tag" ? { tagKind: node.tagKind } : {}),
    name: node.name.text,
    labels: named,
    description: node.description,
    annotations,
    body,
  };
  const span = { start: docs[0]?.start ?? node.start, end: node.end };
  parts.span("", span);
  return { spec, parts, span, node };
}

/** The `///` comments in front of a declaration. */
export function docLines(node: Span, { tokens, comments }: ParsedFile): Span[] {
  const before = tokens[firstFrom(tokens, node.start) - 1];
  const from = before === undefined ? 0 : before.startOffset + before.image.length;
  return comments
    .slice(firstFrom(comments, from), firstFrom(comments, node.start))
    .filter(({ tokenType }) => tokenType === DocComment)
    .map(({ startOffset, image }) => ({ start: startOffset, end: startOffset + image.length }));
}

class DeclarationReader {
  private readonly parts: Parts;
  private readonly vocabulary: Vocabulary;
  private readonly conditions: ConditionReader;

  constructor(parts: Parts, vocabulary: Vocabulary) {
    this.parts = parts;
    this.vocabulary = vocabulary;
    this.conditions = new ConditionReader(parts, vocabulary);
  }

  /** Labels by language, and the first value of every other annotation. `owner` is the path of what carries them. */
  annotations(
    nodes: readonly Annotation[],
    owner: Path,
  ): { labels: Labels; annotations: Readonly<Record<string, string>> } {
    const labels = new Map<string, string>();
    const annotations = new Map<string, string>();
    const at = (name: string): Path => (owner === "" ? name : `${owner}.${name}`);
    for (const { name, arguments: args, start, end } of nodes) {
      if (name.text === "label") {
        for (const { key, value } of args) {
          if (key === undefined || value.kind !== "text") continue;
          labels.set(key.text, value.value);
          this.parts.slot(at(`labels.${key.text}`), {
            kind: "label",
            value: value.value,
            others: [],
            start: value.start,
            end: value.end,
          });
        }
        continue;
      }
      const value = args[0]?.value;
      if (annotations.has(name.text)) continue;
      annotations.set(
        name.text,
        value === undefined
          ? ""
          : value.kind === "text"
            ? value.value
            : value.kind === "name"
              ? value.text
              : `${value.digits}${value.percent ? "%" : ""}`,
      );
      this.parts.span(at(`annotations.${name.text}`), { start, end });
      if (value !== undefined && value.kind !== "number") {
        this.parts.slot(at(`annotations.${name.text}.value`), {
          kind: "annotation",
          value: value.kind === "text" ? value.value : value.text,
          word: value.kind === "name",
          start: value.start,
          end: value.end,
        });
      }
    }
    return { labels: Object.fromEntries(labels), annotations: Object.fromEntries(annotations) };
  }

  body(node: FormDeclaration): BodySpec {
    switch (node.kind) {
      case "segment":
        return this.conditionBody(node.condition);
      case "lifecycle":
        this.parts.span("body", node);
        return {
          kind: "branches",
          form: "stages",
          items: node.stages.map((stage, index) => this.branch(stage, `body.items.${index}`, node.stages)),
        };
      case "tag":
        return this.tagBody(node.body);
    }
  }

  private conditionBody(condition: Expression): BodySpec {
    this.parts.span("body", condition);
    return { kind: "condition", condition: this.conditions.condition(condition, "body.condition") };
  }

  private tagBody(body: TagBody): BodySpec {
    switch (body.kind) {
      case "when":
        return this.conditionBody(body.condition);
      case "value":
        this.parts.span("body", body.value);
        return { kind: "value", value: this.conditions.values.term(body.value, "body.value") };
      case "one of":
      case "first of":
      case "all of":
        this.parts.span("body", body);
        return {
          kind: "branches",
          form: body.kind,
          items: body.branches.map((branch, index) => this.branch(branch, `body.items.${index}`, body.branches)),
        };
      case "bands": {
        this.parts.span("body", body);
        const of = this.conditions.values.term(body.of, "body.of");
        const type = termType(of, this.vocabulary);
        return {
          kind: "bands",
          of,
          items: body.bands.map((band, index) => this.band(band, `body.items.${index}`, body.bands, type)),
        };
      }
      case "score": {
        this.parts.span("body", body);
        return {
          kind: "score",
          ...this.bound("low", body.low),
          ...this.bound("high", body.high),
          items: body.items.map((item, index) => this.item(item, `body.items.${index}`)),
        };
      }
      case "missing":
        return { kind: "text", source: "" };
    }
  }

  private value(
    item: Branch | Band | Stage,
    path: Path,
    all: readonly (Branch | Band | Stage)[],
  ): { value: string; labels: Labels } {
    this.parts.span(path, item);
    const others = all.filter((other) => other !== item).map((other) => other.value.value);
    this.parts.slot(`${path}.value`, {
      kind: "label",
      value: item.value.value,
      others,
      start: item.value.start,
      end: item.value.end,
    });
    return { value: item.value.value, labels: this.annotations(item.annotations, path).labels };
  }

  private branch(branch: Branch | Stage, path: Path, all: readonly (Branch | Stage)[]): BranchSpec {
    const shown = this.value(branch, path, all);
    if ("condition" in branch) return { ...shown, when: this.conditions.condition(branch.condition, `${path}.when`) };
    return {
      ...shown,
      when:
        branch.when.kind === "condition"
          ? this.conditions.condition(branch.when.condition, `${path}.when`)
          : { kind: branch.when.kind },
    };
  }

  private band(band: Band, path: Path, all: readonly Band[], type: TermType | undefined): BandSpec {
    const shown = this.value(band, path, all);
    if (band.from.kind !== "bound") return { ...shown, from: { kind: band.from.kind } };
    return {
      ...shown,
      from: this.boundLiteral(band.from.bound, `${path}.from`, withoutBounds(type)) ?? { kind: "number", text: "" },
    };
  }

  private bound(
    which: "low" | "high",
    literal: BoundLiteral | undefined,
  ): { readonly low?: LiteralSpec; readonly high?: LiteralSpec } {
    const value = literal === undefined ? undefined : this.boundLiteral(literal, `body.${which}`, undefined);
    return value === undefined ? {} : { [which]: value };
  }

  private boundLiteral(literal: BoundLiteral, path: Path, type: TermType | undefined): LiteralSpec | undefined {
    const node: Expression =
      literal.kind === "negative"
        ? { kind: "negate", operand: literal.of, start: literal.start, end: literal.end }
        : literal;
    return this.conditions.values.literal(node, path, type, "any");
  }

  private item(item: ScoreItem, path: Path): ScoreItemSpec {
    this.parts.span(path, item);
    const [sign] = this.parts.tokens(item);
    if (sign !== undefined)
      this.parts.slot(`${path}.sign`, {
        kind: "operator",
        value: item.sign,
        operators: ["+", "-"],
        start: sign.startOffset,
        end: sign.startOffset + sign.image.length,
      });
    const digits = (node: ScoreItem["points"], at: Path): LiteralSpec =>
      this.conditions.values.literal(node, at, undefined, "plain") ?? { kind: "number", text: node.digits };
    const points = digits(item.points, `${path}.points`);
    const cap = item.atMost === undefined ? {} : { atMost: digits(item.atMost, `${path}.atMost`) };
    const at = `${path}.basis`;
    const { basis } = item;
    if (basis.kind === "when")
      return {
        sign: item.sign,
        points,
        basis: { kind: "when", condition: this.conditions.condition(basis.condition, `${at}.condition`) },
        ...cap,
      };
    this.parts.slot(`${at}.event`, nameSlot("event", basis.event));
    const { hundreds } = basis;
    if (hundreds !== undefined)
      this.parts.slot(`${at}.field`, {
        kind: "field",
        value: hundreds.field.text,
        event: basis.event.text,
        fits: "numeric",
        start: hundreds.field.start,
        end: hundreds.field.end,
      });
    const sized =
      hundreds === undefined ? {} : { size: digits(hundreds.size, `${at}.size`), field: hundreds.field.text };
    return {
      sign: item.sign,
      points,
      basis: { kind: "per", event: basis.event.text, ...sized, ...this.conditions.values.tail(basis, at) },
      ...cap,
    };
  }
}

/** A band may begin below or above what the field allows, and at a fraction of a whole number. */
function withoutBounds(type: TermType | undefined): TermType | undefined {
  if (type === undefined) return undefined;
  const { value, labels, quoted, mayBeUnknown } = type;
  return { value: value.kind === "integer" ? { kind: "number" } : value, labels, quoted, mayBeUnknown };
}
