import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tagma } from "../support/command.ts";
import { imported, rowsOf, tagsOf, workspaceOf } from "../support/store.ts";

const rules = `table product by sku { brand : text  margin : decimal(2) from 0 to 1  vegan : yes/no }
profile customer { favourite : product }
event line { sku : product  price : money }
statistical tag acme = sum of line.price where sku.brand is "Acme"
attribute tag margin = favourite.margin
attribute tag vegan = favourite.vegan
`;
const sources = [
  { name: "products", file: "products.csv", table: "product", fields: { sku: "Article" } },
  { name: "customers", file: "customers.csv", customer: "id", profile: true },
  { name: "lines", file: "lines.csv", customer: "id", event: "line", id: "line", time: "at" },
];
const files = {
  "products.csv": "Article,brand,margin,vegan\na1,Acme,0.25,yes\nb2,Bee,,no\n",
  "customers.csv": "id,favourite\nc1,a1\nc2,nowhere\n",
  "lines.csv":
    "line,id,at,sku,price\n1,c1,2026-01-01T10:00,a1,10\n2,c1,2026-01-02T10:00,b2,20\n3,c2,2026-01-02T10:00,zz,5\n",
};
const workspace = (more: Readonly<Record<string, string>> = {}, text = rules): string =>
  workspaceOf(text, sources, { ...files, ...more });

describe("rows of tables", () => {
  it("come from a source, and a run reads them", async () => {
    const folder = workspace();
    expect((await imported(folder)).map(({ added, rejected }) => [added, rejected])).toEqual([
      [2, 0],
      [2, 0],
      [3, 0],
    ]);
    expect(await tagsOf(folder)).toEqual({
      c1: { acme: 10, margin: 0.25, vegan: true },
      c2: { acme: 0, margin: { is: "unknown" }, vegan: { is: "unknown" } },
    });
  });

  it("without a key are rejected, and of two with one key the least counts, in whatever order", async () => {
    const rows = ["a1,Zed,0.5,yes", "a1,Acme,0.5,yes", ",Nobody,0.1,no", "c3,Acme,7,no"];
    for (const order of [rows, rows.toReversed()]) {
      const folder = workspace({ "products.csv": `Article,brand,margin,vegan\n${order.join("\n")}\n` });
      const [products] = await imported(folder);
      expect(products).toMatchObject({ rows: 4, added: 1, conflicts: 1, rejected: 2 });
      expect(rowsOf(folder, "SELECT _key, brand FROM table_product")).toEqual([{ _key: "a1", brand: "Acme" }]);
    }
  });

  it("take the place of those that were there when a file changes, and stand as they are when none does", async () => {
    const folder = workspace();
    await imported(folder);
    expect((await imported(folder))[0]).toMatchObject({ unchanged: 1, rows: 0 });
    writeFileSync(join(folder, "products.csv"), "Article,brand,margin,vegan\na1,Bee,0.25,yes\nc3,Acme,0.1,no\n");
    expect((await imported(folder))[0]).toMatchObject({ added: 1, updated: 1, removed: 1 });
    expect(await tagsOf(folder)).toMatchObject({ c1: { acme: 0 } });
  });

  it("are asked for again when their declaration has changed", async () => {
    const folder = workspace();
    await imported(folder);
    writeFileSync(join(folder, "r.tagma"), rules.replace("vegan : yes/no", "vegan : text"));
    const refused = await tagma("run", "-w", folder);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("the rules read the table `product`")]);
    await imported(folder);
    expect(await tagsOf(folder)).toMatchObject({ c1: { vegan: "yes" } });
  });

  it.for<[string, object[], string]>([
    ["two sources of one table", [{ ...sources[0], name: "more" }], "two sources fill the table"],
    ["a customer in one", [{ name: "x", file: "x.csv", table: "other", customer: "id" }], "takes no `customer`"],
    ["a source without a customer", [{ name: "x", file: "x.csv", profile: true }], "`customer` is missing"],
    ["a table that is none", [{ name: "x", file: "products.csv", table: "prodcut" }], 'no table called "prodcut"'],
  ])("%s is refused", async ([, more, says]) => {
    const folder = workspaceOf(rules, [...sources, ...more], files);
    const refused = await tagma("import", "-w", folder);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(says)]);
  });
});
