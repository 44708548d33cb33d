import { inRow, message, type Message } from "../../grammar/texts/message.ts";
import type { SourceReport } from "./source-report.ts";

const IDS_SHOWN = 5;
/** From which size of a table on its memory is told. */
const MEMORY_TOLD = 100_000_000;

const named = (ids: readonly string[]): ReturnType<typeof inRow> =>
  inRow(ids.slice(0, IDS_SHOWN).map((name) => message("quoted", { name })));

type Noted = Pick<SourceReport, "ofTable" | "conflicts" | "conflicting" | "likeLines" | "lost" | "unmet" | "memory">;

/** What is to be known of a source's import beside its numbers, in sentences. */
export function notesOf({ ofTable, conflicts, conflicting, likeLines, lost, unmet, memory }: Noted): Message[] {
  const ids = named(conflicting);
  return [
    ...(conflicts === 0
      ? []
      : [
          ofTable
            ? message("keys-conflict", { count: conflicts, ids })
            : likeLines > 0
              ? message("ids-like-lines", { count: likeLines, ids })
              : message("ids-conflict", { count: conflicts, ids }),
        ]),
    ...(memory < MEMORY_TOLD ? [] : [message("table-memory", { megabytes: Math.ceil(memory / 1e6) })]),
    ...(unmet.length === 0 ? [] : [message("columns-unmet", { count: unmet.length, columns: named(unmet) })]),
    ...(lost.count === 0 ? [] : [message("customers-lost", { count: lost.count, ids: named(lost.some) })]),
  ];
}
