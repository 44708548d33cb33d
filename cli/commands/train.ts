import { nearestName } from "../../grammar/diagnostics/near-names.ts";
import { formatLocal } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import type { Program, TypedModel } from "../../engine/check/program.ts";
import { applyModels } from "../../engine/compile/apply-models.ts";
import { expressionsOfModel, modelsBehind } from "../../engine/compile/model-fingerprint.ts";
import type { ModelArtefact } from "../../engine/models/artefact.ts";
import { openDatabase, requireTables, sqliteProblem } from "../../store/sqlite/database.ts";
import { WorkspaceError } from "../../store/errors.ts";
import { modelPath, readModel, writeModel } from "../../store/workspace/models.ts";
import { trainModel } from "../../store/train/train.ts";
import { asOfInstant, readyWorkspace, type CommonOptions } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { leftOutSentence } from "../model-words.ts";
import { verdictOf } from "../show-model.ts";
import { startProgress, type Terminal } from "../terminal.ts";
import { didYouMean, message } from "../../grammar/texts/message.ts";

export interface TrainOptions extends CommonOptions {
  readonly asOf?: string;
  readonly seed: number;
  readonly currentFields?: boolean;
  readonly pareto?: boolean;
}

/** `tagma train [MODEL…]`: learns models from the workspace's data and keeps them as files. */
export async function trainCommand(
  names: readonly string[],
  options: TrainOptions,
  terminal: Terminal,
): Promise<number> {
  const { workspace, compiled } = readyWorkspace(options, terminal, false, false);
  const { program } = compiled;
  const asked = names.length === 0 ? [...program.models.values()] : names.map((name) => findModel(name, program));
  const models = afterWhatTheyRead(asked, program);
  if (models.length === 0) throw new WorkspaceError(message("no-models"));
  const asOf = asOfInstant(options.asOf, workspace);
  const database = openDatabase(workspace.databasePath, { readonly: true, mustExist: true });
  const progress = startProgress(terminal, "training");
  const results: { readonly artefact: ModelArtefact; readonly changed: boolean; readonly seconds: number }[] = [];
  const failures: { readonly name: string; readonly reason: string }[] = [];
  try {
    requireTables(database, program);
    for (const [index, model] of models.entries()) {
      progress.update(index, models.length, () => model.name);
      const started = performance.now();
      try {
        const known = applyModels(program, (name) => readModel(workspace.folder, name)).program;
        const settings = {
          seed: options.seed,
          currentFields: options.currentFields === true,
          pareto: options.pareto === true,
          folder: workspace.folder,
        };
        const artefact = await trainModel(model, program, database, asOf, settings, known);
        results.push({
          artefact,
          changed: writeModel(workspace.folder, artefact),
          seconds: (performance.now() - started) / 1000,
        });
      } catch (error) {
        if (!(error instanceof WorkspaceError) || names.length > 0) throw error;
        failures.push({ name: model.name, reason: error.message });
      }
    }
  } catch (error) {
    throw sqliteProblem(error, workspace.databasePath);
  } finally {
    progress.stop();
    database.close();
  }
  if (options.json === true) {
    terminal.out(
      `${JSON.stringify({ trained: results.map(({ artefact, changed }) => ({ model: artefact.name, path: modelPath(artefact.name), changed, rows: artefact.rows, asOf: artefact.asOf, leftOut: artefact.leftOut, report: artefact.report })), failed: failures }, null, 2)}\n`,
    );
  } else {
    for (const { artefact, changed, seconds } of results) {
      terminal.out(`${terminal.colour.bold(artefact.name)}  ${verdictOf(artefact)}\n`);
      for (const { feature, reason } of artefact.leftOut) terminal.out(`  ${leftOutSentence(feature, reason)}\n`);
      terminal.out(
        terminal.colour.dim(
          `  ${modelPath(artefact.name)}${changed ? "" : ", as it was"}; ${artefact.rows} rows, ${seconds.toFixed(1)} s\n`,
        ),
      );
    }
    for (const { name, reason } of failures)
      terminal.out(`${terminal.colour.bold(name)}  ${terminal.colour.yellow("not trained:")} ${reason}\n`);
    terminal.out(
      terminal.colour.dim(
        `As of ${formatLocal(asOf, zone(workspace.settings.timeZone))}. \`tagma model NAME\` shows how good a model is.\n`,
      ),
    );
  }
  return failures.length === 0 ? exitCodes.ok : exitCodes.findings;
}

/** A model comes after those that its features read, in the order given where none reads the other. */
function afterWhatTheyRead(models: readonly TypedModel[], program: Program): TypedModel[] {
  const ordered = new Set<TypedModel>();
  const place = (model: TypedModel): void => {
    if (ordered.has(model)) return;
    for (const name of modelsBehind(expressionsOfModel(model), program)) {
      const other = models.find((each) => each.name === name);
      if (other !== undefined) place(other);
    }
    ordered.add(model);
  };
  for (const model of models) place(model);
  return [...ordered];
}

/** @throws WorkspaceError when the rules declare no model of that name */
export function findModel(name: string, program: Program): TypedModel {
  const found = program.models.get(name.normalize("NFC"));
  if (found !== undefined) return found;
  const near = nearestName(name, [...program.models.keys()]);
  throw new WorkspaceError(message("no-model", { name, near: didYouMean(near) }));
}
