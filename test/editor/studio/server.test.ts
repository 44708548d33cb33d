import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { revisionOf } from "../../../editor/studio/data/revisions.ts";
import { makeWorkspace, shop, studioOver } from "./workspace.ts";

let folder: string;
let studio: Awaited<ReturnType<typeof studioOver>>;

beforeAll(async () => {
  folder = await makeWorkspace();
  studio = await studioOver(folder);
});
afterAll(async () => {
  await studio.app.close();
});

describe("the workspace", () => {
  it("is told with its files, revisions and sizes", async () => {
    const { json } = await studio.get("workspace");
    expect(json).toMatchObject({
      asOf: "2026-03-01 00:00",
      asOfFixed: true,
      customers: 4,
      events: 4,
      personalAllowed: false,
      git: null,
      outdated: false,
    });
    expect(json?.["files"]).toContainEqual({
      path: "tags.tagma",
      text: shop["tags.tagma"],
      revision: revisionOf(shop["tags.tagma"] ?? ""),
    });
  });

  it("has its interface described", async () => {
    const { json } = await studio.get("docs/json");
    expect(Object.keys(json?.["paths"] ?? {})).toEqual(
      expect.arrayContaining(["/api/workspace", "/api/audience", "/api/save", "/api/why"]),
    );
  });

  it("sends headers that keep other sites out", async () => {
    const { headers } = await studio.app.inject({ url: "/", headers: { host: "localhost" } });
    expect(headers["content-security-policy"]).toContain("default-src 'self'");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["x-content-type-options"]).toBe("nosniff");
  });

  it("refuses what does not fit the schema, and says where", async () => {
    const { status, json } = await studio.post("audience", { drafts: {}, name: "buyers", points: 1, asOf: "'; drop" });
    expect(status).toBe(400);
    expect(String(json?.["message"])).toContain("asOf");
    expect((await studio.post("audience", { drafts: {} })).status).toBe(400);
    expect((await studio.get("nothing")).status).toBe(404);
  });
});

