import { catalogue } from "../template.ts";
import { english } from "./en.ts";
import { spanish } from "./es.ts";
import { japanese } from "./ja.ts";
import { chinese } from "./zh.ts";

/** What went wrong and what to do about it. */
export const problemCatalogue = catalogue({ en: english, zh: chinese, ja: japanese, es: spanish });
