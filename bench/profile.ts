import { ZenEngine } from "@gorules/zen-engine";
import { required } from "../engine/invariant/required.ts";
import { Environment } from "@marcbachmann/cel-js";
import { LogicEngine } from "json-logic-engine";
import jsonLogic from "json-logic-js";
import { load } from "../engine/run/one-customer/executor.ts";
import { interleaved, median, print, printRates, smoke, type Contender } from "./support/measure.ts";
import { makeInputs, makeRules, rulesPlan, type Condition, type Input, type Rule } from "./support/rules.ts";

/**
 * One customer, aggregates given: 100 rules of 15 conditions each over 30 inputs, from plain objects whose keys stand in
 * any order to an object with every tag. Peers get all inputs in one object and give a list of truth values.
 * `node bench/profile.ts [--smoke] [--json]`
 */
const rules = makeRules(100);
const plan = rulesPlan(rules);
const inputs = makeInputs(smoke ? 20 : 1000, plan);
const NOW = Date.UTC(2026, 2, 1);

function infix(rule: Rule, and: string, or: string, say: (condition: Condition) => string): string {
  return rule.ways.map((way) => `(${way.map(say).join(` ${and} `)})`).join(` ${or} `);
}

function handWritten(): (input: Input["flat"]) => boolean[] {
  const say = (condition: Condition): string => {
    switch (condition.kind) {
      case "number":
        return `c.${condition.input} ${condition.operator} ${condition.value}`;
      case "text":
        return condition.values.length === 1
          ? `c.${condition.input} === ${JSON.stringify(condition.values[0])}`
          : `(${condition.values.map((value) => `c.${condition.input} === ${JSON.stringify(value)}`).join(" || ")})`;
      case "truth":
        return `c.${condition.input}`;
    }
  };
  // What a person would write: a function for each rule, over the object as it comes.
  // oxlint-disable-next-line no-new-func
  return new Function(
    `const rules = [${rules.map((rule) => `(c) => ${infix(rule, "&&", "||", say)}`).join(",\n")}]; return (c) => rules.map((rule) => rule(c));`,
  )() as (input: Input["flat"]) => boolean[];
}

function logic(rule: Rule): object {
  const say = (condition: Condition): object => {
    switch (condition.kind) {
      case "number":
        return { [condition.operator]: [{ var: condition.input }, condition.value] };
      case "text":
        return { in: [{ var: condition.input }, condition.values] };
      case "truth":
        return { var: condition.input };
    }
  };
  return { or: rule.ways.map((way) => ({ and: way.map(say) })) };
}

function cel(condition: Condition): string {
  switch (condition.kind) {
    case "number":
      return `${condition.input} ${condition.operator} ${condition.value}.0`;
    case "text":
      return `${condition.input} in [${condition.values.map((value) => JSON.stringify(value)).join(", ")}]`;
    case "truth":
      return condition.input;
  }
}

const executor = load(plan);
const hand = handWritten();
const logicRules = rules.map(logic);
const engine = new LogicEngine();
const built = logicRules.map((rule) => engine.build(rule));
const environment = new Environment({ unlistedVariablesAreDyn: true });
const celRules = rules.map((rule) => environment.parse(infix(rule, "&&", "||", cel)));
const zen = new ZenEngine();
const zenDecision = zen.createDecision(
  Buffer.from(
    JSON.stringify({
      contentType: "application/vnd.gorules.decision",
      nodes: [
        { id: "in", type: "inputNode", name: "in", position: { x: 0, y: 0 }, content: {} },
        { id: "out", type: "outputNode", name: "out", position: { x: 2, y: 0 }, content: {} },
        {
          id: "rules",
          type: "expressionNode",
          name: "rules",
          position: { x: 1, y: 0 },
          content: {
            expressions: rules.map((rule) => ({
              id: rule.name,
              key: rule.name,
              value: infix(rule, "and", "or", (condition) =>
                condition.kind === "text"
                  ? `${condition.input} in [${condition.values.map((value) => JSON.stringify(value)).join(", ")}]`
                  : condition.kind === "truth"
                    ? condition.input
                    : `${condition.input} ${condition.operator} ${condition.value}`,
              ),
            })),
          },
        },
      ],
      edges: [
        { id: "a", type: "edge", sourceId: "in", targetId: "rules" },
        { id: "b", type: "edge", sourceId: "rules", targetId: "out" },
      ],
    }),
  ),
);

