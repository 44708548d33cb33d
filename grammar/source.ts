import { at } from "./required.ts";

/** A rule file as it is on disk: the text is kept exactly, so that offsets (UTF-16 units) stay valid. */
export interface SourceFile {
  /** Path relative to the workspace, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A half-open range of UTF-16 offsets in a source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span in a named file. */
export interface Location extends Span {
  readonly file: string;
}

/** Line and column, both counted from 1; columns count code points, as editors show them. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** The offset at which the line of an offset begins. */
export function lineStartAt(text: string, offset: number): number {
  // Searched from before the text, the first character would be found all the same.
  return offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

/** The lines of a text, for many questions about one text. Lines are counted from 1. */
export class Lines {
  private readonly starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  /** The line in which an offset lies. */
  lineOf(offset: number): number {
    let [low, high] = [0, this.starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (at(this.starts, middle) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}

/** Finds the line and column of an offset. An offset past the end is the end. */
export function lineColumn(text: string, offset: number): LineColumn {
  const end = Math.min(offset, text.length);
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { line, column: [...text.slice(lineStart, end)].length + 1 };
}
