/** A word with the blanks that keep it apart from what stands beside it. */
export function apart(word: string, text: string, start: number, end: number): string {
  const beside = /[\p{L}\p{N}_"`)(]/u;
  const left = /^[\p{L}\p{N}_"`]/u.test(word) && beside.test(text[start - 1] ?? "") && text[start - 1] !== "(";
  const right = /[\p{L}\p{N}_"`]$/u.test(word) && beside.test(text[end] ?? "") && text[end] !== ")";
  return `${left ? " " : ""}${word}${right ? " " : ""}`;
}
