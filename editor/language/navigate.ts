import type { Language } from "../../grammar/texts/languages.ts";
import type { Span } from "../../grammar/source.ts";
import { lex } from "../../grammar/tokens/lexer.ts";
import { reservedWords } from "../../grammar/tokens/words.ts";
import { sourceName } from "../../engine/source/print.ts";
import type { Analysis } from "./analysis.ts";
import type { Occurrence } from "./occurrences.ts";
import { editorTexts } from "../../grammar/texts/editor/index.ts";

/** A span in a file. */
export interface Place extends Span {
  readonly file: string;
}

/** The name at an offset; at its end counts, too. */
export function nameAt(analysis: Analysis, file: string, offset: number): Occurrence | undefined {
  return analysis.occurrences.get(file)?.find(({ start, end }) => start <= offset && offset <= end);
}

/** Where the name at an offset is declared. */
export function definition(analysis: Analysis, file: string, offset: number): Place | undefined {
  const name = nameAt(analysis, file, offset);
  return name === undefined ? undefined : allOf(analysis, name.key).find(({ declares }) => declares);
}

/** All places that mean the same as the name at an offset, the declaration first if it is wanted. */
export function references(analysis: Analysis, file: string, offset: number, withDeclaration: boolean): Occurrence[] {
  const name = nameAt(analysis, file, offset);
  const found = name === undefined ? [] : allOf(analysis, name.key);
  return [...found.filter(({ declares }) => declares && withDeclaration), ...found.filter(({ declares }) => !declares)];
}

function allOf(analysis: Analysis, key: string): Occurrence[] {
  return [...analysis.occurrences.values()].flatMap((occurrences) =>
    occurrences.filter((occurrence) => occurrence.key === key),
  );
}

/** A text that takes the place of a span. */
export interface FileEdit extends Place {
  readonly text: string;
}

/**
 * Gives the thing at an offset another name, everywhere. Names that need backticks get them.
 * @returns the edits, or why it cannot be done
 */
export function rename(
  analysis: Analysis,
  file: string,
  offset: number,
  newName: string,
  language: Language = "en",
): readonly FileEdit[] | { readonly problem: string } {
  const say = editorTexts(language);
  const name = nameAt(analysis, file, offset);
  if (name === undefined) return { problem: say("noNameHere") };
  const found = allOf(analysis, name.key);
  if (!found.some(({ declares }) => declares)) return { problem: say("notDeclared") };
  const wanted = newName.trim().replace(/^`|`$/g, "").normalize("NFC");
  if (!isName(wanted)) return { problem: say("notAName", { text: newName }) };
  const parts = name.key.split(" ");
  const taken =
    parts[0] === "declaration" &&
    (analysis.names.declarations.has(wanted) || analysis.names.profile?.fields.has(wanted) === true);
  const record = parts[0] === "field" ? analysis.names.records.get((parts[1] ?? "").split(".")[0] ?? "") : undefined;
  if (taken || record?.fields.has(wanted) === true) return { problem: say("nameTaken", { name: wanted }) };
  const text = sourceName(wanted);
  return found.map(({ file: path, start, end }) => ({ file: path, start, end, text }));
}

/** Whether a text is a name, in backticks if need be. */
function isName(text: string): boolean {
  if (text === "" || /[`\n\r]/.test(text)) return false;
  const { tokens, diagnostics } = lex({ path: "", text: reserved.has(text) ? `\`${text}\`` : sourceName(text) });
  return tokens.length === 1 && diagnostics.length === 0;
}
const reserved: ReadonlySet<string> = new Set(reservedWords);
