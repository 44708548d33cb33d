import { Readable } from "node:stream";
import { Type } from "typebox";
import { Done } from "../api/common.ts";
import { ImportAnswer, Job, Mapping, PreviewAnswer } from "../api/imports.ts";
import { previewInWords } from "../data/preview.ts";
import { reportInWords } from "../data/intake.ts";
import { RefusedRequest } from "./refused-request.ts";
import { requestLanguage } from "./request-language.ts";
import { keepBytes } from "./keep-bytes.ts";
import type { App, StudioContext } from "./context.ts";
import { message } from "../../../grammar/texts/message.ts";

/** Files from outside: brought, looked at, tried and imported. */
export function importRoutes(
  app: App,
  { options: { onError }, data, work, jobs, uploads, record }: StudioContext,
): void {
  app.addContentTypeParser("application/octet-stream", (_request, body, done) => {
    done(null, body);
  });
  app.post(
    "/uploads",
    {
      schema: {
        summary: "Bring a file (its bytes as application/octet-stream) and look at it",
        querystring: Type.Object({ name: Type.String({ minLength: 1, maxLength: 300 }) }),
        response: { 200: PreviewAnswer },
      },
    },
    async ({ query, body, headers, caller }): Promise<PreviewAnswer> => {
      // Other content types are read before they come here, and nothing may come at all.
      if (!(body instanceof Readable)) throw new RefusedRequest(415, message("upload-not-bytes"));
      const { id, path } = uploads.begin(query.name, caller.person);
      try {
        await keepBytes(body, path, uploads, caller.person);
        record(caller, "upload", { name: query.name });
        const told = await data.ask("preview", { upload: id }, caller);
        return { ok: true, preview: previewInWords(told, requestLanguage(headers)) };
      } catch (error) {
        uploads.drop(id);
        throw error;
      }
    },
  );
  app.post(
    "/uploads/try",
    {
      schema: {
        summary: "Read a file as it is mapped and keep nothing",
        body: Mapping,
        response: { 200: ImportAnswer },
      },
    },
    async ({ body, headers, caller }): Promise<ImportAnswer> => ({
      ok: true,
      report: reportInWords(await data.ask("tryImport", body, caller), requestLanguage(headers)),
    }),
  );
  app.post(
    "/uploads/import",
    { schema: { summary: "Import a file as it is mapped", body: Mapping, response: { 200: Job } } },
    ({ body, headers, caller }) => {
      const language = requestLanguage(headers);
      record(caller, "import", { source: body.source });
      return jobs.begin(
        { kind: "import", same: body.upload, person: caller.person },
        (progress) => work.ask("importUpload", { mapping: body, language }, caller, progress),
        onError,
        language,
      );
    },
  );
  app.post(
    "/config/undo",
    {
      schema: {
        summary: "Put back what tagma.json said before the last import, while nobody has changed it since",
        response: { 200: Done },
      },
    },
    async ({ caller }): Promise<Done> => {
      await work.ask("undoConfig", null, caller);
      record(caller, "config undo", {});
      return { ok: true };
    },
  );
}
