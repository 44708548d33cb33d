import { init, Z3_error_code, Z3_lbool } from "z3-solver";
import { Knowledge } from "../../engine/prove/knowledge.ts";
import { Prover } from "../../engine/prove/prover.ts";
import { Translation } from "../../engine/prove/translate.ts";
import { findWitness } from "../../engine/prove/witness.ts";
import { conditionSchema, randomCondition } from "./conditions.ts";
import { compiled } from "./proofs.ts";
import { Dice } from "../../engine/prove/dice.ts";
import { SmtTranslation } from "./smt.ts";

/** How the prover and Z3 answered the same questions. */
export interface Comparison {
  questions: number;
  proved: number;
  refuted: number;
  open: number;
  /** Open to the prover, and Z3 says: no customer, or some. */
  z3Proves: number;
  z3Refutes: number;
  z3Unknown: number;
  readonly disagreements: string[];
  /** Milliseconds for all answers: ours with the search for a customer, Z3's from SMT-LIB text to its verdict. */
  oursMs: number;
  z3Ms: number;
}

const BRANCHES = 6;

/** Asks both whether random branches exclude each other. The same seed asks the same. */
export async function compareWithZ3(questions: number, seed: number): Promise<Comparison> {
  const { Z3 } = await init();
  const context = Z3.mk_context(Z3.mk_config());
  const solver = Z3.mk_simple_solver(context);
  Z3.solver_inc_ref(context, solver);
  const tell = (text: string): void => {
    Z3.solver_from_string(context, solver, text);
    if (Z3.get_error_code(context) !== Z3_error_code.Z3_OK)
      throw new Error(Z3.get_error_msg(context, Z3.get_error_code(context)));
  };
  const dice = new Dice(seed);
  const comparison: Comparison = {
    questions: 0,
    proved: 0,
    refuted: 0,
    open: 0,
    z3Proves: 0,
    z3Refutes: 0,
    z3Unknown: 0,
    disagreements: [],
    oursMs: 0,
    z3Ms: 0,
  };
  while (comparison.questions < questions) {
    const conditions = Array.from({ length: BRANCHES }, () => randomCondition(dice));
    const { plan } = compiled([
      {
        path: "rules.tagma",
        text: `${conditionSchema}rule tag t = one of {\n${conditions.map((condition, index) => `"${index}" when ${condition}`).join("\n")}\n}\n`,
      },
    ]);
    const output = plan.outputs.find(({ name }) => name === "t");
    if (output?.form.form !== "one of") throw new Error("no tag");
    const prover = new Prover(plan);
    const smt = new SmtTranslation(plan);
    const facts = factsIn(smt, prover);
    const asked = output.form.branches.map(({ when }) => ({
      ours: prover.translation.logical(when).t,
      theirs: smt.condition(when).t,
    }));
    // What all questions about these rules share is told once.
    Z3.solver_reset(context, solver);
    tell(`${smt.declarations()}\n${smt.bounds()}\n${facts}`);
    for (const [index, left] of asked.entries()) {
      for (const [offset, right] of asked.slice(index + 1).entries()) {
        comparison.questions++;
        const began = performance.now();
        const ours =
          prover.ask([left.ours, right.ours]).kind === "unsatisfiable"
            ? "proved"
            : findWitness(
                  prover,
                  [left.ours, right.ours],
                  (results) => results.get(output.id)?.state === "error",
                  new Set([output.id]),
                ) === undefined
              ? "open"
              : "refuted";
        const answered = performance.now();
        Z3.solver_push(context, solver);
        tell(`(assert ${left.theirs})\n(assert ${right.theirs})`);
        const answer = await Z3.solver_check(context, solver);
        Z3.solver_pop(context, solver, 1);
        const theirs = answer === Z3_lbool.Z3_L_TRUE ? "sat" : answer === Z3_lbool.Z3_L_FALSE ? "unsat" : "unknown";
        comparison.oursMs += answered - began;
        comparison.z3Ms += performance.now() - answered;
        comparison[ours]++;
        if (theirs === "unknown") comparison.z3Unknown++;
        else if (ours === "open") comparison[theirs === "unsat" ? "z3Proves" : "z3Refutes"]++;
        else if ((ours === "proved") !== (theirs === "unsat"))
          comparison.disagreements.push(
            `${ours}, Z3 says ${theirs}:\n  ${conditions[index] ?? ""}\n  ${conditions[index + 1 + offset] ?? ""}`,
          );
      }
    }
  }
  return comparison;
}

/** What is known about all aggregates of a plan, as assertions; each side then reads conditions in its own way. */
function factsIn(smt: SmtTranslation, prover: Prover): string {
  const translation = new Translation(prover.translation.plan);
  const names = translation.plan.aggregates.map(({ id }) => translation.aggregate(id));
  const isInteger = (name: string): boolean => translation.table.variables.get(name)?.integer === true;
  const facts = new Knowledge(translation).about(names).map((fact) => `(assert ${smt.fact(fact, isInteger)})`);
  return facts.join("\n");
}

export function summary({
  questions,
  proved,
  refuted,
  open,
  z3Proves,
  z3Refutes,
  z3Unknown,
  disagreements,
}: Comparison): string {
  const share = (count: number): string => `${count} (${((100 * count) / questions).toFixed(1)} %)`;
  return `${questions} questions: ${share(proved)} proved, ${share(refuted)} refuted by a customer, ${share(open)} open, of which Z3 proves ${z3Proves} and finds numbers for ${z3Refutes}; Z3 undecided ${z3Unknown}; ${disagreements.length} disagreements`;
}
