import { diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import type { PlanExpression } from "../plan/expression.ts";
import { expressionsOf } from "../plan/forms.ts";
import type { OutputNode } from "../plan/plan.ts";
import { interpret, prepare } from "../run/interpreter.ts";
import { RecordedTrace } from "../run/trace.ts";
import type { Claim, Witness } from "./claim.ts";
import type { Finding } from "./finding.ts";
import type { Formula } from "./formula.ts";
import type { Prover } from "./prover.ts";
import { Samples } from "./samples.ts";
import { findWitness } from "./witness.ts";
import { OutOfWork } from "./work.ts";

export type Branching = Exclude<OutputNode["form"], { form: "condition" | "value" | "bands" | "score" | "exclusive" }>;

/** Before a question may cost more than so many steps, customers drawn at random are asked. */
const CHEAP_STEPS = 4_000;

/** How questions about one output are asked and counted. */
export abstract class Asking {
  protected readonly prover: Prover;
  protected readonly output: OutputNode;
  protected readonly findings: Finding[] = [];
  protected readonly tally = { questions: 0, proved: 0, refuted: 0, open: 0, left: 0 };
  private readonly samples: Samples;

  constructor(prover: Prover, output: OutputNode) {
    this.prover = prover;
    this.output = output;
    this.samples = new Samples(prover, output);
  }

  /** Asks one question, and goes on to the next when the work is over. */
  protected settle(question: () => void): void {
    const { questions } = this.tally;
    try {
      if (this.prover.work.over) throw new OutOfWork();
      question();
    } catch (error) {
      if (!(error instanceof OutOfWork)) throw error;
      this.leave(1, this.tally.questions === questions ? 1 : 0);
    }
  }

  /** Counts questions that are left open, and how many of them had not been counted as asked. */
  protected leave(left: number, unasked: number): void {
    this.tally.questions += unasked;
    this.tally.open += left;
    this.tally.left += left;
  }

  protected leftOpen(): void {
    const { left } = this.tally;
    this.findings.push({
      path: "",
      say: (location) => diagnostic("proof-left", location, { count: String(left) }),
    });
  }

  protected condition(expression: PlanExpression) {
    return this.prover.translation.logical(expression);
  }

  /** @param seen whether it holds for a customer drawn at random; asked when an answer would cost more */
  protected impossible(formulas: readonly Formula[], seen: (samples: Samples) => boolean = () => false): boolean {
    this.tally.questions++;
    const quick = this.prover.within(CHEAP_STEPS, () => this.prover.ask(formulas));
    if (quick === undefined && seen(this.samples)) return false;
    const impossible = (quick ?? this.prover.ask(formulas)).kind === "unsatisfiable";
    if (impossible) this.tally.proved++;
    return impossible;
  }

  /** A customer for whom the formulas hold and the interpreter agrees; counted as refuted or left open. */
  protected shown(formulas: readonly Formula[], claim: Claim): Witness | undefined {
    const witness = findWitness(this.prover, formulas, claim, new Set([this.output.id]));
    if (witness === undefined) this.tally.open++;
    else this.tally.refuted++;
    return witness;
  }

  protected beyond(formulas: readonly Formula[]): Pick<Finding, "beyond"> {
    const beyond = this.prover.beyond(formulas);
    return beyond === undefined ? {} : { beyond };
  }

  /** The paths of a law's conditions that are true for a customer. */
  protected trueConditions(witness: Witness): string[] {
    const { id, form } = this.output;
    const trace = new RecordedTrace();
    interpret(prepare(this.prover.translation.plan, witness.asOf), witness.customer, new Set([id]), trace);
    return expressionsOf(form)
      .map(([path]) => path)
      .filter((path) => trace.valueAt(id, path) === true);
  }
}
