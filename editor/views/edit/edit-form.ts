import type { TextEdit } from "../../../grammar/diagnostics/catalogue.ts";
import { at } from "../../../engine/invariant/required.ts";
import { equalTrees } from "../../../grammar/tree/equal.ts";
import { parseFile } from "../../../grammar/parser/parse-file.ts";
import type { Analysis } from "../../language/analysis.ts";
import type { Edited, FormAction, Problem, SlotAction } from "../form/action.ts";
import type { FormModel } from "../form/model.ts";
import { Unprintable } from "../print/leaf.ts";
import { editSlot } from "../edit-slot.ts";
import { hasForm, readDeclaration, type Reading } from "../read/read-declaration.ts";
import type { BodySpec, DeclarationSpec } from "../spec.ts";
import { vocabularyOf } from "../vocabulary-of.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { candidates } from "./candidates.ts";
import { canonical, expectedSpec } from "./expected.ts";
import { merged } from "./merged.ts";
import { partAt } from "./spec-path.ts";
import { applyEdits, withLineEnds } from "./text-edits.ts";
import { tidied } from "./tidy.ts";

/**
 * What an action upon a form changes in its file. The text with these edits was read again and says what the action
 * asked for, in this declaration and no other; else there is a problem and nothing changes. Comments and what the action
 * is not about stay as they are.
 */
export function editForm(
  analysis: Analysis,
  form: Pick<FormModel, "version" | "file" | "span">,
  asked: FormAction | SlotAction,
): Edited {
  const parsed = analysis.file(form.file)?.parsed;
  const node = parsed?.declarations.find((declaration) => declaration.end === form.span.end);
  if (form.version !== analysis.version || parsed === undefined || node === undefined || !hasForm(node))
    return { problem: "stale" };
  const vocabulary = vocabularyOf(analysis);
  const reading = readDeclaration(node, parsed, vocabulary);
  const text = parsed.file.text;
  if (asked.do === "set-value") return editValue(text, reading, asked, vocabulary);
  const action = rebased(reading, plainer(asked));
  if (action === undefined) return { problem: "stale" };
  try {
    const refused = refusal(reading.spec, action);
    if (refused !== undefined) return { problem: refused };
    const expected = expectedSpec(reading.spec, action);
    const wanted = canonical(expected);
    if (wanted === canonical(reading.spec)) return { edits: [] };
    for (const edits of candidates(reading, action, expected)) {
      const laidOut = tidied(text, node, edits);
      for (const attempt of laidOut === edits ? [edits] : [laidOut, edits]) {
        if (readsAs(wanted, text, reading, attempt, vocabulary)) return { edits: withLineEnds(text, attempt) };
      }
    }
    return { problem: "does-not-read" };
  } catch (error) {
    if (error instanceof Unprintable) return { problem: error.problem };
    throw error;
  }
}

/** One value in its place, in the formatter's layout if the declaration was in it. */
function editValue(text: string, reading: Reading, { at, value }: SlotAction, vocabulary: Vocabulary): Edited {
  const slot = reading.parts.slots[at];
  if (slot === undefined) return { problem: "no-such-part" };
  const edited = editSlot(slot, value);
  if ("problem" in edited) return edited;
  const laidOut = tidied(text, reading.node, edited.edits);
  for (const attempt of [laidOut, edited.edits]) {
    const again = readAgain(text, reading, attempt, vocabulary)?.parts.slots[at];
    if (again?.kind === slot.kind && (slot.kind === "literal" || equalTrees(again.value, value)))
      return { edits: withLineEnds(text, attempt) };
  }
  return { problem: "does-not-read" };
}

/** Taking away all that a filter asks takes the filter away, and what is turned round goes with its `not`. */
function plainer(action: FormAction): FormAction {
  if (action.do !== "remove") return action;
  const at = action.at.replace(/(\.item)+$/, "");
  return at.endsWith(".where") ? { do: "set-filter", at, to: undefined } : { do: "remove", at };
}

/** The change upon what is there now; undefined when something else is there. */
function rebased({ spec }: Reading, action: FormAction): FormAction | undefined {
  if (action.do === "set-condition" && action.from !== undefined) {
    const to = merged(action.from, action.to, partAt(spec, action.at));
    return to === undefined ? undefined : { do: "set-condition", at: action.at, to };
  }
  if (action.do === "set-term" && action.from !== undefined) {
    const to = merged(action.from, action.to, partAt(spec, action.at));
    return to === undefined ? undefined : { do: "set-term", at: action.at, to };
  }
  return action;
}

