import type { Language } from "../languages.ts";
import { catalogue, sayer, type Say, type Sayable } from "../template.ts";
import { english } from "./en.ts";
import { spanish } from "./es.ts";
import { japanese } from "./ja.ts";
import { chinese } from "./zh.ts";

/** What an editor shows around the rules, but for the diagnostics. Names arrive as they are to be shown. */
export const editorCatalogue = catalogue({ en: english, zh: chinese, ja: japanese, es: spanish });

export type EditorText = Sayable<typeof english>;
export type SayEditor = Say<typeof english>;

/** What says the editor's texts in a language. */
export const editorTexts = (language: Language): SayEditor => sayer<typeof english>(editorCatalogue, language);
