import type { IToken, TokenType } from "chevrotain";
import { diagnostic, mended, type Diagnostic } from "../diagnostics/catalogue.ts";
import { code, phrase } from "../diagnostics/prose.ts";
import { nearestName } from "../diagnostics/near-names.ts";
import type { SourceFile } from "../source.ts";
import * as T from "../tokens/token-types.ts";
import { reservedWords, wordTokens as W, type Word } from "../tokens/words.ts";
import { foundText, labelProse } from "./label-prose.ts";
import { spanOf } from "./syntax-diagnostic.ts";

export interface Repaired {
  readonly tokens: IToken[];
  readonly problems: readonly Diagnostic[];
}

const reserved: ReadonlySet<TokenType> = new Set(reservedWords.map((word) => W[word]));
const tagKinds: ReadonlySet<TokenType> = new Set([W.attribute, W.statistical, W.rule, W.mined]);
export const declarationWords = [
  "profile",
  "event",
  "table",
  "attribute",
  "statistical",
  "rule",
  "mined",
  "list",
  "lifecycle",
  "model",
  "segment",
  "exclusive",
  "never",
  "test",
] as const;
const beforeName: ReadonlySet<TokenType> = new Set([
  W.profile,
  W.event,
  W.table,
  W.tag,
  W.list,
  W.lifecycle,
  W.model,
  W.segment,
]);

/**
 * Mends what is certain in a run of tokens that does not parse, and reports it: a misspelt first word, a reserved word
 * where a name is declared, brackets that are never closed. What is declared is then still known to the rest.
 */
export function repairRun(run: readonly IToken[], file: SourceFile): Repaired {
  const problems: Diagnostic[] = [];
  const at = (token: IToken) => ({ file: file.path, ...spanOf(token) });
  const misspelt = (token: IToken, word: Word): IToken => {
    problems.push(
      diagnostic(
        "syntax",
        at(token),
        { expected: code(word), found: foundText(token), advice: phrase("nothing") },
        word,
      ),
    );
    return retyped(token, W[word]);
  };
  const tokens = [...run];
  const keyword = keywordIndex(run);
  const first = tokens[keyword];
  if (first?.tokenType === T.Identifier) {
    const word = declarationWord(first.image);
    if (word !== undefined) tokens[keyword] = misspelt(first, word);
  }
  const second = tokens[keyword + 1];
  if (
    second?.tokenType === T.Identifier &&
    tagKinds.has(tokens[keyword]?.tokenType ?? T.Comment) &&
    nearestName(second.image, ["tag"]) !== undefined
  ) {
    tokens[keyword + 1] = misspelt(second, "tag");
  }
  const open: TokenType[] = [];
  for (const [index, token] of tokens.entries()) {
    const type = token.tokenType;
    if (type === T.OpenBrace) open.push(T.CloseBrace);
    else if (type === T.OpenBracket) open.push(T.CloseBracket);
    else if (open.includes(type)) open.length = open.lastIndexOf(type);
    else if (reserved.has(type) && declaresName(tokens, index, keyword, open[open.length - 1])) {
      problems.push(
        diagnostic("syntax", at(token), {
          expected: phrase("label-name"),
          found: foundText(token),
          advice: phrase("reserved-name", { word: token.image }),
        }),
      );
      tokens[index] = retyped(token, T.Identifier);
    }
    if (open.length > DEPTH) open.length = DEPTH;
  }
  const last = tokens[tokens.length - 1];
  if (last !== undefined && open.length > 0) {
    const end = spanOf(last).end;
    const missing = open.reverse();
    const label = missing[0]?.LABEL ?? "";
    const closed = missing.map(({ LABEL }) => (LABEL ?? "").replaceAll("`", "")).join("");
    const found = diagnostic(
      "syntax",
      { file: file.path, start: end, end },
      {
        expected: labelProse(label),
        found: phrase("end-of-declaration"),
        advice: phrase("close", { word: closed }),
      },
    );
    problems.push(mended(found, closed.startsWith("}") ? ` ${closed}` : closed));
    for (const type of missing) tokens.push(retyped({ ...last, startOffset: end, image: "" }, type));
  }
  return { tokens, problems };
}

/** Deeper brackets are reported as too deep, not closed. */
const DEPTH = 100;

/** The declaration word that a word was meant to be. */
export function declarationWord(image: string): (typeof declarationWords)[number] | undefined {
  const near = nearestName(image, declarationWords);
  return declarationWords.find((word) => word === near);
}

/** Where the keyword of a run stands: behind its annotations. */
function keywordIndex(run: readonly IToken[]): number {
  let index = 0;
  while (run[index]?.tokenType === T.At) {
    index += 2;
    if (run[index]?.tokenType !== T.OpenBracket) continue;
    while (index < run.length && run[index]?.tokenType !== T.CloseBracket) index++;
    index++;
  }
  return index;
}

function declaresName(
  tokens: readonly IToken[],
  index: number,
  keyword: number,
  closing: TokenType | undefined,
): boolean {
  if (index === keyword + 1 || (index === keyword + 2 && tokens[keyword + 1]?.tokenType === W.tag))
    return beforeName.has(tokens[index - 1]?.tokenType ?? T.Comment);
  const next = tokens[index + 1]?.tokenType;
  return (
    closing === T.CloseBrace &&
    (next === T.Colon || (next === T.TextLiteral && tokens[index + 2]?.tokenType === T.Colon))
  );
}

function retyped(token: IToken, tokenType: TokenType): IToken {
  return { ...token, tokenType, tokenTypeIdx: tokenType.tokenTypeIdx ?? token.tokenTypeIdx };
}
