import { describe, expect, it } from "vitest";
import { refusal, type Access } from "../../../editor/studio/server/security.ts";

const open: Access = { hosts: new Set(["localhost", "127.0.0.1", "[::1]"]), token: undefined };
const guarded: Access = { hosts: new Set(["studio.example"]), token: "a-long-secret-token" };
const ask = (
  headers: Record<string, string>,
  access: Access = open,
  url = "/api/workspace",
  method = "GET",
): number | undefined => refusal({ headers, method, url }, access)?.status;

describe("who may ask the studio", () => {
  it("answers by its own names only, whatever the port", () => {
    expect(ask({ host: "localhost:4680" })).toBeUndefined();
    expect(ask({ host: "[::1]:4680" })).toBeUndefined();
    expect(ask({ host: "evil.example" })).toBe(403);
    expect(ask({})).toBe(403);
  });

  it("refuses requests that a page of another site makes", () => {
    expect(ask({ host: "localhost:4680", origin: "http://evil.example" }, open, "/api/save", "POST")).toBe(403);
    expect(ask({ host: "localhost:4680", origin: "http://localhost:4680" }, open, "/api/save", "POST")).toBeUndefined();
    // Another port of this machine is another site.
    expect(ask({ host: "localhost:4680", origin: "http://localhost:9999" }, open, "/api/save", "POST")).toBe(403);
    expect(ask({ host: "localhost:4680", "sec-fetch-site": "cross-site" })).toBe(403);
    expect(ask({ host: "localhost:4680", "sec-fetch-site": "cross-site" }, open, "/")).toBeUndefined();
    expect(ask({ host: "localhost:4680", origin: "null" }, open, "/api/save", "POST")).toBe(403);
  });

  it("wants the token where one is set", () => {
    expect(ask({ host: "studio.example" }, guarded)).toBe(401);
    expect(ask({ host: "studio.example", authorization: "Bearer wrong" }, guarded)).toBe(401);
    expect(ask({ host: "studio.example", authorization: "Bearer a-long-secret-token" }, guarded)).toBeUndefined();
    expect(
      ask({ host: "studio.example", cookie: "other=1; tagma_token=a-long-secret-token" }, guarded),
    ).toBeUndefined();
    expect(ask({ host: "studio.example", cookie: "tagma_token=a-long-secret-token%00" }, guarded)).toBe(401);
    expect(ask({ host: "studio.example" }, guarded, "/assets/index.js")).toBe(401);
    expect(ask({ host: "studio.example", cookie: "tagma_token=%" }, guarded)).toBe(401);
    expect(ask({ host: "studio.example", cookie: "tagma_token=%E0%A4%A" }, guarded)).toBe(401);
  });
});
