import { parseFile } from "../../../grammar/parser/parse-file.ts";
import type { Expression } from "../../../grammar/tree/expression.ts";

const LEAD = "segment piece when\n";

/** Reads a piece of rule text that should be one condition or value; undefined when it is anything else. */
export function parsePiece(source: string): Expression | undefined {
  const { declarations, comments, diagnostics } = parseFile({ path: "", text: `${LEAD}${source}\n` });
  const [only] = declarations;
  if (declarations.length !== 1 || diagnostics.some(({ severity }) => severity === "error") || only?.kind !== "segment")
    return undefined;
  const { condition } = only;
  const inside = comments.every(({ startOffset }) => startOffset >= condition.start && startOffset < condition.end);
  return inside && source.slice(condition.start - LEAD.length, condition.end - LEAD.length) === source.trim()
    ? condition
    : undefined;
}

/** Whether a piece of rule text is a window that is worked out of a value. */
export function readsAsWindow(source: string): boolean {
  const node = parsePiece(`count of piece ${source}`);
  return (
    node?.kind === "aggregate" &&
    node.where === undefined &&
    (node.window?.kind === "since-value" || node.window?.kind === "last-value")
  );
}

/** How tightly a piece binds, from `or` to a name. */
export const level = {
  or: 0,
  and: 1,
  not: 2,
  comparison: 3,
  sum: 4,
  product: 5,
  sign: 6,
  fallback: 7,
  postfix: 8,
  primary: 9,
} as const;
export type Level = (typeof level)[keyof typeof level];

/** Binding and right edge of an expression: a `where` without a window behind it takes in what follows. */
export function edgesOf(node: Expression): { readonly binds: Level; readonly open: boolean } {
  const last = (binds: Level, right: Expression | undefined): { binds: Level; open: boolean } => ({
    binds,
    open: right !== undefined && edgesOf(right).open,
  });
  switch (node.kind) {
    case "logic":
      return last(node.operator === "or" ? level.or : level.and, node.operands.at(-1));
    case "not":
      return last(level.not, node.operand);
    case "comparison":
      return last(level.comparison, node.right);
    case "text-test":
      return node.ignoringCase ? last(level.comparison, undefined) : last(level.comparison, node.right);
    case "set-test":
      return last(level.comparison, undefined);
    case "between":
      return last(level.comparison, node.to);
    case "is":
      return last(
        level.comparison,
        !node.ignoringCase &&
          (node.test.kind === "value" || node.test.kind === "at-least" || node.test.kind === "at-most")
          ? node.test.value
          : undefined,
      );
    case "arithmetic":
      return last(
        node.rest.some(({ operator }) => operator === "+" || operator === "-") ? level.sum : level.product,
        node.rest.at(-1)?.operand,
      );
    case "negate":
      return last(level.sign, node.operand);
    case "if-unknown":
      return last(level.fallback, node.fallback);
    case "as-of":
      return last(level.postfix, undefined);
    case "elapsed":
    case "anniversary":
    case "time-part":
    case "set-size":
      return last(level.sign, node.of);
    case "aggregate":
      return {
        binds: level.primary,
        open:
          node.window === undefined &&
          (node.among === undefined ? node.where !== undefined : node.among.where !== undefined),
      };
    case "sequence":
      return { binds: level.primary, open: false };
    case "missing":
    case "number":
    case "text":
    case "boolean":
    case "date":
    case "datetime":
    case "duration":
    case "reference":
    case "now":
    case "today":
    case "group":
      return { binds: level.primary, open: false };
  }
}
