import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ArgumentError, readArguments } from "../../examples/northwind/generate/arguments.ts";
import { asOf, opening, utc } from "../../examples/northwind/generate/calendar.ts";
import { customerOf } from "../../examples/northwind/generate/history.ts";
import { products } from "../../examples/northwind/generate/products.ts";
import { headings, productsText, textOf } from "../../examples/northwind/generate/rows.ts";
import { writeData } from "../../examples/northwind/generate/write.ts";
import { randomOf } from "../../examples/northwind/random.ts";

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

const textsOf = (seed: number, customers: number): string =>
  numbers(customers)
    .map((k) => JSON.stringify(textOf(customerOf(seed, k))))
    .join("\n");

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

const population = numbers(600).map((k) => customerOf(7, k));

describe("the random numbers", () => {
  it("have the means that their names promise", () => {
    const random = randomOf(1, 1);
    const mean = (draw: () => number): number => numbers(20_000).reduce((sum) => sum + draw(), 0) / 20_000;
    expect(mean(() => random.next())).toBeCloseTo(0.5, 1);
    expect(mean(() => random.normal())).toBeCloseTo(0, 1);
    expect(mean(() => random.exponential(3)) / 3).toBeCloseTo(1, 1);
    expect(mean(() => random.gamma(0.6, 2)) / 1.2).toBeCloseTo(1, 1);
    expect(mean(() => random.gamma(4, 0.5)) / 2).toBeCloseTo(1, 1);
    expect(
      mean(() =>
        random.weighted([
          [1, 3],
          [0, 1],
        ]),
      ),
    ).toBeCloseTo(0.75, 1);
    expect(mean(() => random.integer(1, 6))).toBeCloseTo(3.5, 0);
  });

  it("differ from stream to stream", () => {
    const firsts = numbers(1000).map((stream) => randomOf(7, stream).next());
    expect(new Set(firsts).size).toBe(1000);
  });
});

