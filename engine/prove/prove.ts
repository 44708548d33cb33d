import type { Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import type { OutputNode, Plan } from "../plan/plan.ts";
import type { Answers, Tally } from "./finding.ts";
import { Footprints } from "./footprint.ts";
import { Presentation, type TextOf } from "./presentation.ts";
import { Prover } from "./prover.ts";
import { Questions } from "./questions.ts";
import { Work } from "./work.ts";
import { required } from "../invariant/required.ts";

/** What proving found, and how many questions it took. */
export interface Proofs extends Tally {
  readonly diagnostics: readonly Diagnostic[];
  /** Outputs that were asked about; the others had not changed since the last time. */
  readonly asked: number;
}

/** What all questions of one check may cost, in steps of `Work`: some two seconds on an ordinary machine. */
export const CHECK_STEPS = 1_200_000;
/** What an output may cost before all others were asked about. */
const FIRST_STEPS = CHECK_STEPS / 50;

/** Answers, what they cost, and what they were allowed to cost. */
interface Remembered {
  readonly answers: Answers;
  readonly cost: number;
  readonly allowed: number;
}

/** What earlier proofs of a workspace found, by what they depend on. Hand the same one in again after an edit. */
export class ProofMemory {
  private common = "";
  private answers: ReadonlyMap<string, readonly Remembered[]> = new Map();

  /**
   * What asking would give, and cost.
   * @param common what all proofs depend on
   * @param allowed what it may cost: answers that were cut short are those of one allowance only
   */
  recall(common: string, key: string, allowed: number): Remembered | undefined {
    return common !== this.common
      ? undefined
      : this.answers
          .get(key)
          ?.find((found) => (found.answers.left === 0 ? found.cost <= allowed : found.allowed === allowed));
  }

  keep(common: string, answers: ReadonlyMap<string, readonly Remembered[]>): void {
    this.common = common;
    this.answers = answers;
  }
}

/**
 * Asks everything that the rules promise: that branches exclude each other and can be reached, that laws hold, that
 * segments are neither empty nor everyone. Three answers, never a guess; every customer shown was checked by the
 * interpreter.
 * @param memory only what depends on something that changed since is asked anew; what is no longer there is forgotten
 * @param steps what all questions together may cost; each output gets a small share of it first, and what is left then
 * goes to those that need more. What an output costs does not depend on what is remembered, so the answers don't either.
 */
export function prove(plan: Plan, textOf: TextOf, memory = new ProofMemory(), steps = CHECK_STEPS): Proofs {
  const prover = new Prover(plan);
  const footprints = new Footprints(plan);
  const presentation = new Presentation(plan, textOf);
  const current = new Map<string, Remembered[]>();
  const asked = new Set<OutputNode>();
  let left = steps;
  const ask = (output: OutputNode, allowed: number): Answers => {
    const key = footprints.of(output);
    let found = memory.recall(footprints.common, key, allowed);
    if (found === undefined) {
      const work = new Work(allowed);
      const answers = new Questions(prover, output).ask(work);
      found = { answers, cost: work.spent, allowed };
      asked.add(output);
    }
    current.set(key, [...(current.get(key) ?? []), found]);
    left -= found.cost;
    return found.answers;
  };
  const outputs = plan.outputs.filter((output) => output.at === "now" && output.kind !== "expect");
  const answers = new Map(outputs.map((output) => [output, ask(output, Math.max(0, Math.min(left, FIRST_STEPS)))]));
  const unsettled = outputs.filter((output) => required(answers.get(output), "the answers of an output").left > 0);
  for (const [index, output] of unsettled.entries()) {
    const share = Math.floor(left / (unsettled.length - index));
    if (share > FIRST_STEPS) answers.set(output, ask(output, share));
  }
  const diagnostics: Diagnostic[] = [];
  const tally = { questions: 0, proved: 0, refuted: 0, open: 0, left: 0, asked: asked.size };
  for (const [output, found] of answers) {
    diagnostics.push(...presentation.show(output, found.findings));
    for (const count of ["questions", "proved", "refuted", "open", "left"] as const) tally[count] += found[count];
  }
  memory.keep(footprints.common, current);
  return { diagnostics, ...tally };
}

/**
 * The names of the `one of` outputs whose branches are proved to exclude each other for every customer there is now, as
 * far as the work goes that a check may cost.
 */
export function provedExclusive(plan: Plan): ReadonlySet<string> {
  const prover = new Prover(plan);
  const work = new Work(CHECK_STEPS);
  return new Set(
    plan.outputs
      .filter((output) => output.at === "now" && new Questions(prover, output).exclude(work))
      .map(({ name }) => name),
  );
}
