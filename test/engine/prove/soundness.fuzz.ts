import { renderDiagnostic } from "../../../grammar/diagnostics/render.ts";
import { describe, expect, it } from "vitest";
import { operandsOf } from "../../../engine/plan/expression.ts";
import { expressionsOf } from "../../../engine/plan/forms.ts";
import type { OutputNode, Plan } from "../../../engine/plan/plan.ts";
import { and, not, or, truth, type Formula } from "../../../engine/prove/formula.ts";
import { minus, number, plus, variable } from "../../../engine/prove/linear.ts";
import { Prover } from "../../../engine/prove/prover.ts";
import { fromNumber } from "../../../engine/prove/rational.ts";
import { atMost, equal } from "../../../engine/prove/relations.ts";
import { standing, interpret } from "../../../engine/run/interpreter.ts";
import type { Result } from "../../../engine/run/result.ts";
import { runTests } from "../../../engine/testing/run-tests.ts";
import { RecordedTrace } from "../../../engine/run/trace.ts";
import { sample } from "fast-check";
import { assignment, withAggregateOutputs, type Assignment } from "../../support/assignment.ts";
import { compiled, corpus, provedCase, provedExample, type Proved } from "../../support/proofs.ts";
import { TrialCustomers } from "../../../engine/prove/trial-customers.ts";
import { randomProgram } from "../../support/random-program.ts";
import { amount } from "../../support/tier.ts";

/** What a customer contradicts of all that was proved, in words. */
function contradictions(proved: Proved, count: number, seed: number): string[] {
  const { plan, proofs } = proved;
  const found = new Set<string>();
  const doubted = new Set(
    proofs.diagnostics.map(
      ({ code, location, parameters }) =>
        `${code} ${location.file} ${location.start} ${Object.values(parameters).join("|")}`,
    ),
  );
  const said = (code: string, output: OutputNode, path = "", parameters: readonly string[] = []): boolean => {
    const places = plan.source.outputs[output.id];
    const [file, start] = places?.[path] ?? places?.[""] ?? [0, 0];
    return [...doubted].some((doubt) =>
      doubt.startsWith(`${code} ${plan.source.files[file] ?? ""} ${start} ${parameters.join("|")}`),
    );
  };
  const customers = new TrialCustomers(plan, seed);
  for (let index = 0; index < count; index++) {
    const { evaluation, customer } = customers.next();
    if (standing(evaluation, customer, true).kind !== "present") continue;
    const trace = new RecordedTrace();
    const results = interpret(evaluation, customer, undefined, trace);
    for (const output of plan.outputs) {
      if (output.at !== "now") continue;
      const result = results.get(output.id);
      if (result === undefined) continue;
      for (const problem of problems(output, result, trace, said)) found.add(problem);
    }
  }
  return [...found];
}

function problems(
  output: OutputNode,
  result: Result,
  trace: RecordedTrace,
  said: (code: string, output: OutputNode, path?: string, parameters?: readonly string[]) => boolean,
): string[] {
  const { form, name } = output;
  const found: string[] = [];
  const isTrue = result.state === "value" && result.value === true;
  if (
    form.form === "one of" &&
    result.state === "error" &&
    result.error.code === "conflict" &&
    result.error.origin === name
  ) {
    const index = form.branches.findIndex(({ value }) => value === result.error.details[1]);
    const path = `branches.${index}.when`;
    if (!said("branches-overlap", output, path) && !said("not-proved-exclusive", output, path))
      found.push(`${name}: ${result.error.details.join(" and ")} were proved exclusive`);
  }
  if ((form.form === "one of" || form.form === "first of" || form.form === "stages") && result.state === "value") {
    const index = form.branches.findIndex(({ value }) => value === result.value);
    if (index !== -1 && said("branch-never", output, `branches.${index}.when`))
      found.push(`${name}: ${String(result.value)} was proved never to be taken`);
  }
  if (
    (output.kind === "never" || output.kind === "exclusive") &&
    isTrue &&
    !said("law-broken", output) &&
    !said("law-not-proved", output)
  )
    found.push(`${name} was proved`);
  if (isTrue && said("always-empty", output)) found.push(`${name} was proved empty`);
  if (result.state !== "error" && !isTrue && said("always-everyone", output))
    found.push(`${name} was proved to be everyone`);
  for (const [path, root] of expressionsOf(form)) {
    if (root.op !== "and") continue;
    for (const [key] of operandsOf(root)) {
      if (!said("condition-implied", output, `${path}.${key}`)) continue;
      const values = operandsOf(root).map(([other]) =>
        other === key ? true : trace.valueAt(output.id, `${path}.${other}`),
      );
      if (values.every((value) => value === true) && trace.valueAt(output.id, `${path}.${key}`) !== true)
        found.push(`${name} ${path}.${key} was proved to be implied`);
    }
  }
  return found;
}

