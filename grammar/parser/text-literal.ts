import { nfc } from "../tokens/nfc.ts";

const PRINTABLE_ASCII = /^[ !#-[\]-~]*$/;

/** True when a text literal's inside needs neither unescaping nor normalisation. */
export function isPlainText(inner: string): boolean {
  return PRINTABLE_ASCII.test(inner);
}

const ESCAPE = /\\(?:u\{([0-9A-Fa-f]{1,6})\}|([\s\S]))/g;
const simpleEscapes: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", n: "\n", t: "\t" };

/** Resolves escapes and normalises to NFC. A bad escape stands for itself; `badEscapes` reports it. */
export function unescapeText(inner: string): string {
  return nfc(resolveEscapes(inner));
}

/** The characters that a text literal's inside stands for, not yet normalised. */
export function resolveEscapes(inner: string): string {
  return inner.replace(ESCAPE, (whole, code: string | undefined, simple: string | undefined) => {
    if (code !== undefined) return isScalar(code) ? String.fromCodePoint(Number.parseInt(code, 16)) : whole;
    return (simple !== undefined ? simpleEscapes[simple] : undefined) ?? whole;
  });
}

/** The escapes in a text literal's inside that mean nothing, with their offsets within it. */
export function badEscapes(inner: string): { readonly escape: string; readonly offset: number }[] {
  const bad: { escape: string; offset: number }[] = [];
  for (const match of inner.matchAll(ESCAPE)) {
    const [whole, code, simple] = match;
    const good = code !== undefined ? isScalar(code) : simple !== undefined && Object.hasOwn(simpleEscapes, simple);
    if (!good) bad.push({ escape: whole, offset: match.index });
  }
  return bad;
}

/** Writes a text as a literal. */
export function quoteText(value: string): string {
  return `"${value.replace(/["\\\n\t]/g, (character) => (character === "\n" ? "\\n" : character === "\t" ? "\\t" : `\\${character}`))}"`;
}

function isScalar(hex: string): boolean {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff && code !== 0 && !(code >= 0xd800 && code <= 0xdfff);
}
