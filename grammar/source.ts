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