describe("what is proved", () => {
  it.for(["northwind", "grocery-loyalty"])("holds for random customers of %s", (name) => {
    expect(contradictions(provedExample(name), amount(150, 1500), 11)).toEqual([]);
  });

  it("holds for random customers of the corpus", () => {
    for (const [index, item] of corpus.entries())
      expect([item.name, ...contradictions(provedCase(item), amount(30, 300), 21 + index)]).toEqual([item.name]);
  });
});

describe("witnesses", () => {
  const refuted = corpus.map(provedCase).flatMap((proved) =>
    proved.proofs.diagnostics.flatMap((found): [string, Proved, string][] => {
      const { witness } = renderDiagnostic(found);
      return witness === undefined ? [] : [[`${proved.name}: ${found.code}`, proved, witness]];
    }),
  );
  it("are many", () => expect(refuted.length).toBeGreaterThan(50));
  it.for(refuted)("passes as a test: %s", ([, proved, witness]) => {
    const files = [...proved.files, { path: "witness.tagma", text: `${witness}\n` }];
    const { program, plan } = compiled(files, proved.settings, undefined, true);
    const outcomes = runTests(
      program,
      plan,
      program.tests.map((_, index) => index),
      new Map(files.map(({ path, text }) => [path, text])),
    );
    expect(outcomes.map(({ failures }) => failures.map(({ got }) => got))).toEqual([[]]);
  });
});

// A customer is a model of the prover's formulas: what the interpreter says of an output, the prover holds possible.

/** What an output is for a customer, as a formula; undefined when it is an error. */
function asFormula(prover: Prover, output: OutputNode, result: Result): Formula | undefined {
  const { translation } = prover;
  const ref = { op: "output" as const, id: output.id };
  if (result.state === "error") return undefined;
  const known = translation.known(ref);
  if (output.type.kind === "boolean") {
    const { t, f } = translation.logicalOutput(output);
    if (result.state !== "value") return and(not(t), not(f));
    return result.value === true ? t : f;
  }
  if (result.state !== "value") return not(known);
  if (typeof result.value === "string")
    return translation.logical({
      op: "compare",
      operator: "=",
      left: ref,
      right: { op: "literal", type: "text", value: result.value },
    }).t;
  if (typeof result.value === "number") {
    const value = number(result.value);
    const slack = output.type.kind === "number" ? number(1e-6 * (1 + Math.abs(result.value))) : number(0);
    return or(
      ...translation
        .numeric(ref)
        .map((found) =>
          and(found.guard, atMost(minus(value, slack), found.value), atMost(found.value, plus(value, slack))),
        ),
    );
  }
  if (typeof result.value === "boolean" || output.type.kind !== "set") return truth;
  const members = result.value;
  return and(
    ...(output.type.values ?? []).map((value) => {
      const { t, f } = translation.logical({ op: "has", set: ref, value });
      return members.includes(value) ? t : f;
    }),
  );
}

