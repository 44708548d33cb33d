import { Readable } from "node:stream";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import fastifyStatic from "@fastify/static";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { ThreadPool } from "../data/thread-pool.ts";
import { Uploads } from "../data/uploads.ts";
import type { Asks } from "../data/questions.ts";
import { AuditLog } from "../../../store/access/audit.ts";
import { inWords } from "../../../grammar/texts/in-words.ts";
import { message } from "../../../grammar/texts/message.ts";
import { problemInWords, problemOf } from "../data/problem.ts";
import { mayNot } from "./caller.ts";
import type { App, StudioContext, StudioOptions } from "./context.ts";
import { customerRoutes } from "./customer-routes.ts";
import { importRoutes } from "./import-routes.ts";
import { Jobs } from "./jobs.ts";
import { audienceRoutes } from "./audience-routes.ts";
import { Door, type Record } from "./door.ts";
import { enterRoutes, refuse } from "./enter.ts";
import { nestedTooDeeply } from "./nesting.ts";
import { RefusedRequest } from "./refused-request.ts";
import { requestLanguage } from "./request-language.ts";
import { foreign } from "./security.ts";
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
    trustProxy: options.trustProxy.length === 0 ? false : [...options.trustProxy],
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
    record: recorder(options),
  };
  const door = new Door(options.access, context.record);
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
  app.decorateRequest("caller");
  app.addHook("onRequest", async (request, reply) => {
    const language = requestLanguage(request.headers);
    const stranger = foreign(request, options.access.hosts);
    if (stranger !== undefined)
      return await reply.code(403).send({ code: "refused", message: inWords(stranger, language) });
    // Who enters is looked at there.
    if (request.routeOptions.url === "/enter") return undefined;
    const admitted = door.admit(request);
    if ("status" in admitted) return await refuse(request, reply, admitted);
    request.caller = admitted;
    if (!mayNot(admitted, request)) return undefined;
    context.record(admitted, "write refused", { route: request.routeOptions.url ?? "" });
    return await reply.code(403).send({ code: "read-only", message: inWords(message("account-reads-only"), language) });
  });
  app.addHook("preValidation", async ({ body }) => {
    if (!(body instanceof Readable) && nestedTooDeeply(body))
      throw new RefusedRequest(400, message("request-too-deep"));
  });
  await app.register(rateLimit, {
    max: REQUESTS_A_MINUTE,
    timeWindow: 60_000,
    // Those who enter have no name yet.
    keyGenerator: (request) => request.caller?.name ?? request.ip,
  });
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
    if (statusCode === 429)
      return reply.code(429).send({ code: "busy", message: inWords(message("too-many-requests"), language) });
    if (statusCode < 500) return reply.code(statusCode).send({ code: "bad-request", message: said });
    options.onError(error);
    return reply.code(500).send({ code: "internal", message: inWords(message("studio-failed-here"), language) });
  });
  enterRoutes(app, door);
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

/** Writes down what people do; where that fails, what they did stands, and whoever runs the server is told. */
function recorder({ folder, access, onError }: StudioOptions): Record {
  const log = new AuditLog(folder);
  return ({ name, address }, what, about) => {
    try {
      const who = name ?? (what === "login refused" ? "nobody" : access.token === undefined ? "local" : "token");
      log.add({ time: new Date().toISOString(), who, from: address, what, about });
    } catch (error) {
      onError(error);
    }
  };
}
