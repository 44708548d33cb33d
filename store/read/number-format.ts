/** How numbers are written, where not as `-1234.5`. */
export interface NumberFormat {
  /** The sign before the fraction; a point by default. */
  readonly decimal?: "." | ",";
  /** What stands between groups of digits; nothing by default. A blank stands for narrow and unbroken ones, too. */
  readonly thousands?: "." | "," | " " | "'";
  /** What may stand before or after an amount, such as `€`: nothing else may. */
  readonly currency?: string | readonly string[];
  /** Round what has more digits than its field, half away from zero, instead of refusing it. */
  readonly round?: boolean;
}

const BLANKS = " \u00a0\u2009\u202f";
const GROUPS: Readonly<Record<string, string>> = { ".": "\\.", ",": ",", " ": `[${BLANKS}]`, "'": "['\u2019]" };
/** How far a written exponent may move the point. */
const EXPONENT_LIMIT = 40;
const LENGTH_LIMIT = 100;

/** A number as the format writes it, for messages: `1.234,50`. */
export const writtenNumber = ({ decimal = ".", thousands }: NumberFormat): string =>
  `1${thousands ?? ""}234${decimal}50`;

/**
 * Reads texts written in a format as plain decimals such as `-1234.5`, exactly; undefined for what is written otherwise.
 * A minus may stand before or behind, or be a pair of brackets: `(4.00)` is -4.00. `1e3` is 1000.
 */
export function numberReader({
  decimal = ".",
  thousands,
  currency = [],
}: NumberFormat): (text: string) => string | undefined {
  const group = thousands === undefined ? undefined : GROUPS[thousands];
  const whole =
    group === undefined ? "\\d+" : `\\d{1,3}(?:${group}\\d{3})+|\\d{1,3}(?:${group}\\d{2})+${group}\\d{3}|\\d+`;
  const body = new RegExp(`^(${whole})?(?:${decimal === "." ? "\\." : ","}(\\d*))?(?:[eE]([+-]?\\d{1,3}))?$`);
  const signs = (typeof currency === "string" ? [currency] : [...currency]).sort(
    (one, other) => other.length - one.length,
  );
  return (text) => {
    if (text.length > LENGTH_LIMIT) return undefined;
    const stripped = strip(text, signs);
    const match = stripped === undefined ? null : body.exec(stripped.digits);
    if (stripped === undefined || match === null) return undefined;
    const [, given = "", fraction = "", exponent = "0"] = match;
    const digits = given.replaceAll(/\D/g, "");
    if (digits === "" && fraction === "") return undefined;
    const plain = shifted(digits, fraction, Number(exponent));
    return plain === undefined ? undefined : `${stripped.negative ? "-" : ""}${plain}`;
  };
}

/** Takes one sign and one currency off a text, wherever they stand. */
function strip(
  text: string,
  currencies: readonly string[],
): { readonly digits: string; readonly negative: boolean } | undefined {
  let rest = text.trim();
  const brackets = /^\((.*)\)$/.exec(rest);
  if (brackets !== null) rest = (brackets[1] ?? "").trim();
  let sign = brackets === null ? "" : "-";
  let currency = false;
  for (let found = true; found;) {
    found = false;
    for (const name of currency ? [] : currencies) {
      if (rest.startsWith(name)) rest = rest.slice(name.length).trim();
      else if (rest.endsWith(name)) rest = rest.slice(0, -name.length).trim();
      else continue;
      [currency, found] = [true, true];
      break;
    }
    const leading = /^[+\-\u2212]/.exec(rest)?.[0];
    const trailing = leading === undefined ? /[-\u2212]$/.exec(rest)?.[0] : undefined;
    if (leading === undefined && trailing === undefined) continue;
    // Two signs contradict each other, or say the same twice: nobody knows which.
    if (sign !== "") return undefined;
    sign = (leading ?? trailing) === "+" ? "+" : "-";
    rest = (leading === undefined ? rest.slice(0, -1) : rest.slice(1)).trim();
    found = true;
  }
  return { digits: rest, negative: sign === "-" };
}

/** Digits with their point moved by an exponent. */
function shifted(whole: string, fraction: string, exponent: number): string | undefined {
  if (Math.abs(exponent) > EXPONENT_LIMIT) return undefined;
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded = point <= 0 ? "0".repeat(1 - point) + digits : digits.padEnd(point, "0");
  const at = Math.max(point, 1);
  const after = padded.slice(at);
  return after === "" ? padded.slice(0, at) : `${padded.slice(0, at)}.${after}`;
}

/** A plain decimal with at most so many digits behind the point, rounded half away from zero. */
export function roundedDecimal(plain: string, digits: number): string {
  const match = /^([+-]?)(\d+)\.(\d+)$/.exec(plain);
  const [, sign = "", whole = "", fraction = ""] = match ?? [];
  if (match === null || fraction.length <= digits) return plain;
  const up = (fraction.charCodeAt(digits) >= 53 ? 1n : 0n) + BigInt(whole + fraction.slice(0, digits));
  const units = String(up).padStart(digits + 1, "0");
  const [head, tail] = [units.slice(0, units.length - digits), units.slice(units.length - digits)];
  return `${sign}${head}${tail === "" ? "" : `.${tail}`}`;
}
