import type { IToken } from "chevrotain";
import { nameOf } from "../../grammar/parser/base.ts";
import * as T from "../../grammar/tokens/token-types.ts";
import { wordTokens as W } from "../../grammar/tokens/words.ts";
import type { Names, RecordShape } from "./names.ts";

/** The values of a tag, lifecycle or stage by its name; undefined for what has none. */
export type OutputValues = (name: string) => readonly string[] | undefined;

/** What the place behind `is` and the like can be. */
export interface AskedValues {
  readonly values: readonly string[];
  /** Nothing else can stand there. */
  readonly only: boolean;
  /** A tag's values are texts in quotes, a field's are words. */
  readonly quoted: boolean;
  /** The field or tag that is asked about: `gender`, `order_paid.channel`. */
  readonly of: { readonly record: string | undefined; readonly name: string };
}

const text = (token: IToken | undefined): string => (token === undefined ? "" : nameOf(token).text);

/** The values that are compared with, when the tokens end behind `is`, `is one of (`, `is at least` or `contains`. */
export function askedValues(
  before: readonly IToken[],
  event: string | undefined,
  names: Names,
  outputValues: OutputValues,
): AskedValues | undefined {
  let index = before.length - 1;
  let listed = false;
  // Back over `one of ( a, b,` and `any of ( a, b,`.
  if (before[index]?.tokenType === T.OpenBracket || before[index]?.tokenType === T.Comma) {
    while (index > 0 && before[index]?.tokenType !== T.OpenBracket) index--;
    const word = before[index - 2]?.tokenType;
    if (before[index - 1]?.tokenType !== W.of || (word !== W.one && word !== W.any && word !== W.all)) return undefined;
    index -= 3;
    listed = true;
  } else if (before[index - 1]?.tokenType === W.at) index -= 2;
  if (before[index]?.tokenType === W.not) index--;
  if (before[index]?.tokenType !== W.is && before[index]?.tokenType !== W.contains) return undefined;
  return valuesBehind(before, index - 1, event, names, outputValues, listed);
}

function valuesBehind(
  before: readonly IToken[],
  index: number,
  event: string | undefined,
  names: Names,
  outputValues: OutputValues,
  only: boolean,
): AskedValues | undefined {
  const name = text(before[index]);
  const owner = before[index - 1]?.tokenType === T.Dot ? text(before[index - 2]) : undefined;
  const qualified = owner === undefined ? undefined : (names.rowsOf(owner, event) ?? names.records.get(owner));
  const own: readonly (RecordShape | undefined)[] =
    qualified === undefined ? [event === undefined ? undefined : names.records.get(event), names.profile] : [qualified];
  for (const record of own) {
    const values = record?.fields.get(name);
    if (values !== undefined) return { values, only, quoted: false, of: { record: record?.name, name } };
    if (record?.fields.has(name) === true) return undefined;
  }
  const values = qualified === undefined && event === undefined ? outputValues(name) : undefined;
  return values === undefined ? undefined : { values, only, quoted: true, of: { record: undefined, name } };
}
