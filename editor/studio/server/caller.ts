import type { FastifyRequest } from "fastify";
import type { Role } from "../../../store/access/accounts.ts";
import type { Asker } from "../data/questions.ts";

/** Who asks, as the door let them in. */
export interface Caller {
  /** The account; undefined for whoever started the server, or reaches one that asks for no token. */
  readonly name: string | undefined;
  readonly role: Role;
  readonly address: string;
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
  interface FastifyContextConfig {
    /** Of a route that is no GET, and still changes nothing: others are refused to whom may only read. */
    readonly reads?: true;
  }
}

const WINDOW_LENGTH = 100;

/** Where somebody has no name, a window of an address is a person. */
export function callerOf(
  { headers, ip }: Pick<FastifyRequest, "headers" | "ip">,
  { name, role }: Pick<Caller, "name" | "role">,
): Caller {
  const header = headers["x-tagma-window"];
  const window = typeof header === "string" ? header.slice(0, WINDOW_LENGTH) : undefined;
  return { name, role, address: ip, person: name ?? `${ip} ${window ?? ""}`, window };
}

/** Whether a caller may not ask a route. */
export const mayNot = ({ role }: Caller, { method, routeOptions }: FastifyRequest): boolean =>
  role === "read" && method !== "GET" && method !== "HEAD" && routeOptions.config.reads !== true;

/** A question that the next one of its kind from the same window takes the place of. */
export const inLane = ({ person, window }: Caller, lane: string): Asker =>
  window === undefined ? { person } : { person, lane: `${window} ${lane}` };
