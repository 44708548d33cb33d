import type { ByLanguage } from "./languages.ts";

/** How a language puts several things in a row. */
export interface Joining {
  readonly comma: string;
  /** Behind all others but before the last choice. */
  readonly or: (last: string) => string;
  /** Behind a row that was cut short. */
  readonly more: (count: number) => string;
  /** Between a message and its help line. */
  readonly between: string;
  /** A blank stands between the language's own writing and Latin letters, digits and code. */
  readonly spaced: boolean;
}

export const joining: ByLanguage<Joining> = {
  en: { comma: ", ", or: () => " or ", more: (count) => ` and ${count} more`, between: " ", spaced: false },
  zh: { comma: "、", or: () => "或", more: (count) => `，另有 ${count} 个`, between: "", spaced: true },
  ja: { comma: "、", or: () => "または", more: (count) => `、ほか ${count} 件`, between: "", spaced: true },
  // Before an o the word for "or" is u.
  es: {
    comma: ", ",
    or: (last) => (/^[`"«]?h?o/i.test(last) ? " u " : " o "),
    more: (count) => ` y ${count} más`,
    between: " ",
    spaced: false,
  },
};
