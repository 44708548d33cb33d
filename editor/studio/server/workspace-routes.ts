import { Type } from "typebox";
import { LastRun, Revisions, SaveAnswer, SaveRequest, WorkspaceView } from "../api/workspace.ts";
import { Job } from "../api/bringing.ts";
import { Done, InstantText } from "../api/common.ts";
import type { App, StudioContext } from "./context.ts";
import { inWords } from "../../../grammar/texts/in-words.ts";
import { message } from "../../../grammar/texts/message.ts";
import { requestLanguage } from "./request-language.ts";
import { revisions } from "../data/revisions.ts";
import { gitState } from "./git.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import { save } from "./save.ts";

/** The workspace, its files, saving them, and runs. */
export function workspaceRoutes(
  app: App,
  { options: { folder, showPersonal, onError }, data, work, jobs, record }: StudioContext,
): void {
  const saves = new OneAtATime();
  app.get(
    "/workspace",
    { schema: { summary: "The workspace as it is on disk", response: { 200: WorkspaceView } } },
    async ({ headers, caller }): Promise<WorkspaceView> => {
      const [git, view] = await Promise.all([
        gitState(folder),
        data.ask("view", { language: requestLanguage(headers) }, caller),
      ]);
      return { ...view, personalAllowed: showPersonal, mayWrite: caller.role === "write", git };
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
    async ({ caller }) => await data.ask("lastRun", null, caller),
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
    async ({ body, headers, caller }): Promise<SaveAnswer> =>
      await save(folder, body, saves, requestLanguage(headers), (what, about) => record(caller, what, about)),
  );
  app.post(
    "/migrate",
    {
      schema: {
        summary: "Bring the data to what the rules declare, where nothing is lost by it",
        response: { 200: Done },
      },
    },
    async ({ caller }) => {
      await work.ask("migrate", null, caller);
      record(caller, "migrate", {});
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
    ({ body: { asOf }, headers, caller }) => {
      record(caller, "run", asOf === undefined ? {} : { asOf });
      return jobs.begin(
        { kind: "run", same: asOf ?? "", person: caller.person },
        (progress) => work.ask("run", { asOf }, caller, progress),
        onError,
        requestLanguage(headers),
      );
    },
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
