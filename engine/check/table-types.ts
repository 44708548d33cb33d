import { nearestName } from "../../grammar/diagnostics/near-names.ts";
import { code, names, phrase } from "../../grammar/diagnostics/prose.ts";
import { foreignTypes } from "../../grammar/parser/foreign-types.ts";
import type { Name } from "../../grammar/tree/expression.ts";
import type { CheckContext } from "./context.ts";

/** The words that types begin with. */
const typeWords = ["yes/no", "text", "integer", "number", "money", "date", "time", "decimal", "one of"];

/** Whether a field's type is the name of a table; what else it was meant to be is reported. */
export function namesTable(type: Name, context: CheckContext): boolean {
  const { text } = type;
  const placed = context.symbols.named.get(text);
  if (placed?.node.kind === "table") {
    context.used.add(text);
    return true;
  }
  if (text === "") return false;
  const foreign = foreignTypes.get(text);
  const tables = [...context.symbols.named.values()].flatMap(({ node }) =>
    node.kind === "table" ? [node.name.text] : [],
  );
  const meant = nearestName(text, [...typeWords, ...tables]);
  context.report(
    "syntax",
    type,
    {
      expected: phrase("want-type"),
      found: code(text),
      advice:
        foreign !== undefined
          ? phrase("known-type", { word: foreign })
          : tables.length === 0
            ? phrase("types")
            : phrase("types-or-tables", { values: names(tables, 6, false) }),
    },
    foreign === undefined ? meant : { mend: foreign },
  );
  return false;
}
