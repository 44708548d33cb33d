import { describe, expect, it } from "vitest";
import type { Plan } from "../../../engine/plan/plan.ts";
import { factRules, type FactRule } from "../../../engine/prove/fact.ts";
import { Knowledge } from "../../../engine/prove/knowledge.ts";
import { Prover } from "../../../engine/prove/prover.ts";
import { Questions } from "../../../engine/prove/questions.ts";
import { Translation } from "../../../engine/prove/translate.ts";
import { compiled, corpus } from "../../support/proofs.ts";

/** A plan of the corpus, the rules that its aggregates bring in, and what is proved of it. */
interface Subject {
  readonly name: string;
  readonly plan: Plan;
  readonly rules: ReadonlySet<FactRule>;
  readonly answers: string;
}

function rulesIn(plan: Plan): Set<FactRule> {
  const translation = new Translation(plan);
  return new Set(
    new Knowledge(translation)
      .facts(plan.aggregates.map(({ id }) => translation.aggregate(id)))
      .map(({ rule }) => rule),
  );
}

/** What the prover says of every output: codes, places, and how many questions have which answer. */
function answersOf(plan: Plan, without?: FactRule): string {
  const prover = new Prover(plan, new Set(without === undefined ? [] : [without]));
  return JSON.stringify(
    plan.outputs
      .filter(({ at }) => at === "now")
      .map((output) => {
        const { findings, proved, refuted, open } = new Questions(prover, output).ask();
        return [
          findings.map(({ path, say }) => `${say({ file: "", start: 0, end: 0 }, { verbatim: "" }).code} ${path}`),
          proved,
          refuted,
          open,
        ];
      }),
  );
}

const subjects: Subject[] = corpus.map(({ name, schema, source }) => {
  const { plan } = compiled([{ path: "case.tagma", text: `${schema ?? ""}\n${source}\n` }]);
  return { name, plan, rules: rulesIn(plan), answers: answersOf(plan) };
});

describe("without one of the rules about aggregates some proof of the corpus is lost", () => {
  it.for(factRules)("%s", (rule) => {
    const losing = subjects.find(({ plan, rules, answers }) => rules.has(rule) && answersOf(plan, rule) !== answers);
    expect(losing?.name).toBeDefined();
  });
});
