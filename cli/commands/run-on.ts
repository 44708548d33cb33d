import { join } from "node:path";
import { formatInstant, formatLocal } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { provedExclusive } from "../../engine/prove/prove.ts";
import { dialects, lowerToSql } from "../../engine/sql/index.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { AudienceJumpError } from "../../store/runs/jumps.ts";
import type { Workspace } from "../../store/workspace/workspace.ts";
import { openWarehouse, type WarehouseAddress } from "../../warehouse/open.ts";
import { runInWarehouse, type Phase, type WarehouseReport } from "../../warehouse/run.ts";
import type { Warehouse, WarehouseTarget } from "../../warehouse/warehouse.ts";
import { asOfInstant, readyWorkspace } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { counted, showJumps, showRun, summaryJson } from "../show-run.ts";
import { grouped, printable, startProgress, type Progress, type Terminal } from "../terminal.ts";
import type { EngineOptions, RunOptions } from "./run-options.ts";
import { layoutOf, refuse } from "./sql.ts";
import { message } from "../../grammar/texts/message.ts";

/** Options that say where an engine is, and which engines have such a thing. */
const PLACES: readonly (readonly [string, (options: EngineOptions) => boolean, readonly WarehouseTarget[]])[] = [
  ["--engine-url", ({ engineUrl }) => engineUrl !== undefined, ["postgres", "spark"]],
  ["--engine-path", ({ enginePath }) => enginePath !== undefined, ["duckdb", "spark"]],
  ["--engine-conf", ({ engineConf = [] }) => engineConf.length > 0, ["spark"]],
  ["--python", ({ python }) => python !== undefined, ["spark"]],
  ["--leave-out", ({ leaveOut }) => leaveOut === true, ["duckdb", "postgres", "spark"]],
];

/** Options that are about customers one by one, who stay in the engine. */
const HERE_ONLY: readonly (readonly [string, (options: RunOptions) => boolean])[] = [
  ["--out", ({ out }) => out !== undefined],
  ["--csv", ({ csv }) => csv === true],
  ["--segments", ({ segments }) => segments !== undefined],
  ["--show-personal", ({ showPersonal }) => showPersonal === true],
  ["--memory", ({ memory }) => memory !== undefined],
];

/**
 * The engine that was asked for; undefined for the embedded one.
 * @throws WorkspaceError for options that mean nothing there
 */
export function engineOptions(options: RunOptions): WarehouseTarget | undefined {
  const { on } = options;
  for (const [name, given, engines] of PLACES) {
    if (!given(options)) continue;
    if (on === undefined)
      throw new WorkspaceError(message("which-engine", { option: name, engines: engines.join(" or --on ") }));
    if (!engines.includes(on))
      throw new WorkspaceError(message("not-for-engine", { option: name, engine: on, engines: engines.join(" and ") }));
  }
  const here = on === undefined ? undefined : HERE_ONLY.find(([, given]) => given(options));
  if (here !== undefined) throw new WorkspaceError(message("not-with-on", { option: here[0] }));
  return on;
}

/** `tagma run --on`: every customer's tags, evaluated, kept and counted in an engine. */
export async function runOnEngine(target: WarehouseTarget, options: RunOptions, terminal: Terminal): Promise<number> {
  const { workspace, compiled, plan } = readyWorkspace(options, terminal);
  const asOf = asOfInstant(options.asOf, workspace);
  const layout = layoutOf(workspace, compiled.program, target);
  const query = lowerToSql(plan, {
    dialect: dialects[target],
    layout,
    asOf,
    events: [...compiled.program.events.keys()],
    proved: provedExclusive(plan),
  });
  if (query.refused.length > 0 && options.leaveOut !== true) refuse(query, plan, workspace, { target }, terminal);
  const started = performance.now();
  const signal = terminal.interruptions?.().signal;
  const bars = new Bars(terminal, target);
  let warehouse: Warehouse | undefined;
  try {
    warehouse = await openWarehouse(addressOf(target, options, workspace, signal));
    const report = await runInWarehouse(warehouse, plan, query, {
      asOf,
      explicit: options.asOf !== undefined,
      runs: workspace.config.runs ?? {},
      maxChange: options.maxChange,
      signal,
      data:
        workspace.config.bindings === undefined
          ? { databasePath: workspace.databasePath, program: compiled.program }
          : undefined,
      progress: (phase, done, total) => bars.update(phase, done, total),
    });
    bars.stop();
    const leftOut = [...new Set(query.refused.map(({ output }) => output.name))];
    if (options.json === true) terminal.out(`${JSON.stringify(reportJson(report, warehouse, plan, leftOut))}\n`);
    else
      show(
        report,
        { plan, workspace, version: warehouse.version, leftOut, seconds: (performance.now() - started) / 1000 },
        terminal,
      );
    return exitCodes.ok;
  } catch (error) {
    bars.stop();
    if (!(error instanceof AudienceJumpError)) throw error;
    showJumps(error, terminal);
    return exitCodes.findings;
  } finally {
    bars.stop();
    await warehouse?.close();
  }
}

