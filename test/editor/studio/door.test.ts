import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Accounts } from "../../../store/access/accounts.ts";
import { AuditLog } from "../../../store/access/audit.ts";
import { newToken } from "../../../store/access/token.ts";
import { serveStudio } from "../../../editor/studio/server/start.ts";
import { makeWorkspace, shop, studioOver } from "./workspace.ts";
import { revisionOf } from "../../../editor/studio/data/revisions.ts";

let folder: string;
let studio: Awaited<ReturnType<typeof studioOver>>;
let tokens: { readonly reader: string; readonly writer: string };

beforeAll(async () => {
  folder = await makeWorkspace();
  const accounts = new Accounts(folder);
  tokens = {
    reader: accounts.add("rea", "read", new Date()),
    writer: accounts.add("wri", "write", new Date()),
  };
  studio = await studioOver(folder, { trustProxy: ["10.9.9.9"] });
});
afterAll(async () => {
  await studio.app.close();
});

interface Asked {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly url?: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly payload?: object | string;
  readonly from?: string;
}

const ask = async ({ method = "GET", url = "/api/revisions", token, headers, payload, from = "10.0.0.1" }: Asked) =>
  await studio.app.inject({
    method,
    url,
    remoteAddress: from,
    headers: {
      host: "localhost",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(typeof payload === "object" ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload }),
  });

describe("who is let in", () => {
  it("is whoever brings the token of an account, as a header or a cookie", async () => {
    expect((await ask({})).statusCode).toBe(401);
    expect((await ask({ token: newToken(), from: "10.0.0.2" })).statusCode).toBe(401);
    expect((await ask({ token: tokens.reader })).statusCode).toBe(200);
    const cookie = (value: string): Asked => ({
      headers: { cookie: `other=1; tagma_token=${value}` },
      from: "10.0.0.3",
    });
    expect((await ask(cookie(tokens.writer))).statusCode).toBe(200);
    expect((await ask(cookie(`${tokens.writer}%00`))).statusCode).toBe(401);
    expect((await ask(cookie("%"))).statusCode).toBe(401);
    expect((await ask(cookie("%E0%A4%A"))).statusCode).toBe(401);
    expect((await ask({ url: "/assets/index.js" })).statusCode).toBe(401);
    expect((await ask({ token: tokens.reader, headers: { host: "evil.example" } })).statusCode).toBe(403);
  });

  it("enters by the address or by a form, and the cookie is kept from scripts and, behind TLS, from wires", async () => {
    const byAddress = await ask({ url: `/enter?token=${tokens.reader}` });
    expect([byAddress.statusCode, byAddress.headers.location]).toEqual([303, "/"]);
    expect(String(byAddress.headers["set-cookie"])).toMatch(/; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/);
    const form = {
      method: "POST",
      url: "/enter",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: `token=${tokens.reader}`,
    } as const;
    expect((await ask(form)).statusCode).toBe(303);
    const https = { ...form.headers, "x-forwarded-proto": "https" };
    const cookieFrom = async (from: string): Promise<string> =>
      String((await ask({ ...form, headers: https, from })).headers["set-cookie"]);
    expect(await cookieFrom("10.9.9.9")).toMatch(/; Secure$/);
    // Anybody can say so; only the proxy that is trusted is believed.
    expect(await cookieFrom("10.0.0.1")).not.toContain("Secure");
  });

  it("gets a page to type a token on, in the reader's language, under the same policy as all pages", async () => {
    const page = await ask({ url: "/", headers: { accept: "text/html", "accept-language": "es" } });
    expect([page.statusCode, page.headers["content-type"]]).toEqual([401, "text/html; charset=utf-8"]);
    expect(page.body).toContain("Entrar");
    expect(page.headers["content-security-policy"]).toContain("default-src 'self'");
    expect(page.body).not.toContain("<script");
    expect((await ask({ url: "/enter", headers: { accept: "text/html" } })).body).toContain('action="/enter"');
  });

  it("is not whoever tries: 4,000 wrong tokens get hardly anywhere, and others come in meanwhile", async () => {
    await ask({ token: tokens.reader, from: "10.0.1.1" });
    const found = new Map<number, number>();
    for (let index = 0; index < 4000; index++) {
      const { statusCode, headers } = await ask({ token: newToken(), from: "10.0.1.1" });
      found.set(statusCode, (found.get(statusCode) ?? 0) + 1);
      expect([statusCode, statusCode === 429 ? Number(headers["retry-after"]) > 0 : true]).toEqual([statusCode, true]);
    }
    expect([...found.keys()].sort()).toEqual([401, 429]);
    expect(found.get(401)).toBeLessThan(100);
    // From the same address: who was there before, and from others: everybody.
    expect((await ask({ token: tokens.reader, from: "10.0.1.1" })).statusCode).toBe(200);
    expect((await ask({ token: tokens.writer, from: "10.0.1.1" })).statusCode).toBe(429);
    expect((await ask({ token: tokens.writer, from: "10.0.1.2" })).statusCode).toBe(200);
  });

  it("is nobody any more whose account is revoked", async () => {
    const accounts = new Accounts(folder);
    const token = accounts.add("gone", "write", new Date());
    expect((await ask({ token, from: "10.0.2.1" })).statusCode).toBe(200);
    accounts.revoke("gone");
    expect((await ask({ token, from: "10.0.2.1" })).statusCode).toBe(401);
  });
});

