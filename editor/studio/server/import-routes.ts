import { createWriteStream, rmSync } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Type } from "typebox";
import { Done } from "../api/common.ts";
import { ImportAnswer, Job, Mapping, PreviewAnswer } from "../api/imports.ts";
import { reportInWords } from "../data/intake.ts";
import { RefusedRequest } from "./refused-request.ts";
import { requestLanguage } from "./request-language.ts";
import { StudioProblem } from "../data/problem.ts";
import type { App, StudioContext } from "./context.ts";
import { message } from "../../../grammar/texts/message.ts";

const UPLOAD_LIMIT = 1024 * 1024 * 1024;

/** Files from outside: brought, looked at, tried and imported. */
export function importRoutes(app: App, { options: { onError }, data, work, jobs }: StudioContext): void {
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
    async ({ query, body }): Promise<PreviewAnswer> => {
      // Other content types are read before they come here, and nothing may come at all.
      if (!(body instanceof Readable)) throw new RefusedRequest(415, message("upload-not-bytes"));
      const { id, path } = await data.ask("beginUpload", { name: query.name });
      try {
        await pipeline(body, limited(UPLOAD_LIMIT), createWriteStream(path, { flags: "wx" }));
        return { ok: true, preview: await data.ask("preview", { upload: id }) };
      } catch (error) {
        rmSync(path, { force: true });
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
    async ({ body, headers }): Promise<ImportAnswer> => ({
      ok: true,
      report: reportInWords(await work.ask("tryImport", body), requestLanguage(headers)),
    }),
  );
  app.post(
    "/uploads/import",
    { schema: { summary: "Import a file as it is mapped", body: Mapping, response: { 200: Job } } },
    ({ body, headers }) => {
      const language = requestLanguage(headers);
      return jobs.begin(
        "import",
        (progress) => work.ask("importUpload", { mapping: body, language }, undefined, progress),
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
    async (): Promise<Done> => {
      await work.ask("undoConfig", null);
      return { ok: true };
    },
  );
}

/** Passes bytes on until there are too many. */
function limited(limit: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > limit)
        done(new StudioProblem("bad-file", message("upload-too-large", { gigabytes: limit / 1024 ** 3 })));
      else done(null, chunk);
    },
  });
}
