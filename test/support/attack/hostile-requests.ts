import fc from "fast-check";

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
  "/api/run",
  "/api/migrate",
  "/api/config/undo",
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
/** A request that no browser sends: any route, any method, parameters, bodies and cookies of every kind. */
export const hostileRequest: fc.Arbitrary<Hostile> = fc.record(
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
