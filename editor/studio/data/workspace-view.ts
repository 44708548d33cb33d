import { basename } from "node:path";
import { formatLocal, parseInstant } from "../../../engine/calendar/instant.ts";
import { zone } from "../../../engine/calendar/zone.ts";
import { check } from "../../../engine/check/check.ts";
import { renderProse } from "../../../grammar/diagnostics/render.ts";
import type { Language } from "../../../grammar/texts/languages.ts";
import type { SourceConfig } from "../../../store/workspace/config.ts";
import { readListFile } from "../../../store/workspace/list-files.ts";
import { readModel } from "../../../store/workspace/models.ts";
import type { Workspace } from "../../../store/workspace/workspace.ts";
import type { WorkspaceView } from "../api/workspace.ts";
import { ruleFiles } from "./revisions.ts";
import type { DraftRules } from "./rules.ts";
import { sizeOf } from "./size.ts";

/** What of a workspace's view comes out of its files and its database. */
export type StoredView = Omit<WorkspaceView, "personalAllowed" | "mayWrite" | "git">;

/** The workspace as it is on disk, with what its rules read beside themselves. */
export function viewOf(rules: DraftRules, language: Language): StoredView {
  const { workspace } = rules;
  const { config, settings } = workspace;
  const inZone = zone(settings.timeZone);
  const fixed = config.asOf === undefined ? undefined : parseInstant(config.asOf, inZone);
  return {
    name: basename(workspace.folder),
    files: ruleFiles(workspace),
    ...readBeside(workspace, language),
    settings: { ...settings },
    asOf: formatLocal(fixed ?? Date.now(), inZone),
    asOfFixed: fixed !== undefined,
    ...sizeOf(rules),
    sources: (config.sources ?? []).map((source) => ({
      name: source.name,
      file: source.file,
      fills: filledBy(source),
    })),
  };
}

/** What the rules read beside themselves: list files, and trained models; those that can't be read are left out, and said to be untrained. */
function readBeside(
  { folder, config, files, settings }: Workspace,
  language: Language,
): Pick<WorkspaceView, "lists" | "models"> {
  const lists: WorkspaceView["lists"] = {};
  const { models: named } = check({
    files,
    settings,
    readList: (path) => {
      const found = readListFile({ folder, config }, path);
      lists[path] =
        typeof found === "string"
          ? found
          : { problem: typeof found.problem === "string" ? found.problem : renderProse(found.problem, language) };
      return found;
    },
  });
  const models: WorkspaceView["models"] = {};
  for (const name of named.keys()) {
    const found = readModel(folder, name);
    if (found !== undefined && !("problem" in found)) models[name] = found;
  }
  return { lists, models };
}

/** What a source fills: the profile, or events. */
function filledBy({ profile, event, part }: SourceConfig): string[] {
  if (part !== undefined) return [part];
  if (profile === true) return ["profile"];
  if (typeof event === "string") return [event];
  return [...new Set(Object.values(event?.types ?? {}).flatMap((type) => (type === null ? [] : [type.event])))];
}
