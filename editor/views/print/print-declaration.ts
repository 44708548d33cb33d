import type { BandSpec, BodySpec, BranchSpec, DeclarationSpec, Labels, LiteralSpec, ScoreItemSpec } from "../spec.ts";
import { printLiteral, printName, printNumber, printText, printWindow, Unprintable } from "./leaf.ts";
import { bracketed, printCondition, printTerm } from "./print-expression.ts";
import { level } from "./parse-piece.ts";

/** A whole declaration in rule text, not yet laid out. Throws `Unprintable` while something is missing. */
export function printDeclaration(spec: DeclarationSpec): string {
  const lines = printDescription(spec.description);
  const notes = Object.entries(spec.annotations).map(([name, value]) => printAnnotation(name, value));
  if (notes.length > 0) lines.push(notes.join(" "));
  const { default: label, ...labels } = spec.labels;
  if (Object.keys(labels).length > 0) lines.push(printLabels(labels));
  const head = `${spec.kind === "tag" ? `${kindWord(spec)} tag` : spec.kind} ${printName(spec.name)}${label === undefined || label === "" ? "" : ` ${printText(label)}`}`;
  return [...lines, `${head} ${printBody(spec.body)}`].join("\n");
}

function kindWord({ tagKind }: DeclarationSpec): string {
  if (tagKind === "attribute" || tagKind === "statistical" || tagKind === "rule" || tagKind === "mined") return tagKind;
  throw new Unprintable("incomplete");
}

/** `///` lines. */
export function printDescription(description: string): string[] {
  if (description.trim() === "") return [];
  return description
    .split(/\r\n?|\n/)
    .map((line) => `/// ${line.replace(/[\p{Cc}\u2028\u2029]/gu, " ").trim()}`.trimEnd());
}

/** Values of these are words. */
const words: ReadonlySet<string> = new Set(["status", "rename"]);

export function printAnnotation(name: string, value: string): string {
  return `@${printName(name)}(${words.has(name) ? printName(value) : printText(value)})`;
}

/** Languages that are reserved words and still may stand before a colon. */
const languageWords: ReadonlySet<string> = new Set(["is", "no", "to"]);

export function printLabels(labels: Labels): string {
  return `@label(${Object.entries(labels)
    .map(([language, text]) => printLabel(language, text))
    .join(", ")})`;
}

export function printLabel(language: string, text: string): string {
  return `${languageWords.has(language) ? language : printName(language)}: ${printText(text)}`;
}

export function printBody(body: BodySpec): string {
  switch (body.kind) {
    case "text":
      throw new Unprintable(body.source.trim() === "" ? "incomplete" : "does-not-read");
    case "condition":
      return `when ${printCondition(body.condition).text}`;
    case "value":
      return `= ${printTerm(body.value).text}`;
    case "branches": {
      if (body.items.length === 0) throw new Unprintable("incomplete");
      const lead = body.form === "stages" ? "" : `= ${formWord(body.form)} `;
      return `${lead}{\n${body.items.map((item) => `  ${printBranch(item, body.form === "stages")}`).join("\n")}\n}`;
    }
    case "bands": {
      if (body.items.length === 0) throw new Unprintable("incomplete");
      return `= bands of ${printBandTerm(body.of)} {\n${body.items.map((item) => `  ${printBand(item)}`).join("\n")}\n}`;
    }
    case "score": {
      if (body.items.length === 0) throw new Unprintable("incomplete");
      const range =
        body.low === undefined || body.high === undefined
          ? ""
          : `from ${printLiteral(body.low)} to ${printLiteral(body.high)} `;
      return `= score ${range}{\n${body.items.map((item) => `  ${printScoreItem(item)}`).join("\n")}\n}`;
    }
  }
}

function formWord(form: "one of" | "first of" | "all of"): string {
  if (form === "one of" || form === "first of" || form === "all of") return form;
  throw new Unprintable("unknown-choice");
}

export function printBandTerm(of: Parameters<typeof printTerm>[0]): string {
  const printed = printTerm(of);
  return printed.binds < level.sum ? bracketed(printed) : printed.text;
}

/** Labels stand above a branch, and beside a band. */
function printValue(
  { value, labels }: { readonly value: string; readonly labels: Labels },
  space = "\n  ",
): { readonly notes: string; readonly text: string } {
  if (value.trim() === "") throw new Unprintable("incomplete");
  return { notes: Object.keys(labels).length === 0 ? "" : `${printLabels(labels)}${space}`, text: printText(value) };
}

export function printBranch(branch: BranchSpec, isStage: boolean): string {
  const { notes, text } = printValue(branch);
  const lead = `${notes}${isStage ? "stage " : ""}${text}`;
  const { when } = branch;
  if (when.kind !== "otherwise" && when.kind !== "unknown") return `${lead} when ${printCondition(when).text}`;
  if (isStage) throw new Unprintable("not-allowed");
  return when.kind === "unknown" ? `${lead} when unknown` : `${lead} otherwise`;
}

export function printBand(band: BandSpec): string {
  const { notes, text } = printValue(band, " ");
  const { from } = band;
  if (from.kind === "unknown") return `${notes}${text} when unknown`;
  if (from.kind === "otherwise") return `${notes}${text} otherwise`;
  return `${notes}${text} from ${printLiteral(from)}`;
}

export function printScoreItem({ sign, points, basis, atMost }: ScoreItemSpec): string {
  if (sign !== "+" && sign !== "-") throw new Unprintable("unknown-choice");
  const cap = atMost === undefined ? "" : ` at most ${plain(atMost)}`;
  if (basis.kind === "when") return `${sign}${plain(points)} when ${printCondition(basis.condition).text}${cap}`;
  const what =
    basis.size === undefined || basis.field === undefined
      ? printName(basis.event)
      : `${plain(basis.size)} of ${printName(basis.event)}.${printName(basis.field)}`;
  const where = basis.where === undefined ? "" : ` where ${printCondition(basis.where).text}`;
  return `${sign}${plain(points)} per ${what}${where}${basis.window === undefined ? "" : ` ${printWindow(basis.window)}`}${cap}`;
}

export function plain(literal: LiteralSpec): string {
  if (literal.kind !== "number") throw new Unprintable("bad-number");
  return printNumber(literal.text, { sign: false, percent: false });
}
