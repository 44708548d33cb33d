import { describe, expect, it } from "vitest";
import { foreign } from "../../../editor/studio/server/security.ts";

const hosts = new Set(["localhost", "127.0.0.1", "[::1]"]);
const isForeign = (headers: Record<string, string>, url = "/api/workspace", method = "GET"): boolean =>
  foreign({ headers, method, url }, hosts) !== undefined;

describe("which pages may ask the studio", () => {
  it("those by its own names only, whatever the port", () => {
    expect(isForeign({ host: "localhost:4680" })).toBe(false);
    expect(isForeign({ host: "[::1]:4680" })).toBe(false);
    expect(isForeign({ host: "evil.example" })).toBe(true);
    expect(isForeign({})).toBe(true);
  });

  it("none of another site", () => {
    const save = (headers: Record<string, string>): boolean =>
      isForeign({ host: "localhost:4680", ...headers }, "/api/save", "POST");
    expect(save({ origin: "http://evil.example" })).toBe(true);
    expect(save({ origin: "http://localhost:4680" })).toBe(false);
    // Another port of this machine is another site.
    expect(save({ origin: "http://localhost:9999" })).toBe(true);
    expect(save({ origin: "null" })).toBe(true);
    expect(isForeign({ host: "localhost:4680", "sec-fetch-site": "cross-site" })).toBe(true);
    expect(isForeign({ host: "localhost:4680", "sec-fetch-site": "cross-site" }, "/")).toBe(false);
  });
});
