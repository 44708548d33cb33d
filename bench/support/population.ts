import { compile } from "../../engine/compile/compile.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { shared, type Column } from "../../engine/run/population/columns.ts";
import type { EventTable, Population } from "../../engine/run/population/population.ts";
import { planSettings } from "../../engine/compile/settings.ts";

/** The population benchmark's rules and data: 40 aggregates and 40 rules over orders and page views. */
export const NOW = Date.UTC(2026, 2, 1);
const DAY = 86_400_000;
export const categories = ["fresh", "snacks", "beauty", "home", "drinks", "baby", "pets", "garden"] as const;
export const channels = ["app", "web", "store"] as const;
export const sections = [
  "home",
  "fresh",
  "offers",
  "recipes",
  "account",
  "help",
  "search",
  "cart",
  "lists",
  "news",
] as const;

export const schema = `profile customer { birth_year : integer from 1900 to 2026 required  income : money at least 0  sms_opt_in : yes/no required }
event order_paid { amount : money at least 0 required  category : one of (${categories.join(", ")}) required  channel : one of (${channels.join(", ")}) required }
event page_view { seconds : integer from 0 to 100000 required  section : one of (${sections.join(", ")}) required }
`;

/** The aggregates, by name: Tagma's text. */
export const aggregates: readonly (readonly [string, string])[] = [
  ...[7, 30, 90, 180, 365].map((days) => [`orders_${days}`, `count of order_paid in last ${days} days`] as const),
  ...[30, 90, 365].map((days) => [`spend_${days}`, `sum of order_paid.amount in last ${days} days`] as const),
  ...[90, 365].map((days) => [`basket_${days}`, `average of order_paid.amount in last ${days} days`] as const),
  ...[90, 365].map((days) => [`largest_${days}`, `maximum of order_paid.amount in last ${days} days`] as const),
  ["smallest_365", "minimum of order_paid.amount in last 365 days"],
  ...[30, 90, 365].map(
    (days) => [`app_orders_${days}`, `count of order_paid where channel is app in last ${days} days`] as const,
  ),
  ...[90, 365].map(
    (days) => [`fresh_spend_${days}`, `sum of order_paid.amount where category is fresh in last ${days} days`] as const,
  ),
  ...[90, 365].map(
    (days) => [`variety_${days}`, `distinct count of order_paid.category in last ${days} days`] as const,
  ),
  ...[180, 365].map((days) => [`favourite_${days}`, `most frequent order_paid.category in last ${days} days`] as const),
  ["last_channel", "latest order_paid.channel"],
  ["quiet_days", "days since latest order_paid"],
  ["orders_this_month", "count of order_paid this month"],
  ["orders_last_month", "count of order_paid last month"],
  ["app_share_180", "share of order_paid where channel is app in last 180 days"],
  ["order_days_90", "distinct days of order_paid in last 90 days"],
  ...[7, 30, 90].map((days) => [`views_${days}`, `count of page_view in last ${days} days`] as const),
  ...[30, 90].map((days) => [`seconds_${days}`, `sum of page_view.seconds in last ${days} days`] as const),
  ...[30, 90].map(
    (days) => [`offer_views_${days}`, `count of page_view where section is offers in last ${days} days`] as const,
  ),
  ["sections_30", "distinct count of page_view.section in last 30 days"],
  ["view_days_30", "distinct days of page_view in last 30 days"],
  ["section_90", "most frequent page_view.section in last 90 days"],
  ["unseen_days", "days since latest page_view"],
  ["longest_view_30", "maximum of page_view.seconds in last 30 days"],
];

const numeric = aggregates.map(([name]) => name).filter((name) => !/^(favourite|last_channel|section_90)/.test(name));

/** A condition on an aggregate or a field, the same for the same number. */
export function atom(number: number): {
  readonly tagma: string;
  readonly name: string;
  readonly operator: ">=" | "<";
  readonly threshold: number;
} {
  const name = numeric[(number * 7) % numeric.length] ?? "orders_90";
  const operator = number % 3 === 0 ? "<" : ">=";
  const money = /spend|basket|largest|smallest/.test(name);
  const threshold =
    name === "app_share_180"
      ? 0.5
      : money
        ? 20 + ((number * 13) % 180)
        : /seconds|longest/.test(name)
          ? 30 + ((number * 17) % 300)
          : /quiet|unseen/.test(name)
            ? 10 + (number % 60)
            : 1 + (number % 4);
  return { tagma: `${name} ${operator} ${threshold}`, name, operator, threshold };
}

