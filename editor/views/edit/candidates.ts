import type { TextEdit } from "../../../grammar/diagnostics/catalogue.ts";
import type { FormAction } from "../form/action.ts";
import type { Path } from "../form/model.ts";
import { Unprintable } from "../print/leaf.ts";
import { plain, printBand, printBranch, printScoreItem } from "../print/print-declaration.ts";
import { bracketed, printCondition, printTerm, type Printed } from "../print/print-expression.ts";
import { level } from "../print/parse-piece.ts";
import type { Reading } from "../read/read-declaration.ts";
import type {
  BandSpec,
  BranchSpec,
  ConditionSpec,
  DeclarationSpec,
  OperandSpec,
  ScoreItemSpec,
  TestSpec,
  WindowSpec,
} from "../spec.ts";
import { editSlot } from "../edit-slot.ts";
import { isTerm } from "../term-type.ts";
import { ConditionEdits } from "./condition-edits.ts";
import { copyName } from "./expected.ts";
import { HeaderEdits } from "./header-edits.ts";
import { ItemEdits } from "./item-edits.ts";
import { NarrowEdits } from "./narrow-edits.ts";
import { isCondition, isTermPart, parentPath, partAt, placeInList } from "./spec-path.ts";

/**
 * Ways to carry out an action, from the one that touches least to those that write whole conditions anew. The first
 * whose result reads as expected is taken. Throws `Unprintable` when what is wanted cannot be written.
 */
export function* candidates(
  reading: Reading,
  action: FormAction,
  expected: DeclarationSpec,
): Generator<readonly TextEdit[]> {
  const direct = new Direct(reading).edits(action);
  if (direct !== undefined) yield direct;
  if ("at" in action) yield* anew(reading, action.at, expected);
}

/** Writes the condition or value at a path anew, then those around it; comments go above it. */
function* anew(reading: Reading, at: Path, expected: DeclarationSpec): Generator<TextEdit[]> {
  for (let path = at; path !== ""; path = parentPath(path)) {
    const span = reading.parts.spans[path];
    const part = partAt(expected, path);
    if (span === undefined || !reading.parts.nodes.has(path)) continue;
    const printed = isCondition(part) ? printCondition(part) : isTermPart(part) ? printTerm(part) : undefined;
    if (printed === undefined) continue;
    const comments = reading.parts.commentLines(span);
    const [first, second] =
      printed.binds < level.not ? [bracketed(printed), printed.text] : [printed.text, bracketed(printed)];
    yield [{ start: span.start, end: span.end, text: comments + first }];
    yield [{ start: span.start, end: span.end, text: comments + second }];
  }
}

class Direct {
  private readonly reading: Reading;
  private readonly groups: ConditionEdits;
  private readonly narrow: NarrowEdits;

  constructor(reading: Reading) {
    this.reading = reading;
    this.groups = new ConditionEdits(reading);
    this.narrow = new NarrowEdits(reading, this.groups);
  }

  edits(action: FormAction): readonly TextEdit[] | undefined {
    const { spec } = this.reading;
    switch (action.do) {
      case "set-condition": {
        const old = partAt(spec, action.at);
        return isCondition(old) ? this.narrow.condition(old, action.to, action.at) : undefined;
      }
      case "set-term": {
        const old = partAt(spec, action.at);
        return isTermPart(old)
          ? this.narrow.term(
              old,
              action.to,
              action.at,
              level.sum,
              action.at.endsWith(".left") || action.at === "body.of",
            )
          : undefined;
      }
      case "set-operand":
        return this.operand(action.at, action.to);
      case "set-test":
        return this.test(action.at, action.to);
      case "set-window":
        return this.window(action.at, action.to);
      case "set-filter":
        return this.filter(action.at, action.to);
      case "add-condition":
        return this.add(action.at, action.join, printCondition(action.condition));
      case "join":
        return this.groups.rejoin(action.at, action.join);
      case "negate":
        return this.groups.turn(action.at);
      case "insert":
        return action.at === "body.items" ? this.items().insert(action.index, this.printItem(action.item)) : undefined;
      case "remove":
        return this.remove(action.at);
      case "duplicate":
        return this.duplicate(action.at);
      case "move":
        return this.move(action.at, action.to);
      case "form":
        return this.form(action.form);
      case "range":
        return this.range(action);
      case "cap":
        return this.cap(action.at, action.to);
      case "label":
        return new HeaderEdits(this.reading).label(action.at, action.language, action.text);
      case "annotation":
        return new HeaderEdits(this.reading).annotation(action.name, action.value);
      case "describe":
        return new HeaderEdits(this.reading).describe(action.text);
    }
  }

