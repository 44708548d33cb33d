import { timeParts } from "../../../grammar/tree/expression.ts";
import { functionWords } from "../measures.ts";
import { isTerm } from "../term-type.ts";
import type { ConditionSpec, OperandSpec, RowSpec, SequenceSpec, TermSpec, TestSpec, WindowSpec } from "../spec.ts";
import {
  printDuration,
  printLiteral,
  printName,
  printNumber,
  printPercent,
  printUnit,
  printWindow,
  Unprintable,
} from "./leaf.ts";
import { edgesOf, level, parsePiece, type Level } from "./parse-piece.ts";

/** A printed condition or value, and what must be known to put it beside others. */
export interface Printed {
  readonly text: string;
  readonly binds: Level;
  /** It ends in a `where` that would take in what follows. */
  readonly open: boolean;
}

/** Deeper specs are refused, as the parser would refuse their text. */
const DEPTH_LIMIT = 40;

/** A condition in rule text, with the brackets it needs inside. Throws `Unprintable`. */
export function printCondition(spec: ConditionSpec, depth = 0): Printed {
  if (depth > DEPTH_LIMIT) throw new Unprintable("does-not-read");
  switch (spec.kind) {
    case "group":
      return printGroup(spec, depth);
    case "not": {
      const inner = printCondition(spec.item, depth + 1);
      return {
        text: `not ${inner.binds < level.not ? bracketed(inner) : inner.text}`,
        binds: level.not,
        open: inner.binds >= level.not && inner.open,
      };
    }
    case "did":
    case "did-sequence":
    case "test":
    case "holds":
    case "text":
      return printRow(spec, depth);
  }
}

/** Groups inside groups always stand in brackets, so that nobody has to know what binds tighter. */
function printGroup({ join, items }: Extract<ConditionSpec, { kind: "group" }>, depth: number): Printed {
  const [only] = items;
  if (only === undefined) throw new Unprintable("incomplete");
  if (items.length === 1) return printCondition(only, depth + 1);
  const parts = items.map((item) => printCondition(item, depth + 1));
  const texts = parts.map((part, index) =>
    part.binds < level.not || (part.open && index < parts.length - 1) ? bracketed(part) : part.text,
  );
  const last = parts.at(-1);
  const word = join === "all" ? "and" : "or";
  return {
    text: texts.join(` ${word} `),
    binds: join === "all" ? level.and : level.or,
    open: last !== undefined && last.binds >= level.not && last.open,
  };
}

export const bracketed = ({ text }: Printed): string => `(${text})`;

function printRow(row: RowSpec, depth: number): Printed {
  switch (row.kind) {
    case "text":
      return printSource(row.source);
    case "did": {
      const times = row.atLeast === undefined ? "" : ` at least ${count(row.atLeast)} times`;
      const tail = printTail(row, depth);
      return turned(row.negated, {
        text: `did ${printName(row.event)}${times}${tail.text}`,
        binds: level.primary,
        open: tail.open,
      });
    }
    case "did-sequence":
      return turned(row.negated, {
        text: `did ${printSequence(row.sequence, depth)}`,
        binds: level.primary,
        open: false,
      });
    case "holds":
      return turned(row.negated, side(row.left, depth, false));
    case "test": {
      const test = printTest(row.test, depth);
      return turned(row.negated, {
        text: `${side(row.left, depth, true).text} ${test.text}`,
        binds: level.comparison,
        open: test.open,
      });
    }
  }
}

/** One side of a comparison. `if unknown` binds tighter than it looks, so it stands in brackets. */
function side(spec: OperandSpec, depth: number, closed: boolean): Printed {
  const printed = printOperand(spec, depth + 1);
  const brackets = printed.binds < level.sum || spec.kind === "if-unknown" || (closed && printed.open);
  return brackets ? { text: bracketed(printed), binds: level.primary, open: false } : printed;
}

function count(literal: OperandSpec): string {
  if (literal.kind !== "number") throw new Unprintable("bad-number");
  const text = printNumber(literal.text, { sign: false, percent: false });
  if (!/^\d*[1-9]\d*$/.test(text)) throw new Unprintable("bad-number");
  return text;
}

const turned = (negated: boolean, printed: Printed): Printed =>
  negated ? { ...printed, text: `not ${printed.text}`, binds: level.not } : printed;

