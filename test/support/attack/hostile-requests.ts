import fc from "fast-check";
import { fromSchema, type Schema } from "./from-schema.ts";
import { text } from "./hostile-texts.ts";

/** A request as it goes to the studio's server. */
export interface Hostile {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly type?: string;
  readonly payload?: string;
  readonly cookie?: string;
}

export const JSON_TYPE = "application/json";

/** JSON of objects within each other. */
export const nested = (depth: number): string => `${'{"x":'.repeat(depth)}1${"}".repeat(depth)}`;

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
/** What the studio says of its own routes (`/api/docs/json`). */
export interface RouteList {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
            readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
          }
        >
      >
    >
  >;
}

const escaped = (found: string): string => encodeURIComponent(found.toWellFormed());
const type = fc.constantFrom(
  JSON_TYPE,
  JSON_TYPE,
  "application/octet-stream",
  "text/plain",
  "application/x-www-form-urlencoded",
  "nonsense",
);
const cookie = text.map((found) => `tagma_token=${found.replaceAll(/[^!-~]/g, "%")}`);

/** A request that no browser sends: parameters, bodies and cookies of every kind, at a path that there is, or not. */
const anything = (paths: readonly string[]): fc.Arbitrary<Hostile> =>
  fc.record(
    {
      method: fc.constantFrom("GET", "POST", "PUT", "DELETE"),
      url: fc
        .tuple(fc.constantFrom(...paths), fc.array(fc.tuple(key, text), { maxLength: 3 }), fc.boolean())
        .map(
          ([path, query, encoded]) =>
            `${path}?${query.map(([name, found]) => `${name}=${encoded ? escaped(found) : found.replaceAll(/[^!-~]/g, "%")}`).join("&")}`,
        ),
      type,
      payload: body,
      cookie,
    },
    { requiredKeys: ["method", "url"] },
  );

/** Requests by a list of routes: most of the kind that the route takes, with values of its own schema; others of any kind. */
export function hostileRequests({ paths }: RouteList): fc.Arbitrary<Hostile> {
  const meant: fc.Arbitrary<Hostile>[] = [];
  for (const [path, methods] of Object.entries(paths)) {
    for (const [name, { parameters = [], requestBody }] of Object.entries(methods)) {
      const method = name === "get" ? "GET" : "POST";
      const given = fc.record(
        Object.fromEntries(parameters.map((found) => [found.name, fromSchema(found.schema, found.name).map(String)])),
      );
      const url = given.map((values) => {
        const query = parameters.filter((found) => found.in === "query");
        const filled = path.replaceAll(/\{(\w+)\}/g, (_, word: string) => escaped(values[word] ?? ""));
        return `${filled}?${query.map((found) => `${found.name}=${escaped(values[found.name] ?? "")}`).join("&")}`;
      });
      const [[kind, content] = []] = [Object.entries(requestBody?.content ?? {})[0]];
      if (method === "GET") {
        meant.push(url.map((found) => ({ method, url: found })));
      } else if (kind === undefined || content === undefined) {
        // What takes bytes, and what takes nothing.
        meant.push(
          fc.record({
            method: fc.constant(method),
            url,
            type: fc.constant("application/octet-stream"),
            payload: fc.oneof(text, fc.constant("id,at\nann,2026-01-01\n")),
          }),
        );
      } else {
        meant.push(
          fc.record({
            method: fc.constant(method),
            url,
            type: fc.constant(kind),
            payload: fromSchema(content.schema).map((found) => JSON.stringify(found)),
          }),
        );
      }
    }
  }
  const elsewhere = ["/", "/enter", "/customers/x", "/nowhere", "/api/docs/json", ...Object.keys(paths)];
  return fc.oneof({ arbitrary: fc.oneof(...meant), weight: 4 }, { arbitrary: anything(elsewhere), weight: 1 });
}