describe("the audience", () => {
  it("counts customers by value as the rules are on disk", async () => {
    // By hand: ann spent 120, bob 12.50, cem 5 (long ago), dan nothing.
    const { json } = await studio.post("audience", { drafts: {}, name: "tier" });
    expect(json?.["audience"]).toMatchObject({
      customers: 4,
      leftOut: 0,
      unknown: 0,
      none: 0,
      errors: 0,
      values: [
        { value: "Gold", customers: 1 },
        { value: "Silver", customers: 1 },
        { value: "None", customers: 2 },
      ],
    });
    const buyers = await studio.post("audience", { drafts: {}, name: "buyers" });
    expect(buyers.json?.["audience"]).toMatchObject({
      values: [
        { value: "yes", customers: 2 },
        { value: "no", customers: 2 },
      ],
      sample: [{ id: "ann" }, { id: "bob" }],
    });
  });

  it("counts by the rules as they are drafted, and at another date", async () => {
    const drafts = { "tags.tagma": (shop["tags.tagma"] ?? "").replace("orders >= 1", "orders >= 2") };
    expect((await studio.post("audience", { drafts, name: "buyers" })).json?.["audience"]).toMatchObject({
      values: [
        { value: "yes", customers: 1 },
        { value: "no", customers: 3 },
      ],
    });
    expect(
      (await studio.post("audience", { drafts: {}, name: "buyers", asOf: "2025-06-02" })).json?.["audience"],
    ).toMatchObject({
      values: [
        { value: "yes", customers: 1 },
        { value: "no", customers: 3 },
      ],
    });
  });

  it("counts what has no error while something else has", async () => {
    const drafts = { "broken.tagma": "rule tag broken when spned > 1\n" };
    expect((await studio.post("audience", { drafts, name: "buyers" })).json).toMatchObject({ ok: true });
    expect((await studio.post("audience", { drafts, name: "broken" })).json).toMatchObject({
      ok: false,
      problem: { code: "has-errors" },
    });
    // What the parser could read of it is not what was meant; nor is what reads it.
    const half = {
      "half.tagma":
        "segment half when did order_paid where category is fresh at least 3 times\nsegment reads_half when half\n",
    };
    expect((await studio.post("audience", { drafts: half, name: "half" })).json).toMatchObject({
      ok: false,
      problem: { code: "has-errors" },
    });
    expect((await studio.post("audience", { drafts: half, name: "reads_half" })).json).toMatchObject({
      ok: false,
      problem: { code: "has-errors" },
    });
  });

  it("says when a draft reads what is not imported", async () => {
    const drafts = {
      "schema.tagma": (shop["schema.tagma"] ?? "").replace("city: text", "city: text  age: integer"),
      "new.tagma": "segment old when age > 60\n",
    };
    expect((await studio.post("audience", { drafts, name: "old" })).json).toMatchObject({
      ok: false,
      problem: { code: "not-imported" },
    });
  });

  it("spreads numbers and hides personal values", async () => {
    const drafts = { "new.tagma": "attribute tag called = name\n" };
    const spend = await studio.post("audience", { drafts: {}, name: "spend" });
    expect(spend.json?.["audience"]).toMatchObject({ spread: { least: 0, most: 120, mean: (120 + 12.5 + 5 + 0) / 4 } });
    const called = await studio.post("audience", { drafts, name: "called" });
    expect(called.json?.["audience"]).toMatchObject({ values: [], spread: null });
    expect(called.body).not.toContain("Ann Ash");
  });

  it("tells who is in exactly which segments, and what became of them", async () => {
    expect((await studio.post("overlap", { drafts: {}, names: ["buyers", "locals"] })).json).toMatchObject({
      sets: [
        { name: "buyers", customers: 2 },
        { name: "locals", customers: 2 },
      ],
      parts: expect.arrayContaining([
        { names: ["buyers", "locals"], customers: 1 },
        { names: ["buyers"], customers: 1 },
        { names: ["locals"], customers: 1 },
      ]),
    });
    const trend = await studio.post("trend", { drafts: {}, name: "buyers", points: 3, step: "month" });
    expect(trend.json?.["points"]).toMatchObject([
      { asOf: "2026-01-01 00:00", values: [{ value: "yes", customers: 0 }, { customers: 4 }] },
      { asOf: "2026-02-01 00:00" },
      { asOf: "2026-03-01 00:00", values: [{ value: "yes", customers: 2 }, { customers: 2 }] },
    ]);
  });
});

