import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { writeFiles } from "../support/command.ts";
import { imported, rowsOf, workspaceOf } from "../support/store.ts";
import { amount } from "../support/tier.ts";

/*
 * Histories of imports against a model that knows files as states and nothing of how they are imported: orders with lines,
 * as lists in their rows or in a file of their own, with and without revisions and `replace`, and a table beside them.
 */

const rules = `profile customer {}
event bought { total : integer }
event line part of bought { sku : text }
table product by sku { brand : text }
attribute tag nothing when 1 < 0
`;

interface Order {
  readonly customer: string;
  readonly total: number;
  readonly revision: number;
  readonly lines: readonly string[];
}
/** What one import finds: the files of orders by name, each with its orders by id, and the rows of the table. */
interface Delivery {
  readonly files: Readonly<Record<string, Readonly<Record<string, Order>>>>;
  /** Of lines in a file of their own: those of each order, whichever file it stands in. */
  readonly lines: Readonly<Record<string, readonly string[]>>;
  readonly products: Readonly<Record<string, string>>;
}
interface Setting {
  readonly ownFile: boolean;
  readonly replace: boolean;
  readonly revised: boolean;
}

const ids = fc.constantFrom("1", "2", "3");
const lines = fc.array(fc.constantFrom("x", "y", "z"), { maxLength: 3 });
const order: fc.Arbitrary<Order> = fc.record({
  customer: fc.constantFrom("a", "b", "c"),
  total: fc.integer({ min: 1, max: 3 }),
  revision: fc.integer({ min: 8, max: 11 }),
  lines,
});
const delivery: fc.Arbitrary<Delivery> = fc.record({
  files: fc.dictionary(fc.constantFrom("1.jsonl", "2.jsonl"), fc.dictionary(ids, order), { minKeys: 1 }),
  lines: fc.dictionary(fc.constantFrom("1", "2", "3", "nobody"), lines),
  products: fc.dictionary(fc.constantFrom("x", "y"), fc.constantFrom("Acme", "Bee")),
});
const setting: fc.Arbitrary<Setting> = fc.record({
  ownFile: fc.boolean(),
  replace: fc.boolean(),
  revised: fc.boolean(),
});

const rowsIn = (orders: Readonly<Record<string, Order>>, { ownFile }: Setting): string =>
  Object.entries(orders)
    .map(
      ([id, { customer, total, revision, lines: own }]) =>
        `${JSON.stringify({ id, customer, at: "2026-01-01", total, revision, ...(ownFile ? {} : { items: own.map((sku) => ({ sku })) }) })}\n`,
    )
    .join("");

/** Numbers that are no places, and rows in another order than the numbers. */
const linesIn = (all: Delivery["lines"]): string =>
  `order,no,sku\n${Object.entries(all)
    .flatMap(([id, skus]) => skus.map((sku, index) => `${id},${(index + 1) * 5},${sku}\n`))
    .reverse()
    .join("")}`;

const productsIn = (products: Delivery["products"]): string =>
  `sku,brand\n${Object.entries(products)
    .map(([sku, brand]) => `${sku},${brand}\n`)
    .join("")}`;

/** The canonical JSON of an order, whose time and type are always the same ([R4]). */
const canonical = ({ total, lines: own }: Order): string =>
  `{"fields":{"total":${total}},${own.length === 0 ? "" : `"parts":{"line":[${own.map((sku) => `{"sku":"${sku}"}`).join(",")}]},`}"time"`;

/** What holds after each import, worked out from the files alone. */
class Model {
  private readonly setting: Setting;
  private readonly seen = new Map<string, string>();
  private seenLines = "";
  orders = new Map<string, Order>();

  constructor(given: Setting) {
    this.setting = given;
  }

  take(files: Delivery["files"], all: Delivery["lines"]): void {
    const { ownFile, replace } = this.setting;
    const names = Object.keys(files).sort();
    const linesText = ownFile ? linesIn(all) : "";
    const texts = new Map(names.map((name) => [name, rowsIn(files[name] ?? {}, this.setting)]));
    const isSame =
      linesText === this.seenLines &&
      names.length === this.seen.size &&
      names.every((name) => this.seen.get(name) === texts.get(name));
    // Everything is read together where events may go away, or have parts elsewhere.
    const whole = (ownFile || replace) && !isSame;
    const told = new Set<string>();
    for (const name of names) {
      const before = this.seen.get(name);
      const text = texts.get(name) ?? "";
      // Without a file of lines and without `replace`, what a file begins with is not read again.
      const grown = !whole && before !== undefined && before !== "" && text.startsWith(before);
      for (const [index, [id, row]] of Object.entries(files[name] ?? {}).entries()) {
        told.add(id);
        if (!whole && (ownFile || replace)) continue;
        if (grown && index < before.split("\n").length - 1) continue;
        if (!whole && before === text) continue;
        this.tell(id, ownFile ? { ...row, lines: all[id] ?? [] } : row);
      }
    }
    if (replace && whole) for (const id of [...this.orders.keys()]) if (!told.has(id)) this.orders.delete(id);
    this.seenLines = linesText;
    for (const [name, text] of texts) this.seen.set(name, text);
    if (ownFile || replace) for (const name of [...this.seen.keys()]) if (!texts.has(name)) this.seen.delete(name);
  }

