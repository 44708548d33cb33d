import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase, sqliteProblem } from "../../engine/store/database.ts";
import { WorkspaceError } from "../../engine/store/errors.ts";
import { importSources, type SourceReport } from "../../engine/store/import/import.ts";
import type { Workspace } from "../../engine/store/workspace.ts";
import { nearestName } from "../../grammar/diagnostics/near-names.ts";
import { readyWorkspace, type CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { grouped, padEnd, printable, startProgress, type Terminal } from "../terminal.ts";

const REJECTS_SHOWN = 5;

/** `tagma import`: the sources of `tagma.json` into the workspace's database. */
export async function importCommand(names: readonly string[], options: CommonOptions & { readonly fresh?: boolean }, terminal: Terminal): Promise<number> {
  const { workspace, compiled } = readyWorkspace(options, terminal);
  const sources = chosenSources(workspace, names);
  if (options.fresh === true) removeDatabase(workspace.databasePath);
  const progress = startProgress(terminal, "importing");
  const started = performance.now();
  const database = openDatabase(workspace.databasePath);
  try {
    const reports = await importSources(workspace, compiled.program, database, sources, ({ source, bytes, totalBytes, rows }) =>
      progress.update(bytes, totalBytes, `${source}, ${grouped(rows)} rows`));
    progress.stop();
    show(reports, workspace, (performance.now() - started) / 1000, options, terminal);
  } catch (error) {
    throw sqliteProblem(error, workspace.databasePath);
  } finally {
    progress.stop();
    database.close();
  }
  return exitCodes.ok;
}

function chosenSources(workspace: Workspace, names: readonly string[]) {
  const all = workspace.config.sources ?? [];
  if (all.length === 0) throw new WorkspaceError('tagma.json lists no "sources"; say there which files hold customers and events');
  for (const name of names) {
    if (all.some((source) => source.name === name)) continue;
    const near = nearestName(name, all.map((source) => source.name));
    throw new WorkspaceError(`there is no source called "${name}"${near === undefined ? "" : `; did you mean "${near}"?`}`);
  }
  return names.length === 0 ? all : all.filter((source) => names.includes(source.name));
}

function removeDatabase(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) if (existsSync(path + suffix)) rmSync(path + suffix);
}

function show(reports: readonly SourceReport[], workspace: Workspace, seconds: number, options: CommonOptions, terminal: Terminal): void {
  const rejectFiles = reports.map((report) => writeRejects(report, workspace));
  if (options.json === true) {
    terminal.out(`${JSON.stringify({ seconds: Number(seconds.toFixed(3)), sources: reports.map(({ rejects, ...report }, index) => ({ ...report, rejects: rejects.slice(0, 100), rejectFile: rejectFiles[index] ?? null })) }, null, 2)}\n`);
    return;
  }
  const width = Math.max(...reports.map(({ source }) => source.length), 6);
  for (const [index, report] of reports.entries()) {
    const facts = [
      `${grouped(report.rows)} rows`, `${grouped(report.added)} new`, report.known > 0 ? `${grouped(report.known)} already there` : "",
      report.skipped > 0 ? `${grouped(report.skipped)} passed over` : "",
      report.conflicts > 0 ? terminal.colour.yellow(`${grouped(report.conflicts)} ids with differing content`) : "",
      report.rejected > 0 ? terminal.colour.yellow(`${grouped(report.rejected)} rejected`) : "",
    ].filter((fact) => fact !== "");
    terminal.out(`${padEnd(report.source, width)}  ${facts.join(", ")}\n`);
    for (const { line, column, reason } of report.rejects.slice(0, REJECTS_SHOWN)) {
      terminal.out(`${" ".repeat(width)}    line ${line}${column === "" ? "" : `, ${printable(column)}`}: ${printable(reason)}\n`);
    }
    if (report.rejected > REJECTS_SHOWN) terminal.out(`${" ".repeat(width)}    … all of them in ${rejectFiles[index] ?? ""}\n`);
  }
  const rows = reports.reduce((total, report) => total + report.rows, 0);
  terminal.out(terminal.colour.dim(`Imported in ${seconds.toFixed(1)} s (${grouped(Math.round(rows / Math.max(seconds, 0.001)))} rows a second).\n`));
}

/** Lists a source's rejected rows in a file beside the database; the cells themselves stay out of it. */
function writeRejects(report: SourceReport, workspace: Workspace): string | undefined {
  const name = `.tagma/rejects-${report.source.replace(/[^\p{L}\p{N}_-]/gu, "_")}.csv`;
  if (report.rejected === 0) {
    rmSync(join(workspace.folder, name), { force: true });
    return undefined;
  }
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = report.rejects.map(({ line, column, reason }) => `${line},${cell(column)},${cell(reason)}`);
  writeFileSync(join(workspace.folder, name), `line,column,reason\n${lines.join("\n")}\n`);
  return name;
}
