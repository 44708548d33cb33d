import type { Language } from "../../grammar/texts/languages.ts";
import * as T from "../../grammar/tokens/token-types.ts";
import { wordTokens as W } from "../../grammar/tokens/words.ts";
import type { Analysis } from "./analysis.ts";
import { cursorAt } from "./cursor.ts";
import { wordHelp } from "../../grammar/texts/word-help/index.ts";

/** How an aggregate is written, and which of its parts is being written. */
export interface Signature {
  readonly label: string;
  readonly help: string;
  readonly parameters: readonly string[];
  readonly active: number;
}

const WINDOW = "[in last N days | this month | since DATE | …]";
const forms: readonly {
  readonly words: readonly string[];
  readonly label: string;
  readonly parts: readonly string[];
}[] = [
  {
    words: ["count", "of"],
    label: `count of EVENT [where CONDITION] ${WINDOW}`,
    parts: ["EVENT", "[where CONDITION]", WINDOW],
  },
  ...["sum", "average", "median", "quantile", "minimum", "maximum"].map((word) => ({
    words: [word, "of"],
    label: `${word === "quantile" ? "N% " : ""}${word} of EVENT.FIELD [where CONDITION] ${WINDOW}`,
    parts: ["EVENT.FIELD", "[where CONDITION]", WINDOW],
  })),
  {
    words: ["distinct", "count", "of"],
    label: `distinct count of EVENT.FIELD [where CONDITION] ${WINDOW}`,
    parts: ["EVENT.FIELD", "[where CONDITION]", WINDOW],
  },
  {
    words: ["distinct", "days", "of"],
    label: `distinct days of EVENT [where CONDITION] ${WINDOW}`,
    parts: ["EVENT", "[where CONDITION]", WINDOW],
  },
  {
    words: ["most", "frequent"],
    label: `most frequent EVENT.FIELD [where CONDITION] ${WINDOW}`,
    parts: ["EVENT.FIELD", "[where CONDITION]", WINDOW],
  },
  {
    words: ["share", "of"],
    label: `share of EVENT where CONDITION [among EVENT where CONDITION] ${WINDOW}`,
    parts: ["EVENT", "where CONDITION", "[among EVENT where CONDITION]", WINDOW],
  },
  {
    words: ["did"],
    label: `did EVENT [where CONDITION] [at least N times] ${WINDOW}`,
    parts: ["EVENT", "[where CONDITION]", "[at least N times]", WINDOW],
  },
  {
    words: ["longest", "streak", "of", "days", "with"],
    label: `longest streak of days with EVENT [where CONDITION] ${WINDOW}`,
    parts: ["EVENT", "[where CONDITION]", WINDOW],
  },
  {
    words: ["average", "gap", "between"],
    label: `average gap between EVENT [where CONDITION] ${WINDOW}`,
    parts: ["EVENT", "[where CONDITION]", WINDOW],
  },
];

/** The aggregate that is being written at an offset. */
export function signature(
  analysis: Analysis,
  path: string,
  offset: number,
  language: Language = "en",
): Signature | undefined {
  const file = analysis.file(path);
  if (file === undefined) return undefined;
  const { before, inside } = cursorAt(file, offset);
  if (inside !== undefined) return undefined;
  for (let at = before.length - 1; at >= 0; at--) {
    const type = before[at]?.tokenType;
    // An aggregate ends with the bracket or the declaration it stands in.
    if (type === T.CloseBracket || type === T.OpenBrace || type === W.when) return undefined;
    const fits = forms
      .filter(({ words }) => words.every((word, index) => before[at + index]?.image === word))
      .toSorted((left, right) => right.words.length - left.words.length);
    const [form] = fits;
    if (form === undefined || before[at - 1]?.image === "distinct") continue;
    const behind = before.slice(at + form.words.length).map(({ tokenType }) => tokenType);
    const active =
      behind.includes(W.last) || behind.includes(W.this) || behind.includes(W.during) || behind.includes(W.since)
        ? form.parts.length - 1
        : behind.includes(W.among)
          ? form.parts.indexOf("[among EVENT where CONDITION]")
          : behind.includes(W.least)
            ? form.parts.indexOf("[at least N times]")
            : behind.includes(W.where)
              ? 1
              : 0;
    return {
      label: form.label,
      help: wordHelp(form.words[0] ?? "", language) ?? "",
      parameters: form.parts,
      active: Math.max(0, active),
    };
  }
  return undefined;
}