describe("a customer", () => {
  it("is found by a part of the id, and shown with personal fields masked", async () => {
    expect((await studio.get("customers?text=AN")).json).toEqual({ customers: ["ann", "dan"], total: 4 });
    const { json, body } = await studio.post("customer", { drafts: {}, id: "ann" });
    expect(json?.["customer"]).toMatchObject({
      standing: "present",
      profile: [{ name: "name", value: null, masked: true }, { name: "city", value: "Lyon" }, { name: "joined_at" }],
      events: [{ id: "order_paid:2", later: false }, { id: "order_paid:1" }],
      tags: expect.arrayContaining([
        { name: "spend", result: { state: "value", value: 120 } },
        { name: "tier", result: { state: "value", value: "Gold" } },
      ]),
    });
    expect(body).not.toContain("Ann Ash");
    expect((await studio.post("customer", { drafts: {}, id: "zed" })).json).toMatchObject({
      ok: false,
      problem: { code: "no-customer" },
    });
  });

  it.for([
    ["without the word", "name: text  city: text", "name"],
    ["with other capitals", "Name: text  city: text", "Name"],
    ["in a profile of another name", "name: text  city: text", "name"],
    ["as a value made of it", "name: text  city: text", 'name if unknown "x"'],
  ] as const)("stays masked in a draft that declares its name %s", async ([where, fields, value]) => {
    const profile = where === "in a profile of another name" ? "person" : "customer";
    const drafts = {
      "schema.tagma": `profile ${profile} { ${fields}  joined_at: time required }
event order_paid "Paid order" { amount: money at least 0  category: one of (fresh "Fresh food", beauty) }
attribute tag who = ${value}
rule tag called when ${value} starts with "Ann"
`,
    };
    for (const [route, request] of [
      ["customer", { drafts, id: "ann" }],
      ["why", { drafts, id: "ann", name: "who" }],
      ["why", { drafts, id: "ann", name: "called" }],
      ["audience", { drafts, name: "who" }],
      ["test-text", { drafts, id: "ann", name: "who" }],
    ] as const) {
      const { body } = await studio.post(route, request);
      expect([route, body.includes("Ann Ash")]).toEqual([route, false]);
    }
    const { body } = await studio.post("customer", { drafts, id: "ann" });
    // A name that the database has in other letters is a change of the schema, and nothing is shown before that.
    expect(body).toMatch(where === "with other capitals" ? '"ok":false' : '"masked"');
  });

  it("shows personal fields where that is allowed", async () => {
    const open = await studioOver(folder, { showPersonal: true });
    expect((await open.post("customer", { drafts: {}, id: "ann" })).body).toContain("Ann Ash");
    await open.app.close();
  });

  it("is explained: why, and what would change it", async () => {
    const { json } = await studio.post("why", { drafts: {}, id: "bob", name: "tier" });
    expect(json?.["why"]).toMatchObject({
      result: { state: "value", value: "Silver" },
      parts: [
        {
          name: "Gold",
          verdict: "no",
          conditions: [{ text: "spend >= 100", verdict: "no", inputs: [{ name: "spend", value: 12.5 }] }],
        },
        { name: "Silver", verdict: "yes" },
        { name: "None" },
      ],
      flips: expect.arrayContaining([
        expect.objectContaining({ kind: "more", name: "order_paid", result: { state: "value", value: "Gold" } }),
      ]),
    });
  });

  it("becomes a test that passes and tells nothing personal", async () => {
    const { json } = await studio.post("test-text", {
      drafts: {},
      id: "bob",
      names: ["tier", "buyers"],
      title: 'Who "is" silver: bob',
    });
    const text = String(json?.["text"]);
    expect(text).toContain('expect tier is "Silver"');
    expect(text).not.toContain("bob");
    // Bob's name, city and what he paid, and when.
    for (const own of ["Birch", "Paris", "12.5", "10:00", "22T"]) expect(text).not.toContain(own);
    const { compile } = await import("../../../engine/compile/compile.ts");
    const { runTests } = await import("../../../engine/testing/run-tests.ts");
    const files = ["schema.tagma", "tags.tagma"].map((path) => ({ path, text: shop[path] ?? "" }));
    const { program, plan, diagnostics } = compile(
      {
        files: [...files, { path: "t.tagma", text }],
        settings: { timeZone: "UTC", weekStart: "monday", currency: "EUR", currencyDigits: 2 },
      },
      { tests: true },
    );
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(
      plan === undefined ? [] : runTests(program, plan, [0], new Map()).map(({ failures }) => failures.length),
    ).toEqual([0]);
  });

  it("is in a list that spreadsheets can open, masked", async () => {
    const { body, status } = await studio.get("members.csv?name=buyers&personal=yes");
    expect(status).toBe(200);
    expect(body.split("\n").slice(0, 2)).toEqual([
      "\uFEFFid,buyers,name,city,joined_at",
      "ann,yes,•••,Lyon,2025-01-01 00:00",
    ]);
  });
});

