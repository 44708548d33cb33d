import type { SourceReport } from "../store/import/import.ts";
import { notesOf } from "../store/import/report-notes.ts";
import { inWords } from "../grammar/texts/in-words.ts";
import { grouped, padEnd, printable, type Terminal } from "./terminal.ts";

const REJECTS_SHOWN = 5;
const FIELDS_SHOWN = 6;

/** Prints what an import did, source by source. */
export function showImport(
  reports: readonly SourceReport[],
  view: { readonly seconds: number; readonly json: boolean; readonly dryRun: boolean },
  terminal: Terminal,
): void {
  const { seconds } = view;
  if (view.json) {
    terminal.out(
      `${JSON.stringify({ seconds: Number(seconds.toFixed(3)), dryRun: view.dryRun, sources: reports.map(jsonReport) }, null, 2)}\n`,
    );
    return;
  }
  const width = Math.max(...reports.map(({ source }) => source.length), 6);
  for (const report of reports) showSource(report, width, terminal);
  const rows = reports.reduce((total, report) => total + report.rows, 0);
  const rate = `${seconds.toFixed(1)} s (${grouped(Math.round(rows / Math.max(seconds, 0.001)))} rows a second)`;
  terminal.out(
    terminal.colour.dim(view.dryRun ? `Read in ${rate}; nothing was kept (--dry-run).\n` : `Imported in ${rate}.\n`),
  );
  const currentOnly = [...new Set(reports.filter(({ rows }) => rows > 0).flatMap((report) => report.currentOnly))].map(
    printable,
  );
  const some =
    currentOnly.length > FIELDS_SHOWN
      ? `${currentOnly.slice(0, FIELDS_SHOWN).join(", ")} and ${currentOnly.length - FIELDS_SHOWN} more`
      : currentOnly.join(", ");
  if (currentOnly.length > 0)
    terminal.out(terminal.colour.dim(`Current only, since no time says from when: ${some}.\n`));
}

/** A report as JSON: of each reject the code, and the reason in English. */
function jsonReport({ rejects, rejectKinds, lost, ...report }: SourceReport): Record<string, unknown> {
  return {
    ...report,
    lostCustomers: lost.count,
    lost: lost.some,
    rejects: rejects.map(({ line, column, reason }) => ({ line, column, code: reason.key, reason: inWords(reason) })),
    rejectKinds: rejectKinds.map(({ count, first, examples }) => ({
      column: first.column,
      code: first.reason.key,
      count,
      lines: examples.map(({ line }) => line),
    })),
  };
}

function showSource(report: SourceReport, width: number, terminal: Terminal): void {
  const { colour } = terminal;
  const indent = " ".repeat(width);
  const some = (count: number, text: string): string => (count > 0 ? `${grouped(count)} ${text}` : "");
  const facts = [
    report.unchanged > 0 && report.unchanged === report.files ? "unchanged" : `${grouped(report.rows)} rows`,
    report.partOf === null && (report.rows > 0 || report.unchanged < report.files)
      ? `${grouped(report.added)} new`
      : "",
    report.partOf === null || report.rows === 0 ? "" : `${grouped(report.added)} with ${printable(report.partOf)}`,
    some(report.known, "already there"),
    some(report.updated, "of them with other values"),
    report.files > 1
      ? `${grouped(report.files)} files${report.unchanged > 0 ? ` (${grouped(report.unchanged)} unchanged)` : ""}`
      : "",
    some(report.skipped, "passed over"),
    some(report.erased, "of erased customers passed over"),
    report.conflicts > 0 ? colour.yellow(`${grouped(report.conflicts)} ids with differing content`) : "",
    some(report.removed, "no longer told of and removed"),
    report.rejected > 0 ? colour.yellow(`${grouped(report.rejected)} rejected`) : "",
  ].filter((fact) => fact !== "");
  terminal.out(`${padEnd(report.source, width)}  ${facts.join(", ")}\n`);
  for (const note of notesOf(report))
    terminal.out(colour.yellow(`${indent}    ${printable(inWords(note, terminal.language))}\n`));
  for (const { line, column, reason } of report.rejects.slice(0, REJECTS_SHOWN)) {
    terminal.out(
      `${indent}    line ${line}${column === "" ? "" : `, ${printable(column)}`}: ${printable(inWords(reason, terminal.language))}\n`,
    );
  }
  if (report.rejectFile !== null)
    terminal.out(
      report.ofTable || report.partOf !== null
        ? `${indent}    they are listed in ${report.rejectFile}; mend them in the source's own file\n`
        : `${indent}    mend them in ${report.rejectFile}, then: tagma import ${printable(report.source)} --from ${report.rejectFile}\n`,
    );
}