function printTest(test: TestSpec, depth: number): { readonly text: string; readonly open: boolean } {
  const operand = (spec: OperandSpec, more = false): Printed => side(spec, depth, more);
  const not = "negated" in test && test.negated ? " not" : "";
  switch (test.kind) {
    case "compare": {
      const right = operand(test.right);
      return { text: `${oneOf(test.operator, ["<", "<=", ">", ">="])} ${right.text}`, open: right.open };
    }
    case "is":
      return cased(operand(test.right, test.ignoringCase), test.ignoringCase, `is${not} `);
    case "one-of": {
      if (test.values.length === 0) throw new Unprintable("incomplete");
      return cased(
        { text: `(${test.values.map((value) => operand(value).text).join(", ")})`, open: false },
        test.ignoringCase,
        `is${not} one of `,
      );
    }
    case "in-list":
      return cased({ text: printName(test.list), open: false }, test.ignoringCase, `is${not} in `);
    case "known":
    case "unknown":
      return { text: `is${not} ${test.kind}`, open: false };
    case "between": {
      const to = operand(test.to);
      return { text: `from ${operand(test.from, true).text} to ${to.text}`, open: to.open };
    }
    case "rank":
      return cased(operand(test.right), false, `is${not} ${oneOf(test.bound, ["at least", "at most"])} `);
    case "text-test":
      return cased(
        operand(test.right, test.ignoringCase),
        test.ignoringCase,
        `${oneOf(test.test, ["contains", "starts with", "ends with"])} `,
      );
  }
}

const cased = (
  { text, open }: { text: string; open: boolean },
  ignoringCase: boolean,
  lead: string,
): { text: string; open: boolean } => ({
  text: `${lead}${text}${ignoringCase ? " ignoring case" : ""}`,
  open: open && !ignoringCase,
});

/** What comes from a page is checked, whatever its type says. */
function oneOf<Word extends string>(word: Word, words: readonly Word[]): Word {
  if (!words.includes(word)) throw new Unprintable("unknown-choice");
  return word;
}

export function printOperand(spec: OperandSpec, depth = 0): Printed {
  if (isTerm(spec)) return printTerm(spec, depth);
  const text = printLiteral(spec);
  return { text, binds: text.startsWith("-") ? level.sign : level.primary, open: false };
}

/** A value in rule text, with the brackets it needs inside. Throws `Unprintable`. */
export function printTerm(term: TermSpec, depth = 0): Printed {
  if (depth > DEPTH_LIMIT) throw new Unprintable("does-not-read");
  switch (term.kind) {
    case "reference":
      return primary(`${printName(term.name)}${term.member === undefined ? "" : `.${printName(term.member)}`}`);
    case "measure": {
      const words = functionWords[term.function];
      if (words === undefined) throw new Unprintable("unknown-choice");
      const percent = term.function === "quantile" ? `${printPercent(term.percent ?? "")} ` : "";
      const tail = printTail(term, depth);
      return {
        text: `${percent}${words} ${printName(term.event)}${term.field === undefined ? "" : `.${printName(term.field)}`}${tail.text}`,
        binds: level.primary,
        open: tail.open,
      };
    }
    case "share": {
      const where = ` where ${printCondition(term.where, depth + 1).text}`;
      const among =
        term.among === undefined
          ? ""
          : ` among ${printName(term.among.event)}${term.among.where === undefined ? "" : ` where ${printCondition(term.among.where, depth + 1).text}`}`;
      const open = term.window === undefined && (term.among === undefined || term.among.where !== undefined);
      return {
        text: `share of ${printName(term.event)}${where}${among}${term.window === undefined ? "" : ` ${printWindow(term.window)}`}`,
        binds: level.primary,
        open,
      };
    }
    case "sequence":
      return primary(`count of ${printSequence(term.sequence, depth)}`);
    case "arithmetic":
      return printArithmetic(term, depth);
    case "elapsed":
      return prefixed(`${printUnit(term.unit, true)} ${oneOf(term.direction, ["since", "until"])}`, term.of, depth);
    case "anniversary":
      return prefixed("anniversary of", term.of, depth);
    case "time-part":
      return prefixed(`${oneOf(term.part, timeParts)} of`, term.of, depth);
    case "as-of":
      return {
        text: `${inner(term.of, depth)} as of ${printDuration(term.amount, term.unit)} ago`,
        binds: level.postfix,
        open: false,
      };
    case "if-unknown": {
      const fallback = printOperand(term.fallback, depth + 1);
      const brackets = fallback.binds < level.primary;
      return {
        text: `${inner(term.of, depth, level.fallback)} if unknown ${brackets ? bracketed(fallback) : fallback.text}`,
        binds: level.fallback,
        open: !brackets && fallback.open,
      };
    }
    case "now":
    case "today":
      return primary(term.kind);
    case "text":
      return printSource(term.source);
  }
}

