import { formatLocal } from "../../engine/calendar/instant.ts";
import { zone as zoneOf, type Instant } from "../../engine/calendar/zone.ts";
import type { Program, TypedModel } from "../../engine/check/program.ts";
import { MODEL_FORMAT, MODEL_VERSION, type ModelArtefact } from "../../engine/models/artefact.ts";
import { modelFingerprint } from "../../engine/compile/model-fingerprint.ts";
import { LANGUAGE_VERSION } from "../../engine/plan/plan.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import { trainElasticity } from "./elasticity.ts";
import { trainCluster, trainQuantiles } from "./groups.ts";
import { trainLifetime } from "./lifetime.ts";
import { Measurer } from "./measure.ts";
import { firstEvent } from "./moments.ts";
import { trainOnnx } from "./onnx.ts";
import { trainPredict } from "./predict.ts";
import { trainRecommend } from "./recommend.ts";
import type { Trained, Training, TrainingSettings } from "./training.ts";

export type { TrainingSettings } from "./training.ts";

/**
 * Trains a model on the data of a workspace, as it was known at an instant.
 * @param program checked rules, with their models as they are declared
 * @param known the same with the models that are trained already, so that mined tags can be features
 * @throws WorkspaceError when the data is not enough, or a file can't be taken over
 */
export async function trainModel(
  model: TypedModel,
  program: Program,
  database: SqliteDatabase,
  asOf: Instant,
  settings: TrainingSettings,
  known: Program = program,
): Promise<ModelArtefact> {
  const zone = zoneOf(program.settings.timeZone);
  const trained = await train({
    model,
    program: known,
    database,
    measurer: new Measurer(database, known, program),
    asOf,
    firstEvent: firstEvent(database, program),
    settings,
    instant: (at) => formatLocal(at, zone),
  });
  return {
    format: MODEL_FORMAT,
    modelVersion: MODEL_VERSION,
    language: LANGUAGE_VERSION,
    name: model.name,
    rules: modelFingerprint(model, program),
    seed: settings.seed,
    ...trained,
  };
}

function train(training: Training): Promise<Trained> {
  const { spec } = training.model;
  switch (spec.kind) {
    case "predict":
      return trainPredict(spec, training);
    case "cluster":
      return trainCluster(spec, training);
    case "quantiles":
      return trainQuantiles(spec, training);
    case "lifetime":
      return trainLifetime(spec, training);
    case "recommend":
      return trainRecommend(spec, training);
    case "elasticity":
      return trainElasticity(spec, training);
    case "onnx":
      return trainOnnx(spec, training);
  }
}
