import type { IRecognitionException, IToken } from "chevrotain";
import { diagnostic, type Diagnostic } from "../diagnostics/catalogue.ts";
import { nearestName } from "../diagnostics/near-names.ts";
import { code, phrase, type Prose } from "../diagnostics/prose.ts";
import type { SourceFile, Span } from "../source.ts";
import * as T from "../tokens/token-types.ts";
import { reservedWords, valueWords, wordTokens as W } from "../tokens/words.ts";
import { foreignTypes } from "./foreign-types.ts";
import { choices, expectedInBraces, expectedInRule, foundText, labelProse } from "./label-prose.ts";
import { END, syntaxFacts } from "./syntax-messages.ts";
import { at } from "../required.ts";

const reserved: ReadonlySet<string> = new Set(reservedWords);

export const spanOf = (token: IToken): Span => ({
  start: token.startOffset,
  end: token.startOffset + token.image.length,
});

/** Turns what chevrotain knows about an error into a diagnostic at the place where it is to be mended. */
export function syntaxDiagnostic(error: IRecognitionException, run: readonly IToken[], file: SourceFile): Diagnostic {
  const facts = syntaxFacts(error.message);
  const { expected, rule } = writtenOut[facts.rule] ?? facts;
  const atEnd = error.token.image === "";
  const last = run[run.length - 1];
  const end = last === undefined ? 0 : spanOf(last).end;
  const index = atEnd ? run.length : indexOf(run, error.token.startOffset);
  const before = run[index - 1];
  const distinct = [...new Set(expected)];
  const misspelt = distinct[0] === END ? misspeltBefore(before, error.token) : undefined;
  if (before !== undefined && misspelt !== undefined) {
    return diagnostic(
      "syntax",
      { file: file.path, ...spanOf(before) },
      { expected: code(misspelt), found: foundText(before), advice: phrase("nothing") },
      misspelt,
    );
  }
  const words = distinct
    .filter((label) => label.startsWith("`"))
    .map((label) => label.slice(1, -1))
    .concat(wordsInBraces[rule] ?? []);
  const suggestion = error.token.tokenType === T.Identifier ? nearestName(error.token.image, words) : undefined;
  const inBraces = distinct.length === 1 && distinct[0] === "`}`" && !atEnd ? expectedInBraces.get(rule) : undefined;
  // What is missing is missing behind the word before, not at the beginning of the next line.
  const lacking =
    before !== undefined &&
    distinct.length === 1 &&
    distinct[0] !== END &&
    inBraces === undefined &&
    suggestion === undefined &&
    !reserved.has(error.token.image) &&
    !atEnd &&
    lineBreakBetween(file.text, spanOf(before).end, error.token.startOffset);
  const location = atEnd
    ? { start: end, end }
    : lacking
      ? { start: spanOf(before).end, end: spanOf(before).end }
      : spanOf(error.token);
  const parameters = {
    expected:
      inBraces ??
      (distinct.length > 3 || (distinct.length > 1 && rule !== "tagBody")
        ? (expectedInRule.get(rule) ?? choices(distinct))
        : choices(distinct)),
    found: atEnd ? phrase("end-of-declaration") : lacking ? phrase("end-of-line") : foundText(error.token),
    advice: advice({ found: error.token, before, after: run[index + 1], expected: distinct, rule }),
  };
  return diagnostic("syntax", { file: file.path, ...location }, parameters, suggestion);
}

/** Where a value could stand, too, what is mostly meant: a length or a day that is written out. */
const writtenOut: Readonly<Record<string, { readonly expected: readonly string[]; readonly rule: string }>> = {
  length: { expected: ["a number"], rule: "duration" },
  beginning: { expected: ["a date", "a time"], rule: "instant" },
};

const wordsInBraces: Readonly<Record<string, readonly string[]>> = { lifecycle: ["stage"], test: ["expect"] };

function lineBreakBetween(text: string, from: number, to: number): boolean {
  const at = text.indexOf("\n", from);
  return at >= 0 && at < to;
}

