import {
  ErrorCodes,
  ResponseError,
  type DocumentSymbol,
  type FoldingRange,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import { format } from "../../grammar/format/format.ts";
import { parseFile } from "../../grammar/parser/parse-file.ts";
import type { Language } from "../../grammar/texts/languages.ts";
import { required } from "../../engine/invariant/required.ts";
import { rename } from "../language/navigate.ts";
import { folds, outline, type OutlineItem } from "../language/outline.ts";
import type { Range } from "../language/positions.ts";
import { formatRange } from "../language/range-format.ts";
import { semanticTokens, tokenKinds } from "../language/semantic-tokens.ts";
import type { Document } from "./document.ts";
import { symbolKinds } from "./kinds.ts";

export function symbolsOf({ file }: Document, language: Language): DocumentSymbol[] {
  const symbol = (item: OutlineItem): DocumentSymbol => ({
    name: item.name === "" ? "(no name)" : item.name,
    detail: item.detail,
    kind: symbolKinds[item.kind],
    range: file.lines.range(item.whole),
    selectionRange: file.lines.range(item.title),
    children: item.children.map(symbol),
  });
  return outline(file, language).map(symbol);
}

export const foldsOf = ({ file }: Document): FoldingRange[] =>
  folds(file).map(({ from, to, kind }) => ({ startLine: from, endLine: to, kind }));

/** The whole file laid out anew; nothing where it is already, or can't be parsed. */
export function formattingOf({ path, file }: Document): TextEdit[] {
  const formatted = format(parseFile({ path, text: file.text }));
  return !("text" in formatted) || formatted.text === file.text
    ? []
    : [{ range: file.lines.range({ start: 0, end: file.text.length }), newText: formatted.text }];
}

export const formattingIn = ({ file }: Document, range: Range): TextEdit[] =>
  formatRange(file, { start: file.lines.offset(range.start), end: file.lines.offset(range.end) }).map((edit) => ({
    range: file.lines.range(edit),
    newText: edit.text,
  }));

/** @throws ResponseError when the new name can't be taken */
export function renaming(
  { workspace, analysis, path }: Document,
  offset: number,
  newName: string,
  language: Language,
): WorkspaceEdit {
  const edits = rename(analysis, path, offset, newName, language);
  if ("problem" in edits) throw new ResponseError(ErrorCodes.InvalidRequest, edits.problem);
  const changes: Record<string, TextEdit[]> = {};
  for (const edit of edits)
    (changes[workspace.uriOf(edit.file)] ??= []).push({
      range: required(analysis.file(edit.file), edit.file).lines.range(edit),
      newText: edit.text,
    });
  return { changes };
}

/** Tokens as LSP encodes them: each relative to the one before; a token of several lines has no encoding and is left out. */
export function tokensOf({ analysis, path, file }: Document): number[] {
  const data: number[] = [];
  let [line, character] = [0, 0];
  for (const token of semanticTokens(analysis, path)) {
    const { start, end } = file.lines.range(token);
    if (start.line !== end.line) continue;
    data.push(
      start.line - line,
      start.line === line ? start.character - character : start.character,
      end.character - start.character,
      tokenKinds.indexOf(token.kind),
      token.declares ? 1 : 0,
    );
    [line, character] = [start.line, start.character];
  }
  return data;
}
