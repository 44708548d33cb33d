/** A line of CSV (RFC 4180), with its line feed. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\n`;
}

export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * What a spreadsheet would take for a formula: `=`, `@`, a tab, or a sign before anything but a plain number (`-2+3`
 * is one). Spreadsheets in East Asia take the full-width signs as well.
 */
const FORMULA = /^(?:[=@\t\r＝＠]|[+\-＋－](?!\d+(?:[.,]\d+)?(?:e[+-]?\d+)?$))/;

/** A text that no spreadsheet runs: an apostrophe goes before what looks like a formula. */
export function safeCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text that `safeCell` was given. */
export function plainCell(text: string): string {
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}