// Nobody is measured who gives another answer.
const truths = (found: readonly unknown[]): string =>
  found.map((value) => (value === true || value === 1 ? 1 : 0)).join("");
for (const input of inputs.slice(0, 50)) {
  const found = executor.evaluateWith(input.profile, input.aggregates, NOW);
  const ours = found.kind === "present" ? truths(rules.map(({ name }) => found.tags[name])) : found.kind;
  const zenned = await zenDecision.evaluate(input.flat);
  const answers = {
    hand: truths(hand(input.flat)),
    "json-logic-js": truths(logicRules.map((rule) => jsonLogic.apply(rule as never, input.flat))),
    "json-logic-engine": truths(built.map((rule) => rule(input.flat))),
    cel: truths(celRules.map((rule) => rule(celInput(input.flat)))),
    zen: truths(rules.map(({ name }) => (zenned.result as Record<string, unknown>)[name])),
  };
  for (const [name, answer] of Object.entries(answers))
    if (answer !== ours) throw new Error(`${name} gives another answer than we do:\n${answer}\n${ours}`);
}

function celInput(flat: Input["flat"]): Record<string, unknown> {
  return { ...flat };
}

const over = (name: string, count: number, one: (input: Input) => unknown): Contender => {
  const some = inputs.slice(0, count);
  return { name, count: some.length, run: () => some.map(one) };
};
const times = interleaved(
  [
    over("ours", 1000, (input) => executor.evaluateWith(input.profile, input.aggregates, NOW)),
    over("hand-written JavaScript", 1000, (input) => hand(input.flat)),
    over("json-logic-engine, compiled", 500, (input) => built.map((rule) => rule(input.flat))),
    over("cel-js", 100, (input) => celRules.map((rule) => rule(input.flat))),
    over("json-logic-js", 50, (input) => logicRules.map((rule) => jsonLogic.apply(rule as never, input.flat))),
  ],
  { rounds: 9, warm: 20, least: 0.15 },
);

const zenTimes: number[] = [];
for (let round = 0; round < (smoke ? 1 : 5); round++) {
  const begun = performance.now();
  const some = inputs.slice(0, smoke ? 5 : 200);
  for (const input of some) await zenDecision.evaluate(input.flat);
  zenTimes.push((performance.now() - begun) / 1000 / some.length);
}
const ours = required(times.get("ours"), "ours");
printRates(
  "profile",
  "customers a second, 100 rules, aggregates given",
  ours,
  new Map([...[...times].filter(([name]) => name !== "ours"), ["GoRules Zen", median(zenTimes)]]),
);

const closures = load(plan, { generate: false });
const closureTime = required(
  interleaved([over("closures", 200, (input) => closures.evaluateWith(input.profile, input.aggregates, NOW))], {
    rounds: 5,
    warm: 5,
    least: 0.15,
  }).get("closures"),
  "closures",
);
print({
  bench: "profile",
  metric: "customers a second · ours as closures",
  ours: 1 / ours,
  peer: 1 / closureTime,
  ratio: closureTime / ours,
});

// Rules a second as rules are added: no cliff.
const sizes = smoke ? [100, 300] : [100, 300, 500, 1000];
const sized = sizes.map((size) => {
  const many = makeRules(size);
  const manyPlan = rulesPlan(many);
  const manyExecutor = load(manyPlan);
  const some = makeInputs(smoke ? 10 : 300, manyPlan);
  return {
    size,
    contender: {
      name: String(size),
      count: some.length * size,
      run: () => some.map((input) => manyExecutor.evaluateWith(input.profile, input.aggregates, NOW)),
    },
  };
});
const bySize = interleaved(
  sized.map(({ contender }) => contender),
  { rounds: 7, warm: 10, least: 0.15 },
);
const secondsOf = (size: number): number => required(bySize.get(String(size)), `${size} rules`);
const base = secondsOf(100);
for (const size of sizes.slice(1))
  print({
    bench: "profile",
    metric: `rules a second with ${size} rules, against 100 rules`,
    ours: 1 / secondsOf(size),
    peer: 1 / base,
    ratio: base / secondsOf(size),
  });
