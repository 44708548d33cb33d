import { catalogue } from "../template.ts";
import { english } from "./en.ts";
import { spanish } from "./es.ts";
import { japanese } from "./ja.ts";
import { chinese } from "./zh.ts";

/** What went wrong in a warehouse. */
export const warehouseProblemCatalogue = catalogue({ en: english, zh: chinese, ja: japanese, es: spanish });
