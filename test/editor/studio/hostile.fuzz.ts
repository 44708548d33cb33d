import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { amount } from "../../support/tier.ts";
import { makeWorkspace, studioOver } from "./workspace.ts";

let studio: Awaited<ReturnType<typeof studioOver>>;
beforeAll(async () => {
  studio = await studioOver(await makeWorkspace());
});
afterAll(async () => {
  await studio.app.close();
});

interface Hostile {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly type?: string;
  readonly payload?: string;
  readonly cookie?: string;
}

async function status({ method, url, type, payload, cookie }: Hostile): Promise<number> {
  const { statusCode } = await studio.app.inject({
    method,
    url,
    // Each comes from an address of its own, so that the limit of requests a minute is not what answers.
    remoteAddress: `10.0.${Math.floor(asked / 250) % 250}.${asked++ % 250}`,
    headers: {
      host: "localhost",
      ...(type === undefined ? {} : { "content-type": type }),
      ...(cookie === undefined ? {} : { cookie }),
    },
    ...(payload === undefined ? {} : { payload }),
  });
  return statusCode;
}
let asked = 0;

const JSON_TYPE = "application/json";
const nested = (depth: number): string => `${'{"x":'.repeat(depth)}1${"}".repeat(depth)}`;

describe("requests that no browser sends", () => {
  it.each<[string, Hostile, number]>([
    ["an upload as JSON", { method: "POST", url: "/api/uploads?name=a.csv", type: JSON_TYPE, payload: "{}" }, 415],
    ["an upload of nothing", { method: "POST", url: "/api/uploads?name=a.csv" }, 415],
    [
      "a question with an unknown key, nested deeply",
      {
        method: "POST",
        url: "/api/audience",
        type: JSON_TYPE,
        payload: `{"drafts":{},"name":"tier","x":${nested(5000)}}`,
      },
      400,
    ],
    ["an id that is not encoded, in a question", { method: "GET", url: "/api/jobs/%E0%A4%A" }, 400],
    ["an id that is not encoded, in a page", { method: "GET", url: "/customers/%E0%A4%A" }, 303],
    ["a cookie that is not encoded", { method: "GET", url: "/api/revisions", cookie: "tagma_token=%" }, 200],
  ])("%s is answered", async (_, request, expected) => {
    expect(await status(request)).toBe(expected);
  });

  it("are never an error of the studio itself, whatever they hold", async () => {
    const paths = [
      "/",
      "/enter",
      "/customers/x",
      "/nowhere",
      "/api/workspace",
      "/api/revisions",
      "/api/last-run",
      "/api/save",
      "/api/audience",
      "/api/overlap",
      "/api/trend",
      "/api/review",
      "/api/members.csv",
      "/api/customers",
      "/api/customer",
      "/api/why",
      "/api/test-text",
      "/api/uploads",
      "/api/uploads/try",
      "/api/uploads/import",
      "/api/jobs/x",
      "/api/docs/json",
    ];
    const text = fc.oneof(
      fc.constantFrom(
        "",
        "tier",
        "spend",
        "ann",
        "2026-03-01",
        "9999-12-31",
        "%",
        "%E0%A4%A",
        "../../etc/passwd",
        "a\0b",
        "__proto__",
        "constructor",
        "\ud800",
        "x".repeat(2000),
      ),
      fc.string({ maxLength: 20, unit: "binary" }),
    );
    const key = fc.constantFrom(
      "drafts",
      "name",
      "value",
      "id",
      "asOf",
      "tag",
      "names",
      "files",
      "upload",
      "source",
      "columns",
      "text",
      "token",
      "path",
      "__proto__",
      "x",
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(key, tie("any"), { maxKeys: 4 }),
      ),
    })).any;
    const body = fc.oneof(
      fc.dictionary(key, value, { maxKeys: 6 }).map((found) => JSON.stringify(found)),
      fc
        .record(
          {
            drafts: fc.dictionary(fc.constantFrom("tags.tagma", "new.tagma", "schema.tagma"), text),
            name: text,
            id: text,
            value: text,
            asOf: text,
          },
          { requiredKeys: [] },
        )
        .map((found) => JSON.stringify(found)),
      fc.integer({ min: 1, max: 3000 }).map(nested),
      text,
    );
    const request: fc.Arbitrary<Hostile> = fc.record(
      {
        method: fc.constantFrom("GET", "POST", "PUT", "DELETE"),
        url: fc
          .tuple(fc.constantFrom(...paths), fc.array(fc.tuple(key, text), { maxLength: 3 }), fc.boolean())
          .map(
            ([path, query, encoded]) =>
              `${path}?${query.map(([name, found]) => `${name}=${encoded ? encodeURIComponent(found.toWellFormed()) : found.replaceAll(/[^!-~]/g, "%")}`).join("&")}`,
          ),
        type: fc.constantFrom(
          JSON_TYPE,
          JSON_TYPE,
          "application/octet-stream",
          "text/plain",
          "application/x-www-form-urlencoded",
          "nonsense",
        ),
        payload: body,
        cookie: text.map((found) => `tagma_token=${found.replaceAll(/[^!-~]/g, "%")}`),
      },
      { requiredKeys: ["method", "url"] },
    );
    await fc.assert(
      fc.asyncProperty(request, async (hostile) => {
        const found = await status(hostile);
        expect([found < 500, studio.errors]).toEqual([true, []]);
      }),
      { numRuns: amount(300, 20_000), seed: 15 },
    );
  });
});
