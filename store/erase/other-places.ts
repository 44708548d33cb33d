import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ModelArtefact } from "../../engine/models/artefact.ts";
import { listFolders } from "../workspace/list-files.ts";
import { trainedModels } from "../workspace/models.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** A trained model that may have learned from a customer. */
export interface LearnedModel {
  readonly path: string;
  readonly name: string;
  /** Whether a text stands in it that only this customer had. */
  readonly holdsText: boolean;
}

/** The texts that stand in trained models as they were in the data: items to recommend, values that are asked for. */
export function textsInModels(workspace: Workspace): ReadonlySet<string> {
  return new Set(trainedModels(workspace.folder).flatMap(({ model }) => textsOf(model)));
}

/** Models that were trained here, from everybody there was. Those taken over from ONNX files learned elsewhere. */
export function learnedModels(workspace: Workspace, onlyTheirs: ReadonlySet<string>): LearnedModel[] {
  return trainedModels(workspace.folder)
    .filter(({ model }) => model.kind !== "onnx")
    .map(({ path, model }) => ({
      path,
      name: model.name,
      holdsText: textsOf(model).some((text) => onlyTheirs.has(text)),
    }));
}

function textsOf({ names, inputs }: ModelArtefact): string[] {
  return [...names, ...inputs.flatMap(({ value }) => (value === null ? [] : [value]))];
}

/** Files of lists with lines that are a customer's id, and how many. */
export function listsWith(workspace: Workspace, customer: string): { readonly file: string; readonly rows: number }[] {
  return listFolders(workspace.config)
    .flatMap((folder) => filesBelow(workspace.folder, folder.replace(/\/$/, "")))
    .map((file) => ({ file, rows: linesWith(join(workspace.folder, file), customer) }))
    .filter(({ rows }) => rows > 0);
}

function linesWith(path: string, customer: string): number {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) =>
      line.split(/[,;\t]/).some((cell) => cell.normalize("NFC").replaceAll('"', "").trim() === customer),
    ).length;
}

function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder)) || !statSync(join(root, folder)).isDirectory()) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".")) return [];
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(root, path) : entry.isFile() ? [path] : [];
  });
}

/** Rule files that write a customer's id as a text. */
export function rulesWith(workspace: Workspace, customer: string): string[] {
  const written = JSON.stringify(customer);
  return workspace.files.filter(({ text }) => text.normalize("NFC").includes(written)).map(({ path }) => path);
}
