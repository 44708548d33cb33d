import type { ProblemView } from "../language/service.ts";

const byModel = new Map<string, readonly ProblemView[]>();

/** The problems that are marked in a model, for its quick fixes. */
export function problemsOfModel(uri: string): readonly ProblemView[] {
  return byModel.get(uri) ?? [];
}

export function setProblemsOfModel(uri: string, problems: readonly ProblemView[]): void {
  byModel.set(uri, problems);
}
