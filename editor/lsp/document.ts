import type { AnalysedFile, Analysis } from "../language/analysis.ts";
import type { OpenWorkspace } from "./workspace-host.ts";

/** A rule file of a workspace as a request is about it. */
export interface Document {
  readonly workspace: OpenWorkspace;
  readonly analysis: Analysis;
  readonly path: string;
  readonly file: AnalysedFile;
}

/** A file of a workspace as it is now; undefined where the workspace has no such file. */
export function documentAt(workspace: OpenWorkspace, path: string): Document | undefined {
  const analysis = workspace.files.analysis();
  const file = analysis.file(path);
  return file === undefined ? undefined : { workspace, analysis, path, file };
}
