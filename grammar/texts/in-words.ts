import { joining } from "./joining.ts";
import type { Language } from "./languages.ts";
import type { Message, MessageParameter } from "./message.ts";
import { problemCatalogue } from "./problems/index.ts";
import { findingCatalogue } from "./findings/index.ts";
import { modelProblemCatalogue } from "./problems-of-models/index.ts";
import { warehouseProblemCatalogue } from "./problems-of-warehouses/index.ts";
import { rejectCatalogue } from "./rejects/index.ts";
import { fill, formOf, type Texts } from "./template.ts";

const texts = (language: Language): Texts => ({
  ...problemCatalogue[language],
  ...findingCatalogue[language],
  ...modelProblemCatalogue[language],
  ...warehouseProblemCatalogue[language],
  ...rejectCatalogue[language],
});
const all: Readonly<Record<Language, Texts>> = { en: texts("en"), zh: texts("zh"), ja: texts("ja"), es: texts("es") };

/** Puts a message into words of a language. */
export function inWords({ key, parameters }: Message, language: Language = "en"): string {
  return fill(formOf(all[language], key, parameters["count"]), language, (name) => {
    const given = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    return given === undefined ? undefined : parameterInWords(given, language);
  });
}

function parameterInWords(given: MessageParameter, language: Language): string {
  if (typeof given === "string") return given;
  if (typeof given === "number") return String(given);
  if ("key" in given) return inWords(given, language);
  return given.items.map((item) => parameterInWords(item, language)).join(joining[language].comma);
}
