import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { phrase } from "../../grammar/diagnostics/prose.ts";
import type { ModelReader } from "../../engine/compile/apply-models.ts";
import type { ModelArtefact } from "../../engine/models/artefact.ts";
import { loadModel, ModelError, modelText, MODEL_LIMIT } from "../../engine/models/load.ts";

/** Where a workspace keeps its trained models. */
const FOLDER = "models";

/** The path of a model's file in its workspace. Letters, digits and `_` of a name stay; all else becomes %-codes. */
export function modelPath(name: string): string {
  return `${FOLDER}/${name.replaceAll(/[^\p{L}\p{M}\p{N}_]/gu, (character) => `%${character.codePointAt(0)?.toString(16) ?? ""}`)}.model.json`;
}

/** A trained model of a workspace, undefined when there is none. Files that did not change are not read again. */
export function readModel(folder: string, name: string): ReturnType<ModelReader> {
  const path = modelPath(name);
  const full = join(folder, path);
  if (!existsSync(full)) return undefined;
  const { size, mtimeMs, ino } = statSync(full);
  if (size > MODEL_LIMIT * 4) return { path, problem: phrase("model-not-read", { code: `> ${MODEL_LIMIT}` }) };
  const key = `${size} ${mtimeMs} ${ino}`;
  const known = models.get(full);
  if (known?.key === key) return known.model;
  const model = modelFrom(() => readFileSync(full, "utf8"), path);
  if (models.size >= MODELS_KEPT) models.clear();
  models.set(full, { key, model });
  return model;
}

const models = new Map<string, { readonly key: string; readonly model: ReturnType<ModelReader> }>();
const MODELS_KEPT = 100;

/** A trained model from the text of its file, or why it is none. */
export function modelFrom(content: string | (() => string), path: string): ReturnType<ModelReader> {
  try {
    return loadModel(typeof content === "string" ? content : content());
  } catch (error) {
    if (error instanceof ModelError) return { path, problem: phrase("model-not-read", { code: error.message }) };
    if (error instanceof Error && "code" in error && typeof error.code === "string")
      return { path, problem: phrase("model-not-read", { code: error.code }) };
    throw error;
  }
}

/** The trained models of a workspace that this program reads, in order of their files' names. */
export function trainedModels(folder: string): { readonly path: string; readonly model: ModelArtefact }[] {
  const path = join(folder, FOLDER);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith(".model.json"))
    .sort()
    .flatMap((name) => {
      const model = modelFrom(() => readFileSync(join(path, name), "utf8"), `${FOLDER}/${name}`);
      return model === undefined || "problem" in model ? [] : [{ path: `${FOLDER}/${name}`, model }];
    });
}

/** What tells whether the trained models of a workspace changed: their files with size and time. */
export function modelsState(folder: string): string {
  const path = join(folder, FOLDER);
  if (!existsSync(path)) return "";
  return readdirSync(path)
    .filter((name) => name.endsWith(".model.json"))
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(join(path, name));
      return `${name} ${size} ${mtimeMs}`;
    })
    .join("\n");
}

/** Keeps a trained model; gives true when the file is another than before. */
export function writeModel(folder: string, artefact: ModelArtefact): boolean {
  const full = join(folder, modelPath(artefact.name));
  const content = modelText(artefact);
  if (existsSync(full) && readFileSync(full, "utf8") === content) return false;
  mkdirSync(join(folder, FOLDER), { recursive: true });
  const next = `${full}.new`;
  writeFileSync(next, content);
  renameSync(next, full);
  return true;
}
