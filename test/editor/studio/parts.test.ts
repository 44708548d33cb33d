import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeWorkspace, studioOver } from "./workspace.ts";

const files = {
  "tagma.json": JSON.stringify({
    language: 1,
    timeZone: "UTC",
    currency: "EUR",
    asOf: "2026-03-01",
    sources: [
      { name: "people", file: "people.csv", profile: true, customer: "id" },
      {
        name: "orders",
        file: "orders.jsonl",
        customer: "who",
        id: "id",
        time: "at",
        event: "bought",
        parts: { line: "items" },
      },
    ],
  }),
  "rules.tagma": `profile customer { city : text }
event bought { total : money   note : text personal   shop : one of (app, web) }
event line part of bought { sku : text   price : money   wish : text personal }
statistical tag app_lines = count of line where bought.shop is app and price > 3
statistical tag noted = count of line where bought.note contains "secret"
`,
  "people.csv": "id,city\nann,Lyon\n",
  "orders.jsonl": `${JSON.stringify({
    id: "1",
    who: "ann",
    at: "2026-02-01T10:00:00Z",
    total: 12.5,
    note: "a secret note",
    shop: "app",
    items: [
      { sku: "s1", price: 4.5, wish: "a secret wish" },
      { sku: "s2", price: 8 },
    ],
  })}\n`,
};

let studio: Awaited<ReturnType<typeof studioOver>>;
beforeAll(async () => {
  studio = await studioOver(await makeWorkspace(files));
});
afterAll(async () => {
  await studio.app.close();
});

describe("parts of events in the studio", () => {
  it("stand beside their event, with fields of their own, personal ones masked", async () => {
    const { json, body } = await studio.post("customer", { drafts: {}, id: "ann" });
    expect(body).not.toContain("secret");
    // The latest first; what is not known is left out.
    const line = { type: "line", later: false };
    expect(json?.["customer"] ?? json).toMatchObject({
      events: [
        { ...line, fields: [{ name: "sku" }, { name: "price" }] },
        { ...line, fields: [{ name: "sku" }, { name: "price" }, { name: "wish", value: null, masked: true }] },
        {
          type: "bought",
          fields: [{ name: "total" }, { name: "note", value: null, masked: true }, { name: "shop", value: "app" }],
        },
      ],
    });
  });

  it("are in the test that a customer becomes, inside their event, with nothing personal", async () => {
    const { json, body } = await studio.post("test-text", { drafts: {}, id: "ann", names: ["app_lines"], title: "x" });
    expect(body).not.toMatch(/secret|s1|ann/);
    const text = String(json?.["text"]);
    expect(text).toMatch(/bought at \S+ \{ shop: \w+ {2}line \{ price: [\d.]+ \} {2}line \{ price: [\d.]+ \} \}/);
    const checked = await studio.post("audience", { drafts: { "t.tagma": text }, name: "app_lines" });
    expect(checked.status).toBe(200);
  });
});
