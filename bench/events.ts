import { load } from "../engine/run/one-customer/executor.ts";
import { required } from "../engine/invariant/required.ts";
import { interleaved, printRates, smoke } from "./support/measure.ts";
import { aggregates, atom, categories, channels, NOW, populationPlan, random, sections } from "./support/population.ts";

/**
 * One customer with 50 raw events, 40 aggregates and 40 rules, against array methods: filter, map and reduce for each
 * measure, as people write it. Both begin with events as JSON has them.
 * `node bench/events.ts [--smoke] [--json]`
 */
const DAY = 86_400_000;
const RULES = 40;
const plan = populationPlan(RULES);
const next = random(21);
const pick = <Item>(items: readonly Item[], fallback: Item): Item =>
  items[Math.floor(next() * items.length)] ?? fallback;

interface OrderEvent {
  readonly type: "order_paid";
  readonly id: string;
  readonly time: string;
  readonly fields: { readonly amount: number; readonly category: string; readonly channel: string };
}
interface ViewEvent {
  readonly type: "page_view";
  readonly id: string;
  readonly time: string;
  readonly fields: { readonly seconds: number; readonly section: string };
}

const customers = Array.from({ length: smoke ? 5 : 200 }, (_, customer) => ({
  profile: { birth_year: 1990, income: 1000, sms_opt_in: next() < 0.5 },
  events: Array.from({ length: 50 }, (_, index): OrderEvent | ViewEvent => {
    const time = new Date(NOW - Math.floor(next() * 400 * DAY)).toISOString();
    const id = `e${customer}-${index}`;
    return next() < 0.4
      ? {
          type: "order_paid",
          id,
          time,
          fields: {
            amount: Math.floor(next() * 30_000) / 100,
            category: pick(categories, "fresh"),
            channel: pick(channels, "app"),
          },
        }
      : { type: "page_view", id, time, fields: { seconds: Math.floor(next() * 600), section: pick(sections, "home") } };
  }).sort((left, right) => (left.time < right.time ? -1 : 1)),
}));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The value that occurs most often; of equally frequent ones that which occurred last. */
function mostFrequent(values: readonly string[]): string | null {
  const counts = new Map<string, { count: number; last: number }>();
  for (const [place, value] of values.entries())
    counts.set(value, { count: (counts.get(value)?.count ?? 0) + 1, last: place });
  return [...counts].sort(([, left], [, right]) => right.count - left.count || right.last - left.last)[0]?.[0] ?? null;
}

function measure(name: string, orders: readonly OrderEvent[], views: readonly ViewEvent[]): number | string | null {
  const days = Number(/_(\d+)$/.exec(name)?.[1] ?? 0);
  const since = <Event extends { readonly time: string }>(events: readonly Event[]): Event[] =>
    events.filter(({ time }) => Date.parse(time) > NOW - days * DAY);
  const dates = (events: readonly { readonly time: string }[]): number =>
    new Set(events.map(({ time }) => time.slice(0, 10))).size;
  const amounts = (): number[] => since(orders).map(({ fields }) => Math.round(fields.amount * 100));
  switch (name.replace(/_\d+$/, "")) {
    case "orders":
      return since(orders).length;
    case "spend":
      return sum(amounts());
    case "basket": {
      const of = amounts();
      return of.length === 0 ? null : Math.round(sum(of) / of.length);
    }
    case "largest": {
      const of = amounts();
      return of.length === 0 ? null : Math.max(...of);
    }
    case "smallest": {
      const of = amounts();
      return of.length === 0 ? null : Math.min(...of);
    }
    case "app_orders":
      return since(orders).filter(({ fields }) => fields.channel === "app").length;
    case "fresh_spend":
      return sum(
        since(orders)
          .filter(({ fields }) => fields.category === "fresh")
          .map(({ fields }) => Math.round(fields.amount * 100)),
      );
    case "variety":
      return new Set(since(orders).map(({ fields }) => fields.category)).size;
    case "favourite":
      return mostFrequent(since(orders).map(({ fields }) => fields.category));
    case "last_channel":
      return orders.at(-1)?.fields.channel ?? null;
    case "quiet_days": {
      const last = orders.at(-1);
      return last === undefined ? null : Math.floor((NOW - Date.parse(last.time)) / DAY);
    }
    case "orders_this_month":
      return orders.filter(({ time }) => Date.parse(time) >= NOW).length;
    case "orders_last_month":
      return orders.filter(({ time }) => Date.parse(time) >= Date.UTC(2026, 1, 1) && Date.parse(time) < NOW).length;
    case "app_share": {
      const of = since(orders);
      return of.length === 0 ? null : of.filter(({ fields }) => fields.channel === "app").length / of.length;
    }
    case "order_days":
      return dates(since(orders));
    case "views":
      return since(views).length;
    case "seconds":
      return sum(since(views).map(({ fields }) => fields.seconds));
    case "offer_views":
      return since(views).filter(({ fields }) => fields.section === "offers").length;
    case "sections":
      return new Set(since(views).map(({ fields }) => fields.section)).size;
    case "view_days":
      return dates(since(views));
    case "section":
      return mostFrequent(since(views).map(({ fields }) => fields.section));
    case "unseen_days": {
      const last = views.at(-1);
      return last === undefined ? null : Math.floor((NOW - Date.parse(last.time)) / DAY);
    }
    case "longest_view": {
      const of = since(views).map(({ fields }) => fields.seconds);
      return of.length === 0 ? null : Math.max(...of);
    }
    default:
      throw new Error(name);
  }
}

const atoms = Array.from({ length: RULES * 3 }, (_, number) => {
  const { name, operator, threshold } = atom(number);
  return { name, operator, threshold: /spend|basket|largest|smallest/.test(name) ? threshold * 100 : threshold };
});

function byArrayMethods({ profile, events }: (typeof customers)[number]): boolean[] {
  const orders = events.filter((event) => event.type === "order_paid");
  const views = events.filter((event) => event.type === "page_view");
  const values = Object.fromEntries(aggregates.map(([name]) => [name, measure(name, orders, views)]));
  const met = (number: number): boolean => {
    const { name, operator, threshold } = atoms[number] ?? { name: "", operator: "<", threshold: 0 };
    const value = values[name];
    return typeof value === "number" && (operator === "<" ? value < threshold : value >= threshold);
  };
  return Array.from(
    { length: RULES },
    (_, rule) => (met(rule * 3) && met(rule * 3 + 1)) || (met(rule * 3 + 2) && profile.sms_opt_in),
  );
}

const executor = load(plan);
for (const customer of customers) {
  const found = executor.evaluate(customer.profile, customer.events, NOW);
  const ours =
    found.kind === "present" ? Array.from({ length: RULES }, (_, rule) => found.tags[`rule_${rule}`] === true) : [];
  if (JSON.stringify(ours) !== JSON.stringify(byArrayMethods(customer)))
    throw new Error("the two ways give different answers");
}
const times = interleaved(
  [
    {
      name: "ours",
      count: customers.length,
      run: () => customers.map(({ profile, events }) => executor.evaluate(profile, events, NOW)),
    },
    { name: "array methods", count: customers.length, run: () => customers.map(byArrayMethods) },
  ],
  { rounds: 9, warm: 20, least: 0.15 },
);
printRates(
  "events",
  "customers a second, 50 raw events",
  required(times.get("ours"), "ours"),
  new Map([["array methods", required(times.get("array methods"), "array methods")]]),
);
