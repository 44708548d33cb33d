/**
 * More combining marks in a row than any writing needs (UAX #15, stream-safe text). Normalising takes time that grows
 * with the square of such a run, so a text with one is an error and stays as it is.
 */
const TOO_MANY_MARKS = /\p{M}{31}/u;

/** Where a text has too many combining marks in a row; -1 when it has not. */
export function excessMarks(text: string): number {
  return text.search(TOO_MANY_MARKS);
}

/** The text in NFC. */
export function nfc(text: string): string {
  return excessMarks(text) < 0 ? text.normalize("NFC") : text;
}
