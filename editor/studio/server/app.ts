import { Readable } from "node:stream";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import fastifyStatic from "@fastify/static";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { Type } from "typebox";
import { ThreadPool } from "../data/thread-pool.ts";
import { Uploads } from "../data/uploads.ts";
import type { Asks } from "../data/questions.ts";
import { inWords } from "../../../grammar/texts/in-words.ts";
import { message } from "../../../grammar/texts/message.ts";
import { problemInWords, problemOf } from "../data/problem.ts";
import { callerOf } from "./caller.ts";
import type { App, StudioContext, StudioOptions } from "./context.ts";
import { customerRoutes } from "./customer-routes.ts";
import { importRoutes } from "./import-routes.ts";
import { Jobs } from "./jobs.ts";
import { audienceRoutes } from "./audience-routes.ts";
import { nestedTooDeeply } from "./nesting.ts";
import { RefusedRequest } from "./refused-request.ts";
import { requestLanguage } from "./request-language.ts";
import { enter, refusal } from "./security.ts";
import { workspaceRoutes } from "./workspace-routes.ts";

/** Bytes of a question; drafts are the largest part of one. */
const BODY_LIMIT = 32 * 1024 * 1024;
const TIME_LIMIT = 120_000;
const REQUESTS_A_MINUTE = 3000;
/** Threads that answer questions; more than one are started when somebody would wait for somebody else. */
const QUESTION_THREADS = 3;

/**
 * The studio's server, ready to listen: every input is checked against a schema, every refusal says why.
 * @param makeAsks makes what answers questions and what does long work, told of how many threads it may be
 */
export async function studioApp(
  options: StudioOptions,
  makeAsks: (threads: number) => Asks = (threads) => new ThreadPool(options, options.questionLimits, threads),
): Promise<FastifyInstance> {
  const app: App = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: TIME_LIMIT,
    forceCloseConnections: true,
    logger: false,
    // An address that can't be read is nobody's page; this comes before all hooks, so nothing of the workspace is told.
    frameworkErrors: (error, request, reply: FastifyReply) => {
      if (request.url.startsWith("/api/"))
        void reply.code(error.statusCode ?? 400).send({ code: "bad-request", message: error.message });
      else void reply.redirect("/", 303);
    },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
  }).withTypeProvider<TypeBoxTypeProvider>();
  const context: StudioContext = {
    options,
    data: makeAsks(QUESTION_THREADS),
    work: makeAsks(1),
    jobs: new Jobs(),
    uploads: new Uploads(options.folder, options.uploadLimits),
  };
  // Where there is no data yet, or it does not fit, the pages say so.
  app.addHook("onListen", () => {
    context.uploads.clean();
    context.data.ask("warm", null, { person: "the studio itself" }).catch(() => undefined);
  });
  app.addHook("onClose", async () => {
    await Promise.all([context.data.close(), context.work.close()]);
  });
  // Schemas of answers are for the documentation; what is sent is what the code says.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.decorateRequest("caller");
  app.addHook("onRequest", async (request, reply) => {
    request.caller = callerOf(request);
    const refused = refusal(request, options.access);
    if (refused !== undefined)
      await reply.code(refused.status).send({
        code: refused.status === 401 ? "token" : "refused",
        message: inWords(refused.told, requestLanguage(request.headers)),
      });
  });
  app.addHook("preValidation", async ({ body }) => {
    if (!(body instanceof Readable) && nestedTooDeeply(body))
      throw new RefusedRequest(400, message("request-too-deep"));
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    referrerPolicy: { policy: "no-referrer" },
    crossOriginEmbedderPolicy: false,
  });
  await app.register(rateLimit, { max: REQUESTS_A_MINUTE, timeWindow: 60_000 });
  await app.register(swagger, {
    openapi: { info: { title: "Tagma studio", description: "What the studio asks of a workspace.", version: "1" } },
  });
  await app.register(swaggerUi, { routePrefix: "/api/docs" });
  app.setErrorHandler((error, request, reply) => {
    const language = requestLanguage(request.headers);
    const problem = problemOf(error);
    if (problem !== undefined) return reply.code(200).send({ ok: false, problem: problemInWords(problem, language) });
    if (error instanceof RefusedRequest)
      return reply.code(error.statusCode).send({ code: "bad-request", message: inWords(error.told, language) });
    const { statusCode, message: said } =
      error instanceof Error && "statusCode" in error && typeof error.statusCode === "number"
        ? { statusCode: error.statusCode, message: error.message }
        : { statusCode: 500, message: "" };
    if (statusCode < 500) return reply.code(statusCode).send({ code: "bad-request", message: said });
    options.onError(error);
    return reply.code(500).send({ code: "internal", message: inWords(message("studio-failed-here"), language) });
  });
  app.get(
    "/enter",
    { schema: { hide: true, querystring: Type.Object({ token: Type.String({ maxLength: 1000 }) }) } },
    (request, reply) => enter(request, reply, options.access),
  );
  await app.register(
    async (routes: App) => {
      workspaceRoutes(routes, context);
      audienceRoutes(routes, context);
      customerRoutes(routes, context);
      importRoutes(routes, context);
    },
    { prefix: "/api" },
  );
  await app.register(fastifyStatic, {
    root: options.web,
    wildcard: false,
    cacheControl: true,
    maxAge: "1h",
    immutable: false,
  });
  // Pages of the application have addresses of their own.
  app.setNotFoundHandler((request, reply) => {
    if (request.method !== "GET" || request.url.startsWith("/api/") || request.url.startsWith("/assets/"))
      return reply.code(404).send({ code: "not-found", message: "there is nothing here" });
    return reply.header("cache-control", "no-cache").sendFile("index.html");
  });
  return app;
}