function printSequence({ keep, steps, each, within, window }: SequenceSpec, depth: number): string {
  if (steps.length < 2) throw new Unprintable("incomplete");
  const texts = steps.map(({ event, where, negated }, index) => {
    if (negated && index < steps.length - 1) throw new Unprintable("not-allowed");
    const filter = where === undefined ? "" : ` where ${printCondition(where, depth + 1).text}`;
    return `${index === 0 ? "" : "then "}${negated ? "not " : ""}${printName(event)}${filter}`;
  });
  if (
    oneOf(within.unit, ["second", "minute", "hour", "day", "week"]) !== within.unit ||
    /^0*$/.test(within.amount.trim())
  )
    throw new Unprintable(within.amount.trim() === "" ? "incomplete" : "window-empty");
  const lead = oneOf(keep, ["all", "first", "latest"]) === "all" ? "" : `${keep} `;
  return `${lead}${texts.join(" ")}${each ? " each" : ""} within ${printDuration(within.amount, within.unit)}${window === undefined ? "" : ` ${printWindow(window)}`}`;
}

function printArithmetic({ first, rest }: Extract<TermSpec, { kind: "arithmetic" }>, depth: number): Printed {
  const isSum = rest.every(({ operator }) => operator === "+" || operator === "-");
  if (rest.length === 0 || (!isSum && !rest.every(({ operator }) => operator === "*" || operator === "/")))
    throw new Unprintable("not-allowed");
  const operand = (spec: OperandSpec, isLast: boolean): Printed => {
    const printed = printOperand(spec, depth + 1);
    const brackets =
      printed.binds < (isSum ? level.product : level.sign) ||
      spec.kind === "if-unknown" ||
      spec.kind === "as-of" ||
      (printed.open && !isLast);
    return brackets ? { text: bracketed(printed), binds: level.primary, open: false } : printed;
  };
  const parts = rest.map((step, index) => ({
    operator: step.operator,
    printed: operand(step.operand, index === rest.length - 1),
  }));
  const text = `${operand(first, false).text}${parts.map(({ operator, printed }) => ` ${operator} ${printed.text}`).join("")}`;
  return { text, binds: isSum ? level.sum : level.product, open: parts.at(-1)?.printed.open === true };
}

const primary = (text: string): Printed => ({ text, binds: level.primary, open: false });

function prefixed(words: string, of: TermSpec, depth: number): Printed {
  const printed = printTerm(of, depth + 1);
  const brackets =
    printed.binds < level.postfix && of.kind !== "elapsed" && of.kind !== "anniversary" && of.kind !== "time-part";
  return {
    text: `${words} ${brackets ? bracketed(printed) : printed.text}`,
    binds: level.sign,
    open: !brackets && printed.open,
  };
}

/** What `as of` and `if unknown` stand behind. */
function inner(of: TermSpec, depth: number, least: Level = level.postfix): string {
  const printed = printTerm(of, depth + 1);
  return printed.binds < least || printed.open ? bracketed(printed) : printed.text;
}

function printTail(
  { where, window }: { readonly where?: ConditionSpec; readonly window?: WindowSpec },
  depth: number,
): { readonly text: string; readonly open: boolean } {
  const filter = where === undefined ? "" : ` where ${printCondition(where, depth + 1).text}`;
  return {
    text: `${filter}${window === undefined ? "" : ` ${printWindow(window)}`}`,
    open: where !== undefined && window === undefined,
  };
}

/** Rule text as it is, if it is one condition or value. */
function printSource(source: string): Printed {
  const text = source.trim();
  if (text === "") throw new Unprintable("incomplete");
  const node = parsePiece(text);
  if (node === undefined) throw new Unprintable("does-not-read");
  return { text, ...edgesOf(node) };
}
