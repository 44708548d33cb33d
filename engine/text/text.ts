import { foldPairs } from "./fold-table.ts";

let table: Map<string, string> | undefined;

/** Simple case folding as a table: characters that fold, and what they fold to, which folds to itself. */
export function foldTable(): ReadonlyMap<string, string> {
  table ??= new Map(
    foldPairs.split(" ").map((pair): [string, string] => {
      const [from = "", to = ""] = pair.split(".");
      return [String.fromCodePoint(Number.parseInt(from, 36)), String.fromCodePoint(Number.parseInt(to, 36))];
    }),
  );
  return table;
}

/** A text with every character replaced by one representative of its class under Unicode simple case folding. */
export function foldCase(text: string): string {
  const fold = foldTable();
  let result = "";
  for (const character of text) result += fold.get(character) ?? character;
  return result;
}

/** Orders two texts by code point: negative, zero or positive. (JavaScript's own `<` orders by UTF-16 unit.) */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a === b) continue;
    const surrogateA = a >= 0xd800 && a <= 0xdfff;
    const surrogateB = b >= 0xd800 && b <= 0xdfff;
    return surrogateA === surrogateB ? a - b : surrogateA ? 1 : -1;
  }
  return left.length - right.length;
}
