interface Signs {
  readonly decimal: string;
  readonly group: string;
}

/** What stands before the decimals and between thousands in a language. */
function signsOf(locale: string): Signs {
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(-1_234_567.5);
  const sign = (type: Intl.NumberFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? "";
  return { decimal: sign("decimal"), group: sign("group") };
}

/** A number as rules write it: `-1234.5`, `12%`. */
const DIGITS = /^-?\d*(?:\.\d*)?%?$/;

/**
 * The number that somebody typed in a language, as rules write it; undefined for what is none. Thousands may be set
 * apart as the language does it, and digits and signs may be of full width. What a language does not write is not
 * guessed at: `1.5` is no number where a point sets thousands apart.
 */
export function readNumber(typed: string, locale: string): string | undefined {
  const { decimal, group } = signsOf(locale);
  const plain = typed.normalize("NFKC").replaceAll("\u2212", "-").trim();
  const spaced = group.normalize("NFKC").trim() === "";
  // Blanks are between thousands only, or before `%`.
  const [whole = "", decimals, ...more] = plain.replace(/\s*%$/, "%").split(decimal);
  if (more.length > 0 || (decimals !== undefined && !/^\d*%?$/.test(decimals))) return undefined;
  const sign = spaced ? "\\s" : escaped(group);
  const grouped = new RegExp(`^-?\\d{1,3}(?:${sign}\\d{3})+%?$`);
  const joined = grouped.test(whole) ? whole.replaceAll(new RegExp(sign, "g"), "") : whole;
  const found = /^(-?)(\d*)(%?)$/.exec(decimals === undefined ? joined : joined + (decimals.endsWith("%") ? "%" : ""));
  if (found === null || (decimals !== undefined && joined.endsWith("%"))) return undefined;
  const [, minus = "", digits = "", percent = ""] = found;
  const rest = (decimals ?? "").replace("%", "");
  if (digits === "" && rest === "") return undefined;
  return `${minus}${digits.replace(/^0+(?=\d)/, "") || "0"}${rest === "" ? "" : `.${rest}`}${percent}`;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A number of a rule as a language writes it, to be typed over; anything else as it is. */
export function shownNumber(digits: string, locale: string): string {
  return DIGITS.test(digits) ? digits.replace(".", signsOf(locale).decimal) : digits;
}
