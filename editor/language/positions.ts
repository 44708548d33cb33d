import { at } from "../../engine/invariant/required.ts";
import type { Span } from "../../grammar/source.ts";

/** A place in a text as editors count it: from 0, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Offsets of a text as lines and columns, and back. Lines end as LSP says: at \n, \r\n or \r. */
export class LineMap {
  private readonly text: string;
  private readonly starts: number[] = [0];

  constructor(text: string) {
    this.text = text;
    for (const found of text.matchAll(/\r\n|\n|\r/g)) this.starts.push(found.index + found[0].length);
  }

  /** An offset past the end is the end. */
  position(offset: number): Position {
    const place = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (at(this.starts, middle) <= place) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: place - at(this.starts, low) };
  }

  /** A position past the end of its line is the end of that line. */
  offset({ line, character }: Position): number {
    if (line >= this.starts.length) return this.text.length;
    const start = at(this.starts, Math.max(0, line));
    const next = this.starts[Math.max(0, line) + 1] ?? this.text.length;
    return Math.min(start + Math.max(0, character), next);
  }

  range({ start, end }: Span): Range {
    return { start: this.position(start), end: this.position(end) };
  }
}
