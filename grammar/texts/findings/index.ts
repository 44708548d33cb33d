import { catalogue } from "../template.ts";
import { english } from "./en.ts";
import { spanish } from "./es.ts";
import { japanese } from "./ja.ts";
import { chinese } from "./zh.ts";

/** What a look at the store finds. */
export const findingCatalogue = catalogue({ en: english, zh: chinese, ja: japanese, es: spanish });
