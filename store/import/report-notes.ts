import { inRow, message, type Message } from "../../grammar/texts/message.ts";
import type { SourceReport } from "./source-report.ts";

const IDS_SHOWN = 5;

const named = (ids: readonly string[]): ReturnType<typeof inRow> =>
  inRow(ids.slice(0, IDS_SHOWN).map((name) => message("quoted", { name })));

/** What is to be known of a source's import beside its numbers, in sentences. */
export function notesOf({ ofTable, conflicts, conflicting, likeLines, lost, unmet }: SourceReport): Message[] {
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
    ...(unmet.length === 0 ? [] : [message("columns-unmet", { count: unmet.length, columns: named(unmet) })]),
    ...(lost.count === 0 ? [] : [message("customers-lost", { count: lost.count, ids: named(lost.some) })]),
  ];
}
