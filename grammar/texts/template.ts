import { joining } from "./joining.ts";
import type { ByLanguage, Language } from "./languages.ts";

/** Texts by key. `{name}` is a parameter; keys that end in `_one` and `_other` are the forms of `{count}`. */
export type Texts = Readonly<Record<string, string>>;

/** The parameters that a text mentions. Braces with a blank, a digit or nothing inside belong to the text. */
export type ParametersOf<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${string} ${string}` | `${number}${string}` | "" ? never : Name) | ParametersOf<Rest>
  : never;

/** Texts by key, perhaps several to a key (a message and its help). */
interface Tree {
  readonly [key: string]: string | Tree;
}

/** `Own` where it has the keys of `English` and in each text its parameters; else what is missing. */
type Agreeing<English, Own> = English extends string
  ? Own extends string
    ? [ParametersOf<English>] extends [ParametersOf<Own>]
      ? [ParametersOf<Own>] extends [ParametersOf<English>]
        ? string
        : { readonly unknownParameter: Exclude<ParametersOf<Own>, ParametersOf<English>> }
      : { readonly missingParameter: Exclude<ParametersOf<English>, ParametersOf<Own>> }
    : string
  : { readonly [Key in keyof English]: Agreeing<English[Key], Key extends keyof Own ? Own[Key] : undefined> } & {
      readonly [Surplus in Exclude<keyof Own, keyof English>]: never;
    };

type Wide<English> = English extends string ? string : { readonly [Key in keyof English]: Wide<English[Key]> };

/** The same texts in every language. */
export type Catalogue<English> = ByLanguage<Wide<English>>;

/** A catalogue in all languages; a key or a parameter that one of them lacks, or has alone, does not compile. */
export function catalogue<
  const English extends Tree,
  const Chinese extends Tree,
  const Japanese extends Tree,
  const Spanish extends Tree,
>(texts: {
  readonly en: English & Wide<English>;
  readonly zh: Chinese & Agreeing<English, Chinese> & Wide<English>;
  readonly ja: Japanese & Agreeing<English, Japanese> & Wide<English>;
  readonly es: Spanish & Agreeing<English, Spanish> & Wide<English>;
}): Catalogue<English> {
  return texts;
}

/** What can be said of a catalogue: its keys, those with forms of number without their ending. */
export type Sayable<English extends Texts> = keyof {
  [Key in keyof English & string as Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key]: true;
};

/** What a key's text asks for; of one with forms of number also the count that chooses the form. */
export type ParametersOfKey<English extends Texts, Key extends string> = Key extends keyof English
  ? ParametersOf<English[Key]>
  : `${Key}_other` extends keyof English
    ? ParametersOf<English[`${Key}_other`]> | "count"
    : never;

/** Says a text of a catalogue; its parameters are typed from its English text. */
export type Say<English extends Texts> = <Key extends Sayable<English>>(
  key: Key,
  ...given: [ParametersOfKey<English, Key>] extends [never]
    ? []
    : [Readonly<Record<ParametersOfKey<English, Key>, string | number>>]
) => string;

/** What says the texts of a catalogue in a language. */
export function sayer<English extends Texts>(texts: Catalogue<English>, language: Language): Say<English> {
  const all: Texts = texts[language];
  return (key, ...[given]) => {
    const parameters: Readonly<Record<string, string | number>> = given ?? {};
    return fill(formOf(all, key, parameters["count"]), language, (name) =>
      Object.hasOwn(parameters, name) ? String(parameters[name]) : undefined,
    );
  };
}

/** The text of a key, in the form that a count asks for: of whole numbers, all our languages set apart 1 at most. */
export function formOf(texts: Texts, key: string, count: unknown): string {
  const found = texts[key] ?? texts[Number(count) === 1 ? `${key}_one` : `${key}_other`];
  if (found === undefined) throw new Error(`there is no text "${key}"`);
  return found;
}

/**
 * Puts parameters into a template. Between East Asian writing and Latin letters, digits or code stands a blank, however
 * the parameter begins and ends. A parameter that is not given stays as it is written.
 */
export function fill(template: string, language: Language, parameter: (name: string) => string | undefined): string {
  const { spaced } = joining[language];
  return template.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string, offset: number) => {
    const value = parameter(name);
    if (value === undefined) return whole;
    if (!spaced) return value;
    return `${blank(template.charAt(offset - 1), value)}${value}${blank(value, template.charAt(offset + whole.length))}`;
  });
}

const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const WESTERN = /[\p{Script=Latin}\p{N}`]/u;

/** What stands between East Asian writing and Latin letters, digits or code. */
export function blank(left: string, right: string): string {
  const [last, first] = [left.charAt(left.length - 1), right.charAt(0)];
  return (EAST_ASIAN.test(last) && WESTERN.test(first)) || (WESTERN.test(last) && EAST_ASIAN.test(first)) ? " " : "";
}
