import type { ParsedFile } from "../../grammar/parser/parse-file.ts";
import type { Span } from "../../grammar/source.ts";
import type { Name } from "../../grammar/tree/expression.ts";
import type { Names, SymbolKey } from "./names.ts";
import { visitNames } from "./visit-names.ts";

/** A name in a rule file, and what it stands for. */
export interface Occurrence extends Span {
  readonly file: string;
  readonly key: SymbolKey;
  readonly declares: boolean;
}

/** Every name of a workspace's files with what it stands for. */
export function occurrencesIn(files: readonly ParsedFile[], names: Names): Occurrence[] {
  return files.flatMap((parsed) => occurrencesOf(parsed, names));
}

function occurrencesOf({ file, declarations }: ParsedFile, names: Names): Occurrence[] {
  const found: Occurrence[] = [];
  const note = (name: Name, key: SymbolKey, declares = false): void => {
    if (name.text !== "" && name.end > name.start)
      found.push({ file: file.path, start: name.start, end: name.end, key, declares });
  };
  for (const declaration of declarations) visitNames(declaration, names, note);
  return found.sort((left, right) => left.start - right.start);
}