  private operand(at: Path, to: OperandSpec): readonly TextEdit[] | undefined {
    const slot = this.reading.parts.slots[at];
    const old = partAt(this.reading.spec, at);
    if (slot?.kind === "literal" && !isTerm(to)) {
      const edited = editSlot(slot, to);
      if ("edits" in edited) return edited.edits;
      if (edited.problem !== "not-allowed") throw new Unprintable(edited.problem);
    }
    return isOperand(old) ? this.narrow.operand(old, to, at) : undefined;
  }

  private test(at: Path, to: TestSpec): readonly TextEdit[] | undefined {
    const row = partAt(this.reading.spec, parentPath(at));
    return isCondition(row) && row.kind === "test" ? this.narrow.test(row.test, to, at) : undefined;
  }

  private window(at: Path, to: WindowSpec | undefined): readonly TextEdit[] | undefined {
    const owner = partAt(this.reading.spec, parentPath(at));
    if (typeof owner !== "object" || owner === null || !at.endsWith(".window")) return undefined;
    const slot = this.reading.parts.slots[at];
    return this.narrow.window(slot?.kind === "window" ? slot.value : undefined, to, parentPath(at));
  }

  private filter(at: Path, to: ConditionSpec | undefined): readonly TextEdit[] | undefined {
    const old = partAt(this.reading.spec, at);
    if (!at.endsWith(".where") || (old !== undefined && !isCondition(old))) return undefined;
    return this.narrow.filter(old, to, parentPath(at));
  }

  private add(at: Path, join: "all" | "any", printed: Printed): readonly TextEdit[] | undefined {
    const { spec } = this.reading;
    const part = partAt(spec, at);
    if (isCondition(part) && part.kind === "group" && part.join === join) return this.groups.append(at, printed);
    const place = placeInList(at);
    const group = place === undefined ? undefined : partAt(spec, parentPath(place.list));
    if (isCondition(group) && group.kind === "group" && group.join === join)
      return this.groups.insertAfter(at, printed);
    return this.groups.wrap(at, join, printed);
  }

  private items(): ItemEdits {
    const { body } = this.reading.spec;
    return new ItemEdits(this.reading, "items" in body ? body.items.length : 0);
  }

  private printItem(item: BranchSpec | BandSpec | ScoreItemSpec): string {
    const { body } = this.reading.spec;
    if (body.kind === "branches" && "when" in item) return printBranch(item, body.form === "stages");
    if (body.kind === "bands" && "from" in item) return printBand(item);
    if (body.kind === "score" && "basis" in item) return printScoreItem(item);
    throw new Unprintable("not-allowed");
  }

  private remove(at: Path): readonly TextEdit[] | undefined {
    const place = placeInList(at);
    if (place === undefined) return undefined;
    if (place.list !== "body.items") return this.groups.drop(at);
    const { body } = this.reading.spec;
    if (!("items" in body) || body.items.length < 2) throw new Unprintable("last-item");
    return this.items().remove(place.index);
  }

