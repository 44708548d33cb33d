import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { formatInstant, formatLocal } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import type { OutputNode } from "../../engine/plan/plan.ts";
import { jsonResult, type JsonResult } from "../../engine/run/present.ts";
import type { Results } from "../../engine/run/interpreter.ts";
import { sqliteProblem } from "../../engine/store/database.ts";
import { WorkspaceError } from "../../engine/store/errors.ts";
import { runWorkspace, visibleOutputs, type RunReport } from "../../engine/store/run.ts";
import { asOfInstant, readyWorkspace, type CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { counted, showRun, summaryJson } from "../show-run.ts";
import { grouped, startProgress, type Terminal } from "../terminal.ts";

export interface RunOptions extends CommonOptions {
  readonly asOf?: string;
  readonly csv?: boolean;
  readonly out?: string;
  readonly showPersonal?: boolean;
}

/** `tagma run`: every customer's tags, stored and counted. */
export function runCommand(options: RunOptions, terminal: Terminal): number {
  const { workspace, compiled, plan } = readyWorkspace(options, terminal);
  const asOf = asOfInstant(options.asOf, workspace);
  const writer = customerWriter(options, visibleOutputs(plan), terminal);
  const progress = startProgress(terminal, "evaluating");
  const started = performance.now();
  let report: RunReport;
  try {
    writer?.begin(plan.hash, formatInstant(asOf));
    report = runWorkspace(workspace.databasePath, compiled.program, plan, asOf, (id, results) => writer?.customer(id, results), (done, total) => progress.update(done, total, `${grouped(done)} customers`));
    writer?.end(report);
  } catch (error) {
    writer?.abandon();
    throw sqliteProblem(error, workspace.databasePath);
  } finally {
    progress.stop();
  }
  if (writer === undefined || options.out !== undefined) {
    if (options.json === true) {
      terminal.out(`${JSON.stringify({ path: options.out, asOf: formatInstant(asOf), planHash: plan.hash, summary: summaryJson(report) })}\n`);
      return exitCodes.ok;
    }
    showRun(report, plan, workspace, terminal);
    const rate = `${counted(report.customers)} in ${((performance.now() - started) / 1000).toFixed(1)} s`;
    terminal.out(terminal.colour.dim(`As of ${formatLocal(asOf, zone(workspace.settings.timeZone))} (${workspace.settings.timeZone}), plan ${plan.hash.slice(0, 12)}, ${rate}.\n`));
    if (options.out !== undefined) terminal.out(`Wrote ${options.out}\n`);
  }
  return exitCodes.ok;
}

/** Takes every customer's tags as they come. */
interface CustomerWriter {
  begin(planHash: string, asOf: string): void;
  customer(id: string, results: Results): void;
  end(report: RunReport): void;
  abandon(): void;
}

function customerWriter(options: RunOptions, outputs: readonly OutputNode[], terminal: Terminal): CustomerWriter | undefined {
  if (options.json !== true && options.csv !== true && options.out === undefined) return undefined;
  const csv = options.csv === true || (options.json !== true && options.out?.endsWith(".csv") === true);
  if (options.out === undefined) return writerTo(terminal.out, csv, outputs, options, () => undefined, () => undefined);
  const path = options.out;
  const temporary = `${path}.part`;
  let file: number;
  try {
    file = openSync(temporary, "w");
  } catch (error) {
    throw new WorkspaceError(`"${path}" cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
  return writerTo((text) => void writeSync(file, text), csv, outputs, options, () => {
    closeSync(file);
    renameSync(temporary, path);
  }, () => {
    closeSync(file);
    rmSync(temporary, { force: true });
  });
}

function writerTo(write: (text: string) => void, csv: boolean, outputs: readonly OutputNode[], options: RunOptions, finish: () => void, abandon: () => void): CustomerWriter {
  const shown = (output: OutputNode, results: Results): JsonResult => {
    const result = results.get(output.id) ?? { state: "unknown" as const };
    return output.personal && options.showPersonal !== true && result.state === "value" ? "•••" : jsonResult(result, output.type);
  };
  let first = true;
  return {
    begin(planHash, asOf) {
      write(csv ? `${["customer", ...outputs.map(({ name }) => name)].map(csvCell).join(",")}\n` : `{"asOf":${JSON.stringify(asOf)},"planHash":"${planHash}","customers":[\n`);
    },
    customer(id, results) {
      if (csv) write(`${[id, ...outputs.map((output) => csvText(shown(output, results)))].map(csvCell).join(",")}\n`);
      else write(`${first ? "" : ",\n"}${JSON.stringify({ id, tags: Object.fromEntries(outputs.map((output) => [output.name, shown(output, results)])) })}`);
      first = false;
    },
    end(report) {
      if (!csv) write(`\n],"summary":${JSON.stringify(summaryJson(report))}}\n`);
      finish();
    },
    abandon,
  };
}

function csvText(value: JsonResult): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.join("; ");
  if (typeof value === "object" && "is" in value) return value.is === "error" ? `error: ${value.code}` : "";
  return String(value);
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
