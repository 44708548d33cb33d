import { compileWorkspace, openWorkspace } from "../../engine/store/workspace.ts";
import type { CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { countDiagnostics, jsonDiagnostic, showDiagnostics } from "../show-diagnostics.ts";
import type { Terminal } from "../terminal.ts";

/** `tagma check`: every error, warning and hint of a workspace. */
export function checkCommand(options: CommonOptions & { readonly hints: boolean }, terminal: Terminal): number {
  const workspace = openWorkspace(options.workspace);
  const { diagnostics, program } = compileWorkspace(workspace);
  const shown = options.hints ? diagnostics : diagnostics.filter(({ severity }) => severity !== "hint");
  const failed = diagnostics.some(({ severity }) => severity === "error");
  if (options.json === true) {
    terminal.out(`${JSON.stringify({ ok: !failed, diagnostics: shown.map((found) => jsonDiagnostic(found, workspace.files)) }, null, 2)}\n`);
  } else {
    showDiagnostics(shown, workspace.files, terminal);
    const tags = program.outputs.filter(({ kind }) => kind === "tag" || kind === "lifecycle").length;
    const segments = program.outputs.filter(({ kind }) => kind === "segment").length;
    const counts = `${workspace.files.length} files, ${tags} tags, ${segments} segments, ${program.tests.length} tests`;
    terminal.out(`${failed ? terminal.colour.red("✗") : terminal.colour.green("✓")} ${counts}: ${countDiagnostics(shown)}\n`);
  }
  return failed ? exitCodes.findings : exitCodes.ok;
}