/** Whether the declaration after the edits says what is wanted. */
function readsAs(
  wanted: string,
  text: string,
  reading: Reading,
  edits: readonly TextEdit[],
  vocabulary: Vocabulary,
): boolean {
  const again = readAgain(text, reading, edits, vocabulary);
  return again !== undefined && canonical(again.spec) === wanted;
}

/** The declaration after the edits; undefined when they are not of it alone, or make mistakes that were not there before. */
function readAgain(
  text: string,
  { span }: Reading,
  edits: readonly TextEdit[],
  vocabulary: Vocabulary,
): Reading | undefined {
  const before = text.slice(span.start, span.end);
  if (edits.some(({ start, end }) => start < span.start || end > span.end)) return undefined;
  const after = applyEdits(
    before,
    edits.map((edit) => ({ ...edit, start: edit.start - span.start, end: edit.end - span.start })),
  );
  const parsed = parseFile({ path: "", text: after });
  const [node, ...others] = parsed.declarations;
  const mistakes = (file: typeof parsed): number =>
    file.diagnostics.filter(({ severity }) => severity === "error").length;
  if (node === undefined || others.length > 0 || !hasForm(node)) return undefined;
  if (mistakes(parsed) > 0 && mistakes(parsed) > mistakes(parseFile({ path: "", text: before }))) return undefined;
  return readDeclaration(node, parsed, vocabulary);
}

/** What can be told from the spec alone. */
function refusal({ body }: DeclarationSpec, action: FormAction): Problem | undefined {
  if ("at" in action && action.do !== "insert" && !exists(body, action)) return "no-such-part";
  switch (action.do) {
    case "insert": {
      if (!("items" in body) || action.at !== "body.items") return "no-such-part";
      if (!("value" in action.item)) return undefined;
      const { value } = action.item;
      if (body.kind !== "score" && body.items.some((item) => item.value === value.normalize("NFC")))
        return "duplicate-branch";
      return ordered(body, (ranks) => ranks.toSpliced(action.index, 0, rankOf(action.item)));
    }
    case "move":
      return action.at.startsWith("body.items.") && /^body\.items\.\d+$/.test(action.at)
        ? ordered(body, (ranks) => {
            const from = Number(action.at.slice("body.items.".length));
            return ranks.toSpliced(from, 1).toSpliced(action.to, 0, at(ranks, from));
          })
        : undefined;
    case "set-filter":
      return action.to === undefined && partAt({ body }, action.at.replace(/\.where$/, ".kind")) === "share"
        ? "not-allowed"
        : undefined;
    case "label":
      return action.language === "default" && action.at !== "" ? "not-allowed" : undefined;
    case "duplicate":
      return rankOf(partAt({ body }, action.at)) > 0 ? "not-allowed" : undefined;
    case "set-condition":
    case "set-term":
    case "set-operand":
    case "set-test":
    case "set-window":
    case "add-condition":
    case "join":
    case "negate":
    case "remove":
    case "form":
    case "range":
    case "cap":
    case "annotation":
    case "describe":
      return undefined;
  }
}

function exists(body: BodySpec, action: Extract<FormAction, { readonly at: string }>): boolean {
  const optional = action.do === "set-window" || action.do === "set-filter" || action.do === "cap";
  const path = optional ? action.at.replace(/\.[^.]*$/, "") : action.at;
  return path === "" || partAt({ body }, path) !== undefined;
}

/** `when unknown` and then `otherwise` come last, each once. */
function ordered(body: BodySpec, change: (ranks: readonly number[]) => readonly number[]): Problem | undefined {
  if (!("items" in body)) return undefined;
  const ranks = change(body.items.map(rankOf));
  return ranks.every((rank, index) => rank > (ranks[index - 1] ?? -1) || (rank === 0 && (ranks[index - 1] ?? 0) === 0))
    ? undefined
    : "not-allowed";
}

function rankOf(item: unknown): number {
  for (const key of ["when", "from"]) {
    const part = partAt(item, key);
    const kind = partAt(part, "kind");
    if (kind === "unknown") return 1;
    if (kind === "otherwise") return 2;
  }
  return 0;
}
