import { useTranslation } from "react-i18next";
import { languageOf, type Language } from "../../../../grammar/texts/languages.ts";

/** The reader's language. */
export function useReaderLanguage(): Language {
  const { i18n } = useTranslation();
  return languageOf(i18n.resolvedLanguage ?? i18n.language);
}
