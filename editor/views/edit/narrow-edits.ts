import type { TextEdit } from "../../../grammar/diagnostics/catalogue.ts";
import { equalTrees } from "../../../grammar/tree/equal.ts";
import type { Expression } from "../../../grammar/tree/expression.ts";
import { editSlot } from "../edit-slot.ts";
import type { Path } from "../form/model.ts";
import { printWindow } from "../print/leaf.ts";
import { bracketed, printCondition, printOperand, printTerm, type Printed } from "../print/print-expression.ts";
import { level, type Level } from "../print/parse-piece.ts";
import type { Reading } from "../read/read-declaration.ts";
import { unbracketed } from "../read/unbracketed.ts";
import type { SlotValue } from "../slot.ts";
import type { ConditionSpec, OperandSpec, SequenceSpec, TermSpec, TestSpec, WindowSpec } from "../spec.ts";
import { isTerm } from "../term-type.ts";
import type { ConditionEdits } from "./condition-edits.ts";

interface Tailed {
  readonly where?: ConditionSpec;
  readonly window?: WindowSpec;
}

/**
 * The smallest edits that make a condition or value another one: what is the same in both is not touched, so comments
 * and layout in it survive. Undefined where only writing it anew helps. Throws `Unprintable`.
 */
export class NarrowEdits {
  private readonly reading: Reading;
  private readonly groups: ConditionEdits;

  constructor(reading: Reading, groups: ConditionEdits) {
    this.reading = reading;
    this.groups = groups;
  }

  condition(old: ConditionSpec, next: ConditionSpec, at: Path): TextEdit[] | undefined {
    if (equalTrees(old, next)) return [];
    const regrouped = this.regrouped(old, next, at);
    if (regrouped !== undefined) return regrouped;
    if (old.kind === "group" && next.kind === "group") {
      if (old.items.length !== next.items.length) return this.replaced(at, printCondition(next), level.not);
      const inside = old.items.map((item, index) =>
        this.condition(item, next.items[index] ?? item, `${at}.items.${index}`),
      );
      return all(old.join === next.join ? inside : [this.groups.rejoin(at, next.join), ...inside]);
    }
    if (old.kind === "not" && next.kind === "not") return this.condition(old.item, next.item, `${at}.item`);
    if (old.kind === "did" && next.kind === "did") {
      return all([
        old.negated === next.negated ? [] : this.groups.turn(at),
        this.slot(`${at}.event`, next.event),
        this.times(old.atLeast, next.atLeast, at),
        this.tail(old, next, at),
      ]);
    }
    if (old.kind === "did-sequence" && next.kind === "did-sequence") {
      const inside = this.sequence(old.sequence, next.sequence, `${at}.sequence`);
      if (inside !== undefined) return all([old.negated === next.negated ? [] : this.groups.turn(at), inside]);
    }
    if (old.kind === "test" && next.kind === "test") {
      return all([
        old.negated === next.negated ? [] : this.groups.turn(at),
        this.term(old.left, next.left, `${at}.left`, level.sum, true),
        this.test(old.test, next.test, `${at}.test`),
      ]);
    }
    if (old.kind === "holds" && next.kind === "holds")
      return all([
        old.negated === next.negated ? [] : this.groups.turn(at),
        this.term(old.left, next.left, `${at}.left`, level.sum, false),
      ]);
    return this.replaced(
      at,
      printCondition(next),
      at.endsWith(".item") || /\.items\.\d+$/.test(at) ? level.not : level.or,
    );
  }

  /** When one condition came, went or moved, or was turned round; undefined when it was something else. */
  private regrouped(old: ConditionSpec, next: ConditionSpec, at: Path): TextEdit[] | undefined {
    if (next.kind === "not" && equalTrees(next.item, old)) return this.groups.turn(at);
    if (old.kind === "not" && equalTrees(old.item, next)) return this.groups.turn(at);
    if (old.kind === "group" && old.items.length === 2 && old.items.some((item) => equalTrees(item, next)))
      return this.groups.drop(`${at}.items.${equalTrees(old.items[0], next) ? 1 : 0}`);
    if (next.kind !== "group") return undefined;
    if (old.kind !== "group" || old.join !== next.join) {
      const [first, second] = next.items;
      return next.items.length === 2 && second !== undefined && equalTrees(first, old)
        ? this.groups.wrap(at, next.join, printCondition(second))
        : undefined;
    }
    const longer = next.items.length - old.items.length;
    const differs = old.items.findIndex((item, index) => !equalTrees(item, next.items[index]));
    const index = differs < 0 ? old.items.length : differs;
    const added = next.items[index];
    if (longer === 1 && added !== undefined && equalTrees(next.items.toSpliced(index, 1), old.items)) {
      return index === 0
        ? this.groups.insertFirst(at, printCondition(added))
        : this.groups.insertAfter(`${at}.items.${index - 1}`, printCondition(added));
    }
    if (longer === -1 && equalTrees(old.items.toSpliced(index, 1), next.items))
      return this.groups.drop(`${at}.items.${index}`);
    if (longer !== 0) return undefined;
    const order = next.items.map((item) => old.items.findIndex((other) => equalTrees(item, other)));
    return new Set(order).size === order.length && !order.includes(-1) ? this.groups.reorder(at, order) : undefined;
  }

