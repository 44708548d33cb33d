import { catalogue } from "../template.ts";
import { englishTexts } from "./en.ts";
import { spanishTexts } from "./es.ts";
import { japaneseTexts } from "./ja.ts";
import { chineseTexts } from "./zh.ts";

/** What the compiler says of a place in a rule file. */
export const diagnosticTexts = catalogue({
  en: englishTexts,
  zh: chineseTexts,
  ja: japaneseTexts,
  es: spanishTexts,
});
