import { compile } from "../../engine/compile/compile.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { planSettings } from "../../engine/compile/settings.ts";
import { random } from "./population.ts";

/** One condition over the 30 inputs of the benchmark of one customer. */
export type Condition =
  | { readonly kind: "number"; readonly input: string; readonly operator: ">=" | "<"; readonly value: number }
  | { readonly kind: "text"; readonly input: string; readonly values: readonly string[] }
  | { readonly kind: "truth"; readonly input: string };

/** True when all conditions of any of its ways are. */
export interface Rule {
  readonly name: string;
  readonly ways: readonly (readonly Condition[])[];
}

const cities = ["Taipei", "Tainan", "Kaohsiung", "Madrid", "Sevilla", "Tokyo", "Osaka", "Lima"];
const channels = ["app", "web", "store"];
const tiers = ["basic", "silver", "gold"];

/** Sixteen measures that a service holds already, and fourteen fields. */
export const measures = [
  "orders_7",
  "orders_30",
  "orders_90",
  "orders_365",
  "spend_30",
  "spend_90",
  "spend_365",
  "basket",
  "largest",
  "variety",
  "views_7",
  "views_30",
  "returns_90",
  "complaints_365",
  "invites_90",
  "active_days_30",
];
const money = new Set(["spend_30", "spend_90", "spend_365", "basket", "largest", "income"]);
const numbers = ["income", "children", "household", "visits", "points", "satisfaction"];
const truths = ["sms_opt_in", "email_opt_in", "staff", "member"];
const texts: readonly (readonly [string, readonly string[]])[] = [
  ["city", cities],
  ["channel", channels],
  ["tier", tiers],
  ["home", channels],
];

/** Rules at random; thresholds are round numbers, as people write them, so that rules share some conditions. */
export function makeRules(count: number, seed = 3): Rule[] {
  const next = random(seed);
  const pick = <Item>(items: readonly [Item, ...Item[]] | readonly Item[], fallback: Item): Item =>
    items[Math.floor(next() * items.length)] ?? fallback;
  const condition = (): Condition => {
    const draw = next();
    if (draw < 0.6) {
      const input = pick([...measures, ...numbers], "orders_30");
      return {
        kind: "number",
        input,
        operator: next() < 0.6 ? ">=" : "<",
        value: pick(money.has(input) ? [50, 100, 200, 300, 500, 800] : [1, 2, 3, 4, 5, 6, 8, 10], 1),
      };
    }
    if (draw < 0.85) {
      const [input, values] = pick(texts, ["city", cities]);
      return {
        kind: "text",
        input,
        values: values
          .filter(() => next() < 0.5)
          .slice(0, 3)
          .concat(pick(values, "app"))
          .filter((value, index, all) => all.indexOf(value) === index),
      };
    }
    return { kind: "truth", input: pick(truths, "member") };
  };
  return Array.from({ length: count }, (_, index) => ({
    name: `rule_${index}`,
    ways: Array.from({ length: 3 }, () => Array.from({ length: 5 }, condition)),
  }));
}

/** The rules as a plan; the measures are aggregates of events, and so can be given. */
export function rulesPlan(rules: readonly Rule[]): Plan {
  const say = (condition: Condition): string => {
    switch (condition.kind) {
      case "number":
        return `${condition.input} ${condition.operator} ${condition.value}`;
      case "text":
        return `${condition.input} is one of (${condition.values.map((value) => JSON.stringify(value)).join(", ")})`;
      case "truth":
        return condition.input;
    }
  };
  const text = `profile customer { income : money at least 0 required  ${numbers
    .slice(1)
    .map((name) => `${name} : integer required`)
    .join("  ")}
${truths.map((name) => `${name} : yes/no required`).join("  ")}  ${texts.map(([name]) => `${name} : text required`).join("  ")} }
event paid { amount : money at least 0 }
${measures.map((name, index) => `statistical tag ${name} = ${money.has(name) ? "sum of paid.amount" : "count of paid"} in last ${index + 1} days`).join("\n")}
${rules.map(({ name, ways }) => `rule tag ${name} when ${ways.map((way) => `(${way.map(say).join(" and ")})`).join(" or ")}`).join("\n")}`;
  const settings = planSettings({});
  const { plan, diagnostics } = compile({ files: [{ path: "bench.tagma", text }], settings });
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics.slice(0, 3)));
  return plan;
}

export interface Input {
  /** All inputs in one object, as the peers take them. */
  readonly flat: Readonly<Record<string, unknown>>;
  readonly profile: Readonly<Record<string, unknown>>;
  /** By the ids of the plan's aggregates. */
  readonly aggregates: Readonly<Record<string, unknown>>;
}

/** Customers whose keys stand in any order, as they come over the network. */
export function makeInputs(count: number, plan: Plan, seed = 5): Input[] {
  const next = random(seed);
  const ids = new Map(
    measures.map((name) => {
      const form = plan.outputs.find((output) => output.name === name)?.form;
      return [name, form?.form === "value" && form.value.op === "aggregate" ? form.value.id : name];
    }),
  );
  const shuffled = (entries: readonly (readonly [string, unknown])[]): Record<string, unknown> =>
    JSON.parse(
      JSON.stringify(
        Object.fromEntries(
          entries
            .map((entry) => [next(), entry] as const)
            .sort(([left], [right]) => left - right)
            .map(([, entry]) => entry),
        ),
      ),
    );
  return Array.from({ length: count }, () => {
    const measured = measures.map(
      (name) => [name, money.has(name) ? Math.floor(next() * 100_000) / 100 : Math.floor(next() * 12)] as const,
    );
    const fields = [
      ...numbers.map(
        (name) => [name, name === "income" ? Math.floor(next() * 100_000) / 100 : Math.floor(next() * 12)] as const,
      ),
      ...truths.map((name) => [name, next() < 0.5] as const),
      ...texts.map(([name, values]) => [name, values[Math.floor(next() * values.length)]] as const),
    ];
    return {
      flat: shuffled([...measured, ...fields]),
      profile: shuffled(fields),
      aggregates: shuffled(measured.map(([name, value]) => [ids.get(name) ?? name, value] as const)),
    };
  });
}
