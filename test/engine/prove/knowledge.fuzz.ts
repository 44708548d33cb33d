import { describe, expect, it } from "vitest";
import type { AggregateNode, Plan } from "../../../engine/plan/plan.ts";
import { factRules, type Fact, type FactRule } from "../../../engine/prove/fact.ts";
import { linearAtom, or, type Formula } from "../../../engine/prove/formula.ts";
import { Knowledge } from "../../../engine/prove/knowledge.ts";
import { number, plus, variable } from "../../../engine/prove/linear.ts";
import { atMost, equal } from "../../../engine/prove/relations.ts";
import { Translation } from "../../../engine/prove/translate.ts";
import { assignment, holds, withAggregateOutputs, type Assignment } from "../../support/assignment.ts";
import { compiled, corpus, exampleFiles } from "../../support/proofs.ts";
import { amount } from "../../support/tier.ts";
import { TrialCustomers } from "../../../engine/prove/trial-customers.ts";

const schema = `profile customer { city : text  level : integer from 0 to 3  joined_at : time required }
event order {
  amount : money at least 0 required   discount : money   items : integer from 1 to 99 required   stars : integer from 1 to 5
  debt : money at most 0   weight : number   channel : one of (app, web, store)   gift : yes/no   note : text   due : date
}
event visit { path : text required }
event line part of order { pieces : integer }
`;
const windows = [
  "",
  "today",
  "yesterday",
  "this week",
  "last week",
  "this month",
  "last month",
  "this quarter",
  "this year",
  "in last 7 days",
  "in last 30 days",
  "in last 90 days",
  "in last 32 days",
  "in last 27 days",
  "in last 30 days ending 30 days ago",
  "in last 60 days",
  "in last 1 month",
  "in last 1 month ending 1 month ago",
  "in last 2 months",
  "in last 48 hours",
  "in last 1 quarter",
  "in last 2 days",
  "in last 8 days",
  "since 2026-01-01",
  "during 2026-01-01 to 2026-01-31",
  "during 2026-01-15 to 2026-03-31",
  "during 2025-12-01 to 2025-12-31",
];
const filters = [
  "",
  "where channel is app",
  "where channel is web",
  "where channel is one of (app, web)",
  "where not (channel is app)",
  "where amount > 100",
  "where not (amount > 100)",
  "where amount > 50",
  "where level > 1",
  "where level > 2",
  "where gift",
  "where hour of time > 23",
  "where channel is unknown",
];
const measures = [
  "count of order",
  "sum of order.amount",
  "sum of order.discount",
  "sum of order.debt",
  "sum of order.items",
  "sum of order.stars",
  "sum of order.weight",
  "average of order.amount",
  "average of order.items",
  "average of order.stars",
  "median of order.items",
  "25% quantile of order.items",
  "90% quantile of order.amount",
  "minimum of order.items",
  "maximum of order.items",
  "minimum of order.amount",
  "maximum of order.amount",
  "maximum of order.stars",
  "minimum of order.stars",
  "minimum of order.due",
  "maximum of order.due",
  "maximum of order.note",
  "distinct count of order.channel",
  "distinct count of order.gift",
  "distinct count of order.items",
  "most frequent order.channel",
  "first order.stars",
  "latest order.items",
  "latest order.channel",
  "time of first order",
  "time of latest order",
  "distinct days of order",
  "longest streak of days with order",
  "average gap between order",
];
const sequences = [
  "count of visit then order within 2 days",
  "count of visit then order within 2 days in last 30 days",
  "count of first visit then order within 1 day in last 30 days",
  "count of latest visit then order then visit each within 1 day this month",
  "count of visit then not order within 1 day in last 7 days",
  "count of order where channel is app then order where amount > 100 within 7 days in last 90 days",
];
const shares = [
  "where channel is app",
  "where channel is web",
  "where channel is store",
  "where amount > 100",
  "where channel is app among order where amount > 100",
  "where channel is web among order where amount > 100",
];

