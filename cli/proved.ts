import type { Plan } from "../engine/plan/plan.ts";
import { prove } from "../engine/prove/prove.ts";
import type { Workspace } from "../engine/store/workspace.ts";

/** The names of the outputs whose branches are proved to exclude each other. */
export function provedExclusive(plan: Plan, workspace: Workspace): ReadonlySet<string> {
  const texts = new Map(workspace.files.map(({ path, text }) => [path, text]));
  const doubtful = prove(plan, (path) => texts.get(path) ?? "").diagnostics.filter(({ code }) => code === "not-proved-exclusive" || code === "branches-overlap");
  return new Set(plan.outputs.filter(({ id }) => {
    const place = plan.source.outputs[id]?.[""];
    return place === undefined || !doubtful.some(({ location }) => location.file === plan.source.files[place[0]] && location.start >= place[1] && location.start <= place[2]);
  }).map(({ name }) => name));
}
