import i18next from "i18next";
import LanguageDetector from "i18next-browser-languagedetector";
import { initReactI18next } from "react-i18next";
import { studioCatalogue } from "../../../../grammar/texts/studio/index.ts";
import type { en } from "../../../../grammar/texts/studio/en.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    keySeparator: false;
    nsSeparator: false;
    interpolationPrefix: "{";
    interpolationSuffix: "}";
    resources: { translation: typeof en };
  }
}

/** The languages of the studio, each by its own name. */
export const languages = [
  { code: "en", name: "English" },
  { code: "zh", name: "简体中文" },
  { code: "ja", name: "日本語" },
  { code: "es", name: "Español" },
] as const;

/** Spanish has a form of its own for millions; it reads as the other one does. */
const spanish = Object.fromEntries(
  Object.entries(studioCatalogue.es).flatMap(([key, text]) =>
    key.endsWith("_other")
      ? [
          [key, text],
          [key.replace(/_other$/, "_many"), text],
        ]
      : [[key, text]],
  ),
);

/** Chooses the reader's language: the one chosen before, else the browser's. */
export async function startTranslations(): Promise<void> {
  await i18next
    .use(LanguageDetector)
    .use(initReactI18next)
    .init({
      resources: {
        en: { translation: studioCatalogue.en },
        zh: { translation: studioCatalogue.zh },
        ja: { translation: studioCatalogue.ja },
        es: { translation: spanish },
      },
      supportedLngs: ["en", "zh", "ja", "es"],
      nonExplicitSupportedLngs: true,
      load: "languageOnly",
      fallbackLng: "en",
      keySeparator: false,
      nsSeparator: false,
      interpolation: { prefix: "{", suffix: "}", escapeValue: false },
      detection: {
        order: ["localStorage", "navigator"],
        lookupLocalStorage: "tagma language",
        caches: ["localStorage"],
      },
    });
  const show = (language: string): void => {
    document.documentElement.lang = language;
  };
  i18next.on("languageChanged", show);
  show(i18next.language);
}
