import { beforeAll, describe, expect, it } from "vitest";
import { folderWith, tagmaJson, tagmaOut } from "../support/command.ts";

const folder = folderWith({
  "tagma.json": JSON.stringify({
    language: 1,
    timeZone: "UTC",
    asOf: "2026-03-01",
    sources: [
      { name: "people", file: "people.csv", customer: "id", profile: true },
      { name: "goods", file: "data/products.csv", table: "product" },
      {
        name: "orders",
        file: "orders.jsonl",
        customer: "who",
        id: "id",
        time: "at",
        event: "order_paid",
        parts: { order_line: { column: "lines" } },
      },
    ],
  }),
  "rules.tagma": `table product by sku { brand : text   cost : money personal }
profile customer { favourite : product }
event order_paid {}
event order_line part of order_paid { sku : product   price : money }
attribute tag likes_acme when favourite.brand is "Acme"
statistical tag acme = sum of order_line.price where sku.brand is "Acme"
statistical tag dear = count of order_line where sku.cost > 1
`,
  "people.csv": "id,favourite\nann,a1\nbob,x9\n",
  "data/products.csv": "sku,brand,cost\na1,Acme,2.50\nb1,Kita,3.00\n",
  "orders.jsonl": `${JSON.stringify({
    id: "o1",
    who: "ann",
    at: "2026-02-01T12:00:00Z",
    lines: [
      { sku: "a1", price: 5 },
      { sku: "b1", price: 7 },
    ],
  })}\n`,
});

beforeAll(async () => {
  await tagmaOut("import", "-w", folder);
});

describe("what is read of a row of a table", () => {
  it("is told with the file that it comes from", async () => {
    const told = await tagmaOut("explain", "ann", "likes_acme", "acme", "-w", folder);
    expect(told).toContain("favourite.brand is Acme, from products.csv\n");
    expect(told).toContain("order_line 2026-02-01 12:00 (sku.brand is Acme); sku.brand from products.csv\n");
  });

  it("comes from nowhere where there is no row", async () => {
    expect(await tagmaOut("explain", "bob", "likes_acme", "-w", folder)).toContain("favourite.brand is unknown\n");
  });

  it("is masked where it is personal, and shown where that is asked for", async () => {
    expect(await tagmaOut("explain", "ann", "dear", "-w", folder)).toContain("(sku.cost is •••)");
    expect(await tagmaOut("explain", "ann", "dear", "--show-personal", "-w", folder)).toContain("(sku.cost is 2.50)");
  });

  it("stands in the JSON beside its table", async () => {
    const { tags } = await tagmaJson<{ readonly tags: readonly object[] }>(
      "explain",
      "ann",
      "likes_acme",
      "acme",
      "-w",
      folder,
    );
    const [likes, acme] = tags.map((tag) => JSON.stringify(tag));
    expect(likes).toContain('"name":"favourite.brand","value":"Acme","table":"product"');
    expect(acme).toContain('"rows":{"sku.brand":"Acme"}');
  });
});
