import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { inWords } from "../../../grammar/texts/in-words.ts";
import type { Language } from "../../../grammar/texts/languages.ts";
import { message, type Message } from "../../../grammar/texts/message.ts";
import type { App } from "./context.ts";
import { TOKEN_COOKIE, type Door, type Refusal } from "./door.ts";
import { requestLanguage } from "./request-language.ts";

const Given = Type.Object({ token: Type.String({ maxLength: 1000 }) });
const FORM_BYTES = 4096;

/** `/enter`: takes the token once, from the address or a form, and keeps it where no script reads it. */
export function enterRoutes(app: App, door: Door): void {
  const enter = (request: FastifyRequest, reply: FastifyReply, token: string): FastifyReply => {
    const admitted = door.admit(request, token);
    if ("status" in admitted) return refuse(request, reply, admitted);
    // A proxy that is trusted says whether the browser came by TLS.
    const secure = request.protocol === "https" ? "; Secure" : "";
    return reply
      .header(
        "set-cookie",
        `${TOKEN_COOKIE}=${encodeURIComponent(token)}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000${secure}`,
      )
      .redirect("/", 303);
  };
  app.get("/enter", { schema: { hide: true, querystring: Type.Partial(Given) } }, (request, reply) =>
    request.query.token === undefined
      ? refuse(request, reply, { status: 401, told: message("token-needed") })
      : enter(request, reply, request.query.token),
  );
  void app.register(async (form: App) => {
    form.addContentTypeParser(
      "application/x-www-form-urlencoded",
      { parseAs: "string", bodyLimit: FORM_BYTES },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    form.post("/enter", { schema: { hide: true, body: Given } }, (request, reply) =>
      enter(request, reply, request.body.token.trim()),
    );
  });
}

/** Tells somebody why they are not let in: a browser's page is a form for the token. */
export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, told, retryAfter }: Refusal,
): FastifyReply {
  const language = requestLanguage(request.headers);
  void reply.code(status);
  if (retryAfter !== undefined) void reply.header("retry-after", String(retryAfter));
  const isPage = !request.url.startsWith("/api/") && (request.headers.accept ?? "").includes("text/html");
  return isPage
    ? reply.header("cache-control", "no-store").type("text/html; charset=utf-8").send(page(told, language))
    : reply.send({ code: "token", message: inWords(told, language) });
}

/** The page on which a token is typed; it holds nothing that anybody wrote. */
function page(told: Message, language: Language): string {
  const words = (key: "enter-title" | "enter-token" | "enter-button"): string => inWords(message(key), language);
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words("enter-title")}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:15vh auto;padding:0 1rem}label,input,button{display:block;width:100%;box-sizing:border-box;margin:.5rem 0;padding:.5rem 0;font:inherit}</style>
<h1>${words("enter-title")}</h1>
<p>${inWords(told, language).replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>
<form method="post" action="/enter"><label for="token">${words("enter-token")}</label><input id="token" name="token" type="password" required autofocus autocomplete="current-password"><button>${words("enter-button")}</button></form>
</html>
`;
}
