/** A number as source; null is unknown. */
export function numeral(value: number | null): string {
  if (value === null) return "NaN";
  if (Object.is(value, -0)) return "(-0)";
  return value < 0 ? `(${value})` : String(value);
}