  /** @param closed whether something follows that an open `where` would take in */
  term(old: TermSpec, next: TermSpec, at: Path, binds: Level = level.or, closed = false): TextEdit[] | undefined {
    if (equalTrees(old, next)) return [];
    if (
      old.kind === "measure" &&
      next.kind === "measure" &&
      (old.field === undefined) === (next.field === undefined) &&
      (old.percent === undefined) === (next.percent === undefined)
    ) {
      const narrow = all([
        next.percent === undefined
          ? this.slot(`${at}.function`, next.function)
          : this.slot(`${at}.percent`, { kind: "number", text: `${next.percent}%` }),
        this.slot(`${at}.event`, next.event),
        next.field === undefined ? [] : this.slot(`${at}.field`, next.field),
        this.tail(old, next, at),
      ]);
      if (narrow !== undefined) return narrow;
    }
    if (old.kind === "sequence" && next.kind === "sequence") {
      const narrow = this.sequence(old.sequence, next.sequence, `${at}.sequence`);
      if (narrow !== undefined) return narrow;
    }
    if (old.kind === "arithmetic" && next.kind === "arithmetic" && old.rest.length === next.rest.length) {
      const steps = old.rest.flatMap((step, index) => {
        const other = next.rest[index] ?? step;
        return [
          this.slot(`${at}.rest.${index}.operator`, other.operator),
          this.operand(step.operand, other.operand, `${at}.rest.${index}.operand`),
        ];
      });
      const narrow = all([this.operand(old.first, next.first, `${at}.first`), ...steps]);
      if (narrow !== undefined) return narrow;
    }
    if (old.kind === "elapsed" && next.kind === "elapsed" && old.direction === next.direction) {
      return all([this.slot(`${at}.unit`, next.unit), this.term(old.of, next.of, `${at}.of`, level.postfix, closed)]);
    }
    const printed = printTerm(next);
    return this.replaced(
      at,
      closed && printed.open ? { ...printed, binds: level.or } : printed,
      binds === level.or && closed ? level.sum : binds,
    );
  }

  /** Undefined when steps come or go. */
  private sequence(old: SequenceSpec, next: SequenceSpec, at: Path): TextEdit[] | undefined {
    if (old.keep !== next.keep || old.each !== next.each || old.steps.length !== next.steps.length) return undefined;
    const steps = old.steps.flatMap((step, index) => {
      const other = next.steps[index] ?? step;
      const place = `${at}.steps.${index}`;
      return [
        step.negated === other.negated ? [] : undefined,
        this.slot(`${place}.event`, other.event),
        this.filter(step.where, other.where, place),
      ];
    });
    return all([...steps, this.slot(`${at}.within`, next.within), this.window(old.window, next.window, at)]);
  }

  operand(old: OperandSpec, next: OperandSpec, at: Path): TextEdit[] | undefined {
    if (equalTrees(old, next)) return [];
    if (isTerm(old) && isTerm(next)) return this.term(old, next, at, level.sum);
    return this.replaced(at, printOperand(next), at.endsWith(".fallback") ? level.primary : level.sum);
  }

  /** Only operands and the operator of the same sort of test; any other is written anew. */
  test(old: TestSpec, next: TestSpec, at: Path): TextEdit[] | undefined {
    if (equalTrees(old, next)) return [];
    if (old.kind === "between" && next.kind === "between")
      return all([this.operand(old.from, next.from, `${at}.from`), this.operand(old.to, next.to, `${at}.to`)]);
    if ("right" in old && "right" in next && equalTrees({ ...old, right: undefined }, { ...next, right: undefined }))
      return this.operand(old.right, next.right, `${at}.right`);
    if (
      old.kind === "in-list" &&
      next.kind === "in-list" &&
      old.negated === next.negated &&
      old.ignoringCase === next.ignoringCase
    )
      return this.slot(`${at}.list`, next.list);
    const span = this.reading.parts.spans[at];
    // Printed beside a name, which is taken off again.
    const text = printCondition({
      kind: "test",
      negated: false,
      left: { kind: "reference", name: "x" },
      test: next,
    }).text.slice(2);
    return span === undefined ? undefined : [{ ...span, text: `${this.reading.parts.commentLines(span)}${text}` }];
  }