/** Rule sets in which every measure meets others over the same, narrower, wider and separate events. */
function ruleSets(): Plan[] {
  const texts: string[] = [];
  for (const [index, measure] of measures.entries()) {
    const tags = windows.flatMap((window, at) => (at % 3 === index % 3 || at < 2 ? [`${measure} ${window}`] : []));
    const filtered = filters.flatMap((filter, at) => [
      `${measure} ${filter} ${at % 2 === 0 ? "" : "in last 30 days"}`,
      ...(at % 4 === index % 4 ? [`count of order ${filter} in last 90 days`] : []),
    ]);
    texts.push(rules(tags), rules(filtered));
  }
  for (const window of windows)
    texts.push(
      rules([
        ...measures.map((measure) => `${measure} ${window}`),
        ...shares.map((share) => `share of order ${share} ${window}`),
      ]),
    );
  texts.push(
    rules(windows.map((window) => `count of order ${window}`)),
    rules(filters.map((filter) => `sum of order.amount ${filter}`)),
  );
  texts.push(
    rules([
      ...sequences,
      ...["visit", "order", "order where channel is app", "order where amount > 100"].flatMap((event) =>
        ["", "in last 30 days", "in last 90 days", "this month"].map((window) => `count of ${event} ${window}`),
      ),
    ]),
  );
  texts.push(
    rules(
      ["line", "order", "line where pieces > 2"].flatMap((event) =>
        windows.map((window) => `count of ${event} ${window}`),
      ),
    ),
  );
  texts.push(
    moved([
      "count of order in last 30 days",
      "sum of order.items in last 30 days",
      "sum of order.items in last 30 days ending 30 days ago",
      "count of order",
      "time of latest order",
      "sum of order.amount this month",
      "count of visit then order within 2 days in last 30 days",
      "count of order in last 1 month",
      "count of order during 2026-01-01 to 2026-01-31",
    ]),
  );
  return texts.map(
    (text) => compiled([{ path: "rules.tagma", text: `${schema}${text}` }], { timeZone: "Europe/Berlin" }).plan,
  );
}
const rules = (values: readonly string[]): string =>
  values.map((value, index) => `statistical tag s${index} = ${value}`).join("\n");
const moved = (values: readonly string[]): string =>
  values
    .map(
      (value, index) =>
        `statistical tag s${index} = ${value}\n${["30 days", "60 days", "1 month", "2 weeks"].map((back, at) => `statistical tag m${index}_${at} = s${index} as of ${back} ago`).join("\n")}`,
    )
    .join("\n");

interface Facts {
  readonly plan: Plan;
  readonly translation: Translation;
  readonly facts: readonly Formula[];
  readonly named: readonly Fact[];
}

function factsOf(source: Plan): Facts {
  const plan = withAggregateOutputs(source);
  const translation = new Translation(plan);
  const names = plan.aggregates.map(({ id }) => translation.aggregate(id));
  const named = new Knowledge(translation).facts(names);
  return { plan, translation, named, facts: named.map(({ formula }) => formula) };
}

function assignments({ plan, translation }: Facts, count: number, seed: number): Assignment[] {
  const customers = new TrialCustomers(plan, seed);
  return Array.from({ length: count }, () => customers.next()).flatMap(
    ({ evaluation, customer }) => assignment(translation, evaluation, customer) ?? [],
  );
}

/** The first fact that a customer breaks, in words. */
function broken(facts: readonly Formula[], values: readonly Assignment[], plan: Plan): string | undefined {
  const names = new Map(plan.aggregates.map((node) => [`aggregate ${node.id}`, describeNode(node)]));
  for (const value of values) {
    const fact = facts.find((candidate) => holds(candidate, value) !== true);
    if (fact !== undefined)
      return `${holds(fact, value) === undefined ? "unassigned: " : ""}${show(fact, names)} with ${JSON.stringify([...value.numbers].filter(([name]) => JSON.stringify(show(fact, new Map())).includes(name.slice(0, 60))))}`;
  }
  return undefined;
}

const describeNode = (node: AggregateNode): string =>
  node.kind === "events"
    ? `${node.function} ${node.event}.${node.field ?? ""} ${JSON.stringify(node.window)}`
    : "sequence";
function show(formula: Formula, names: ReadonlyMap<string, string>): string {
  switch (formula.kind) {
    case "and":
    case "or":
      return `(${formula.args.map((arg) => show(arg, names)).join(` ${formula.kind} `)})`;
    case "linear":
      return `${[...formula.sum.terms].map(([name, { n, d }]) => `${n}/${d}·${names.get(name) ?? name}`).join(" + ")} + ${formula.sum.constant.n} ${formula.strict ? "< 0" : "≤ 0"}`;
    case "flag":
      return `${formula.value ? "" : "not "}${names.get(formula.name) ?? formula.name}`;
    case "text":
      return `${formula.variable} …`;
    default:
      return formula.kind;
  }
}

/** Stronger claims than a formula's: each `≤` as `<`, and each `or` without one of its parts. */
function stronger(formula: Formula): Formula[] {
  switch (formula.kind) {
    case "and":
      return formula.args.flatMap(stronger);
    case "or":
      return [
        ...formula.args.map((left) => or(...formula.args.filter((arg) => arg !== left))),
        ...formula.args.flatMap((arg, index) =>
          stronger(arg).map((strong) => or(...formula.args.map((other, at) => (at === index ? strong : other)))),
        ),
      ];
    case "linear":
      return formula.strict ? [] : [linearAtom(formula.sum, true)];
    default:
      return [];
  }
}

