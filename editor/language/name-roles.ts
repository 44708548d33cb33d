import type { IToken, TokenType } from "chevrotain";
import { readableKinds, type Reader } from "../../engine/check/scope.ts";
import { nameOf } from "../../grammar/parser/base.ts";
import * as T from "../../grammar/tokens/token-types.ts";
import { valueWords, wordTokens as W } from "../../grammar/tokens/words.ts";
import { timeParts } from "../../grammar/tree/expression.ts";
import { askedValues, type AskedValues, type OutputValues } from "./asked-values.ts";
import type { Names } from "./names.ts";

interface Reading {
  readonly reader: Reader;
  /** Kinds of tags that may be read. */
  readonly readable: ReadonlySet<string>;
  /** Inside the `where` of an event. */
  readonly event: string | undefined;
  /** The tag that is being written: it can't read itself. */
  readonly self: string;
}

/** What a name at a place can be. */
export type Role =
  /** A name that is being given. */
  | { readonly kind: "declared" }
  | { readonly kind: "event" | "test item" | "list" | "type" }
  | { readonly kind: "field"; readonly of: string }
  /** What a model learns from: values that have names. */
  | ({ readonly kind: "feature" } & Reading)
  | ({ readonly kind: "value" } & AskedValues & Reading)
  | ({ readonly kind: "expression" } & Reading);

const isName = (token: IToken | undefined): boolean =>
  token !== undefined &&
  (token.tokenType === T.Identifier || token.tokenType.CATEGORIES?.includes(T.NameLike) === true);
const text = (token: IToken | undefined): string => (token === undefined ? "" : nameOf(token).text);

/** Of these all are offered where a name may stand; of contextual words elsewhere none. */
const beginners: ReadonlySet<string> = new Set(valueWords);
const typeWords: ReadonlySet<string> = new Set([
  "yes",
  "text",
  "integer",
  "number",
  "decimal",
  "money",
  "date",
  "time",
  "one",
  "set",
]);
const reserved: ReadonlySet<string> = new Set(["not", "yes", "no", "now", "today", "known", "unknown"]);

/** Whether a word is offered beside the names of a role, or would only be taken for a name. */
export function isRole(role: Role, word: string): boolean {
  if (role.kind === "declared" || role.kind === "event" || role.kind === "field" || role.kind === "list") return false;
  if (role.kind === "feature") return false;
  if (role.kind === "test item") return word === "expect";
  if (role.kind === "type") return typeWords.has(word);
  return (
    beginners.has(word) ||
    reserved.has(word) ||
    (role.kind === "value" && (word === "in" || word === "at" || (word === "any" && !role.only)))
  );
}

/** What a name can be behind the tokens of a declaration. */
export function roleAt(before: readonly IToken[], names: Names, outputValues: OutputValues): Role {
  const last = before.at(-1);
  const previous = before.at(-2);
  const type = last?.tokenType;
  const kind = declarationKind(before);
  if (type === T.Dot) {
    const event = kind === "event" ? declaredName(before) : whereEvent(before, names);
    return { kind: "field", of: names.rowsOf(text(previous), event)?.name ?? text(previous) };
  }
  if (kind === "event" && type === W.of && previous?.tokenType === W.part) return { kind: "event" };
  if (isDeclared(before, kind)) return { kind: "declared" };
  if (type === T.Colon && isRecord(kind) && !isComputing(before)) return { kind: "type" };
  if (kind === "test") return testRole(before, names, outputValues);
  if (wantsEvent(before)) return { kind: "event" };
  if (type === W.in && previous?.tokenType !== undefined) return { kind: "list" };
  const reader: Reader = kind === "attribute" || kind === "statistical" || kind === "mined" ? kind : "rule";
  const reading: Reading = {
    reader,
    readable: readableKinds[reader],
    event: kind === "event" ? declaredName(before) : whereEvent(before, names),
    self: declaredName(before),
  };
  const role = comparing(before, reading, names, outputValues);
  return role.kind === "expression" && kind === "model" && before.some((token) => token.tokenType === W.using)
    ? { ...role, kind: "feature" }
    : role;
}

/** The first word of a declaration, behind its annotations. */
function declarationKind(before: readonly IToken[]): string {
  const at = keywordIndex(before);
  return before[at]?.image ?? "";
}

const keywords: ReadonlySet<string> = new Set([
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
]);

function keywordIndex(before: readonly IToken[]): number {
  let depth = 0;
  for (const [index, token] of before.entries()) {
    if (token.tokenType === T.OpenBracket) depth++;
    else if (token.tokenType === T.CloseBracket) depth--;
    else if (depth === 0 && keywords.has(token.image) && before[index - 1]?.tokenType !== T.At) return index;
  }
  return 0;
}

function declaredName(before: readonly IToken[]): string {
  const at = keywordIndex(before);
  const next = before[at + 1];
  return text(next?.tokenType === W.tag ? before[at + 2] : next);
}