/** `cont of`, `averge of`, `disd order_paid`: the word before a stray one was meant to begin a value. */
function misspeltBefore(before: IToken | undefined, found: IToken): string | undefined {
  if (before?.tokenType !== T.Identifier) return undefined;
  if (
    found.tokenType !== W.of &&
    found.tokenType !== T.Identifier &&
    found.tokenType.CATEGORIES?.includes(T.NameLike) !== true
  )
    return undefined;
  return nearestName(before.image, valueWords);
}

interface Place {
  readonly found: IToken;
  readonly before: IToken | undefined;
  readonly after: IToken | undefined;
  readonly expected: readonly string[];
  readonly rule: string;
}

function advice(place: Place): Prose {
  const { found, before, after, expected, rule } = place;
  const [only] = expected;
  const word = found.image;
  if (rule === "fieldType" && expected.length > 1) {
    const known = foreignTypes.get(word);
    return known === undefined ? phrase("types") : phrase("known-type", { word: known });
  }
  const type = found.tokenType;
  if (type === T.Equals && only === "`:`") return phrase("colon-for-equals");
  if (type === T.Equals && (isComparison(before) || isComparison(after))) return phrase("joined-comparison");
  if (type === T.Equals) return phrase("is-for-equals");
  if (type === T.Comma && !expected.includes("`,`") && (only === "`}`" || only === END)) return phrase("no-comma");
  if (only === "`}`") {
    if ((rule === "branchList" || rule === "bands") && type === T.Identifier) return phrase("quotes", { word });
    if (rule === "score" && type === T.NumberLiteral) return phrase("sign");
    if (rule === "lifecycle" && type === T.TextLiteral) return phrase("stage");
  }
  if (
    only === "`)`" &&
    (type === T.TextLiteral || type === T.NumberLiteral || type === T.Identifier) &&
    rule !== "group"
  )
    return phrase("comma");
  if (type === T.Slash && rule === "declaration") return phrase("slashes");
  if (type === W.tag && rule === "declaration") return phrase("which-tag");
  if (type === W.if && only !== END) return phrase("no-if");
  if (expected.includes("a name") && expected.length === 1) {
    if (reserved.has(word)) return phrase("reserved-name", { word });
    if (type === T.TextLiteral) return phrase("no-quotes");
    if (type === T.OpenBracket && before?.tokenType === W.in) return phrase("list-name");
  }
  if (rule === "predict" && only === "`by`" && word !== "" && type !== W.logistic && type !== W.boosted)
    return phrase("features-are-names");
  if (only === END) return strayAdvice(place);
  if (expected.length > 1) return phrase("see");
  if (only === "a unit of time" || (only === "a number" && rule === "duration")) return phrase("how-long");
  if (only === "`within`") return phrase("within");
  if (only === "`.`") return phrase("which-field");
  if (only === "`unknown`" && before?.tokenType === W.if) return phrase("no-if");
  if (only === "a text in quotes" && type === T.Identifier) return phrase("quotes", { word });
  return only === undefined ? phrase("nothing") : phrase("put", { what: labelProse(only) });
}

/** What is meant by a word that cannot go on with what stands before it. */
function strayAdvice({ found, before, after }: Place): Prose {
  const type = found.tokenType;
  if (isComparison(found)) return phrase("no-chain");
  if (type === W.in) return phrase("is-in");
  if (type === W.last) return phrase("in-last", { word: after?.image ?? "90" });
  if (type === W.between) return phrase("from-to");
  if (found.image === "than") return phrase("comparison-signs");
  if (type === W.not) return phrase("is-not");
  if (before?.tokenType === W.count || before?.tokenType === W.sum || before?.tokenType === W.share)
    return phrase("needs-of", { word: before.image });
  return phrase("remove");
}

function isComparison(token: IToken | undefined): boolean {
  const type = token?.tokenType;
  return type === T.Less || type === T.LessEqual || type === T.Greater || type === T.GreaterEqual;
}

function indexOf(run: readonly IToken[], offset: number): number {
  let low = 0;
  let high = run.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(run, middle).startOffset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
