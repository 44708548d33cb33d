import { Readable } from "node:stream";
import { Type } from "typebox";
import { message } from "../../../grammar/texts/message.ts";
import {
  Bringing,
  ImportRequest,
  Job,
  LookAnswer,
  ProposeAnswer,
  ProposeRequest,
  TrialAnswer,
  UploadAnswer,
  UploadId,
} from "../api/bringing.ts";
import { Done } from "../api/common.ts";
import { lookInWords } from "../data/bring/look.ts";
import { proposalInWords } from "../data/bring/propose.ts";
import { trialInWords } from "../data/bring/trial.ts";
import { StudioProblem } from "../data/problem.ts";
import { inLane, type Caller } from "./caller.ts";
import type { App, StudioContext } from "./context.ts";
import { keepBytes } from "./keep-bytes.ts";
import { RefusedRequest } from "./refused-request.ts";
import { requestLanguage } from "./request-language.ts";

/** Files from outside: brought, looked at, tried and imported. */
export function importRoutes(
  app: App,
  { options: { onError }, data, work, jobs, uploads, record }: StudioContext,
): void {
  app.addContentTypeParser("application/octet-stream", (_request, body, done) => {
    done(null, body);
  });
  /** Whoever has a name works with what they brought themselves. */
  const requireOwn = (ids: readonly string[], { name, person }: Caller): void => {
    if (name !== undefined && ids.some((id) => !uploads.isOf(id, person)))
      throw new StudioProblem("bad-file", message("upload-gone"));
  };
  const idsIn = ({ files }: Bringing): string[] => files.map(({ upload }) => upload);
  app.post(
    "/uploads",
    {
      schema: {
        summary: "Bring a file (its bytes as application/octet-stream)",
        querystring: Type.Object({ name: Type.String({ minLength: 1, maxLength: 300 }) }),
        response: { 200: UploadAnswer },
      },
    },
    async ({ query, body, caller }): Promise<UploadAnswer> => {
      // Other content types are read before they come here, and nothing may come at all.
      if (!(body instanceof Readable)) throw new RefusedRequest(415, message("upload-not-bytes"));
      const { id, path } = uploads.begin(query.name, caller.person);
      try {
        await keepBytes(body, path, uploads, caller.person);
        record(caller, "upload", { name: query.name });
        const { name, size } = uploads.file(id);
        return { ok: true, upload: { id, file: name, bytes: size } };
      } catch (error) {
        uploads.drop(id);
        throw error;
      }
    },
  );
  app.delete(
    "/uploads/:id",
    {
      schema: {
        summary: "Let go of a file that was brought",
        params: Type.Object({ id: UploadId }),
        response: { 200: Done },
      },
    },
    ({ params: { id }, caller }): Done => {
      requireOwn([id], caller);
      uploads.drop(id);
      return { ok: true };
    },
  );
  app.post(
    "/uploads/propose",
    {
      schema: { summary: "What files likely are, and why", body: ProposeRequest, response: { 200: ProposeAnswer } },
    },
    async ({ body, headers, caller }): Promise<ProposeAnswer> => {
      requireOwn(body.uploads, caller);
      const told = await data.ask("propose", body, caller);
      return { ok: true, files: told.map((proposal) => proposalInWords(proposal, requestLanguage(headers))) };
    },
  );
  app.post(
    "/uploads/look",
    {
      schema: {
        summary: "What the first rows become by what is said of them",
        body: Bringing,
        response: { 200: LookAnswer },
      },
    },
    async ({ body, headers, caller }): Promise<LookAnswer> => {
      requireOwn(idsIn(body), caller);
      const told = await data.ask("look", body, inLane(caller, "look"));
      return { ok: true, files: told.map((look) => lookInWords(look, requestLanguage(headers))) };
    },
  );
  app.post(
    "/uploads/try",
    {
      schema: {
        summary: "Read files as is said of them, keep nothing, and say what would be written",
        body: Bringing,
        response: { 200: TrialAnswer },
      },
    },
    async ({ body, headers, caller }): Promise<TrialAnswer> => {
      requireOwn(idsIn(body), caller);
      const told = await data.ask("tryBringing", body, caller);
      return { ok: true, trial: trialInWords(told, requestLanguage(headers)) };
    },
  );
  app.post(
    "/uploads/import",
    {
      schema: {
        summary: "Import files as is said of them, by the rules that are saved",
        body: ImportRequest,
        response: { 200: Job },
      },
    },
    ({ body: { bringing, config }, headers, caller }) => {
      const language = requestLanguage(headers);
      requireOwn(idsIn(bringing), caller);
      record(caller, "import", {
        sources: bringing.files.map(({ source }) => source).join(", "),
        ...(bringing.remove.length === 0 ? {} : { removed: bringing.remove.join(", ") }),
        ...(bringing.fresh ? { fresh: true } : {}),
      });
      return jobs.begin(
        { kind: "import", same: JSON.stringify(bringing), person: caller.person },
        (progress) => work.ask("bring", { bringing, config, language }, caller, progress),
        onError,
        language,
      );
    },
  );
}