describe("a list of members", () => {
  it("says which value each has, at the day that is asked for", async () => {
    const lines = async (query: string): Promise<string[]> =>
      (await studio.get(`members.csv?${query}`)).body
        .trim()
        .split("\n")
        .map((line) => line.replace("\uFEFF", "").split(",").slice(0, 2).join(","));
    // By hand: ann spent 120, bob 12.50, cem 5, dan nothing; before 22 February bob had spent nothing either.
    expect(await lines("name=tier")).toEqual(["id,tier", "ann,Gold", "bob,Silver", "cem,None", "dan,None"]);
    expect(await lines("name=tier&value=Gold")).toEqual(["id,tier", "ann,Gold"]);
    expect(await lines("name=spend&asOf=2026-02-22")).toEqual(["id,spend", "ann,120", "bob,0", "cem,5", "dan,0"]);
    const own = await makeWorkspace({ ...shop, "more.tagma": "attribute tag called = name\n" });
    const other = await studioOver(own);
    const masked = (await other.get("members.csv?name=called&value=Ann%20Ash")).body;
    expect(masked).not.toContain("Ann");
    // Everybody, so that nobody can ask whose name it is.
    expect(masked.trim().split("\n")).toHaveLength(5);
    await other.app.close();
  });
});

describe("the language of whoever asks", () => {
  it.each([
    ["en", 'there is no customer "nobody"'],
    ["zh-CN,zh;q=0.9,en;q=0.8", "没有客户“nobody”"],
    ["ja", "顧客「nobody」はいません"],
    ["es-MX", "no existe el cliente «nobody»"],
  ] as const)("%s", async (language, message) => {
    const { body } = await studio.app.inject({
      method: "POST",
      url: "/api/customer",
      headers: { host: "localhost", "accept-language": language, "content-type": "application/json" },
      payload: JSON.stringify({ id: "nobody", drafts: {} }),
    });
    expect(JSON.parse(body)).toEqual({ ok: false, problem: { code: "no-customer", message } });
  });
});

describe("reviewing", () => {
  it("says which outputs mean something else, and who moves", async () => {
    const drafts = {
      "tags.tagma": (shop["tags.tagma"] ?? "")
        .replaceAll("100", "10")
        .replace("spend >= 10 and spend < 10", "spend >= 5 and spend < 10"),
    };
    const { json } = await studio.post("review", { drafts });
    expect(json?.["changes"]).toMatchObject([
      {
        name: "tier",
        kind: "changed",
        moved: 2,
        cells: expect.arrayContaining([
          { from: "Silver", to: "Gold", customers: 1, examples: ["bob"] },
          { from: "None", to: "Silver", customers: 1, examples: ["cem"] },
        ]),
      },
    ]);
  });

  it("works out and stores every customer's tags", async () => {
    let { json: job } = await studio.post("run", {});
    while (job?.["state"] === "working") {
      await new Promise((resume) => {
        setTimeout(resume, 50);
      });
      job = (await studio.get(`jobs/${String(job["id"])}`)).json;
    }
    expect(job).toMatchObject({ state: "done" });
    expect((await studio.get("last-run")).json).toMatchObject({
      customers: 4,
      sameRules: true,
      outputs: {
        buyers: { known: 4, values: expect.arrayContaining([{ value: "yes", customers: 2, entered: 0, departed: 0 }]) },
      },
    });
  });
});

describe("the threads", () => {
  it("answer as one does without them, and of a burst of questions the last", async () => {
    const threads = await studioOver(folder, { threads: true });
    const ask = (n: number): ReturnType<typeof threads.post> =>
      threads.post("audience", { drafts: { "x.tagma": `segment x when orders >= ${n}\n` }, name: "x" });
    const answers = await Promise.all([ask(1), ask(2), ask(3), ask(4)]);
    expect(answers.at(-1)?.json?.["audience"]).toMatchObject({
      values: [
        { value: "yes", customers: 0 },
        { value: "no", customers: 4 },
      ],
    });
    expect(answers.map(({ json }) => json?.["ok"] === true || JSON.stringify(json).includes("superseded"))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect((await threads.post("customer", { drafts: {}, id: "nobody" })).json).toMatchObject({
      ok: false,
      problem: { code: "no-customer" },
    });
    await threads.app.close();
    expect(threads.errors).toEqual([]);
  });
});

it("had no error of its own in all of this", () => {
  expect(studio.errors).toEqual([]);
});
