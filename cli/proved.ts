import type { Location } from "../grammar/source.ts";
import type { Plan } from "../engine/plan/plan.ts";
import { prove } from "../engine/prove/prove.ts";
import type { Workspace } from "../engine/store/workspace.ts";

/** The names of the outputs whose branches are proved to exclude each other. What is not known to be proved is not among them. */
export function provedExclusive(plan: Plan, workspace: Workspace): ReadonlySet<string> {
  const texts = new Map(workspace.files.map(({ path, text }) => [path, text]));
  const doubtful = prove(plan, (path) => texts.get(path) ?? "").diagnostics.filter(({ code }) => code === "not-proved-exclusive" || code === "branches-overlap").map(({ location }) => location);
  const asked = plan.outputs.filter(({ form, at }) => form.form === "one of" && at === "now");
  return new Set(asked.filter(({ id }) => plan.source.outputs[id] !== undefined && !doubtful.some((location) => standsIn(location, id, plan))).map(({ name }) => name));
}

/** Whether a place in the rules is that of an output or of a part of it; a doubt stands at the branch. */
function standsIn({ file, start }: Location, id: string, plan: Plan): boolean {
  return Object.values(plan.source.outputs[id] ?? {}).some(([index, from, to]) => plan.source.files[index] === file && start >= from && start < to);
}
