import { formatInstant, formatLocal } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import type { OutputNode, Plan } from "../../engine/plan/plan.ts";
import { sqliteProblem } from "../../store/sqlite/database.ts";
import { AudienceJumpError } from "../../store/runs/jumps.ts";
import { runWorkspace, visibleOutputs, type RunReport } from "../../store/runs/run.ts";
import { asOfInstant, patience, readyWorkspace } from "../context.ts";
import { audited } from "../audited.ts";
import { exitCodes } from "../exit-codes.ts";
import {
  outputFormat,
  segmentFile,
  tagFile,
  tagText,
  type CustomerWriter,
  type Heading,
} from "../output/customer-writer.ts";
import { counted, showJumps, showRun, summaryJson } from "../show-run.ts";
import { grouped, startProgress, type Terminal } from "../terminal.ts";
import type { RunOptions } from "./run-options.ts";
import { engineOptions, runOnEngine } from "./run-on.ts";

/** `tagma run`: every customer's tags, stored and counted. */
export async function runCommand(options: RunOptions, terminal: Terminal): Promise<number> {
  const engine = engineOptions(options);
  if (engine !== undefined) return runOnEngine(engine, options, terminal);
  const { workspace, compiled, plan } = readyWorkspace(options, terminal);
  const asOf = asOfInstant(options.asOf, workspace);
  const writers: CustomerWriter[] = [];
  const progress = startProgress(terminal, "evaluating");
  const started = performance.now();
  let report: RunReport;
  try {
    for (const writer of customerWriters(options, plan, { planHash: plan.hash, asOf: formatInstant(asOf) }, terminal))
      writers.push(writer);
    report = await runWorkspace(workspace.databasePath, compiled.program, plan, {
      asOf,
      explicit: options.asOf !== undefined,
      patience: patience(options, terminal),
      runs: workspace.config.runs ?? {},
      maxChange: options.maxChange,
      signal: terminal.interruptions?.().signal,
      memory: options.memory === undefined ? undefined : options.memory * 1024 * 1024,
      onCustomer:
        writers.length === 0
          ? undefined
          : (id, results) => {
              for (const writer of writers) writer.customer(id, results);
            },
      progress: (done, total) => progress.update(done, total, () => `${grouped(done)} customers`),
    });
    for (const writer of writers) await writer.end(report);
  } catch (error) {
    for (const writer of writers) writer.abandon();
    if (!(error instanceof AudienceJumpError)) throw sqliteProblem(error, workspace.databasePath);
    progress.stop();
    showJumps(error, terminal);
    return exitCodes.findings;
  } finally {
    progress.stop();
  }
  audited(workspace, "run", { asOf: formatInstant(asOf), customers: report.customers });
  if (options.out === undefined && (options.json === true || options.csv === true)) return exitCodes.ok;
  if (options.json === true) {
    terminal.out(
      `${JSON.stringify({ path: options.out, asOf: formatInstant(asOf), planHash: plan.hash, summary: summaryJson(report) })}\n`,
    );
    return exitCodes.ok;
  }
  showRun(report, plan, workspace, terminal);
  const inZone = zone(workspace.settings.timeZone);
  const rate = `${counted(report.customers)} in ${((performance.now() - started) / 1000).toFixed(1)} s`;
  terminal.out(
    terminal.colour.dim(
      `As of ${formatLocal(asOf, inZone)} (${workspace.settings.timeZone}), plan ${plan.hash.slice(0, 12)}, ${rate}.\n`,
    ),
  );
  if (report.currentAsOf !== undefined)
    terminal.out(
      terminal.colour.dim(`A look back: the current tags stay those of ${formatLocal(report.currentAsOf, inZone)}.\n`),
    );
  for (const path of [options.out, options.segments]) if (path !== undefined) terminal.out(`Wrote ${path}\n`);
  return exitCodes.ok;
}

function customerWriters(options: RunOptions, plan: Plan, heading: Heading, terminal: Terminal): CustomerWriter[] {
  const outputs: readonly OutputNode[] = visibleOutputs(plan);
  const showPersonal = options.showPersonal === true;
  const writers: CustomerWriter[] = [];
  if (options.out !== undefined)
    writers.push(
      tagFile(options.out, options.csv === true ? "csv" : outputFormat(options.out), outputs, heading, showPersonal),
    );
  else if (options.csv === true || options.json === true)
    writers.push(tagText(terminal.out, options.csv === true ? "csv" : "json", outputs, heading, showPersonal));
  if (options.segments !== undefined)
    writers.push(
      segmentFile(
        options.segments,
        outputs.filter(({ kind }) => kind === "segment"),
      ),
    );
  return writers;
}
