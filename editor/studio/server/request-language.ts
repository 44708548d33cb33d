import type { IncomingHttpHeaders } from "node:http";
import { languageOf, type Language } from "../../../grammar/texts/languages.ts";

/** The language in which whoever asks wants to be answered: the first of `accept-language`, else English. */
export const requestLanguage = (headers: IncomingHttpHeaders): Language =>
  languageOf(headers["accept-language"]?.split(/[,;]/)[0]?.trim());
