import type { FastifyRequest } from "fastify";
import { message, type Message } from "../../../grammar/texts/message.ts";

/** Names that lead to this machine only. */
export const loopbackNames = ["localhost", "127.0.0.1", "[::1]"] as const;

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "127.0.0.1" || host === "::1";
}

/** The name in a Host header or an origin, without the port. */
function hostName(authority: string): string {
  return authority.replace(/:\d+$/, "").toLowerCase();
}

/**
 * Why a request is none of this server's own pages' or a program's; undefined when it is.
 * @param hosts names of this server as browsers write them, without port
 */
export function foreign(
  { headers, method, url }: Pick<FastifyRequest, "headers" | "method" | "url">,
  hosts: ReadonlySet<string>,
): Message | undefined {
  // A page elsewhere may lead its own name to this address: then the Host header names it.
  if (!hosts.has(hostName(headers.host ?? ""))) return message("refused-host");
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${headers.host}` && origin !== `https://${headers.host}`)
    return message("refused-site");
  const site = headers["sec-fetch-site"];
  if (
    typeof site === "string" &&
    site !== "same-origin" &&
    site !== "none" &&
    (method !== "GET" || url.startsWith("/api/"))
  )
    return message("refused-site");
  return undefined;
}
