import { expect, it } from "vitest";
import { compileWorkspace, openWorkspace } from "../../store/workspace/workspace.ts";
import { folderWith } from "../support/command.ts";

const rules = `table product by sku { brand : text }
profile customer { favourite : product }
attribute tag brand = favourite.brand
`;
const customers = { name: "customers", file: "customers.csv", customer: "id", profile: true };
const products = { name: "products", file: "products.csv", table: "product" };

function hintsOf(config: object, text = rules): string[] {
  const folder = folderWith({ "tagma.json": JSON.stringify({ language: 1, ...config }), "rules.tagma": text });
  return compileWorkspace(openWorkspace(folder)).diagnostics.map(({ code, location }) => `${code} ${location.start}`);
}

it("a table that no source fills is told where it is declared", () => {
  expect(hintsOf({ sources: [customers] })).toEqual(["table-unfilled 6"]);
});

it("one that a source fills is not, nor one in a workspace that has no sources yet, nor one of a warehouse", () => {
  expect(hintsOf({ sources: [customers, products] })).toEqual([]);
  expect(hintsOf({})).toEqual([]);
  const bindings = {
    profile: { table: "people", customer: "id" },
    tables: { product: { table: "products", key: "sku" } },
  };
  expect(hintsOf({ sources: [customers], bindings })).toEqual([]);
});

it("one that no field names is no more than unused", () => {
  expect(hintsOf({ sources: [customers] }, "table product by sku { brand : text }\nprofile customer {}\n")).toEqual([
    expect.stringContaining("unused"),
  ]);
});