/** The customer's values as formulas: whole numbers exactly, others within rounding. */
function asFormulas(values: Assignment, prover: Prover): Formula[] {
  const { variables } = prover.translation.table;
  const formulas: Formula[] = [];
  for (const [name, value] of values.numbers) {
    if (values.flags.get(`known ${name}`) === false || !variables.has(name)) continue;
    const info = variables.get(name);
    if (info?.integer === true) formulas.push(equal(variable(name), { terms: new Map(), constant: fromNumber(value) }));
    else {
      const slack = 1e-7 * (1 + Math.abs(value));
      formulas.push(atMost(number(value - slack), variable(name)), atMost(variable(name), number(value + slack)));
    }
  }
  for (const [name, value] of values.flags)
    formulas.push({ kind: "flag", name, value, key: `${value ? "" : "!"}${name}` });
  for (const [name, text] of values.texts)
    if (variables.has(name))
      formulas.push({
        kind: "text",
        variable: name,
        test: { kind: "in", values: [text], folded: false },
        value: true,
        key: `${name} = ${text}`,
      });
  return formulas;
}

/** Outputs whose result for some customer the prover holds impossible. */
function impossible(source: Plan, count: number, seed: number): string[] {
  const plan = withAggregateOutputs(source);
  const prover = new Prover(plan);
  for (const { id } of plan.aggregates) prover.translation.aggregate(id);
  const found: string[] = [];
  const customers = new TrialCustomers(plan, seed);
  for (let index = 0; index < count && found.length === 0; index++) {
    const { evaluation, customer } = customers.next();
    if (standing(evaluation, customer, true).kind !== "present") continue;
    const results = interpret(evaluation, customer);
    const formulas = source.outputs.flatMap(
      (output) => asFormula(prover, output, results.get(output.id) ?? { state: "unknown" }) ?? [],
    );
    // Once to introduce the variables, once with their values.
    prover.withKnowledge(formulas);
    const values = assignment(prover.translation, evaluation, customer);
    if (values === undefined) continue;
    const facts = asFormulas(values, prover);
    if (prover.ask([...facts, ...formulas], { decisions: 400, pivots: 3000, splits: 40 }).kind !== "unsatisfiable")
      continue;
    const single = source.outputs.filter((output) => {
      const formula = asFormula(prover, output, results.get(output.id) ?? { state: "unknown" });
      return (
        formula !== undefined &&
        prover.ask([...facts, formula], { decisions: 400, pivots: 3000, splits: 40 }).kind === "unsatisfiable"
      );
    });
    found.push(
      `${single.map(({ name }) => `${name} = ${JSON.stringify(results.get(source.outputs.find((output) => output.name === name)?.id ?? ""))}`).join(", ") || "together"} at ${new Date(evaluation.asOf).toISOString()}: ${JSON.stringify([...customer.versions.map(({ validFrom, fields }) => [validFrom, ...fields]), ...customer.events.map(({ type, time, fields }) => [type, new Date(time).toISOString(), ...fields])])}`,
    );
  }
  return found;
}

describe("every customer is possible to the prover", () => {
  it("in the corpus", () => {
    for (const [index, item] of corpus.entries())
      expect([
        item.name,
        ...impossible(
          compiled([{ path: "case.tagma", text: `${item.schema ?? ""}\n${item.source}` }]).plan,
          amount(5, 30),
          300 + index,
        ),
      ]).toEqual([item.name]);
  });

  it.for(["northwind", "grocery-loyalty"])("in %s", (name) => {
    expect(impossible(provedExample(name).plan, amount(2, 4), 3)).toEqual([]);
  });

  it("in random programs", () => {
    const programs = amount(30, 150);
    let plans = 0;
    for (const [index, { schema, source }] of sample(randomProgram(), { numRuns: programs, seed: 5 }).entries()) {
      let plan: Plan | undefined;
      try {
        ({ plan } = compiled([{ path: "random.tagma", text: `${schema}\n${source}` }], {
          timeZone: index % 2 === 0 ? "UTC" : "America/New_York",
        }));
      } catch {
        continue;
      }
      plans++;
      expect([source, ...impossible(plan, 8, index)]).toEqual([source]);
    }
    expect(plans).toBeGreaterThan(programs * 0.53);
  });
});