const isRecord = (kind: string): boolean => kind === "profile" || kind === "event" || kind === "table";

/** Whether what stands last is the expression of a computed field. */
function isComputing(before: readonly IToken[]): boolean {
  const lastOf = (type: TokenType): number => before.findLastIndex(({ tokenType }) => tokenType === type);
  return lastOf(T.Equals) > lastOf(T.Colon);
}

/** Whether a value may end with a token, so that a name behind it begins something else. */
function endsValue(token: IToken): boolean {
  const { tokenType: type } = token;
  return (
    isName(token) ||
    [T.NumberLiteral, T.PercentLiteral, T.TextLiteral, T.DateLiteral, T.DateTimeLiteral, T.CloseBracket].includes(type)
  );
}

/** The declaration's own name, and the names of fields. */
function isDeclared(before: readonly IToken[], kind: string): boolean {
  const last = before.at(-1);
  const at = keywordIndex(before);
  if (before.length === at + 1 && keywords.has(last?.image ?? "")) return true;
  if (last?.tokenType === W.tag && before.length === at + 2) return true;
  if (!isRecord(kind)) return false;
  if (isComputing(before)) return last !== undefined && endsValue(last);
  // Behind a colon stands a type; inside brackets stand the values of an enum.
  return last?.tokenType !== T.Colon;
}

/** What has a value behind `of`, not an event. */
const ofValues: ReadonlySet<TokenType> = new Set([W.bands, W.anniversary, W.size, ...timeParts.map((part) => W[part])]);

/** Whether an event's name is wanted: behind `of`, `did`, `then` and the like. */
function wantsEvent(before: readonly IToken[]): boolean {
  const [last, previous] = [before.at(-1)?.tokenType, before.at(-2)?.tokenType];
  if (last === W.of) return previous === undefined || !ofValues.has(previous);
  if (
    last === W.did ||
    last === W.then ||
    last === W.between ||
    last === W.per ||
    last === W.first ||
    last === W.latest ||
    last === W.frequent
  )
    return true;
  if (last === W.not) return previous === W.then;
  if (last === W.among) return before.some((token) => token.tokenType === W.share);
  return last === W.with && previous === W.days;
}

/** The event whose `where` the place is in: the last one, unless a window or a bracket has ended it. */
function whereEvent(before: readonly IToken[], names: Names): string | undefined {
  let depth = 0;
  for (let index = before.length - 1; index > 0; index--) {
    const type = before[index]?.tokenType;
    if (type === T.CloseBracket) depth++;
    else if (type === T.OpenBracket) depth = Math.max(0, depth - 1);
    else if (
      depth === 0 &&
      (type === W.when ||
        type === W.within ||
        type === W.during ||
        type === W.since ||
        (type === W.in && before[index + 1]?.tokenType === W.last))
    )
      return undefined;
    else if (type === W.where && depth === 0) {
      const owner = before[index - 1];
      const event = before[index - 2]?.tokenType === T.Dot ? before[index - 3] : owner;
      return isName(event) && names.records.has(text(event)) ? text(event) : undefined;
    }
  }
  return undefined;
}

/** What is compared, or any expression. */
function comparing(before: readonly IToken[], reading: Reading, names: Names, outputValues: OutputValues): Role {
  const asked = askedValues(before, reading.event, names, outputValues);
  return asked === undefined ? { kind: "expression", ...reading } : { kind: "value", ...asked, ...reading };
}

function testRole(before: readonly IToken[], names: Names, outputValues: OutputValues): Role {
  let depth = 0;
  let open = -1;
  for (const [index, token] of before.entries()) {
    if (token.tokenType === T.OpenBrace) {
      depth++;
      open = index;
    } else if (token.tokenType === T.CloseBrace) depth--;
  }
  const reading: Reading = { reader: "rule", readable: readableKinds.rule, event: undefined, self: "" };
  if (depth === 2) {
    // The word before the inner brace is the profile's or the event's name, or belongs to when it happened.
    const start = before.findLastIndex(
      (token, index) => index < open && (token.tokenType === T.OpenBrace || token.tokenType === T.CloseBrace),
    );
    const record =
      names.records.get(text(before[start + 1])) ??
      names.records.get(text(before.findLast((token, index) => index < open && names.records.has(text(token)))));
    if (before.at(-1)?.tokenType !== T.Colon) return { kind: "field", of: record?.name ?? "" };
    const name = text(before.at(-2));
    const of = { record: record?.name, name };
    return { kind: "value", values: record?.fields.get(name) ?? [], only: true, quoted: false, of, ...reading };
  }
  const expects = before.findLastIndex((token) => token.tokenType === W.expect);
  const ended = before.findLastIndex((token) => token.tokenType === T.CloseBrace || token.tokenType === T.OpenBrace);
  if (expects > ended) {
    return comparing(before, reading, names, outputValues);
  }
  return { kind: "test item" };
}
