import type { TextEdit } from "../../../grammar/diagnostics/catalogue.ts";
import type { Span } from "../../../grammar/source.ts";
import type { Expression, Logic } from "../../../grammar/tree/expression.ts";
import { edgesOf, level } from "../print/parse-piece.ts";
import type { Path } from "../form/model.ts";
import { bracketed, type Printed } from "../print/print-expression.ts";
import type { Reading } from "../read/read-declaration.ts";
import { unbracketed } from "../read/unbracketed.ts";
import type { Join } from "../spec.ts";
import { isCondition, parentPath, partAt, placeInList } from "./spec-path.ts";

const insert = (at: number, text: string): TextEdit => ({ start: at, end: at, text });
const remove = ({ start, end }: Span): TextEdit => ({ start, end, text: "" });
const around = ({ start, end }: Span): TextEdit[] => [insert(start, "("), insert(end, ")")];

/** Edits of groups of conditions that leave every other character where it is. Each gives undefined where it cannot. */
export class ConditionEdits {
  private readonly reading: Reading;

  constructor(reading: Reading) {
    this.reading = reading;
  }

  private node(path: Path): Expression | undefined {
    return this.reading.parts.nodes.get(path);
  }

  private group(path: Path): Logic | undefined {
    const node = this.node(path);
    const inner = node === undefined ? undefined : unbracketed(node);
    return inner?.kind === "logic" ? inner : undefined;
  }

  /** Whether what stands at a path is an operand, so that `and` and `or` there need brackets. */
  private isOperand(path: Path): boolean {
    if (path.endsWith(".item")) return true;
    const place = placeInList(path);
    return place !== undefined && isCondition(partAt(this.reading.spec, parentPath(place.list)));
  }

  /** Text for a group's item; one that is not the last must not end in an open `where`. */
  private asItem(printed: Printed, isLast: boolean): string {
    return printed.binds < level.not || (printed.open && !isLast) ? bracketed(printed) : printed.text;
  }

  /** Brackets for an item that stood last and no longer does. */
  private closed(operand: Expression): TextEdit[] {
    const { binds, open } = edgesOf(operand);
    return open || binds < level.not ? around(operand) : [];
  }

  append(path: Path, printed: Printed): TextEdit[] | undefined {
    const group = this.group(path);
    const last = group?.operands.at(-1);
    return group === undefined || last === undefined
      ? undefined
      : [...this.closed(last), insert(last.end, ` ${group.operator} ${this.asItem(printed, true)}`)];
  }

  /** Beside an item, in its group. */
  insertAfter(path: Path, printed: Printed): TextEdit[] | undefined {
    const place = placeInList(path);
    if (place === undefined) return undefined;
    const group = this.group(parentPath(place.list));
    const operand = group?.operands[place.index];
    if (group === undefined || operand === undefined) return undefined;
    const isLast = place.index === group.operands.length - 1;
    return [...this.closed(operand), insert(operand.end, ` ${group.operator} ${this.asItem(printed, isLast)}`)];
  }

  /** In front of a group's first item. */
  insertFirst(path: Path, printed: Printed): TextEdit[] | undefined {
    const group = this.group(path);
    return group === undefined ? undefined : [insert(group.start, `${this.asItem(printed, false)} ${group.operator} `)];
  }

  /** A new group of what stands at a path and another condition. */
  wrap(path: Path, join: Join, printed: Printed): TextEdit[] | undefined {
    const node = this.node(path);
    if (node === undefined || node.end <= node.start) return undefined;
    const word = join === "all" ? "and" : "or";
    const edits = [...this.closed(node), insert(node.end, ` ${word} ${this.asItem(printed, true)}`)];
    return this.isOperand(path) ? [insert(node.start, "("), ...edits, insert(node.end, ")")] : edits;
  }

