import { renameSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { format } from "../../grammar/format/format.ts";
import { parseFile } from "../../grammar/parser/parse-file.ts";
import { renderDiagnostic } from "../../grammar/diagnostics/render.ts";
import { lineColumn } from "../../grammar/source.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { openWorkspace, type Workspace } from "../../store/workspace/workspace.ts";
import type { CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { message } from "../../grammar/texts/message.ts";

/** `tagma fmt`: lays out rule files, or says which are not. */
export function formatCommand(
  paths: readonly string[],
  options: CommonOptions & { readonly check?: boolean },
  terminal: Terminal,
): number {
  const workspace = openWorkspace(options.workspace);
  const changed: string[] = [];
  const problems: string[] = [];
  for (const file of chosenFiles(workspace, paths)) {
    const result = format(parseFile(file));
    if ("problem" in result)
      problems.push(
        `${file.path}:${lineColumn(file.text, result.problem.location.start).line}: ${renderDiagnostic(result.problem, terminal.language).message}`,
      );
    else if (result.text !== file.text) {
      changed.push(file.path);
      if (options.check !== true) replaceFile(join(workspace.folder, file.path), result.text);
    }
  }
  if (options.json === true) terminal.out(`${JSON.stringify({ changed, problems })}\n`);
  else {
    for (const problem of problems) terminal.err(`tagma: ${problem}\n`);
    const what = options.check === true ? "would change" : "changed";
    for (const path of changed) terminal.out(`${what} ${path}\n`);
    if (changed.length === 0 && problems.length === 0) terminal.out("All files are laid out.\n");
  }
  return problems.length > 0 || (options.check === true && changed.length > 0) ? exitCodes.findings : exitCodes.ok;
}

function chosenFiles(workspace: Workspace, paths: readonly string[]) {
  return paths.length === 0
    ? workspace.files
    : paths.map((path) => {
        const inside = relative(workspace.folder, resolve(path)).replaceAll("\\", "/");
        const found = workspace.files.find((file) => file.path === inside || file.path === path);
        if (found === undefined) throw new WorkspaceError(message("not-a-rule-file", { path }));
        return found;
      });
}

function replaceFile(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}
