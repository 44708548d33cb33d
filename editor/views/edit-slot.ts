import { equalTrees } from "../../grammar/tree/equal.ts";
import type { Edited } from "./form/action.ts";
import {
  printDate,
  printDuration,
  printInstant,
  printLiteral,
  printName,
  printNumber,
  printPercent,
  printText,
  printUnit,
  printWindow,
  Unprintable,
} from "./print/leaf.ts";
import { functionWords } from "./measures.ts";
import type { Slot, SlotValue } from "./slot.ts";
import type { LiteralSpec } from "./spec.ts";
import type { TermType } from "./vocabulary.ts";

type LiteralSlot = Extract<Slot, { kind: "literal" }>;

/**
 * Gives a slot another value: one edit of the file it was read from, none when the value is the same, or why it cannot
 * be. Values are quoted and escaped here and nowhere else.
 */
export function editSlot(slot: Slot, value: SlotValue): Edited {
  if (equalTrees(slot.value, value)) return { edits: [] };
  try {
    return { edits: [{ start: slot.start, end: slot.end, text: slotText(slot, value) }] };
  } catch (error) {
    if (error instanceof Unprintable) return { problem: error.problem };
    throw error;
  }
}

/** A slot's value in rule text. Throws `Unprintable`. */
export function slotText(slot: Slot, value: SlotValue): string {
  switch (slot.kind) {
    case "literal":
      return typeof value === "object" && "kind" in value && isLiteral(value) ? literalText(slot, value) : refuse();
    case "window":
      return typeof value === "object" && "kind" in value && !isLiteral(value) ? printWindow(value) : refuse();
    case "duration": {
      if (typeof value !== "object" || "kind" in value) return refuse();
      if (!slot.units.includes(value.unit)) throw new Unprintable("not-allowed");
      return printDuration(value.amount, value.unit);
    }
    case "unit": {
      const unit = slot.units.find((one) => one === value);
      return unit === undefined ? refuse() : printUnit(unit, true);
    }
    case "event":
    case "field":
    case "reference":
    case "list":
      return printName(words(value));
    case "operator":
      return slot.operators.includes(words(value)) ? words(value) : refuse();
    case "function": {
      const wanted = words(value);
      if (!slot.functions.includes(wanted)) return refuse();
      const found = Object.entries(functionWords).find(([name]) => name === wanted);
      return found === undefined ? refuse() : found[1];
    }
    case "label": {
      const text = words(value).trim();
      if (text === "") throw new Unprintable("incomplete");
      if (slot.others.includes(text.normalize("NFC"))) throw new Unprintable("duplicate-branch");
      return printText(text);
    }
    case "annotation":
      return slot.word ? printName(words(value)) : printText(words(value));
  }
}

function refuse(): never {
  throw new Unprintable("not-allowed");
}

const words = (value: SlotValue): string => (typeof value === "string" ? value : refuse());

const literalKinds: ReadonlySet<string> = new Set([
  "number",
  "string",
  "boolean",
  "date",
  "datetime",
  "duration",
  "choice",
]);
const isLiteral = (value: { readonly kind: string }): value is LiteralSpec => literalKinds.has(value.kind);

function literalText(slot: LiteralSlot, value: LiteralSpec): string {
  if (value.kind !== slot.value.kind && !fitting(slot.type).includes(value.kind)) throw new Unprintable("not-allowed");
  switch (value.kind) {
    case "number":
      return numberText(slot, value.text);
    case "choice": {
      const type = slot.type?.value;
      if ((type?.kind === "enum" || type?.kind === "set") && type.values?.includes(value.value) === false)
        throw new Unprintable("unknown-choice");
      // As the others of its kind are written, and as this one was.
      return slot.value.kind === "choice" && slot.value.quoted ? printText(value.value) : printLiteral(value);
    }
    case "date":
      return printDate(value.text);
    case "datetime":
      return printInstant(value.text);
    case "string":
    case "boolean":
    case "duration":
      return printLiteral(value);
  }
}

/** The kinds of literals that can be compared with a type. */
function fitting(type: TermType | undefined): readonly LiteralSpec["kind"][] {
  switch (type?.value.kind) {
    case "boolean":
      return ["boolean"];
    case "integer":
    case "number":
    case "decimal":
      return ["number"];
    case "text":
      return ["string"];
    case "date":
      return ["date"];
    case "time":
      return ["date", "datetime"];
    case "duration":
      return ["duration"];
    case "set":
      return [type.value.values === null ? "string" : "choice"];
    case "enum":
      return ["choice"];
    case undefined:
      return [];
  }
}

function numberText({ rule, type }: LiteralSlot, value: string): string {
  if (rule === "percent") return printPercent(value.replace(/%\s*$/, ""));
  const signed = rule === "any";
  const text = printNumber(value, { sign: signed, percent: rule === "any" || rule === "unsigned" });
  if (rule === "count" && !/^\d*[1-9]\d*$/.test(text)) throw new Unprintable("bad-number");
  const digits = digitsBehindPoint(text);
  if (type?.value.kind === "decimal" && digits > type.value.digits) throw new Unprintable("bad-number");
  return text;
}

/** Digits behind the point that count; `%` moves the point by two. */
function digitsBehindPoint(text: string): number {
  const [whole = "", fraction = ""] = text.replace(/[-%]/g, "").split(".");
  const shift = text.endsWith("%") ? 2 : 0;
  return Math.max(0, fraction.length + shift - (/0*$/.exec(whole + fraction)?.[0].length ?? 0));
}
