import { writeFileSync } from "node:fs";
import { formatInstant } from "../../engine/calendar/instant.ts";
import type { Program } from "../../engine/check/program.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { provedExclusive } from "../../engine/prove/prove.ts";
import {
  BindingsError,
  boundLayout,
  dbtDialect,
  dialects,
  lowerToSql,
  tagmaLayout,
  refusalDiagnostics,
  scriptOf,
  verifyQueries,
  type Layout,
  type SqlForm,
  type SqlQuery,
  type SqlTarget,
} from "../../engine/sql/index.ts";
import { WorkspaceError } from "../../store/errors.ts";
import type { Workspace } from "../../store/workspace/workspace.ts";
import { warehouseLayout } from "../../warehouse/layout.ts";
import { asOfInstant, CommandFailure, readyWorkspace, type CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { showDiagnostics } from "../show-diagnostics.ts";
import { printable, type Terminal } from "../terminal.ts";
import { message } from "../../grammar/texts/message.ts";

export interface SqlCommandOptions extends CommonOptions {
  readonly target: SqlTarget;
  readonly asOf?: string;
  readonly form: SqlForm;
  readonly name?: string;
  readonly leaveOut?: boolean;
  readonly verify?: boolean;
  readonly out?: string;
}

/** `tagma sql`: the tags as a query, a view, a table or a dbt model, or queries that look the tables over. */
export function sqlCommand(options: SqlCommandOptions, terminal: Terminal): number {
  const { workspace, compiled, plan } = readyWorkspace(options, terminal);
  const layout = layoutOf(workspace, compiled.program, options.target);
  const dialect = dialects[options.target];
  if (options.verify === true) {
    const checks = verifyQueries(compiled.program, layout, dialect);
    const text = checks.map(({ what, query }) => `-- ${printable(what)}\n${query};\n`).join("\n");
    write(
      options.json === true ? `${JSON.stringify({ target: options.target, checks }, null, 2)}\n` : text,
      options,
      terminal,
    );
    return exitCodes.ok;
  }
  const asOf = asOfInstant(options.asOf, workspace);
  const used = options.form === "dbt" ? dbtDialect(dialect) : dialect;
  const found = lowerToSql(plan, {
    dialect: used,
    layout,
    asOf,
    events: [...compiled.program.events.keys()],
    proved: provedExclusive(plan),
  });
  if (found.refused.length > 0 && options.leaveOut !== true) refuse(found, plan, workspace, options, terminal);
  const head = [
    `Tags of plan ${plan.hash.slice(0, 12)} as of ${formatInstant(asOf)}, one row a customer.`,
    "Instants are milliseconds since 1970 (UTC), dates are days since 1970-01-01, money is in minor units until the last step.",
  ];
  const script = scriptOf(found.query, used, {
    form: options.form,
    name: (options.name ?? (options.target === "sqlite" ? "tagma_tags" : "tagma.tags")).split("."),
    head,
  });
  if (options.json === true) {
    const columns = found.columns.map(({ output, value, state }) => ({
      name: output.name,
      column: value,
      ...(state === undefined ? {} : { stateColumn: state }),
    }));
    write(
      `${JSON.stringify({ target: options.target, asOf: formatInstant(asOf), planHash: plan.hash, form: options.form, sql: script, leftOutSql: found.leftOut ?? null, columns, refused: found.refused.map(({ output, reason }) => ({ name: output.name, reason })) }, null, 2)}\n`,
      options,
      terminal,
    );
  } else write(script, options, terminal);
  return exitCodes.ok;
}

/** The tables that tagma.json binds, else Tagma's own, in the schema `tagma` of a warehouse. */
export function layoutOf(workspace: Workspace, program: Program, target: SqlTarget): Layout {
  const { bindings } = workspace.config;
  if (bindings === undefined)
    return target === "sqlite" ? tagmaLayout(program.events.keys()) : warehouseLayout(program.events.keys());
  try {
    return boundLayout(bindings, program);
  } catch (error) {
    if (error instanceof BindingsError) throw new WorkspaceError(message("about-config", { problem: error.message }));
    throw error;
  }
}

/** Says what an engine can't say exactly, and fails. */
export function refuse(
  found: SqlQuery,
  plan: Plan,
  workspace: Workspace,
  options: { readonly target: SqlTarget },
  terminal: Terminal,
): never {
  showDiagnostics(
    refusalDiagnostics(found.refused, plan, options.target),
    workspace.files,
    { ...terminal, out: terminal.err },
    terminal.language ?? "en",
  );
  throw new CommandFailure(exitCodes.findings);
}

function write(text: string, options: SqlCommandOptions, terminal: Terminal): void {
  if (options.out === undefined || options.out === "-") terminal.out(text);
  else {
    try {
      writeFileSync(options.out, text);
    } catch (error) {
      throw new WorkspaceError(
        message("not-written", { path: options.out, reason: error instanceof Error ? error.message : String(error) }),
      );
    }
    terminal.err(`Wrote ${printable(options.out)}\n`);
  }
}
