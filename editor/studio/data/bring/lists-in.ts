import { partsOf, type FoundParts, type InferredPart } from "../../../../store/infer/nested-columns.ts";
import type { FileChoice } from "../../api/bringing.ts";
import type { Brought } from "./known-facts.ts";

/** The lists of objects in the rows of a file as parts of its events; none where its rows are no events. */
export function listsIn({ choice, facts }: Brought & { readonly choice: FileChoice }, currencyDigits = 2): FoundParts {
  const of = (event: string, has: (column: string) => boolean): FoundParts =>
    partsOf(facts, event, (column) => `${event}_${column.replaceAll(".", "_")}`, has, currencyDigits, []);
  if (choice.kind === "event") return of(choice.record, () => true);
  if (choice.kind !== "events") return { records: [], setting: {} };
  const records: InferredPart[] = [];
  const parts: NonNullable<FoundParts["setting"]["parts"]>[] = [];
  for (const { value, event } of choice.types) {
    const columns = facts.types?.byValue.get(value) ?? [];
    const found = of(event, (column) =>
      columns.some(
        ({ name, nested, filled }) => name === column && (nested.lists === 0 ? filled : nested.filledLists) > 0,
      ),
    );
    records.push(...found.records);
    if (found.setting.parts !== undefined) parts.push(found.setting.parts);
  }
  return { records, setting: parts.length === 0 ? {} : { parts: Object.assign({}, ...parts) } };
}
