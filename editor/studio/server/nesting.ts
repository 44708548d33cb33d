/** How deeply what is asked may be nested; no question of the studio needs more than a few levels. */
const DEPTH_LIMIT = 32;

/** Whether a value out of JSON is nested too deeply to be checked, copied or passed on. */
export function nestedTooDeeply(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH_LIMIT) return true;
    level = level.flatMap((inner) => (typeof inner === "object" && inner !== null ? Object.values(inner) : []));
  }
  return false;
}
