import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readyWorkspace, type CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";

/** `tagma build`: writes the plan. */
export function buildCommand(options: CommonOptions & { readonly out?: string }, terminal: Terminal): number {
  const { workspace, plan } = readyWorkspace(options, terminal);
  const path = options.out ?? join(workspace.folder, "tagma.plan.json");
  if (path === "-") {
    terminal.out(`${JSON.stringify(plan, null, 2)}\n`);
    return exitCodes.ok;
  }
  writeFileSync(`${path}.tmp`, `${JSON.stringify(plan, null, 2)}\n`);
  renameSync(`${path}.tmp`, path);
  const report = { path, hash: plan.hash, outputs: plan.outputs.length, aggregates: plan.aggregates.length };
  terminal.out(options.json === true ? `${JSON.stringify(report)}\n` : `Wrote ${path}: ${report.outputs} outputs over ${report.aggregates} aggregates, plan ${plan.hash.slice(0, 12)}\n`);
  return exitCodes.ok;
}