const all = ruleSets().map(factsOf);

describe("knowledge about aggregates", () => {
  it("holds for random customers", () => {
    let customers = 0;
    for (const [index, facts] of all.entries()) {
      const values = assignments(facts, amount(15, 60), 1000 + index);
      customers += values.length;
      expect(broken(facts.facts, values, facts.plan)).toBeUndefined();
    }
    expect(customers).toBeGreaterThan(amount(1000, 4000));
  });

  it.for(["northwind", "grocery-loyalty"])("holds in %s", (name) => {
    const { files, settings } = exampleFiles(name);
    const facts = factsOf(compiled(files, settings, name).plan);
    expect(broken(facts.facts, assignments(facts, amount(60, 300), 7), facts.plan)).toBeUndefined();
  });

  it("holds for the rules of the corpus", () => {
    for (const [index, item] of corpus.entries()) {
      const facts = factsOf(compiled([{ path: "case.tagma", text: `${item.schema ?? ""}\n${item.source}` }]).plan);
      expect([item.name, broken(facts.facts, assignments(facts, amount(10, 40), index), facts.plan)]).toEqual([
        item.name,
        undefined,
      ]);
    }
  });

  const caught = new Map<FactRule, number>();
  for (const [index, facts] of all.entries()) {
    const values = assignments(facts, 60, 5000 + index);
    for (const { rule, formula } of facts.named) {
      if (
        (caught.get(rule) ?? 0) < 3 &&
        stronger(formula).some((strong) => values.some((value) => holds(strong, value) === false))
      )
        caught.set(rule, (caught.get(rule) ?? 0) + 1);
    }
  }
  it.for(factRules)("made stronger does not hold: %s", (rule) => {
    expect(caught.get(rule) ?? 0).toBeGreaterThan(0);
  });
});

describe("false knowledge is caught", () => {
  const text = rules([
    "count of order in last 30 days",
    "count of order in last 90 days",
    "count of order this week",
    "count of order this month",
    "average of order.items",
    "minimum of order.items",
    "maximum of order.items",
    "time of first order",
    "time of latest order",
    "share of order where channel is app",
    "sum of order.discount in last 30 days",
    "sum of order.discount in last 90 days",
    "distinct days of order",
    "count of order",
    "count of order in last 30 days ending 30 days ago",
    "latest order.stars",
    "count of order in last 1 month",
    "sum of order.stars",
  ]);
  const facts = factsOf(compiled([{ path: "rules.tagma", text: `${schema}${text}` }]).plan);
  const named = (index: number): string => {
    const form = facts.plan.outputs.find(({ name }) => name === `s${index}`)?.form;
    return form?.form === "value" && form.value.op === "aggregate" ? `aggregate ${form.value.id}` : "";
  };
  const v = (index: number) => variable(named(index));
  const known = (index: number): Formula => ({
    kind: "flag",
    name: `known ${named(index)}`,
    value: true,
    key: `known ${named(index)}`,
  });
  const unknown = (index: number): Formula => ({
    kind: "flag",
    name: `known ${named(index)}`,
    value: false,
    key: `!known ${named(index)}`,
  });
  const values = assignments(facts, 2000, 99);
  const mistakes: [string, Formula][] = [
    ["90 days lie in 30", atMost(v(1), v(0))],
    ["a week lies in its month", atMost(v(2), v(3))],
    ["30 days lie in a month", atMost(v(0), v(16))],
    ["a month lies in 30 days", atMost(v(16), v(0))],
    ["an average is at most the minimum", or(unknown(4), atMost(v(4), v(5)))],
    ["first is latest", or(unknown(7), equal(v(7), v(8)))],
    ["a share is below 1", or(unknown(9), linearAtom(plus(v(9), number(-1)), true))],
    ["a share is above 0", or(unknown(9), linearAtom(plus(number(0), variable(named(9))), false))],
    ["a share is known", known(9)],
    ["sums of any sign grow with the window", atMost(v(10), v(11))],
    ["every event has its own day", equal(v(12), v(13))],
    ["windows that overlap add up", atMost(plus(v(0), v(1)), v(13))],
    ["the latest optional field is known when there is an event", or(atMost(v(13), number(0)), known(15))],
    ["the halves are the whole", atMost(v(13), plus(v(0), v(14)))],
    ["optional stars count at least one each", atMost(v(13), v(17))],
    ["a maximum is at most an average", or(unknown(4), atMost(v(6), v(4)))],
  ];
  it.for(mistakes)("%s", ([, mistake]) => {
    expect(values.some((value) => holds(mistake, value) === false)).toBe(true);
  });
  it("while the knowledge itself holds", () => {
    expect(broken(facts.facts, values, facts.plan)).toBeUndefined();
  });
});