describe("the generator", () => {
  it("writes the same bytes for the same seed, and others for another", () => {
    expect(hashOf(textsOf(7, 100))).toBe("8068f3dbc471709073977b4c71227b13a9120a4c33732182dfb611ed6c586582");
    expect(hashOf(textsOf(8, 100))).not.toBe(hashOf(textsOf(7, 100)));
  });

  it("makes a customer the same however many there are", () => {
    expect(textsOf(7, 60).startsWith(textsOf(7, 40))).toBe(true);
  });

  it("fills every required field", () => {
    for (const { profile, orders, views, others } of population) {
      expect(profile.id).toMatch(/^c\d{7}$/);
      expect(profile.joinedAt).toBeGreaterThanOrEqual(opening);
      expect(typeof profile.smsOptIn).toBe("boolean");
      for (const order of orders) {
        expect(order.cents).toBeGreaterThanOrEqual(0);
        expect(["app", "web", "store"]).toContain(order.channel);
      }
      for (const view of views) expect(view.path).toMatch(/^\//);
      for (const { fields } of others.filter(({ type }) => type === "coupon")) expect(fields).toHaveProperty("code");
      for (const { fields } of others.filter(({ type }) => type === "review"))
        expect([1, 2, 3, 4, 5]).toContain(fields.stars);
    }
  });

  it("keeps every event between joining and the as-of date, each under an id of its own", () => {
    const ids = new Set<string>();
    let events = 0;
    for (const { profile, orders, views, others } of population) {
      for (const { id, at } of [...orders, ...views, ...others]) {
        events += 1;
        ids.add(id);
        expect(at).toBeGreaterThanOrEqual(profile.joinedAt);
        expect(at).toBeLessThan(asOf);
      }
    }
    expect(ids.size).toBe(events);
    expect(utc(asOf)).toBe("2026-02-28T16:00:00.000Z");
  });

  it("fills baskets whose lines add up to the order's amount and to its items", () => {
    const keys = new Map(products.map((product) => [product.sku, product]));
    for (const { cents, items, lines, at } of population.flatMap(({ orders }) => orders)) {
      expect(lines.reduce((sum, line) => sum + line.cents, 0)).toBe(cents);
      const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
      expect(pieces).toBe(items ?? pieces);
      expect(new Set(lines.map(({ sku }) => sku)).size).toBe(lines.length);
      for (const { sku, quantity } of lines) {
        expect(quantity).toBeGreaterThanOrEqual(1);
        expect(at).toBeLessThan(keys.get(sku)?.goneAt ?? Infinity);
      }
    }
  });

  it("sells products that are gone in old orders only, and lists them no longer", () => {
    const listed = new Set(productsText.split("\n").map((row) => row.split(",")[0]));
    const sold = new Set(
      population.flatMap(({ orders }) => orders.flatMap(({ lines }) => lines.map(({ sku }) => sku))),
    );
    for (const { sku, goneAt } of products) {
      expect({ sku, listed: listed.has(sku) }).toEqual({ sku, listed: goneAt === undefined });
      expect(sold).toContain(sku);
    }
  });

  it("has people whose baskets say what they like", () => {
    const lines = population.flatMap(({ taste, orders }) =>
      orders.flatMap((order) => order.lines.map(({ sku }) => ({ taste, sku }))),
    );
    const share = (chosen: typeof lines, brand: string | undefined): number =>
      chosen.filter(({ sku }) => products.find((product) => product.sku === sku)?.brand === brand).length /
      chosen.length;
    for (const brand of ["Acme", "Pure"])
      expect(
        share(
          lines.filter(({ taste }) => taste.brand === brand),
          brand,
        ),
      ).toBeGreaterThan(2 * share(lines, brand));
    const told = population.filter(({ taste }) => taste.hobbies !== undefined).length;
    expect(told / population.length).toBeGreaterThan(0.4);
    expect(told / population.length).toBeLessThan(0.7);
  });

  it("is as uneven as people are", () => {
    const orders = population.flatMap((customer) => customer.orders);
    const sold = (category: string): number => orders.filter((order) => order.category === category).length;
    expect(sold("fresh")).toBeGreaterThan(3 * sold("pets"));
    const perCustomer = population.map((customer) => customer.orders.length).sort((a, b) => b - a);
    const topTenth = perCustomer.slice(0, 60).reduce((sum, n) => sum + n, 0);
    expect(topTenth / orders.length).toBeGreaterThan(0.3);
    expect(perCustomer.at(-1)).toBe(0);
    const events = population.reduce((sum, c) => sum + c.orders.length + c.views.length + c.others.length, 0);
    expect(events / population.length).toBeGreaterThan(30);
    expect(events / population.length).toBeLessThan(50);
  });

  it("leaves some birth dates, cities and incomes untold", () => {
    for (const field of ["birthDate", "city", "income"] as const) {
      const untold = population.filter(({ profile }) => profile[field] === undefined).length;
      expect(untold).toBeGreaterThan(0);
      expect(untold).toBeLessThan(population.length / 2);
    }
  });

  it("writes files whose contents are the customers, one after another", async () => {
    const folder = await mkdtemp(join(tmpdir(), "northwind-"));
    try {
      const progress: number[] = [];
      await writeData(folder, 50, 7, (written) => progress.push(written));
      const texts = numbers(50).map((k) => textOf(customerOf(7, k)));
      expect(await readFile(join(folder, "products.csv"), "utf8")).toBe(productsText);
      for (const file of ["customers.csv", "orders.csv", "views.csv", "other.jsonl"] as const) {
        const expected = headings[file] + texts.map((text) => text[file]).join("");
        expect(await readFile(join(folder, file), "utf8")).toBe(expected);
      }
      expect(progress).toEqual([50]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("its arguments", () => {
  it("have defaults", () => {
    expect(readArguments([])).toEqual({ customers: 2000, seed: 7, out: undefined, help: false });
  });

  it.each([
    [["--customers", "many"], '--customers must be a whole number from 1 to 100000000, not "many"'],
    [["--customers", "0"], "--customers must be"],
    [["--seed", "1.5"], "--seed must be"],
    [["--out", ""], "--out needs the name of a folder"],
    [["--nonsense"], "--nonsense"],
    [["stray"], "stray"],
  ])("reject %j", (args, message) => {
    expect(() => readArguments(args)).toThrow(ArgumentError);
    expect(() => readArguments(args)).toThrow(message);
  });
});
