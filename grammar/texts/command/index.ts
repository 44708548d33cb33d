import type { Language } from "../languages.ts";
import { catalogue, sayer, type Say } from "../template.ts";
import { english } from "./en.ts";
import { spanish } from "./es.ts";
import { japanese } from "./ja.ts";
import { chinese } from "./zh.ts";

export const commandCatalogue = catalogue({ en: english, zh: chinese, ja: japanese, es: spanish });

/** What says the command's texts in a language. */
export const commandTexts = (language: Language): Say<typeof english> =>
  sayer<typeof english>(commandCatalogue, language);
