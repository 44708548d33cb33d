import type { Instant } from "../../engine/calendar/zone.ts";
import type { Program, TypedModel } from "../../engine/check/program.ts";
import type { ModelArtefact } from "../../engine/models/artefact.ts";
import type { SqliteDatabase } from "../sqlite/sqlite.ts";
import type { Measurer } from "./measure.ts";

export interface TrainingSettings {
  readonly seed: number;
  /** Learn from profile fields of which no history is known, too. */
  readonly currentFields: boolean;
  /** Lifetimes by Pareto/NBD rather than BG/NBD. */
  readonly pareto: boolean;
  /** The workspace, in which files of models are. */
  readonly folder: string;
}

/** What every kind of training works on. */
export interface Training {
  readonly model: TypedModel;
  readonly program: Program;
  readonly database: SqliteDatabase;
  readonly measurer: Measurer;
  readonly asOf: Instant;
  readonly firstEvent: Instant | undefined;
  readonly settings: TrainingSettings;
  /** An instant as an artefact has it: local date and time. */
  readonly instant: (at: Instant) => string;
}

/** What training finds; the rest of an artefact says of what. */
export type Trained = Pick<
  ModelArtefact,
  "kind" | "asOf" | "rows" | "inputs" | "fits" | "names" | "leftOut" | "report"
>;
