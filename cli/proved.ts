import type { Plan } from "../engine/plan/plan.ts";
import { prove } from "../engine/prove/prove.ts";
import type { Workspace } from "../engine/store/workspace.ts";

/** The names of the outputs whose branches are proved to exclude each other. */
export function provedExclusive(plan: Plan, workspace: Workspace): ReadonlySet<string> {
  const texts = new Map(workspace.files.map(({ path, text }) => [path, text]));
  const doubtful = prove(plan, (path) => texts.get(path) ?? "").diagnostics.filter(({ code }) => code === "not-proved-exclusive" || code === "branches-overlap");
  const places = new Set(doubtful.map(({ location: { file, start, end } }) => `${start} ${end} ${file}`));
  return new Set(plan.outputs.filter(({ id }) => {
    // A doubt stands at a branch; what stands nowhere can't be told to be without.
    const own = Object.values(plan.source.outputs[id] ?? {});
    return own.length > 0 && !own.some(([file, start, end]) => places.has(`${start} ${end} ${plan.source.files[file] ?? ""}`));
  }).map(({ name }) => name));
}
