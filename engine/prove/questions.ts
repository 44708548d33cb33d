import { diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { phrase, verbatim, type Prose } from "../../grammar/diagnostics/prose.ts";
import type { PlanExpression } from "../plan/expression.ts";
import type { OutputNode } from "../plan/plan.ts";
import { expressionsOf } from "../plan/forms.ts";
import type { Result } from "../run/result.ts";
import type { Branching } from "./asking.ts";
import type { Answers } from "./finding.ts";
import { and, not, type Formula } from "./formula.ts";
import { OverlapQuestions } from "./overlap-questions.ts";
import type { Samples } from "./samples.ts";
import { sourceName } from "../source/print.ts";
import { Work } from "./work.ts";

/** More operands of an `and` than this are not compared with each other. */
const OPERAND_LIMIT = 8;

/** Asks all that one output promises. The answers depend on the output and on what stands behind it, on nothing else. */
export class Questions extends OverlapQuestions {
  /**
   * Asks everything. What is not settled when the work is over is left open.
   * @param work what all questions of the output together may cost
   */
  ask(work = new Work()): Answers {
    const before = this.prover.work;
    this.prover.work = work;
    try {
      return this.askAll();
    } finally {
      this.prover.work = before;
    }
  }

  private askAll(): Answers {
    const { form, kind } = this.output;
    if (form.form === "one of" || form.form === "first of" || form.form === "stages") this.branches(form);
    if (form.form === "bands") this.bands(form);
    if (form.form === "one of") this.overlaps(form);
    if (kind === "never" || kind === "exclusive") this.settle(() => this.law());
    if (kind === "segment" || (kind === "tag" && form.form === "condition")) this.settle(() => this.extent());
    this.redundant();
    if (this.tally.left > 0) this.leftOpen();
    return { findings: this.findings, ...this.tally };
  }

  /** Branches that can never be taken, and customers whom none takes. */
  private branches(form: Branching): void {
    const conditions = form.branches.map(({ when }) => this.condition(when));
    for (const [index, branch] of form.branches.entries()) {
      const others =
        form.form === "first of"
          ? conditions.slice(0, index)
          : form.form === "stages"
            ? conditions.slice(index + 1)
            : [];
      const own = conditions[index]?.t;
      if (own === undefined) continue;
      this.settle(() => {
        const path = `branches.${index}.when`;
        const taken = (samples: Samples): boolean =>
          samples.some(({ result, trueAt }) =>
            form.form === "one of" ? trueAt(path) : result?.state === "value" && result.value === branch.value,
          );
        if (!this.impossible([own, ...others.map(({ t }) => not(t))], taken)) return;
        const alone = others.length > 0 && !this.impossible([own]);
        const advice = phrase(
          !alone ? "conditions-exclude" : form.form === "stages" ? "later-stage-takes" : "earlier-branch-takes",
        );
        this.never(path, branch.value, advice);
      });
    }
    this.settle(() => this.noneTaken(form, conditions));
  }

  private noneTaken(form: Branching, conditions: readonly { readonly f: Formula }[]): void {
    if (form.form === "stages" || form.form === "all of" || form.otherwise !== null) return;
    const formulas = conditions.map(({ f }) => f);
    const none = (samples: Samples): boolean => samples.some(({ result }) => result?.state === "none");
    if (this.impossible(formulas, none)) return;
    const witness = this.shown(formulas, (results) => results.get(this.output.id)?.state === "none");
    if (witness === undefined) return;
    const expects = form.branches.map((_, index) => ({ path: `branches.${index}.when`, holds: false }));
    this.findings.push({
      path: "",
      say: (location) => diagnostic("no-branch-taken", location, {}),
      example: { witness, title: phrase("title-no-branch", { name: this.output.name }), expects },
    });
  }

  private never(path: string, value: string, advice: Prose): void {
    this.findings.push({ path, say: (location) => diagnostic("branch-never", location, { value, advice }) });
  }

  /** Bands that no value of the measure reaches, and customers whose value is below all. */
  private bands(form: Extract<OutputNode["form"], { form: "bands" }>): void {
    const values = [...form.bands.map(({ value }) => value), ...(form.otherwise === null ? [] : [form.otherwise])];
    for (const value of new Set(values)) {
      const taken = this.condition({
        op: "compare",
        operator: "=",
        left: { op: "output", id: this.output.id },
        right: { op: "literal", type: "enum", value },
      }).t;
      const seen = (samples: Samples): boolean =>
        samples.some(({ result }) => result?.state === "value" && result.value === value);
      this.settle(() => {
        if (this.impossible([taken], seen)) this.never("of", value, phrase("band-never"));
      });
    }
    this.settle(() => this.belowAll(form));
  }

  private belowAll(form: Extract<OutputNode["form"], { form: "bands" }>): void {
    const { id, name } = this.output;
    const below = [this.prover.translation.known(form.of), not(this.prover.translation.known({ op: "output", id }))];
    if (form.otherwise !== null || this.impossible(below)) return;
    const witness = this.shown(below, (results) => results.get(id)?.state === "none");
    if (witness === undefined) return;
    this.findings.push({
      path: "",
      say: (location) => diagnostic("no-branch-taken", location, {}),
      example: {
        witness,
        title: phrase("title-no-band", { name }),
        expects: [{ text: `${sourceName(name)} is unknown` }],
      },
    });
  }

  private law(): void {
    const { output } = this;
    const broken = this.prover.translation.logicalOutput(output).t;
    if (this.impossible([broken])) return;
    const isBroken = (result: Result | undefined): boolean => result?.state === "value" && result.value === true;
    const witness = this.shown([broken], (results) => isBroken(results.get(output.id)));
    if (witness === undefined) {
      this.findings.push({
        path: "",
        say: (location, reason) => diagnostic("law-not-proved", location, { reason }),
        ...this.beyond([broken]),
      });
      return;
    }
    const expects = this.trueConditions(witness).map((path) => ({ path, holds: true }));
    const law = output.kind === "never" ? verbatim(output.name.replace(/^never /, "")) : phrase("two-hold");
    this.findings.push({
      path: "",
      say: (location) => diagnostic("law-broken", location, { law }),
      example: { witness, title: phrase("title-breaks", { law }), expects },
    });
  }

  private extent(): void {
    const { t } = this.prover.translation.logicalOutput(this.output);
    const { name } = this.output;
    const value = (wanted: boolean) => (samples: Samples) =>
      samples.some(({ result }) => result?.state === "value" && result.value === wanted);
    if (this.impossible([t], value(true)))
      this.findings.push({ path: "", say: (location) => diagnostic("always-empty", location, { name }) });
    else if (this.impossible([not(t)], value(false)))
      this.findings.push({ path: "", say: (location) => diagnostic("always-everyone", location, { name }) });
  }

  /** Operands of an `and` that follow from the others. */
  private redundant(): void {
    for (const [path, root] of expressionsOf(this.output.form)) {
      if (root.op !== "and" || root.args.length > OPERAND_LIMIT) continue;
      for (const index of root.args.keys()) this.settle(() => this.implied(path, root.args, index));
    }
  }

  private implied(path: string, args: readonly PlanExpression[], index: number): void {
    const [arg] = args.slice(index);
    if (arg === undefined) return;
    const others = args.filter((_, other) => other !== index).map((other) => this.condition(other).t);
    const own = this.condition(arg).t;
    if (!this.related(own, others)) return;
    const without = (samples: Samples): boolean =>
      samples.some(({ trueAt }) => args.every((_, other) => trueAt(`${path}.args.${other}`) !== (other === index)));
    // From what never holds everything follows.
    if (!this.impossible([...others, not(own)], without) || this.prover.ask([and(...others)]).kind === "unsatisfiable")
      return;
    this.findings.push({
      path: `${path}.args.${index}`,
      say: (location) => diagnostic("condition-implied", location, {}),
      redundant: true,
    });
  }

  /** Whether formulas speak of anything in common; only then can one follow from the others. */
  private related(own: Formula, others: readonly Formula[]): boolean {
    const about = this.prover.topics(others);
    return [...this.prover.topics([own])].some((topic) => about.has(topic));
  }
}
