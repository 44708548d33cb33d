import { tableOf } from "../../calendar/zone.ts";
import type { Plan } from "../../plan/plan.ts";
import { collectors } from "../generate/collectors.ts";
import { lowerPlan } from "../ir/program.ts";
import { errorShape } from "./generated.ts";
import { hashSource, literalSource } from "../generate/literal-source.ts";
import { executorSource } from "./source.ts";
import type { ModuleShape } from "./standalone.ts";

/**
 * Writes a plan as an ES module that needs neither Tagma nor `eval`: `evaluate`, `evaluateCustomer`, `evaluateWith`
 * (where the rules read tables a `load` that takes their rows and gives these), `planHash` and `needs`.
 * @param runtime source of an expression that gives `{ standalone }`, as `bundle` makes it
 * @param validators source of functions `validateProfile` and `validateEvents`, as `validatorSource` makes it
 * @throws NotCompiledError for an operation that has no compiled form
 */
export function moduleSource(plan: Plan, runtime: string, validators: string): string {
  const program = lowerPlan(plan);
  const { body, constants, layout } = executorSource(program);
  const shape: ModuleShape = {
    instants: plan.instants,
    reads: plan.reads,
    zone: tableOf(plan.settings.timeZone),
    layout,
    errors: program.errors.map(errorShape),
  };
  return [
    `// Written by \`tagma build --module\` from the plan ${hashSource(plan.hash)}. Do not edit: change the rules and build again.`,
    `const { standalone } = ${runtime};`,
    validators,
    `const shape = ${literalSource(shape)};`,
    `const make = (operations) => {`,
    `const { ${Object.keys(collectors).join(", ")} } = operations;`,
    `const K = [${constants.sources.join(", ")}];`,
    body,
    "};",
    `export const planHash = ${literalSource(plan.hash)};`,
    `export const needs = shape.reads;`,
    ...(plan.reads.tables === undefined ? ready : withTables),
    "",
  ].join("\n");
}

const ready = [
  "const executor = standalone(shape, make);",
  "export const evaluate = (profile, events, now) => executor.evaluate(profile, events, now);",
  "export const evaluateCustomer = (customer, now) => executor.evaluateCustomer(customer, now);",
  "export const evaluateWith = (profile, aggregates, now) => executor.evaluateWith(profile, aggregates, now);",
];

/** Where rules read tables nobody is evaluated before their rows are there. */
const withTables = [
  "export const load = ({ tables }) => {",
  "const executor = standalone(shape, make, tables);",
  "return {",
  "evaluate: (profile, events, now) => executor.evaluate(profile, events, now),",
  "evaluateCustomer: (customer, now) => executor.evaluateCustomer(customer, now),",
  "evaluateWith: (profile, aggregates, now) => executor.evaluateWith(profile, aggregates, now),",
  "};",
  "};",
];
