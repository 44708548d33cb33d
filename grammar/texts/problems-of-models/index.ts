import { catalogue } from "../template.ts";
import { english } from "./en.ts";
import { spanish } from "./es.ts";
import { japanese } from "./ja.ts";
import { chinese } from "./zh.ts";

/** Why a model of another program is not taken. */
export const modelProblemCatalogue = catalogue({ en: english, zh: chinese, ja: japanese, es: spanish });
