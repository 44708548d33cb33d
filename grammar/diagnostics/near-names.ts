import { at } from "../required.ts";

/**
 * The candidate that a misspelt name most likely meant, or undefined when none is near:
 * optimal string alignment distance (Damerau–Levenshtein without overlapping edits), at most a third of the length.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  // Full-width letters are the letters that were meant.
  const wanted = name.normalize("NFKC").toLowerCase();
  if (wanted.length > 100) return undefined;
  let best: string | undefined;
  let bestDistance = (wanted.length < 3 ? 0 : Math.max(1, Math.floor(wanted.length / 3))) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * The one candidate of which the name is a part, `joined` of `joined_at`; undefined where several have it.
 */
export function longerName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  const found = new Set<string>();
  for (const candidate of candidates) if (candidate.toLowerCase().split("_").includes(wanted)) found.add(candidate);
  const [only] = found;
  return found.size === 1 ? only : undefined;
}

function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const cost = left[i - 1] === right[j - 1] ? 0 : 1;
      let value = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + cost);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        value = Math.min(value, at(beforeLast, j - 2) + 1);
      }
      row.push(value);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, right.length);
}
