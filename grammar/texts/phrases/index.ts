import { catalogue } from "../template.ts";
import { englishPhrases } from "./en.ts";
import { spanishPhrases } from "./es.ts";
import { japanesePhrases } from "./ja.ts";
import { chinesePhrases } from "./zh.ts";

/** Parts of what the compiler says. */
export const phrases = catalogue({ en: englishPhrases, zh: chinesePhrases, ja: japanesePhrases, es: spanishPhrases });
