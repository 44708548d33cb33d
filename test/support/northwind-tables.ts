import type { TablesInput } from "../../engine/run/tables.ts";
import { products } from "../../examples/northwind/generate/products.ts";

/** The rows of Northwind's tables, as whoever evaluates one customer gives them. */
export const northwindTables: TablesInput = {
  product: products
    .filter(({ goneAt }) => goneAt === undefined)
    .map(({ sku, name, brand, category, margin }) => ({
      sku,
      name,
      brand,
      category,
      margin: margin === undefined ? null : margin / 1000,
    })),
};
