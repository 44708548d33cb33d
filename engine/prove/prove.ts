import type { Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import type { Plan } from "../plan/plan.ts";
import type { Answers, Tally } from "./finding.ts";
import { Footprints } from "./footprint.ts";
import { Presentation, type TextOf } from "./presentation.ts";
import { Prover } from "./prover.ts";
import { Questions } from "./questions.ts";

/** What proving found, and how many questions it took. */
export interface Proofs extends Tally {
  readonly diagnostics: readonly Diagnostic[];
  /** Outputs that were asked about; the others had not changed since the last time. */
  readonly asked: number;
}

/** What earlier proofs of a workspace found, by what they depend on. Hand the same one in again after an edit. */
export class ProofMemory {
  private common = "";
  private answers: ReadonlyMap<string, Answers> = new Map();

  /** @param common what all proofs depend on */
  recall(common: string, key: string): Answers | undefined {
    return common === this.common ? this.answers.get(key) : undefined;
  }

  keep(common: string, answers: ReadonlyMap<string, Answers>): void {
    this.common = common;
    this.answers = answers;
  }
}

/**
 * Asks everything that the rules promise: that branches exclude each other and can be reached, that laws hold, that
 * segments are neither empty nor everyone. Three answers, never a guess; every customer shown was checked by the
 * interpreter.
 * @param memory only what depends on something that changed since is asked anew; what is no longer there is forgotten
 */
export function prove(plan: Plan, textOf: TextOf, memory = new ProofMemory()): Proofs {
  const prover = new Prover(plan);
  const footprints = new Footprints(plan);
  const presentation = new Presentation(plan, textOf);
  const current = new Map<string, Answers>();
  const diagnostics: Diagnostic[] = [];
  const tally = { questions: 0, proved: 0, refuted: 0, open: 0, asked: 0 };
  for (const output of plan.outputs) {
    if (output.at !== "now" || output.kind === "expect") continue;
    const key = footprints.of(output);
    let answers = memory.recall(footprints.common, key);
    if (answers === undefined) {
      answers = new Questions(prover, output).ask();
      tally.asked++;
    }
    current.set(key, answers);
    diagnostics.push(...presentation.show(output, answers.findings));
    for (const count of ["questions", "proved", "refuted", "open"] as const) tally[count] += answers[count];
  }
  memory.keep(footprints.common, current);
  return { diagnostics, ...tally };
}

/** The names of the `one of` outputs whose branches are proved to exclude each other for every customer there is now. */
export function provedExclusive(plan: Plan): ReadonlySet<string> {
  const prover = new Prover(plan);
  return new Set(
    plan.outputs
      .filter((output) => output.at === "now" && new Questions(prover, output).exclude())
      .map(({ name }) => name),
  );
}
