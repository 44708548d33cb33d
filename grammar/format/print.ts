import type { IToken } from "chevrotain";
import { endOf, lineBreaks, type Gap, type Gaps, type Group } from "./gaps.ts";
import { at } from "../required.ts";

/** How long a line may become before it is broken, in code points. */
const LINE_LIMIT = 100;
const STEP = 2;

interface OpenGroup {
  readonly group: Group;
  /** The indent of its items; its closing bracket stands one step further left. */
  readonly indent: number;
}

/** Breaks every group that has a comment or a certain line end inside, and those around it. */
export function breakCertainGroups({ gaps, comments, groups }: Gaps): void {
  const open: Group[] = [];
  const leave = (): void => {
    const group = open.pop();
    const outer = open[open.length - 1];
    if (group?.broken === true && outer !== undefined) outer.broken = true;
  };
  for (const [index, gap] of gaps.entries()) {
    while ((open[open.length - 1]?.close ?? Infinity) < index) leave();
    const innermost = open[open.length - 1];
    if (innermost !== undefined && (gap.always || comments.has(index))) innermost.broken = true;
    open.push(...(groups.get(index) ?? []));
  }
  while (open.length > 0) leave();
}

/** Prints the tokens from one index to another, which hold one declaration, without the comments in front of the first. */
export function printTokens(layout: Gaps, from: number, to: number): string {
  const {
    file: { tokens },
    gaps,
    comments,
    groups,
  } = layout;
  const parts: string[] = [];
  const open: OpenGroup[] = [];
  let column = 0;
  for (let index = from; index <= to; index++) {
    const token = tokens[index];
    const gap = gaps[index];
    if (token === undefined || gap === undefined) break;
    while ((open[open.length - 1]?.group.close ?? Infinity) < index) open.pop();
    const around = open[open.length - 1];
    if (index > from) {
      const above = comments.get(index);
      if (above !== undefined || gap.always || gap.group?.broken === true) {
        const indent = indentOf(gap, around);
        parts.push(lineEnds(layout, index, above ?? [], indent, gap, around));
        column = indent;
      } else {
        parts.push(" ".repeat(gap.width));
        column += gap.width;
      }
    }
    let outer = around;
    for (const group of groups.get(index) ?? []) {
      const breakable = outer === undefined || outer.group.broken;
      if (!group.broken && breakable) group.broken = !fits(layout, group, to, column);
      outer = { group, indent: (outer?.indent ?? 0) + STEP };
      open.push(outer);
    }
    parts.push(token.image);
    column += width(token.image);
  }
  return parts.join("");
}

function indentOf(gap: Gap, around: OpenGroup | undefined): number {
  const indent = around?.indent ?? 0;
  return gap.role === "item" ? indent : gap.role === "close" ? indent - STEP : indent + STEP;
}

/** The line ends and comments in front of a token. */
function lineEnds(
  { file: { file, tokens } }: Gaps,
  index: number,
  comments: readonly IToken[],
  indent: number,
  gap: Gap,
  around: OpenGroup | undefined,
): string {
  const before = tokens[index - 1];
  const token = tokens[index];
  let end = before === undefined ? 0 : endOf(before);
  let result = "";
  let first = true;
  const blank = (start: number): string =>
    gap.mayBeBlank && !(first && index - 1 === around?.group.open) && lineBreaks(file.text, end, start) === 2
      ? "\n"
      : "";
  for (const comment of comments) {
    const text = comment.image.trimEnd();
    const trailing = first && lineBreaks(file.text, end, comment.startOffset) === 0;
    const commentIndent = gap.role === "close" ? indent + STEP : indent;
    result += trailing ? `  ${text}` : `${blank(comment.startOffset)}\n${" ".repeat(commentIndent)}${text}`;
    end = endOf(comment);
    // A blank line right behind an opening brace goes, one behind the comment there stays.
    first = false;
  }
  if (token !== undefined && gap.role !== "close") result += blank(token.startOffset);
  return `${result}\n${" ".repeat(indent)}`;
}

/**
 * Whether a group, and what follows it up to the next place where a line may end, fits on the rest of the line.
 * Every step adds to the width, so this looks at no more tokens than a line can hold.
 */
function fits({ file: { tokens }, gaps, comments }: Gaps, group: Group, to: number, column: number): boolean {
  let end = column;
  for (let index = group.open; index <= to; index++) {
    const gap = gaps[index];
    if (index > group.open && gap !== undefined) {
      if (gap.always || comments.has(index) || (index > group.close && gap.group !== undefined)) return true;
      end += gap.width;
    }
    end += width(at(tokens, index).image);
    if (end > LINE_LIMIT) return false;
  }
  return true;
}

/** Length in code points. */
function width(image: string): number {
  let pairs = 0;
  for (let at = 0; at < image.length; at++) {
    const code = image.charCodeAt(at);
    if (code >= 0xd800 && code < 0xdc00) pairs++;
  }
  return image.length - pairs;
}