  private tell(id: string, next: Order): void {
    const before = this.orders.get(id);
    if (before === undefined || !this.setting.revised || next.revision > before.revision) this.orders.set(id, next);
    else if (next.revision === before.revision) {
      const [left, right] = [canonical(next), canonical(before)];
      if (left < right || (left === right && next.customer < before.customer)) this.orders.set(id, next);
    }
  }
}

function sourcesOf({ ownFile, replace, revised }: Setting): object[] {
  return [
    {
      name: "orders",
      file: "orders",
      customer: "customer",
      id: "id",
      time: "at",
      event: "bought",
      ...(replace ? { replace } : {}),
      ...(revised ? { revision: "revision" } : {}),
      ...(ownFile ? {} : { parts: { line: "items" } }),
    },
    ...(ownFile
      ? [{ name: "lines", file: "lines.csv", part: "line", join: { source: "orders", column: "order" }, line: "no" }]
      : []),
    { name: "products", file: "products.csv", table: "product" },
  ];
}

it("whatever the history of imports, what is there is what the files have told", async () => {
  const moved = { customer: "b", total: 1, revision: 9, lines: ["y"] };
  const first = { customer: "a", total: 1, revision: 9, lines: ["x", "y"] };
  let changes = 0;
  await fc.assert(
    fc.asyncProperty(setting, fc.array(delivery, { minLength: 1, maxLength: 4 }), async (given, history) => {
      const folder = workspaceOf(rules, sourcesOf(given), {});
      const model = new Model(given);
      for (const { files, lines: all, products } of history) {
        for (const name of ["1.jsonl", "2.jsonl"])
          if (existsSync(join(folder, "orders", name))) rmSync(join(folder, "orders", name));
        writeFiles(folder, {
          ...Object.fromEntries(
            Object.entries(files).map(([name, orders]) => [`orders/${name}`, rowsIn(orders, given)]),
          ),
          "lines.csv": linesIn(all),
          "products.csv": productsIn(products),
        });
        await imported(folder);
        model.take(files, all);
        const events = [...model.orders].sort(([left], [right]) => (left < right ? -1 : 1));
        changes += events.length;
        expect(rowsOf(folder, "SELECT _id AS id, _customer AS customer, total FROM event_bought ORDER BY 1")).toEqual(
          events.map(([id, { customer, total }]) => ({ id: `bought:${id}`, customer, total })),
        );
        // Read through the view, so that a part without its event, or with another customer, would show.
        expect(
          rowsOf(
            folder,
            'SELECT _id AS id, _customer AS customer, sku, "bought.total" AS total FROM event_line ORDER BY 1',
          ),
        ).toEqual(
          events.flatMap(([id, { customer, total, lines: own }]) =>
            own.map((sku, index) => ({ id: `bought:${id}#00000${index + 1}`, customer, sku, total })),
          ),
        );
        expect(rowsOf(folder, "SELECT count(*) AS n FROM part_line")).toEqual([
          { n: events.reduce((sum, [, { lines: own }]) => sum + own.length, 0) },
        ]);
        expect(rowsOf(folder, "SELECT _key AS sku, brand FROM table_product ORDER BY 1")).toEqual(
          Object.entries(products)
            .sort(([left], [right]) => (left < right ? -1 : 1))
            .map(([sku, brand]) => ({ sku, brand })),
        );
      }
    }),
    {
      numRuns: amount(25, 400),
      examples: [false, true].flatMap((ownFile) =>
        [false, true].map((replace): [Setting, Delivery[]] => [
          { ownFile, replace, revised: false },
          [
            { files: { "1.jsonl": { "1": first, "2": first } }, lines: { "1": ["x", "y"], "2": ["z"] }, products: {} },
            { files: { "1.jsonl": { "1": moved } }, lines: { "1": ["y"], nobody: ["x"] }, products: { x: "Acme" } },
          ],
        ]),
      ),
    },
  );
  expect(changes).toBeGreaterThan(amount(50, 800));
});
