import type { IToken } from "chevrotain";
import { diagnostic, mended, type Diagnostic } from "../../diagnostics/catalogue.ts";
import { code, phrase } from "../../diagnostics/prose.ts";
import type { SourceFile } from "../../source.ts";
import { apart } from "../../tokens/apart.ts";
import { lex } from "../../tokens/lexer.ts";
import { errorIndex } from "../accepted-tokens.ts";
import { spanOf } from "../syntax-diagnostic.ts";
import { habits } from "./habits.ts";
import type { Habit } from "./habit.ts";
import { at } from "../../required.ts";

/** A run of tokens of which some are read otherwise than they are written, and what was said about them. */
export interface MendedRun {
  readonly tokens: IToken[];
  readonly problems: readonly Diagnostic[];
}

/** Longer declarations, and more than so many mistakes in one, are not looked through: hardly anybody wrote them. */
const RUN_LIMIT = 3000;
const MENDS_LIMIT = 8;
/** How far before a mistake what was meant may begin, and how far behind that it may reach. */
const WORDS_BEFORE = 10;
const WORDS_READ = 60;
/** How many mends are tried for one mistake. */
const TRIALS_LIMIT = 12;

interface Mend {
  /** Indexes of tokens, the last excluded. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly habit: Habit;
}

/**
 * Mends what is written as elsewhere, where the language has another way to say it. Only what does not parse is looked
 * at, and a mend counts only if the parser then goes on behind it: so nothing that is right is ever changed.
 */
export function mendRun(run: readonly IToken[], file: SourceFile): MendedRun {
  let tokens = [...run];
  const problems: Diagnostic[] = [];
  if (run.length > RUN_LIMIT) return { tokens, problems };
  let at = errorIndex(tokens);
  while (at !== undefined && problems.length < MENDS_LIMIT) {
    const found = mendAt(tokens, at, file.text);
    if (found === undefined) break;
    problems.push(told(found.mend, tokens, file));
    tokens = found.tokens;
    at = found.next;
  }
  return { tokens, problems };
}

interface Found {
  readonly mend: Mend;
  readonly tokens: IToken[];
  /** Where the next mistake is. */
  readonly next: number | undefined;
}

function mendAt(tokens: readonly IToken[], at: number, text: string): Found | undefined {
  let further: Found | undefined;
  let trials = 0;
  for (const mend of candidates(tokens, at, text)) {
    if (++trials > TRIALS_LIMIT) break;
    const tried = replaced(tokens, mend);
    const next = errorIndex(tried.tokens);
    const found = { mend, tokens: tried.tokens, next };
    if (next === undefined) return found;
    if (next > tried.end && (further === undefined || next > (further.next ?? 0))) further = found;
  }
  return further;
}

/** The mends that hold a mistake or end at it, in the order of the habits. */
function* candidates(tokens: readonly IToken[], at: number, source: string): Generator<Mend> {
  const starts = Array.from({ length: WORDS_BEFORE + 2 }, (_, index) => at - WORDS_BEFORE + index)
    .filter((start) => start >= 0 && start < tokens.length)
    .map((start) => ({
      start,
      words: tokens
        .slice(start, start + WORDS_READ)
        // A blank inside of a text would count as one between two words.
        .map(({ image }) => image.replaceAll(" ", BLANK))
        .join(" "),
    }));
  for (const habit of habits) {
    for (const { start, words } of starts) {
      habit.pattern.lastIndex = 0;
      const match = habit.pattern.exec(words);
      if (match === null) continue;
      const groups: Record<string, string> = Object.fromEntries(
        Object.entries(match.groups ?? {}).map(([name, value = ""]) => [name, value.trim().replaceAll(BLANK, " ")]),
      );
      const from = start + count(match.groups?.["lead"] ?? "");
      const to = start + count(match[0]);
      if (from > at || to < at || (from === at && to === at)) continue;
      const matched = tokens.slice(from, to);
      if ((habit.joined && !joined(matched)) || (habit.oneLine && !onOneLine(matched, source))) continue;
      const instead = habit.instead(groups);
      const text = instead === undefined ? undefined : tidy(instead);
      if (text !== undefined && text !== matched.map(({ image }) => image).join(" ")) yield { from, to, text, habit };
    }
  }
}

const BLANK = "\u0001";
const count = (words: string): number => words.split(" ").filter((word) => word !== "").length;

function joined(tokens: readonly IToken[]): boolean {
  return tokens.every((token, index) => {
    const before = tokens[index - 1];
    return before === undefined || spanOf(before).end === token.startOffset;
  });
}

function onOneLine(tokens: readonly IToken[], text: string): boolean {
  const first = tokens[0];
  const last = tokens.at(-1);
  return first === undefined || last === undefined || !/[\n\r]/.test(text.slice(first.startOffset, spanOf(last).end));
}

/** The words as one writes them: without blanks around points and inside of brackets. */
function tidy(words: string): string {
  return words
    .replaceAll(/("(?:[^"\\]|\\.)*")| (?=[,)])|(?<=\() | (?=\. )|(?<=\w \.) /g, (_, quoted?: string) => quoted ?? "")
    .replaceAll(/(?<=\w)\. (?=\p{ID_Start})/gu, ".")
    .trim();
}

function replaced(tokens: readonly IToken[], { from, to, text }: Mend): { tokens: IToken[]; end: number } {
  const { startOffset: start } = at(tokens, from);
  const { end } = spanOf(at(tokens, to - 1));
  const written = lex({ path: "", text }).tokens;
  // The tokens of the mend stand where the words stood that they replace, from the first to the last.
  const placed = written.map((token, index) => ({
    ...token,
    startOffset: index > 0 && index === written.length - 1 ? Math.max(start, end - token.image.length) : start,
  }));
  return { tokens: [...tokens.slice(0, from), ...placed, ...tokens.slice(to)], end: from + placed.length - 1 };
}

function told({ from, to, text, habit }: Mend, tokens: readonly IToken[], file: SourceFile): Diagnostic {
  const { startOffset: start } = at(tokens, from);
  const { end } = spanOf(at(tokens, to - 1));
  const written = file.text.slice(start, end).replaceAll(/\s+/g, " ");
  const found = diagnostic(
    "syntax",
    { file: file.path, start, end },
    {
      expected: text === "" ? phrase("nothing-here") : code(text),
      found: code(written.length > 60 ? `${written.slice(0, 57)}…` : written),
      advice:
        text === ""
          ? phrase(habit.why ?? "leave-out")
          : habit.why === undefined
            ? phrase("write", { code: text })
            : phrase("write-because", { reason: phrase(habit.why), code: text }),
    },
  );
  return mended(found, apart(text, file.text, start, end));
}