/** The rules, each of three conditions and the permission to write. */
export function ruleTexts(count: number): string[] {
  return Array.from({ length: count }, (_, rule) => {
    const [a, b, c] = [atom(rule * 3), atom(rule * 3 + 1), atom(rule * 3 + 2)];
    return `rule tag rule_${rule} when (${a.tagma} and ${b.tagma}) or (${c.tagma} and sms_opt_in)`;
  });
}

export function populationPlan(rules: number): Plan {
  const settings = planSettings({});
  const text =
    schema +
    aggregates.map(([name, measure]) => `statistical tag ${name} = ${measure}\n`).join("") +
    ruleTexts(rules).join("\n");
  const { plan, diagnostics } = compile({ files: [{ path: "bench.tagma", text }], settings });
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics.slice(0, 3)));
  return plan;
}

/** Random numbers from a seed (xorshift). */
export function random(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}

/** Makes customers with `perCustomer` events on average, four orders to six page views, over 500 days. */
export function makePopulation(count: number, perCustomer: number, seed = 7): Population {
  const next = random(seed);
  const orders = eventTable(count, perCustomer * 0.4, next, [
    ["amount", 30_000, "number"],
    ["category", categories.length, "code"],
    ["channel", channels.length, "code"],
  ]);
  const views = eventTable(count, perCustomer * 0.6, next, [
    ["seconds", 600, "number"],
    ["section", sections.length, "code"],
  ]);
  const birth = shared.int32(count + 1);
  const income = shared.int32(count + 1);
  const permission = shared.uint8(count + 1);
  const start = shared.int32(count + 1);
  const firstEvent = shared.float64(count);
  for (let customer = 0; customer < count; customer++) {
    birth[customer] = 1940 + Math.floor(next() * 70);
    income[customer] = Math.floor(next() * 10_000_000);
    permission[customer] = next() < 0.6 ? 1 : 2;
    start[customer] = customer;
    firstEvent[customer] = NOW - 600 * DAY;
  }
  start[count] = count;
  const columns = new Map<string, Column>([
    ["birth_year", { kind: "number", values: birth, complete: true }],
    ["income", { kind: "number", values: income, complete: true }],
    ["sms_opt_in", { kind: "truth", values: permission, complete: true }],
  ]);
  return {
    count,
    id: (customer) => `c${String(customer).padStart(8, "0")}`,
    firstEvent,
    texts: [],
    profile: { single: true, start, validFrom: shared.float64(count).fill(-Infinity), columns },
    events: new Map([
      ["order_paid", orders],
      ["page_view", views],
    ]),
  };
}

function eventTable(
  count: number,
  average: number,
  next: () => number,
  fields: readonly (readonly [string, number, "number" | "code"])[],
): EventTable {
  const start = shared.int32(count + 1);
  let total = 0;
  for (let customer = 0; customer < count; customer++) {
    start[customer] = total;
    total += Math.floor(next() * (2 * average + 1));
  }
  start[count] = total;
  const time = shared.float64(total);
  const date = shared.int32(total);
  const hour = shared.int8(total);
  for (let customer = 0; customer < count; customer++) {
    const rows = time.subarray(start[customer], start[customer + 1]);
    for (let row = 0; row < rows.length; row++) rows[row] = NOW - Math.floor(next() * 500 * DAY);
    rows.sort();
  }
  for (let row = 0; row < total; row++) {
    date[row] = Math.floor((time[row] ?? 0) / DAY);
    hour[row] = Math.floor(((time[row] ?? 0) % DAY) / 3_600_000);
  }
  const columns = new Map(
    fields.map(([name, most, kind]): [string, Column] => {
      const values = kind === "number" ? shared.int32(total + 1) : shared.int8(total + 1);
      for (let row = 0; row < total; row++) values[row] = Math.floor(next() * most);
      return [
        name,
        kind === "number"
          ? { kind, values: values instanceof Int32Array ? values : shared.int32(0), complete: true }
          : { kind, values, complete: true },
      ];
    }),
  );
  return { start, time, date, hour, datesAscend: true, columns };
}

/** Whether an aggregate is an amount of money, which columns hold in hundredths. */
export const isMoney = (name: string): boolean => /spend|basket|largest|smallest/.test(name);

export function table(population: Population, name: string): EventTable {
  const found = population.events.get(name);
  if (found === undefined) throw new Error(`no event ${name}`);
  return found;
}
