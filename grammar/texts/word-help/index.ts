import type { ByLanguage, Language } from "../languages.ts";
import { englishWords, type WordHelp } from "./en.ts";
import { spanishWords } from "./es.ts";
import { japaneseWords } from "./ja.ts";
import { chineseWords } from "./zh.ts";

const byWord = (help: WordHelp): ReadonlyMap<string, string> =>
  new Map(Object.entries(help).map(([key, text]) => [key === "sequel" ? "then" : key, text]));
const words: ByLanguage<ReadonlyMap<string, string>> = {
  en: byWord(englishWords),
  zh: byWord(chineseWords),
  ja: byWord(japaneseWords),
  es: byWord(spanishWords),
};

/** What a word of the language means; undefined for words that need no explanation. */
export const wordHelp = (word: string, language: Language): string | undefined => words[language].get(word);
