import { writeFileSync } from "node:fs";
import { modelFingerprint } from "../../engine/compile/model-fingerprint.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { modelPath, readModel } from "../../store/workspace/models.ts";
import { readyWorkspace, type CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { modelPage } from "../model-page.ts";
import { showModel, verdictOf } from "../show-model.ts";
import type { Terminal } from "../terminal.ts";
import { findModel } from "./train.ts";
import { message } from "../../grammar/texts/message.ts";

export interface ModelOptions extends CommonOptions {
  readonly html?: string;
}

/** `tagma model NAME`: how good a trained model is. */
export function modelCommand(name: string, options: ModelOptions, terminal: Terminal): number {
  const { workspace, compiled } = readyWorkspace(options, terminal, false, false);
  const model = findModel(name, compiled.program);
  const artefact = readModel(workspace.folder, model.name);
  if (artefact === undefined)
    throw new WorkspaceError(message("model-untrained", { name: model.name, again: model.name }));
  if ("problem" in artefact) throw new WorkspaceError(message("not-a-model", { path: modelPath(model.name) }));
  const stale = artefact.rules !== modelFingerprint(model, compiled.program);
  if (options.html !== undefined) writeFileSync(options.html, modelPage(artefact, stale));
  if (options.json === true) {
    const { fits: _fits, ...rest } = artefact;
    terminal.out(`${JSON.stringify({ ...rest, stale, verdict: verdictOf(artefact) }, null, 2)}\n`);
  } else if (options.html === undefined) showModel(artefact, stale, terminal);
  else terminal.out(`Wrote ${options.html}\n`);
  return stale ? exitCodes.findings : exitCodes.ok;
}
