import { renderProse } from "../../../grammar/diagnostics/render.ts";
import { basename } from "node:path";
import { Type } from "typebox";
import { formatLocal, parseInstant } from "../../../engine/calendar/instant.ts";
import { zone } from "../../../engine/calendar/zone.ts";
import { check } from "../../../engine/check/check.ts";
import type { SourceConfig } from "../../../store/workspace/config.ts";
import { readModel } from "../../../store/workspace/models.ts";
import { readListFile } from "../../../store/workspace/list-files.ts";
import { openWorkspace, type Workspace } from "../../../store/workspace/workspace.ts";
import { LastRun, Revisions, SaveAnswer, SaveRequest, WorkspaceView } from "../api/workspace.ts";
import { Job } from "../api/imports.ts";
import { Done, InstantText } from "../api/common.ts";
import type { App, StudioContext } from "./context.ts";
import { inWords } from "../../../grammar/texts/in-words.ts";
import type { Language } from "../../../grammar/texts/languages.ts";
import { message } from "../../../grammar/texts/message.ts";
import { requestLanguage } from "./request-language.ts";
import { revisions, ruleFiles } from "./files.ts";
import { gitState } from "./git.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import { save } from "./save.ts";

/** The workspace, its files, saving them, and runs. */
export function workspaceRoutes(
  app: App,
  { options: { folder, showPersonal, onError }, data, work, jobs }: StudioContext,
): void {
  const saves = new OneAtATime();
  app.get(
    "/workspace",
    { schema: { summary: "The workspace as it is on disk", response: { 200: WorkspaceView } } },
    async ({ headers }): Promise<WorkspaceView> => {
      const workspace = openWorkspace(folder);
      const [git, size] = await Promise.all([gitState(folder), data.ask("size", null)]);
      const { config, settings } = workspace;
      const inZone = zone(settings.timeZone);
      const fixed = config.asOf === undefined ? undefined : parseInstant(config.asOf, inZone);
      return {
        name: basename(workspace.folder),
        files: ruleFiles(workspace),
        ...readBeside(workspace, requestLanguage(headers)),
        settings: { ...settings },
        asOf: formatLocal(fixed ?? Date.now(), inZone),
        asOfFixed: fixed !== undefined,
        ...size,
        personalAllowed: showPersonal,
        git,
        sources: (config.sources ?? []).map((source) => ({
          name: source.name,
          file: source.file,
          fills: filledBy(source),
        })),
      };
    },
  );
  app.get(
    "/revisions",
    { schema: { summary: "The revisions of the rule files, to notice changes on disk", response: { 200: Revisions } } },
    () => revisions(folder),
  );
  app.get(
    "/last-run",
    { schema: { summary: "The run whose tags are stored", response: { 200: LastRun } } },
    async () => await data.ask("lastRun", null),
  );
  app.post(
    "/save",
    {
      schema: {
        summary: "Write rule files, all or none, and commit them when asked to",
        body: SaveRequest,
        response: { 200: SaveAnswer },
      },
    },
    async ({ body }): Promise<SaveAnswer> => await save(folder, body, saves),
  );
  app.post(
    "/migrate",
    {
      schema: {
        summary: "Bring the data to what the rules declare, where nothing is lost by it",
        response: { 200: Done },
      },
    },
    async () => {
      await work.ask("migrate", null);
      return { ok: true } as const;
    },
  );
  app.post(
    "/run",
    {
      schema: {
        summary: "Evaluate and store every customer's tags",
        body: Type.Object({ asOf: Type.Optional(InstantText) }),
        response: { 200: Job },
      },
    },
    ({ body, headers }) =>
      jobs.begin(
        "run",
        (progress) => work.ask("run", { asOf: body.asOf }, undefined, progress),
        onError,
        requestLanguage(headers),
      ),
  );
  app.get(
    "/jobs/:id",
    {
      schema: {
        summary: "How far long work is",
        params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
        response: { 200: Job },
      },
    },
    ({ params, headers }): Job => {
      const language = requestLanguage(headers);
      const job = jobs.get(params.id, language);
      if (job === undefined) throw Object.assign(new Error(inWords(message("no-job"), language)), { statusCode: 404 });
      return job;
    },
  );
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
function filledBy({ profile, event }: SourceConfig): string[] {
  if (profile === true) return ["profile"];
  if (typeof event === "string") return [event];
  return [...new Set(Object.values(event?.types ?? {}).flatMap((type) => (type === null ? [] : [type.event])))];
}