  /** Takes an item out of its group. */
  drop(path: Path): TextEdit[] | undefined {
    const place = placeInList(path);
    if (place === undefined) return undefined;
    const group = this.group(parentPath(place.list));
    const operand = group?.operands[place.index];
    if (group === undefined || operand === undefined) return undefined;
    if (group.operands.length === 2) {
      const whole = this.node(parentPath(place.list));
      const rest = group.operands[1 - place.index];
      if (whole === undefined || rest === undefined) return undefined;
      // Comments beside what is left keep the brackets, too.
      if (!this.commentOutside(whole, [rest, operand]))
        return [remove({ start: whole.start, end: rest.start }), remove({ start: rest.end, end: whole.end })];
    }
    const { parts } = this.reading;
    const [before, after] = [group.operands[place.index - 1], group.operands[place.index + 1]];
    const word =
      before !== undefined
        ? parts.tokens({ start: before.end, end: operand.start })[0]
        : parts.tokens({ start: operand.end, end: after?.start ?? operand.end })[0];
    if (word === undefined) return undefined;
    const wordSpan = { start: word.startOffset, end: word.startOffset + word.image.length };
    const [first, second] = before === undefined ? [operand, wordSpan] : [wordSpan, operand];
    const between = { start: first.end, end: second.start };
    const joined = parts.hasComment(between)
      ? [remove(first), remove(second)]
      : [remove({ start: first.start, end: second.end })];
    return joined.map((edit, index) =>
      index > 0 || before === undefined ? edit : this.withBlankBefore(edit, before.end),
    );
  }

  /** Takes the blank in front along when there is nothing else there. */
  private withBlankBefore(edit: TextEdit, from: number): TextEdit {
    return this.reading.parts.hasComment({ start: from, end: edit.start }) ? edit : { ...edit, start: from };
  }

  private commentOutside(whole: Span, kept: readonly Span[]): boolean {
    let at = whole.start;
    for (const { start, end } of [...kept].sort((left, right) => left.start - right.start)) {
      if (this.reading.parts.hasComment({ start: at, end: start })) return true;
      at = end;
    }
    return this.reading.parts.hasComment({ start: at, end: whole.end });
  }

  /** `and` becomes `or`, or the other way. */
  rejoin(path: Path, join: Join): TextEdit[] | undefined {
    const group = this.group(path);
    const node = this.node(path);
    if (group === undefined || node === undefined) return undefined;
    const edits: TextEdit[] = [];
    for (const [index, operand] of group.operands.entries()) {
      const before = group.operands[index - 1];
      const word =
        before === undefined ? undefined : this.reading.parts.tokens({ start: before.end, end: operand.start })[0];
      if (word !== undefined)
        edits.push({
          start: word.startOffset,
          end: word.startOffset + word.image.length,
          text: join === "all" ? "and" : "or",
        });
      if (edgesOf(operand).binds < level.not) edits.push(...around(operand));
    }
    return this.isOperand(path) && node.kind !== "group"
      ? [insert(node.start, "("), ...edits, insert(node.end, ")")]
      : edits;
  }

  /** Puts `not` before a condition, or takes it away. */
  turn(path: Path): TextEdit[] | undefined {
    const node = this.node(path);
    if (node === undefined || node.end <= node.start) return undefined;
    const inner = unbracketed(node);
    if (inner.kind === "not") {
      const word = this.reading.parts.tokens(inner)[0];
      const gap = { start: inner.start, end: inner.operand.start };
      if (word === undefined) return undefined;
      return [
        remove(this.reading.parts.hasComment(gap) ? { start: inner.start, end: inner.start + word.image.length } : gap),
      ];
    }
    return [insert(node.start, "not "), ...(edgesOf(node).binds < level.not ? around(node) : [])];
  }

  /** Another order of a group's items; what stands between them stays. */
  reorder(path: Path, order: readonly number[]): TextEdit[] | undefined {
    const group = this.group(path);
    if (group === undefined) return undefined;
    const edits: TextEdit[] = [];
    for (const [index, from] of order.entries()) {
      const [place, operand] = [group.operands[index], group.operands[from]];
      if (place === undefined || operand === undefined) return undefined;
      if (place === operand) continue;
      edits.push({
        start: place.start,
        end: place.end,
        text: this.asItem(
          { text: this.reading.parts.source(operand), ...edgesOf(operand) },
          index === order.length - 1,
        ),
      });
    }
    return edits;
  }
}
