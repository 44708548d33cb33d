import type { Declaration } from "../tree/declaration.ts";
import type { ParsedFile } from "./parse-file.ts";
import { splitDeclarations } from "./split.ts";

/**
 * The declaration that a place belongs to: the one that it is in, or the one whose words go on there though they could
 * not be read as a part of it, such as an annotation before it or what stands behind its last good word.
 */
export function declarationAt({ file, tokens, declarations }: ParsedFile, offset: number): Declaration | undefined {
  const inside = declarations.find(({ start, end }) => start <= offset && offset <= end);
  if (inside !== undefined) return inside;
  const runs = splitDeclarations(tokens, file.text);
  const at = runs.findLastIndex(([first]) => first !== undefined && first.startOffset <= offset);
  const from = runs[at]?.[0]?.startOffset;
  const to = runs[at + 1]?.[0]?.startOffset ?? Infinity;
  return from === undefined ? undefined : declarations.find(({ start }) => start >= from && start < to);
}
