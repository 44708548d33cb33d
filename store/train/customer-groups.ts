import type { ModelFeature } from "../../engine/check/program.ts";
import { outputsBehind } from "../../engine/compile/model-fingerprint.ts";
import { lower } from "../../engine/compile/lower.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import type { Value } from "../../engine/plan/types.ts";
import { evaluatePopulation } from "../population/executor.ts";
import { PRESENT } from "../../engine/run/population/results.ts";
import { compareText } from "../../engine/text/text.ts";
import { prepare, standing, versionAt } from "../../engine/run/interpreter.ts";
import { storedCustomers } from "../customers/stored-customers.ts";
import { PART_BYTES } from "../runs/evaluate.ts";
import { populationParts } from "../customers/population-parts.ts";
import type { Training } from "./training.ts";
import { required } from "../../engine/invariant/required.ts";

/** Customers by what a tag says of them. */
export interface CustomerGroups {
  readonly names: readonly string[];
  readonly sizes: readonly number[];
  /** The group of a customer, by its place; customers without one are missing. */
  readonly of: ReadonlyMap<string, number>;
}

/** Most values of a tag that are told apart, the most frequent ones. */
const MOST_GROUPS = 20;

/** What an expression says of each customer; those of whom it is unknown or an error are passed over. */
export async function* valuesOf(
  { node, type }: ModelFeature,
  { program, database, asOf }: Pick<Training, "program" | "database" | "asOf">,
): AsyncGenerator<{ readonly customer: string; readonly value: Value }> {
  const plan = planOf(node, type, program);
  for (const population of populationParts(database, program, plan, PART_BYTES)) {
    const found = await evaluatePopulation(plan, population, asOf);
    const column = required(
      found.columns.find(({ output }) => output.name === OUTPUT),
      "what is to be measured",
    );
    for (let customer = 0; customer < found.count; customer++) {
      if (found.standing[customer] !== PRESENT) continue;
      const result = found.result(column, customer);
      if (result.state === "value") yield { customer: population.id(customer), value: result.value };
    }
  }
}

/** The sets that a field holds, of the customers who are there; what is no set of a field has none. */
export function* setsOf(
  { node }: ModelFeature,
  { program, database, asOf }: Pick<Training, "program" | "database" | "asOf">,
): Generator<readonly string[]> {
  if (node.op !== "field") return;
  const plan = planOf({ op: "size", arg: node }, { kind: "integer" }, program);
  const evaluation = prepare(plan, asOf);
  for (const { customer } of storedCustomers(database, program, plan)) {
    if (standing(evaluation, customer, true).kind !== "present") continue;
    const value = versionAt(customer, asOf)?.get(node.field);
    if (typeof value === "object" && value !== null) yield value;
  }
}

/** The groups into which a tag divides customers at the instant of training. */
export async function customerGroups(feature: ModelFeature, training: Training): Promise<CustomerGroups> {
  const values = new Map<string, string>();
  const counts = new Map<string, number>();
  for await (const { customer, value } of valuesOf(feature, training)) {
    const name = typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
    values.set(customer, name);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const { type } = feature;
  const usual = [...counts].sort(([a, left], [b, right]) => right - left || compareText(a, b)).slice(0, MOST_GROUPS);
  const place = (name: string): number =>
    type.kind === "enum" ? type.values.indexOf(name) : type.kind === "integer" ? Number(name) : 0;
  const ordered = usual.sort(([a], [b]) => place(a) - place(b) || compareText(a, b));
  const index = new Map(ordered.map(([name], at) => [name, at]));
  const of = new Map<string, number>();
  for (const [customer, name] of values) {
    const at = index.get(name);
    if (at !== undefined) of.set(customer, at);
  }
  return { names: ordered.map(([name]) => name), sizes: ordered.map(([, count]) => count), of };
}

/** No name of a rule file has a line break. */
const OUTPUT = "\n";

function planOf(node: ModelFeature["node"], type: ModelFeature["type"], program: Training["program"]): Plan {
  const about = { label: null, labels: {}, description: "", group: null, owner: null, values: {} };
  const output = {
    name: OUTPUT,
    kind: "tag" as const,
    tagKind: "rule" as const,
    type,
    form: { form: "value" as const, value: node },
    mayBeUnknown: true,
    personal: false,
    about,
    location: { file: "", start: 0, end: 0 },
  };
  return lower({ ...program, tests: [], outputs: [...outputsBehind([node], program), output] });
}