  private duplicate(at: Path): readonly TextEdit[] | undefined {
    const { parts, spec } = this.reading;
    const place = placeInList(at);
    const value = copyName(spec, at);
    const valueSpan = parts.spans[`${at}.value`];
    if (place?.list === "body.items")
      return this.items().duplicate(
        place.index,
        value === undefined || valueSpan === undefined ? undefined : { span: valueSpan, text: value },
      );
    const node = parts.nodes.get(at);
    return node === undefined
      ? undefined
      : this.groups.insertAfter(at, printCondition({ kind: "text", source: parts.source(node) }));
  }

  private move(at: Path, to: number): readonly TextEdit[] | undefined {
    const place = placeInList(at);
    if (place === undefined) return undefined;
    if (place.list === "body.items") return to === place.index ? [] : this.items().move(place.index, to);
    const list = partAt(this.reading.spec, place.list);
    if (!Array.isArray(list)) return undefined;
    const order = Array.from({ length: list.length }, (_, index) => index)
      .toSpliced(place.index, 1)
      .toSpliced(to, 0, place.index);
    return this.groups.reorder(parentPath(place.list), order);
  }

  private form(form: "one of" | "first of" | "all of"): readonly TextEdit[] | undefined {
    const { node, spec, parts } = this.reading;
    if (node.kind !== "tag" || spec.body.kind !== "branches") throw new Unprintable("not-allowed");
    const word = parts
      .tokens(parts.spans["body"] ?? node)
      .find(({ image }) => image === "one" || image === "first" || image === "all");
    return word === undefined
      ? undefined
      : [{ start: word.startOffset, end: word.startOffset + word.image.length, text: form.replace(" of", "") }];
  }

  private range({ low, high }: Extract<FormAction, { do: "range" }>): readonly TextEdit[] | undefined {
    const { parts, spec } = this.reading;
    if (spec.body.kind !== "score") throw new Unprintable("not-allowed");
    const [from, to] = [parts.slots["body.low"], parts.slots["body.high"]];
    const word = parts.tokens(parts.spans["body"] ?? { start: 0, end: 0 }).find(({ image }) => image === "score");
    if (word === undefined) return undefined;
    const end = word.startOffset + word.image.length;
    if (low === undefined) return to === undefined ? [] : [{ start: end, end: to.end, text: "" }];
    if (from?.kind === "literal" && to?.kind === "literal") {
      return [[from, low] as const, [to, high] as const].flatMap(([slot, value]) => {
        const edited = editSlot(slot, value);
        if ("problem" in edited) throw new Unprintable(edited.problem);
        return edited.edits;
      });
    }
    return [{ start: end, end, text: ` from ${signed(low)} to ${signed(high)}` }];
  }

  private cap(at: Path, to: OperandSpec | undefined): readonly TextEdit[] | undefined {
    const { parts } = this.reading;
    const item = parts.spans[parentPath(at)];
    const slot = parts.slots[at];
    if (item === undefined || !at.endsWith(".atMost")) return undefined;
    if (to !== undefined && slot !== undefined) return this.operand(at, to);
    if (to !== undefined)
      return [{ start: item.end, end: item.end, text: ` at most ${to.kind === "number" ? plain(to) : ""}` }];
    if (slot === undefined) return [];
    const words = parts.tokens({ start: item.start, end: slot.start });
    const before = words.at(-3);
    return before === undefined
      ? undefined
      : [{ start: before.startOffset + before.image.length, end: slot.end, text: "" }];
  }
}

const signed = (literal: OperandSpec): string =>
  literal.kind === "number"
    ? printCondition({
        kind: "test",
        negated: false,
        left: { kind: "reference", name: "x" },
        test: { kind: "compare", operator: "<", right: literal },
      }).text.slice(4)
    : "";

function isOperand(part: unknown): part is OperandSpec {
  return (
    isTermPart(part) ||
    (typeof part === "object" &&
      part !== null &&
      "kind" in part &&
      ["number", "string", "boolean", "date", "datetime", "duration", "choice"].includes(String(part.kind)))
  );
}
