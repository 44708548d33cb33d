import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../../engine/plan/plan.ts";
import { NotCompiledError } from "../../engine/run/ir/value.ts";
import { moduleDeclarations } from "../../engine/run/one-customer/declarations.ts";
import { moduleSource } from "../../engine/run/one-customer/module.ts";
import { validatorSource } from "../../engine/run/one-customer/validate.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { readyWorkspace, type CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { bundledRuntime } from "../module-runtime.ts";
import type { Terminal } from "../terminal.ts";
import { message } from "../../grammar/texts/message.ts";

export interface BuildOptions extends CommonOptions {
  readonly out?: string;
  readonly module?: boolean;
}

/** `tagma build`: writes the plan, or with `--module` an ES module that evaluates it. */
export function buildCommand(options: BuildOptions, terminal: Terminal): number {
  const { workspace, plan } = readyWorkspace(options, terminal);
  const path = options.out ?? join(workspace.folder, options.module === true ? "tagma.module.js" : "tagma.plan.json");
  const files =
    options.module === true ? moduleFiles(plan, path) : [{ path, text: `${JSON.stringify(plan, null, 2)}\n` }];
  if (path === "-") {
    terminal.out(files[0]?.text ?? "");
    return exitCodes.ok;
  }
  for (const file of files) {
    writeFileSync(`${file.path}.tmp`, file.text);
    renameSync(`${file.path}.tmp`, file.path);
  }
  const report = {
    path,
    hash: plan.hash,
    outputs: plan.outputs.length,
    aggregates: plan.aggregates.length,
    ...(options.module === true ? { declarations: files[1]?.path } : {}),
  };
  terminal.out(
    options.json === true
      ? `${JSON.stringify(report)}\n`
      : `Wrote ${files.map((file) => file.path).join(" and ")}: ${report.outputs} outputs over ${report.aggregates} aggregates, plan ${plan.hash.slice(0, 12)}\n`,
  );
  return exitCodes.ok;
}

function moduleFiles(plan: Plan, path: string): { readonly path: string; readonly text: string }[] {
  if (path !== "-" && !/\.m?js$/.test(path)) throw new WorkspaceError(message("not-a-module", { path }));
  try {
    const text = moduleSource(plan, bundledRuntime(), validatorSource(plan));
    return [
      { path, text },
      { path: path.replace(/\.(m?)js$/, ".d.$1ts"), text: moduleDeclarations(plan) },
    ];
  } catch (error) {
    if (error instanceof NotCompiledError)
      throw new WorkspaceError(message("not-buildable", { reason: error.message }));
    throw error;
  }
}
