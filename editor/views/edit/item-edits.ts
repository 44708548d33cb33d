import type { TextEdit } from "../../../grammar/diagnostics/catalogue.ts";
import type { Span } from "../../../grammar/source.ts";
import { printText } from "../print/leaf.ts";
import type { Reading } from "../read/read-declaration.ts";

interface Extent extends Span {
  /** Where the word or comment before it ends. */
  readonly from: number;
}

/**
 * Edits of the list in a declaration's braces: branches, stages, bands, score items. An item goes with the comments right
 * above it and with the one behind it on its line.
 */
export class ItemEdits {
  private readonly reading: Reading;
  private readonly open: number;
  private readonly close: number;
  private readonly items: readonly Span[];

  constructor(reading: Reading, count: number) {
    this.reading = reading;
    const { parts } = reading;
    const tokens = parts.tokens(parts.spans["body"] ?? reading.node);
    const brace = tokens.find(({ image }) => image === "{");
    this.open = brace === undefined ? -1 : brace.startOffset + 1;
    this.close = tokens.at(-1)?.image === "}" ? (tokens.at(-1)?.startOffset ?? -1) : -1;
    this.items = Array.from(
      { length: count },
      (_, index) => parts.spans[`body.items.${index}`] ?? { start: 0, end: 0 },
    );
  }

  private get complete(): boolean {
    return this.open >= 0 && this.close >= this.open;
  }

  private get oneLine(): boolean {
    return !this.reading.parts.source({ start: this.open, end: this.close }).includes("\n");
  }

  private extent(index: number): Extent | undefined {
    const item = this.items[index];
    if (item === undefined) return undefined;
    const before = this.items[index - 1]?.end ?? this.open;
    const after = this.items[index + 1]?.start ?? this.close;
    const above = this.reading.parts.comments({ start: this.trailing(before, item.start), end: item.start });
    let start = item.start;
    for (const comment of above.toReversed()) {
      if (/\n\s*\n/.test(this.reading.parts.source({ start: comment.end, end: start }))) break;
      start = comment.start;
    }
    const from = above.findLast((comment) => comment.end <= start)?.end ?? this.trailing(before, item.start);
    return { start, end: this.trailing(item.end, after), from };
  }

  /** The end of a comment that begins on the line on which something ends. */
  private trailing(end: number, before: number): number {
    const [first] = this.reading.parts.comments({ start: end, end: before });
    return first === undefined || this.reading.parts.source({ start: end, end: first.start }).includes("\n")
      ? end
      : first.end;
  }

  insert(index: number, text: string): TextEdit[] | undefined {
    if (!this.complete) return undefined;
    if (this.items.length === 0) return [{ start: this.open, end: this.open, text: `\n  ${text}\n` }];
    const at = index === 0 ? this.trailing(this.open, this.items[0]?.start ?? this.close) : this.extent(index - 1)?.end;
    if (at === undefined) return undefined;
    return [{ start: at, end: at, text: this.oneLine ? (index === 0 ? ` ${text} ` : `  ${text}`) : `\n  ${text}` }];
  }

  remove(index: number): TextEdit[] | undefined {
    const extent = this.extent(index);
    if (!this.complete || extent === undefined) return undefined;
    // A comment before it must not take in what follows on its line.
    const behind = this.reading.parts.source({ start: extent.end, end: this.items[index + 1]?.start ?? this.close });
    const commented = this.reading.parts
      .comments({ start: this.open, end: extent.start })
      .some(({ end }) => end === extent.from);
    return [{ start: extent.from, end: extent.end, text: commented && !behind.includes("\n") ? "\n" : "" }];
  }

  /** A copy behind an item, under another name if it has one. */
  duplicate(index: number, value: { readonly span: Span; readonly text: string } | undefined): TextEdit[] | undefined {
    const item = this.items[index];
    if (item === undefined) return undefined;
    const source = (start: number, end: number): string => this.reading.parts.source({ start, end });
    const text =
      value === undefined
        ? source(item.start, item.end)
        : `${source(item.start, value.span.start)}${printText(value.text)}${source(value.span.end, item.end)}`;
    return this.insert(index + 1, text);
  }

  move(index: number, to: number): TextEdit[] | undefined {
    const extent = this.extent(index);
    const removed = this.remove(index);
    const inserted =
      extent === undefined ? undefined : this.insert(to > index ? to + 1 : to, this.reading.parts.source(extent));
    return removed === undefined || inserted === undefined ? undefined : [...inserted, ...removed];
  }
}
