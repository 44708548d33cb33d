/** Signs that keyboards write instead of those of the language, each by one sign of the language. */
const plainSigns: ReadonlyMap<string, string> = new Map([
  // Full-width forms, U+FF01 to U+FF5E, are their ASCII sign shifted; letters are letters of their own.
  ...Array.from({ length: 0x5e }, (_, index): [string, string] => [
    String.fromCodePoint(0xff01 + index),
    String.fromCodePoint(0x21 + index),
  ]).filter(([, plain]) => /[^A-Za-z"'`]/.test(plain)),
  ["、", ","],
  ["､", ","],
  ["。", "."],
  ["｡", "."],
  ["−", "-"],
  ["–", "-"],
  ["—", "-"],
  ["×", "*"],
  ["÷", "/"],
]);

/** Quotation marks that open a text elsewhere, with those that may close it. */
const quotes: Readonly<Record<string, string>> = {
  "'": "'",
  "‘": "’‘'",
  "’": "’",
  "“": "”“",
  "”": "”",
  "„": "“”",
  "«": "»",
  "「": "」",
  "『": "』",
  "＂": "＂",
  "＇": "＇",
};

const signs = [...plainSigns.keys()].join("").replace(/[\\\]^-]/g, "\\$&");
const opening = Object.keys(quotes).join("");
/** Texts, names, comments and words are passed over; then what is foreign: signs, an opening quote, amounts. */
const foreign = new RegExp(
  String.raw`//[^\n\r]*|"(?:[^"\\\n\r]|\\[^\n\r])*"?|${"`[^`\\n\\r]*`?"}|\p{ID_Start}\p{ID_Continue}*` +
    `|(?<sign>[${signs}]+)|(?<quote>[${opening}])` +
    String.raw`|(?<money>[$€£¥￥₩₹]\d+(?:\.\d+)?|\d+(?:\.\d+)?[$€£¥￥₩₹])|(?<grouped>\d+(?:_\d+)+)`,
  "gu",
);
const anyForeign = new RegExp(`[${signs}${opening}$€£¥￥₩₹_]`, "u");

/** A place of a text where signs stand that the language does not have, and what is meant. */
export interface ForeignSigns {
  readonly kind: "sign" | "quote" | "money" | "grouped";
  readonly start: number;
  readonly end: number;
  readonly instead: string;
}

/**
 * Reads foreign signs as those that they stand for. Nothing inside of quotes, backticks and comments is foreign.
 * @returns the text with the signs of the language, every character at the offset where it was; and the places
 */
export function readForeignSigns(text: string): { readonly text: string; readonly places: readonly ForeignSigns[] } {
  if (!anyForeign.test(text)) return { text, places: [] };
  const places: ForeignSigns[] = [];
  const parts: string[] = [];
  let done = 0;
  foreign.lastIndex = 0;
  for (let match = foreign.exec(text); match !== null; match = foreign.exec(text)) {
    const place = placeOf(match, text);
    if (place === undefined) continue;
    places.push(place);
    parts.push(text.slice(done, place.start), place.instead.padEnd(place.end - place.start));
    done = place.end;
    foreign.lastIndex = done;
  }
  return { text: parts.join("") + text.slice(done), places };
}

function placeOf(match: RegExpExecArray, text: string): ForeignSigns | undefined {
  const { index: start } = match;
  const [whole] = match;
  const { sign, quote, money, grouped } = match.groups ?? {};
  const end = start + whole.length;
  if (sign !== undefined)
    return { kind: "sign", start, end, instead: [...sign].map((one) => plainSigns.get(one) ?? one).join("") };
  if (money !== undefined) return { kind: "money", start, end, instead: money.replace(/[^\d.]/g, "") };
  if (grouped !== undefined) return { kind: "grouped", start, end, instead: grouped.replaceAll("_", "") };
  return quote === undefined ? undefined : quoted(quote, start, text);
}

/** The longest text that is looked for behind a foreign quotation mark. */
const TEXT_LIMIT = 200;

function quoted(quote: string, start: number, text: string): ForeignSigns | undefined {
  const closing = quotes[quote] ?? "";
  for (let at = start + 1; at < text.length && at - start < TEXT_LIMIT; at++) {
    const sign = text[at] ?? "";
    if (sign === "\n" || sign === "\r" || sign === '"' || sign === "\\") return undefined;
    if (closing.includes(sign)) return { kind: "quote", start, end: at + 1, instead: `"${text.slice(start + 1, at)}"` };
  }
  return undefined;
}