  private times(old: OperandSpec | undefined, next: OperandSpec | undefined, at: Path): TextEdit[] | undefined {
    if (equalTrees(old, next)) return [];
    const event = this.reading.parts.spans[`${at}.event`];
    const node = this.aggregate(at);
    if (event === undefined || node === undefined) return undefined;
    const text = next === undefined ? "" : ` at least ${printOperand(next).text} times`;
    const times = old === undefined ? undefined : this.reading.parts.tokens({ start: event.end, end: node.end })[3];
    if (old !== undefined && times === undefined) return undefined;
    return [{ start: event.end, end: times === undefined ? event.end : times.startOffset + times.image.length, text }];
  }

  private tail(old: Tailed, next: Tailed, at: Path): TextEdit[] | undefined {
    return all([this.filter(old.where, next.where, at), this.window(old.window, next.window, at)]);
  }

  /** `at` is the path of what is counted. */
  filter(old: ConditionSpec | undefined, next: ConditionSpec | undefined, at: Path): TextEdit[] | undefined {
    if (equalTrees(old, next)) return [];
    if (old !== undefined && next !== undefined) return this.condition(old, next, `${at}.where`);
    const where = this.reading.parts.spans[`${at}.where`];
    const end = this.endOf(at);
    if (end === undefined) return undefined;
    if (next !== undefined) {
      const window = this.reading.parts.spans[`${at}.window`];
      const text = `where ${printCondition(next).text}`;
      return [
        window === undefined
          ? { start: end, end, text: ` ${text}` }
          : { start: window.start, end: window.start, text: `${text} ` },
      ];
    }
    if (where === undefined) return undefined;
    const word = this.reading.parts.before(where.start);
    return word === undefined ? undefined : [this.cutOut({ start: word.startOffset, end: where.end })];
  }

  window(old: WindowSpec | undefined, next: WindowSpec | undefined, at: Path): TextEdit[] | undefined {
    if (equalTrees(old, next)) return [];
    if (old !== undefined && next !== undefined) return this.slot(`${at}.window`, next);
    const end = this.endOf(at);
    if (next !== undefined) return end === undefined ? undefined : [{ start: end, end, text: ` ${printWindow(next)}` }];
    const span = this.reading.parts.spans[`${at}.window`];
    return span === undefined ? undefined : [this.cutOut(span)];
  }

  /** Takes out a stretch, and the blank before it unless a comment stands there. */
  private cutOut({ start, end }: { readonly start: number; readonly end: number }): TextEdit {
    const before = this.reading.parts.before(start);
    const from = before === undefined ? start : before.startOffset + before.image.length;
    return { start: this.reading.parts.hasComment({ start: from, end: start }) ? start : from, end, text: "" };
  }

  private aggregate(at: Path): Expression | undefined {
    let node = this.reading.parts.nodes.get(at);
    if (node === undefined) return undefined;
    node = unbracketed(node);
    return node.kind === "not" ? unbracketed(node.operand) : node;
  }

  /** Where a window or filter behind what is counted would stand. */
  private endOf(at: Path): number | undefined {
    const { spans } = this.reading.parts;
    const node = this.aggregate(at);
    if (node?.kind === "aggregate" || node?.kind === "sequence") return node.end;
    const ends = ["where", "field", "event", "among", "among.event", "among.where"].flatMap(
      (key) => spans[`${at}.${key}`]?.end ?? [],
    );
    return ends.length === 0 ? undefined : Math.max(...ends);
  }

  private slot(path: Path, value: SlotValue): TextEdit[] | undefined {
    const slot = this.reading.parts.slots[path];
    if (slot === undefined) return undefined;
    const edited = editSlot(slot, value);
    return "edits" in edited ? [...edited.edits] : undefined;
  }

  private replaced(at: Path, printed: Printed, binds: Level): TextEdit[] | undefined {
    const span = this.reading.parts.spans[at];
    return span === undefined
      ? undefined
      : [
          {
            start: span.start,
            end: span.end,
            text: `${this.reading.parts.commentLines(span)}${printed.binds < binds ? bracketed(printed) : printed.text}`,
          },
        ];
  }
}

/** All edits together; undefined when one of them is. */
function all(parts: readonly (TextEdit[] | undefined)[]): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    edits.push(...part);
  }
  return edits;
}
