import { catalogue } from "../template.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { ja } from "./ja.ts";
import { zh } from "./zh.ts";

/** What the studio says. */
export const studioCatalogue = catalogue({ en, zh, ja, es });
