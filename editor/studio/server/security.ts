import { timingSafeEqual, createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { inWords } from "../../../grammar/texts/in-words.ts";
import { requestLanguage } from "./request-language.ts";
import { message, type Message } from "../../../grammar/texts/message.ts";

export const TOKEN_COOKIE = "tagma_token";

/** Who may ask: which names the server goes by, and the token where one is needed. */
export interface Access {
  /** Names of this server as browsers write them, without port. */
  readonly hosts: ReadonlySet<string>;
  readonly token: string | undefined;
}

/** Names that lead to this machine only. */
export const loopbackNames = ["localhost", "127.0.0.1", "[::1]"] as const;

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "127.0.0.1" || host === "::1";
}

const sameText = (left: string, right: string): boolean =>
  timingSafeEqual(createHash("sha256").update(left).digest(), createHash("sha256").update(right).digest());

/** The name in a Host header or an origin, without the port. */
function hostName(authority: string): string {
  return authority.replace(/:\d+$/, "").toLowerCase();
}

/** Why a request is refused; undefined when it is not. */
export function refusal(
  { headers, method, url }: Pick<FastifyRequest, "headers" | "method" | "url">,
  access: Access,
): { readonly status: number; readonly told: Message } | undefined {
  // A page elsewhere may lead its own name to this address: then the Host header names it.
  if (!access.hosts.has(hostName(headers.host ?? ""))) return { status: 403, told: message("refused-host") };
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${headers.host}` && origin !== `https://${headers.host}`)
    return { status: 403, told: message("refused-site") };
  const site = headers["sec-fetch-site"];
  if (
    typeof site === "string" &&
    site !== "same-origin" &&
    site !== "none" &&
    (method !== "GET" || url.startsWith("/api/"))
  )
    return { status: 403, told: message("refused-site") };
  if (access.token === undefined || url.startsWith("/enter?")) return undefined;
  const given = bearer(headers.authorization) ?? cookieValue(headers.cookie);
  return given !== undefined && sameText(given, access.token)
    ? undefined
    : { status: 401, told: message("token-needed") };
}

function bearer(header: string | undefined): string | undefined {
  return header?.startsWith("Bearer ") === true ? header.slice(7) : undefined;
}

function cookieValue(header: string | undefined): string | undefined {
  const found = (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${TOKEN_COOKIE}=`));
  return found === undefined ? undefined : decoded(found.slice(TOKEN_COOKIE.length + 1));
}

/** A text as it was before it was escaped; undefined for what no browser sends. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** `/enter?token=…`: takes the token once from the address, and keeps it where no script reads it. */
export function enter(
  request: FastifyRequest<{ Querystring: { readonly token: string } }>,
  reply: FastifyReply,
  access: Access,
): FastifyReply {
  if (access.token !== undefined && !sameText(request.query.token, access.token))
    return reply
      .code(401)
      .send({ code: "token", message: inWords(message("token-wrong"), requestLanguage(request.headers)) });
  return reply
    .header(
      "set-cookie",
      `${TOKEN_COOKIE}=${encodeURIComponent(request.query.token)}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000`,
    )
    .redirect("/");
}
