import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  hostileRequests,
  JSON_TYPE,
  nested,
  type Hostile,
  type RouteList,
} from "../../support/attack/hostile-requests.ts";
import { amount } from "../../support/tier.ts";
import { makeWorkspace, studioOver } from "./workspace.ts";

let studio: Awaited<ReturnType<typeof studioOver>>;
beforeAll(async () => {
  studio = await studioOver(await makeWorkspace());
});
afterAll(async () => {
  await studio.app.close();
});

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
    await fc.assert(
      fc.asyncProperty(
        hostileRequests(JSON.parse((await studio.get("docs/json")).body) satisfies RouteList),
        async (hostile) => {
          const found = await status(hostile);
          expect([found < 500, studio.errors]).toEqual([true, []]);
        },
      ),
      { numRuns: amount(40, 3000), seed: 15 },
    );
  });
});
