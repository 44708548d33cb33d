import { catalogue } from "../template.ts";
import { english } from "./en.ts";
import { spanish } from "./es.ts";
import { japanese } from "./ja.ts";
import { chinese } from "./zh.ts";

/** Why a cell or a row cannot be used. */
export const rejectCatalogue = catalogue({ en: english, zh: chinese, ja: japanese, es: spanish });