describe("roles", () => {
  const file = {
    path: "tags.tagma",
    text: `${shop["tags.tagma"]}// more\n`,
    revision: revisionOf(shop["tags.tagma"] ?? ""),
  };
  const writing: readonly Asked[] = [
    { method: "POST", url: "/api/save", payload: { files: [file] } },
    { method: "POST", url: "/api/run", payload: {} },
    { method: "POST", url: "/api/migrate", payload: {} },
    {
      method: "POST",
      url: "/api/uploads?name=a.csv",
      headers: { "content-type": "application/octet-stream" },
      payload: "a,b\n1,2\n",
    },
    { method: "POST", url: "/api/uploads/propose", payload: {} },
    { method: "POST", url: "/api/uploads/look", payload: {} },
    { method: "POST", url: "/api/uploads/try", payload: {} },
    { method: "DELETE", url: `/api/uploads/${"0".repeat(32)}` },
    { method: "POST", url: "/api/uploads/import", payload: {} },
  ];

  it("read: looks at everything and changes nothing, and is told so in words", async () => {
    for (const asked of writing) {
      const { statusCode, json } = await ask({ ...asked, token: tokens.reader });
      expect([asked.url, statusCode, json().code]).toEqual([asked.url, 403, "read-only"]);
      expect(json().message).toContain("`write`");
    }
    for (const [url, payload] of [
      ["audience", { drafts: {}, name: "tier" }],
      ["overlap", { drafts: {}, names: ["buyers"] }],
      ["trend", { drafts: {}, name: "buyers", points: 2, step: "day" }],
      ["review", { drafts: {} }],
      ["customer", { drafts: {}, id: "ann" }],
      ["why", { drafts: {}, id: "ann", name: "tier" }],
      ["test-text", { drafts: {}, id: "ann", names: ["tier"], title: "x" }],
    ] as const) {
      const { statusCode, json } = await ask({ method: "POST", url: `/api/${url}`, payload, token: tokens.reader });
      expect([url, statusCode, json().ok]).toEqual([url, 200, true]);
    }
    const view = await ask({ url: "/api/workspace", token: tokens.reader });
    expect(view.json()).toMatchObject({ mayWrite: false });
    expect((await ask({ url: "/api/workspace", token: tokens.writer })).json()).toMatchObject({ mayWrite: true });
  });

  it("no route that changes something is forgotten: those that may be read are named", async () => {
    const { paths } = (await ask({ url: "/api/docs/json", token: tokens.reader })).json();
    const posts = Object.entries<object>(paths).flatMap(([path, methods]) => ("get" in methods ? [] : [path]));
    expect(posts.length).toBeGreaterThan(12);
    for (const path of posts) {
      const { statusCode } = await ask({ method: "POST", url: path, payload: {}, token: tokens.reader });
      // What may be asked for is refused by its schema here.
      expect([path, [400, 403].includes(statusCode)]).toEqual([path, true]);
    }
  });

  it("write: saves, and it is written down who did what, where from", async () => {
    expect((await ask({ ...writing[0], token: tokens.writer })).json()).toMatchObject({ saved: true });
    await ask({ url: "/api/members.csv?name=buyers", token: tokens.reader });
    const entries = [...new AuditLog(folder).entries()];
    expect(entries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          who: "wri",
          from: "10.0.0.1",
          what: "save",
          about: { files: 1, paths: "tags.tagma" },
        }),
        expect.objectContaining({ who: "rea", what: "download", about: { tag: "buyers", lines: 2 } }),
        expect.objectContaining({ who: "rea", what: "write refused", about: { route: "/api/save" } }),
        expect.objectContaining({ who: "wri", what: "login", about: { role: "write" } }),
        expect.objectContaining({ who: "nobody", from: "10.0.1.1", what: "login refused" }),
      ]),
    );
    const refused = entries.filter(({ what, from }) => what === "login refused" && from === "10.0.1.1");
    expect(refused.length).toBeLessThan(10);
    expect(JSON.stringify(entries)).not.toContain(tokens.writer);
    expect(studio.errors).toEqual([]);
  });
});

describe("serving", () => {
  const options = {
    port: 0,
    portFixed: true,
    allowHosts: [],
    trustProxy: [],
    showPersonal: false,
    onError: () => undefined,
  };
  it.each([
    ["no account and no token, for other machines", "0.0.0.0", undefined, "accounts add"],
    ["a token that can be guessed", "127.0.0.1", "a-long-secret-token", "could be guessed"],
    [
      "a token that can be guessed, for other machines",
      "0.0.0.0",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "could be guessed",
    ],
  ])("is refused with %s", async (_, host, token, said) => {
    const own = await makeWorkspace();
    await expect(serveStudio({ ...options, folder: own, host, token })).rejects.toThrow(said);
  });
});
