import { own } from "../invariant/own.ts";
import type { About } from "../plan/plan.ts";
import type { ValueType } from "../plan/types.ts";
import type { CheckContext } from "./context.ts";
import { madeOf, readBy } from "./personal.ts";
import type { TypedExpression } from "./program.ts";

/**
 * What the values of a tag are called that takes them from fields or other tags: as they are called there. Where two
 * have a label for one value, that of the first counts.
 */
export function carriedLabels(node: TypedExpression, type: ValueType, context: CheckContext): About["values"] {
  if (type.kind !== "enum" && type.kind !== "set") return {};
  const sources = [...madeOf(node)].flatMap((leaf) => {
    const read = readBy(leaf, context);
    return read === undefined ? [] : [read.values];
  });
  return Object.fromEntries(
    (type.values ?? []).flatMap((value) => {
      const labels = sources.map((source) => own(source, value)).find((found) => found !== undefined);
      return labels === undefined ? [] : [[value, labels]];
    }),
  );
}
