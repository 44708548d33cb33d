import type { TextEdit } from "../../../grammar/diagnostics/catalogue.ts";
import type { Span } from "../../../grammar/source.ts";
import type { Annotation, Documented } from "../../../grammar/tree/declaration.ts";
import { printAnnotation, printDescription, printLabel, printLabels } from "../print/print-declaration.ts";
import { printName, printText, Unprintable } from "../print/leaf.ts";
import type { Path } from "../form/model.ts";
import type { Reading } from "../read/read-declaration.ts";
import { placeInList } from "./spec-path.ts";

const inserted = (at: number, text: string): TextEdit => ({ start: at, end: at, text });

/** Edits of what people read of a declaration: labels, annotations, the description. */
export class HeaderEdits {
  private readonly reading: Reading;

  constructor(reading: Reading) {
    this.reading = reading;
  }

  /** The declaration, or the branch, band or stage at a path. */
  private owner(at: Path): Documented | undefined {
    const { node } = this.reading;
    if (at === "") return node;
    const place = placeInList(at);
    if (place?.list !== "body.items") return undefined;
    if (node.kind === "lifecycle") return node.stages[place.index];
    if (node.kind === "segment") return undefined;
    const { body } = node;
    switch (body.kind) {
      case "one of":
      case "first of":
      case "all of":
        return body.branches[place.index];
      case "bands":
        return body.bands[place.index];
      case "when":
      case "value":
      case "score":
      case "missing":
        return undefined;
    }
  }

  label(at: Path, language: string, text: string | undefined): TextEdit[] | undefined {
    if (language === "default") return at === "" ? this.inlineLabel(text) : undefined;
    const owner = this.owner(at);
    if (owner === undefined) return undefined;
    const notes = owner.annotations.filter(({ name }) => name.text === "label");
    const note = notes.find(({ arguments: args }) => args.some(({ key }) => key?.text === language));
    const index = note?.arguments.findIndex(({ key }) => key?.text === language) ?? -1;
    const argument = note?.arguments[index];
    if (note !== undefined && argument !== undefined) {
      if (text !== undefined) return [{ start: argument.value.start, end: argument.value.end, text: printText(text) }];
      if (note.arguments.length === 1) return [this.without(note)];
      const [before, after] = [note.arguments[index - 1], note.arguments[index + 1]];
      return [
        {
          start: before?.end ?? argument.start,
          end: before === undefined ? (after?.start ?? argument.end) : argument.end,
          text: "",
        },
      ];
    }
    if (text === undefined) return [];
    const last = notes.at(-1)?.arguments.at(-1);
    if (last !== undefined) return [inserted(last.end, `, ${printLabel(language, text)}`)];
    const first = this.keyword(owner);
    const ownLine =
      at === "" || /\n[ \t]*$/.test(this.reading.parts.source({ start: this.reading.span.start, end: owner.start }));
    return [inserted(first, `${printLabels({ [language]: text })}${ownLine ? "\n" : " "}`)];
  }

  private inlineLabel(text: string | undefined): TextEdit[] {
    const { name, label } = this.reading.node;
    if (label !== undefined)
      return [
        text === undefined
          ? { start: name.end, end: label.end, text: "" }
          : { start: label.start, end: label.end, text: printText(text) },
      ];
    return text === undefined ? [] : [inserted(name.end, ` ${printText(text)}`)];
  }

  annotation(name: string, value: string | undefined): TextEdit[] | undefined {
    if (name === "label" || name === "rename") throw new Unprintable("not-allowed");
    if (name === "status" && value !== undefined && !["draft", "active", "retired"].includes(value))
      throw new Unprintable("unknown-choice");
    const { annotations } = this.reading.node;
    const own = annotations.find((annotation) => annotation.name.text === name);
    if (own !== undefined) {
      if (value === undefined) return [this.without(own)];
      const written = own.arguments[0];
      if (written === undefined) return [{ start: own.start, end: own.end, text: printAnnotation(name, value) }];
      return [
        {
          start: written.value.start,
          end: written.value.end,
          text: written.value.kind === "name" ? printName(value) : printText(value),
        },
      ];
    }
    if (value === undefined) return [];
    const before = annotations.findLast((annotation) => annotation.name.text !== "label");
    return [
      before === undefined
        ? inserted(this.reading.node.start, `${printAnnotation(name, value)}\n`)
        : inserted(before.end, ` ${printAnnotation(name, value)}`),
    ];
  }

  describe(description: string): TextEdit[] {
    const { parts, node, span } = this.reading;
    const wanted = printDescription(description).join("\n");
    const docs = parts
      .comments({ start: span.start, end: node.start })
      .filter(({ start }) => parts.source({ start, end: start + 3 }) === "///");
    const [first, ...others] = docs;
    if (first === undefined) return wanted === "" ? [] : [inserted(node.start, `${wanted}\n`)];
    const next = (line: Span): number =>
      line.end + (/^[ \t]*\r?\n?/.exec(parts.source({ start: line.end, end: node.start }))?.[0].length ?? 0);
    const gone = (line: Span): TextEdit => ({ start: line.start, end: next(line), text: "" });
    return [wanted === "" ? gone(first) : { start: first.start, end: first.end, text: wanted }, ...others.map(gone)];
  }

  /** An annotation taken out, with the blank behind it. */
  private without({ start, end }: Annotation): TextEdit {
    const next = this.reading.parts.tokens({ start: end, end: this.reading.node.end })[0]?.startOffset ?? end;
    return { start, end: this.reading.parts.hasComment({ start: end, end: next }) ? end : next, text: "" };
  }

  /** Where the first word behind the annotations stands. */
  private keyword(owner: Documented): number {
    const from = owner.annotations.at(-1)?.end ?? owner.start;
    return this.reading.parts.tokens({ start: from, end: owner.end })[0]?.startOffset ?? owner.start;
  }
}
