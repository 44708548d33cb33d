import fc from "fast-check";
import { Accounts } from "../../../store/access/accounts.ts";
import { newToken } from "../../../store/access/token.ts";
import { makeWorkspace, studioOver } from "../../editor/studio/workspace.ts";
import type { Attack } from "./attack.ts";
import { hostileRequests, type Hostile, type RouteList } from "./hostile-requests.ts";

const AT_ONCE = 8;
const BATCH = 1000;

/** Random requests of every route, some at once, from very many addresses. */
export const randomRequests: Attack = {
  name: "random requests of every route",
  run: async ({ seed, amount }) => {
    const studio = await studioOver(await makeWorkspace(), { threads: true });
    const tried = amount(100_000);
    const counts = new Map<number, number>();
    const failures: string[] = [];
    let sent = 0;
    const send = async ({ method, url, type, payload, cookie }: Hostile): Promise<void> => {
      const from = sent++;
      const { statusCode } = await studio.app.inject({
        method,
        url,
        remoteAddress: `10.${(from >> 16) & 255}.${(from >> 8) & 255}.${from & 255}`,
        headers: {
          host: "localhost",
          ...(type === undefined ? {} : { "content-type": type }),
          ...(cookie === undefined ? {} : { cookie }),
        },
        ...(payload === undefined ? {} : { payload }),
      });
      counts.set(statusCode, (counts.get(statusCode) ?? 0) + 1);
      if (statusCode >= 500)
        failures.push(`${statusCode} ${method} ${url.slice(0, 200)} ${(payload ?? "").slice(0, 300)}`);
    };
    const routes = await studio.app.inject({ url: "/api/docs/json", headers: { host: "localhost" } });
    const hostileRequest = hostileRequests(routes.json<RouteList>());
    for (let batch = 0; sent < tried; batch++) {
      const requests = fc.sample(hostileRequest, { numRuns: Math.min(BATCH, tried - sent), seed: seed + batch });
      for (let begin = 0; begin < requests.length; begin += AT_ONCE)
        await Promise.all(requests.slice(begin, begin + AT_ONCE).map(send));
    }
    await studio.app.close();
    failures.push(...studio.errors.map(String));
    const shares = [...counts].sort(([left], [right]) => left - right).map(([status, count]) => `${status}: ${count}`);
    return { tried, failures, note: shares.join(", ") };
  },
};

/** Tokens that are tried one after another, while somebody works there. */
export const wrongTokens: Attack = {
  name: "wrong tokens, one after another",
  run: async ({ amount }) => {
    const folder = await makeWorkspace();
    const own = new Accounts(folder).add("ann", "read", new Date());
    const studio = await studioOver(folder);
    const ask = async (token: string): Promise<number> =>
      (
        await studio.app.inject({
          url: "/api/revisions",
          remoteAddress: "10.0.0.1",
          headers: { host: "localhost", authorization: `Bearer ${token}` },
        })
      ).statusCode;
    const tried = amount(4000);
    const failures: string[] = [];
    let looked = 0;
    if ((await ask(own)) !== 200) failures.push("a right token is refused");
    for (let trial = 0; trial < tried; trial++) {
      const status = await ask(newToken());
      if (status === 401) looked++;
      else if (status !== 429) failures.push(`a wrong token got ${status}`);
    }
    if ((await ask(own)) !== 200) failures.push("who worked there is kept out");
    const cookie = await studio.app.inject({
      url: "/api/revisions",
      remoteAddress: "10.0.0.2",
      headers: { host: "localhost", cookie: "tagma_token=%" },
    });
    if (cookie.statusCode !== 401) failures.push(`a cookie of % got ${cookie.statusCode}`);
    await studio.app.close();
    return { tried, failures: [...failures, ...studio.errors.map(String)], note: `${looked} were looked at` };
  },
};

/** Many people who search at once. */
export const searches: Attack = {
  name: "searches of 12 people at once",
  run: async ({ amount }) => {
    const studio = await studioOver(await makeWorkspace(), { threads: true });
    const people = Array.from({ length: 12 }, (_, person) => `window ${person}`);
    const rounds = amount(10);
    const failures: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const answers = await Promise.all(
        people.map((window) =>
          studio.app.inject({
            url: "/api/customers?text=a",
            headers: { host: "localhost", "x-tagma-window": window },
          }),
        ),
      );
      for (const { body } of answers) if (body.includes("superseded")) failures.push("superseded by somebody else");
    }
    await studio.app.close();
    return { tried: rounds * people.length, failures: [...failures, ...studio.errors.map(String)] };
  },
};
