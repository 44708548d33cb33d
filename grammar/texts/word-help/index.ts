import type { ByLanguage, Language } from "../languages.ts";
import { catalogue, type Texts } from "../template.ts";
import { englishWords } from "./en.ts";
import { spanishWords } from "./es.ts";
import { japaneseWords } from "./ja.ts";
import { chineseWords } from "./zh.ts";

export const wordHelpCatalogue = catalogue({
  en: englishWords,
  zh: chineseWords,
  ja: japaneseWords,
  es: spanishWords,
});

const byWord = (help: Texts): ReadonlyMap<string, string> =>
  new Map(Object.entries(help).map(([key, text]) => [key === "sequel" ? "then" : key, text]));
const words: ByLanguage<ReadonlyMap<string, string>> = {
  en: byWord(wordHelpCatalogue.en),
  zh: byWord(wordHelpCatalogue.zh),
  ja: byWord(wordHelpCatalogue.ja),
  es: byWord(wordHelpCatalogue.es),
};

/** What a word of the language means; undefined for words that need no explanation. */
export const wordHelp = (word: string, language: Language): string | undefined => words[language].get(word);
