import type { IToken } from "chevrotain";
import { diagnostic, type Diagnostic } from "../diagnostics/catalogue.ts";
import { parseFile, type ParsedFile } from "../parser/parse-file.ts";
import type { Declaration } from "../tree/declaration.ts";
import { equalTrees } from "../tree/equal.ts";
import { endOf, Gaps, lineBreaks } from "./gaps.ts";
import { markDeclaration } from "./mark-declarations.ts";
import { breakCertainGroups, printTokens } from "./print.ts";

export type Formatted = { readonly text: string } | { readonly problem: Diagnostic };

/**
 * The file in Tagma's one layout. Only white space changes: the tokens and comments are copied in their order, and the
 * result is parsed again and compared before it is given out. A file with errors is refused with the first of them.
 * Formatting twice changes nothing more. Never throws; takes linear time.
 */
export function format(file: ParsedFile): Formatted {
  const error = file.diagnostics.find(({ severity }) => severity === "error");
  if (error !== undefined) return { problem: error };
  const text = printFile(file);
  const again = parseFile({ path: file.file.path, text });
  const changed = firstChange(file, again);
  return changed === undefined
    ? { text }
    : { problem: diagnostic("format-changes", { file: file.file.path, ...changed }, {}) };
}

function printFile(file: ParsedFile): string {
  const layout = new Gaps(file);
  for (const declaration of file.declarations) markDeclaration(declaration, layout);
  breakCertainGroups(layout);
  const parts: string[] = [];
  let before: Printed | undefined;
  for (const declaration of file.declarations) {
    const first = layout.first(declaration);
    const last = layout.last(declaration);
    const text = printTokens(layout, first, last);
    const printed: Printed = { last, text, like: kindOf(declaration) };
    parts.push(lead(layout, first, before, printed), text);
    before = printed;
  }
  parts.push(lead(layout, file.tokens.length, before, undefined));
  return parts.join("");
}

interface Printed {
  readonly last: number;
  readonly text: string;
  /** Declarations of the same sort may stand together. */
  readonly like: string;
}

function kindOf(declaration: Declaration): string {
  return declaration.kind === "tag" ? `${declaration.tagKind} tag` : declaration.kind;
}

interface Lead {
  readonly text: string;
  readonly trailing: boolean;
  blank: boolean;
}

/** What stands between two declarations, or before the first, or after the last: comments, line ends, blank lines. */
function lead(
  { file: { file, tokens }, comments }: Gaps,
  index: number,
  before: Printed | undefined,
  after: Printed | undefined,
): string {
  const previous = before === undefined ? undefined : tokens[before.last];
  let end = previous === undefined ? 0 : endOf(previous);
  const gapTo = (start: number) => lineBreaks(file.text, end, start);
  const pieces: Lead[] = (comments.get(index) ?? []).map((comment: IToken, position) => {
    const breaks = gapTo(comment.startOffset);
    end = endOf(comment);
    return {
      text: comment.image.trimEnd(),
      trailing: position === 0 && previous !== undefined && breaks === 0,
      blank: breaks === 2,
    };
  });
  const next = tokens[index];
  if (after !== undefined && next !== undefined)
    pieces.push({ text: "", trailing: false, blank: gapTo(next.startOffset) === 2 });
  const [first] = pieces;
  if (before === undefined) {
    if (first !== undefined) first.blank = false;
  } else if (after !== undefined && !pieces.some(({ blank }) => blank) && !mayStandTogether(before, after)) {
    const place = pieces.find(({ trailing }) => !trailing);
    if (place !== undefined) place.blank = true;
  }
  let result = "";
  for (const [position, piece] of pieces.entries()) {
    const begins = before === undefined && position === 0;
    result += piece.trailing ? "  " : begins ? "" : piece.blank ? "\n\n" : "\n";
    result += piece.text;
  }
  return after === undefined && (before !== undefined || pieces.length > 0) ? `${result}\n` : result;
}

function mayStandTogether(before: Printed, after: Printed): boolean {
  return before.like === after.like && !before.text.includes("\n") && !after.text.includes("\n");
}

/** Where the printed file first differs in more than white space; undefined when it does not. */
function firstChange(file: ParsedFile, again: ParsedFile): { start: number; end: number } | undefined {
  const differs = (left: readonly IToken[], right: readonly IToken[]): IToken | undefined =>
    left.find(
      (token, index) =>
        token.tokenType !== right[index]?.tokenType || token.image.trimEnd() !== right[index]?.image.trimEnd(),
    );
  const token = differs(file.tokens, again.tokens) ?? differs(file.comments, again.comments);
  if (token !== undefined) return { start: token.startOffset, end: endOf(token) };
  const same =
    again.diagnostics.length === file.diagnostics.length &&
    again.tokens.length === file.tokens.length &&
    again.comments.length === file.comments.length &&
    again.declarations.length === file.declarations.length;
  const declaration = file.declarations.find((one, index) => !equalTrees(one, again.declarations[index]));
  if (declaration !== undefined) return { start: declaration.start, end: declaration.end };
  return same ? undefined : { start: 0, end: 0 };
}
