/** The languages that the product speaks. */
export const languages = ["en", "zh", "ja", "es"] as const;
export type Language = (typeof languages)[number];

/** One thing for each language. */
export type ByLanguage<Thing> = Readonly<Record<Language, Thing>>;

/** The language of a locale such as `zh-CN`, `ja_JP.UTF-8` or `es`; English where there is no other. */
export function languageOf(locale: string | undefined): Language {
  const wanted = (locale ?? "").toLowerCase().split(/[-_.@]/)[0];
  return languages.find((language) => language === wanted) ?? "en";
}
