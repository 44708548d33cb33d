/** Quoted parts of a text that is no JSON, and what stands between its signs. */
const PARTS = /"((?:[^"\\]|\\.)*)"|[^\s",:;{}[\]]+/g;

/**
 * Whatever may be an id in a row that can't be read: its cells as they are, and the parts of each, in NFC without blanks
 * around them.
 */
export function possibleIds(raw: readonly string[]): string[] {
  const found = new Set<string>();
  for (const text of raw)
    for (const part of [text, ...[...text.matchAll(PARTS)].map(([all, quoted]) => quoted ?? all)])
      found.add(part.normalize("NFC").trim());
  return [...found];
}
