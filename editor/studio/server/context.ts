import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Asks } from "../data/questions.ts";
import type { Jobs } from "./jobs.ts";
import type { UploadLimits, Uploads } from "../data/uploads.ts";
import type { QuestionLimits } from "../data/question-limits.ts";
import type { Access, Record } from "./door.ts";

/** What the studio's server is told. */
export interface StudioOptions {
  readonly folder: string;
  readonly access: Access;
  /** Proxies whose word on where a request came from, and how, is believed: addresses or networks. */
  readonly trustProxy: readonly string[];
  readonly showPersonal: boolean;
  /** The folder of the built web application. */
  readonly web: string;
  readonly questionLimits: QuestionLimits;
  readonly uploadLimits: UploadLimits;
  /** Told of errors in the product itself. */
  readonly onError: (error: unknown) => void;
}

/** What routes work with. */
export interface StudioContext {
  readonly options: StudioOptions;
  /** Answers questions about customers. */
  readonly data: Asks;
  /** Does long work, while questions are still answered. */
  readonly work: Asks;
  readonly jobs: Jobs;
  readonly uploads: Uploads;
  /** Writes down who did what. */
  readonly record: Record;
}

export type App = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>;
