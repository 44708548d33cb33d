import type { FastifyRequest } from "fastify";
import type { Asker } from "../data/questions.ts";

/** Who asks, as far as the door could tell. */
export interface Caller {
  /** Whose questions, files and runs are counted together. */
  readonly person: string;
  /** The browser window that asks, by the name that it gives itself. */
  readonly window: string | undefined;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Set before anything else is done with a request. */
    caller: Caller;
  }
}

const WINDOW_LENGTH = 100;

/** Where there are no names, a window of an address is a person. */
export function callerOf({ headers, ip }: Pick<FastifyRequest, "headers" | "ip">): Caller {
  const header = headers["x-tagma-window"];
  const window = typeof header === "string" ? header.slice(0, WINDOW_LENGTH) : undefined;
  return { person: `${ip} ${window ?? ""}`, window };
}

/** A question that the next one of its kind from the same window takes the place of. */
export const inLane = ({ person, window }: Caller, lane: string): Asker =>
  window === undefined ? { person } : { person, lane: `${window} ${lane}` };
