import { unitWords } from "./words.ts";

/** Units as they are written right behind a number, in short or in other languages. */
const endings: Readonly<Record<string, string>> = {
  d: "days",
  h: "hours",
  hr: "hours",
  hrs: "hours",
  min: "minutes",
  mins: "minutes",
  s: "seconds",
  sec: "seconds",
  secs: "seconds",
  w: "weeks",
  wk: "weeks",
  wks: "weeks",
  mo: "months",
  mth: "months",
  mths: "months",
  y: "years",
  yr: "years",
  yrs: "years",
  秒: "seconds",
  分: "minutes",
  分钟: "minutes",
  分鐘: "minutes",
  小时: "hours",
  小時: "hours",
  時間: "hours",
  天: "days",
  日: "days",
  日間: "days",
  周: "weeks",
  週: "weeks",
  週間: "weeks",
  个月: "months",
  個月: "months",
  ヶ月: "months",
  か月: "months",
  カ月: "months",
  ケ月: "months",
  年: "years",
  年間: "years",
  día: "days",
  días: "days",
  dias: "days",
  semana: "weeks",
  semanas: "weeks",
  mes: "months",
  meses: "months",
  año: "years",
  años: "years",
  hora: "hours",
  horas: "hours",
  minuto: "minutes",
  minutos: "minutes",
};
const factors: Readonly<Record<string, number>> = { k: 3, 千: 3, 万: 4, 萬: 4, 億: 8, 亿: 8 };
const currencies: ReadonlySet<string> = new Set([
  "元",
  "円",
  "圓",
  "圆",
  "块",
  "塊",
  "usd",
  "eur",
  "jpy",
  "cny",
  "twd",
]);

/** The unit that a word means, in short or in another language. */
export function unitMeant(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (Object.hasOwn(unitWords, lower)) return lower;
  return Object.hasOwn(endings, lower) ? endings[lower] : undefined;
}

/** `90th percentile` is the 90% quantile. */
export function quantileMeant(digits: string, ending: string, word: string): string | undefined {
  return /^(?:st|nd|rd|th)$/i.test(ending) && /^(?:percentile|quantile)$/i.test(word)
    ? `${digits}% quantile`
    : undefined;
}

/** What is meant by a number with letters right behind it, such as `30d`, `5k`, `100元` or `2026年1月31日`. */
export function numberMeant(digits: string, letters: string): string | undefined {
  const unit = unitMeant(letters);
  if (unit !== undefined) return `${digits} ${unit}`;
  const lower = letters.toLowerCase();
  if (currencies.has(lower)) return digits;
  const date = /^年(\d{1,2})月(\d{1,2})[日号]?$/.exec(letters);
  if (date !== null && digits.length === 4)
    return `${digits}-${(date[1] ?? "").padStart(2, "0")}-${(date[2] ?? "").padStart(2, "0")}`;
  const zeros = Object.hasOwn(factors, lower) ? factors[lower] : undefined;
  return zeros === undefined || digits.includes(".") || digits.length + zeros > 15
    ? undefined
    : `${digits}${"0".repeat(zeros)}`;
}