function addressOf(
  target: WarehouseTarget,
  options: EngineOptions,
  workspace: Workspace,
  signal: AbortSignal | undefined,
): WarehouseAddress {
  const own = (name: string): string => join(workspace.folder, ".tagma", name);
  switch (target) {
    case "duckdb":
      return { target, path: options.enginePath ?? own("warehouse.duckdb") };
    case "postgres":
      return { target, url: options.engineUrl };
    case "spark":
      return {
        target,
        master: options.engineUrl,
        folder: options.enginePath ?? own("spark"),
        python: options.python,
        conf: settings(options.engineConf ?? []),
        signal,
      };
  }
}

function settings(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const [, key, value] = /^([A-Za-z][\w.-]*)=(.*)$/s.exec(text) ?? [];
      if (key === undefined || value === undefined)
        throw new WorkspaceError(message("engine-conf-form", { given: JSON.stringify(text) }));
      return [key, value] as const;
    }),
  );
}

/** One bar after another, one for each thing that is done. */
class Bars {
  private readonly terminal: Terminal;
  private readonly target: WarehouseTarget;
  private phase: Phase | undefined;
  private bar: Progress | undefined;

  constructor(terminal: Terminal, target: WarehouseTarget) {
    this.terminal = terminal;
    this.target = target;
  }

  update(phase: Phase, done: number, total: number): void {
    if (phase !== this.phase) {
      this.stop();
      this.phase = phase;
      this.bar = startProgress(
        this.terminal,
        { loading: `loading into ${this.target}`, evaluating: `evaluating in ${this.target}`, counting: "counting" }[
          phase
        ],
      );
    }
    this.bar?.update(done, total, () => (phase === "loading" ? `${grouped(Math.round(done))} rows` : "…"));
  }

  stop(): void {
    this.bar?.stop();
    this.bar = undefined;
  }
}

interface Shown {
  readonly plan: Plan;
  readonly workspace: Workspace;
  readonly version: string;
  readonly leftOut: readonly string[];
  readonly seconds: number;
}

function show(
  report: WarehouseReport,
  { plan, workspace, version, leftOut, seconds }: Shown,
  terminal: Terminal,
): void {
  showRun(report, plan, workspace, terminal);
  const inZone = zone(workspace.settings.timeZone);
  const dim = (text: string): void => terminal.out(terminal.colour.dim(text));
  dim(
    `As of ${formatLocal(report.asOf, inZone)} (${workspace.settings.timeZone}), plan ${plan.hash.slice(0, 12)}, ${counted(report.customers)} in ${seconds.toFixed(1)} s on ${version}.\n`,
  );
  if (report.currentAsOf !== undefined)
    dim(`A look back: the current tags stay those of ${formatLocal(report.currentAsOf, inZone)}.\n`);
  else terminal.out("The tags are in the table tagma.tags there.\n");
  const moved =
    report.before === undefined
      ? []
      : plan.outputs
          .filter(({ kind, at }) => kind === "segment" && at === "now")
          .flatMap(({ name }) => {
            const { entered = 0, departed = 0 } = report.values.get(name)?.get("true") ?? {};
            return entered + departed === 0 ? [] : [`${printable(name)} +${grouped(entered)} −${grouped(departed)}`];
          });
  if (report.before !== undefined && moved.length > 0)
    terminal.out(`Since ${formatLocal(report.before, inZone)}: ${moved.join(" · ")}\n`);
  if (leftOut.length > 0)
    terminal.out(
      terminal.colour.yellow(`Left out, since it can't be said exactly there: ${leftOut.map(printable).join(", ")}\n`),
    );
}

function reportJson(report: WarehouseReport, warehouse: Warehouse, plan: Plan, leftOut: readonly string[]): object {
  return {
    on: warehouse.target,
    version: warehouse.version,
    table: "tagma.tags",
    asOf: formatInstant(report.asOf),
    planHash: plan.hash,
    current: report.current,
    leftOut,
    summary: summaryJson(report),
    values: Object.fromEntries(
      [...report.values].map(([output, values]) => [
        output,
        [...values].map(([value, count]): object => ({ value: JSON.parse(value), ...count })),
      ]),
    ),
  };
}
