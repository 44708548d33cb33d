import { inWords } from "../../../../grammar/texts/in-words.ts";
import type { Language } from "../../../../grammar/texts/languages.ts";
import type { Message } from "../../../../grammar/texts/message.ts";
import type { SourceReport as ImportedSource } from "../../../../store/import/import.ts";
import { isLargeShare, USUAL_LIMIT } from "../../../../store/import/reject-limit.ts";
import { notesOf } from "../../../../store/import/report-notes.ts";
import type { SourceReport } from "../../api/bringing.ts";

const KINDS_SHOWN = 50;

/** A report of a source before it is put into the reader's language. */
export interface ToldReport extends Omit<SourceReport, "told" | "kinds"> {
  readonly told: readonly Message[];
  readonly kinds: readonly {
    readonly column: string;
    readonly count: number;
    readonly examples: readonly { readonly line: number; readonly reason: Message }[];
  }[];
}

export const reportInWords = ({ told, kinds, ...report }: ToldReport, language: Language): SourceReport => ({
  ...report,
  told: told.map((note) => inWords(note, language)),
  kinds: kinds.map(({ examples, ...kind }) => ({
    ...kind,
    examples: examples.map(({ line, reason }) => ({ line, reason: inWords(reason, language) })),
  })),
});

/** What came in, source by source. */
export const reportsOf = (reports: readonly ImportedSource[]): ToldReport[] =>
  reports.map((report) => ({
    source: report.source,
    rows: report.rows,
    added: report.added,
    known: report.known,
    updated: report.updated,
    removed: report.removed,
    skipped: report.skipped + report.erased,
    rejected: report.rejected,
    beyondPercent: isLargeShare(report.rejected, report.rows - report.skipped - report.erased, USUAL_LIMIT.percent)
      ? USUAL_LIMIT.percent
      : null,
    told: notesOf(report),
    kinds: report.rejectKinds.slice(0, KINDS_SHOWN).map(({ first, count, examples }) => ({
      column: first.column,
      count,
      examples: examples.map(({ line, reason }) => ({ line, reason })),
    })),
  }));
