import type { ByLanguage, Language } from "../languages.ts";
import type { EditorTexts } from "./texts.ts";
import { english } from "./en.ts";
import { spanish } from "./es.ts";
import { japanese } from "./ja.ts";
import { chinese } from "./zh.ts";

const all: ByLanguage<EditorTexts> = { en: english, zh: chinese, ja: japanese, es: spanish };

export const editorTexts = (language: Language): EditorTexts => all[language];
