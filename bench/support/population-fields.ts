import { at, required } from "../../engine/invariant/required.ts";
import { compile } from "../../engine/compile/compile.ts";
import { planSettings } from "../../engine/compile/settings.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { textOfSet } from "../../engine/plan/sets.ts";
import { shared, type Column } from "../../engine/run/population/columns.ts";
import { instantiate, runKernel } from "../../engine/run/population/kernel.ts";
import { preparePopulation } from "../../engine/run/population/prepare.ts";
import type { Population } from "../../engine/run/population/population.ts";
import type { TableRows } from "../../engine/run/tables.ts";
import { median } from "./measure.ts";
import { makePopulation, NOW, random, table } from "./population.ts";

const PRODUCTS = 1000;
const brands = ["Acme", "Kita", "Pure", "Ruiz", "Paws", "Northwind", "Alishan", "Sunny"];
const tags = ["gift", "express", "fragile", "subscription", "refill"];

/** Two ways to ask the same, or as much: what each of them costs, once cold and then again and again. */
export interface Pair {
  readonly name: string;
  readonly peer: string;
  /** Milliseconds of the first evaluation over data that is there for the first time. */
  readonly cold: readonly [ours: number, peer: number];
  readonly warm: readonly [ours: number, peer: number];
}

const days = [30, 90, 365];
const measures = (where: string): string =>
  days
    .flatMap((length) => [
      `statistical tag n_${length} = count of order_paid where ${where} in last ${length} days`,
      `statistical tag s_${length} = sum of order_paid.amount where ${where} in last ${length} days`,
    ])
    .join("\n");

function planOf(fields: string, where: string): Plan {
  const text = `table product by sku { brand : text  shelf : one of (${brands.map((brand) => brand.toLowerCase()).join(", ")}) }
profile customer { birth_year : integer }
event order_paid { amount : money at least 0 required  ${fields} }
${measures(where)}`;
  const { plan, diagnostics } = compile({ files: [{ path: "bench.tagma", text }], settings: planSettings({}) });
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics.slice(0, 3)));
  return plan;
}

/** Measures, over the same orders, a field of a table against the same field in the event, and sets against comparisons. */
export function measureFields(customers: number, rounds: number): Pair[] {
  const population = withFields(makePopulation(customers, 10));
  const pair = (name: string, ours: Plan, peer: string, other: Plan, sameAnswer: boolean): Pair => {
    const cold: [number, number][] = [];
    const warm: [number, number][] = [];
    const tasks = [ours, other].map((plan) => {
      const { task, result } = preparePopulation(plan, population, NOW);
      return { task, result, run: instantiate(task) };
    });
    const again = ({ task, run }: (typeof tasks)[number]): void => {
      Atomics.store(task.next, 0, 0);
      runKernel(task, run);
    };
    tasks.forEach(again);
    for (let round = 0; round < rounds; round++) {
      // Populations of their own: what was gathered through a table is kept with the population.
      cold.push(
        inTurn([ours, other], (plan) =>
          runKernel(preparePopulation(plan, { ...population, id: population.id }, NOW).task),
        ),
      );
      warm.push(inTurn(tasks, again));
    }
    const answers = tasks.map(({ result }) =>
      JSON.stringify(
        result.columns.map((column) => (column.kind === "number" ? [...column.numbers.subarray(0, 500)] : null)),
      ),
    );
    if (sameAnswer && answers[0] !== answers[1]) throw new Error(`${name} gives another answer than ${peer}`);
    const middle = (times: readonly [number, number][]): readonly [number, number] => [
      median(times.map(([first]) => first)),
      median(times.map(([, second]) => second)),
    ];
    return { name, peer, cold: middle(cold), warm: middle(warm) };
  };
  const stored = planOf(
    "sku : text  brand : text  shelf : one of (acme, kita, pure, ruiz, paws, northwind, alishan, sunny)",
    `brand is "Acme"`,
  );
  const storedShelf = planOf(
    "sku : text  shelf : one of (acme, kita, pure, ruiz, paws, northwind, alishan, sunny)",
    "shelf is acme",
  );
  return [
    pair(
      "a text of a table",
      planOf("sku : product", `sku.brand is "Acme"`),
      "the same text in the event",
      stored,
      true,
    ),
    pair(
      "a named value of a table",
      planOf("sku : product", "sku.shelf is acme"),
      "the same value in the event",
      storedShelf,
      true,
    ),
    pair(
      "a set asked for one value",
      planOf(`tags : set of one of (${tags.join(", ")})`, "tags contains gift"),
      "two comparisons",
      planOf(
        "channel : one of (app, web, store)  category : one of (fresh, snacks, beauty, home, drinks, baby, pets, garden)",
        "channel is app and category is fresh",
      ),
      false,
    ),
  ];
}

function inTurn<Way>(ways: readonly Way[], work: (way: Way) => unknown): [number, number] {
  const [first = 0, second = 0] = ways.map((way) => {
    const begun = performance.now();
    work(way);
    return performance.now() - begun;
  });
  return [first, second];
}

/** Orders that name a product each, with the product's fields beside it, and a set of tags. */
function withFields(population: Population): Population {
  const orders = table(population, "order_paid");
  const rows = orders.time.length;
  const next = random(11);
  const sets = Array.from({ length: 32 }, (_, bits) =>
    textOfSet(tags.filter((__, place) => (bits >> place) % 2 === 1)),
  );
  const texts = [...Array.from({ length: PRODUCTS }, (_, place) => `p${place}`), ...brands, ...sets];
  const [sku, brand, held, shelf] = [
    shared.int32(rows + 1),
    shared.int32(rows + 1),
    shared.int32(rows + 1),
    shared.int8(rows + 1),
  ];
  for (let row = 0; row < rows; row++) {
    const product = Math.floor(next() * PRODUCTS);
    sku[row] = product;
    brand[row] = PRODUCTS + (product % brands.length);
    shelf[row] = product % brands.length;
    held[row] = PRODUCTS + brands.length + Math.floor(next() * sets.length);
  }
  for (const column of [sku, brand, held, shelf]) column[rows] = -1;
  const code = (values: Int32Array | Int8Array): Column => ({ kind: "code", values, complete: true });
  const products: TableRows = {
    places: new Map(Array.from({ length: PRODUCTS }, (_, place) => [`p${place}`, place])),
    columns: new Map([
      ["brand", Array.from({ length: PRODUCTS }, (_, place) => at(brands, place % brands.length))],
      ["shelf", Array.from({ length: PRODUCTS }, (_, place) => at(brands, place % brands.length).toLowerCase())],
    ]),
  };
  return {
    ...population,
    id: (customer) => population.id(customer),
    texts,
    tables: new Map([["product", products]]),
    events: new Map([
      [
        "order_paid",
        {
          ...orders,
          columns: new Map([
            ["amount", required(orders.columns.get("amount"), "the amounts")],
            ["channel", required(orders.columns.get("channel"), "the channels")],
            ["category", required(orders.columns.get("category"), "the categories")],
            ["sku", code(sku)],
            ["brand", code(brand)],
            ["shelf", code(shelf)],
            ["tags", code(held)],
          ]),
        },
      ],
    ]),
  };
}
