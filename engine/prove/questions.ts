import { diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { phrase, verbatim, type Prose } from "../../grammar/diagnostics/prose.ts";
import type { PlanExpression } from "../plan/expression.ts";
import type { OutputNode } from "../plan/plan.ts";
import { expressionsOf } from "../plan/forms.ts";
import { interpret, prepare } from "../run/interpreter.ts";
import { RecordedTrace } from "../run/trace.ts";
import type { Result } from "../run/result.ts";
import type { Answers, Finding } from "./finding.ts";
import { and, not, type Formula } from "./formula.ts";
import type { Prover } from "./prover.ts";
import type { Claim, Witness } from "./claim.ts";
import { sourceName } from "../source/print.ts";
import { findWitness } from "./witness.ts";

type Branching = Exclude<OutputNode["form"], { form: "condition" | "value" | "bands" | "score" | "exclusive" }>;

/** More operands of an `and` than this are not compared with each other. */
const OPERAND_LIMIT = 8;

/** Asks all that one output promises. The answers depend on the output and on what stands behind it, on nothing else. */
export class Questions {
  private readonly prover: Prover;
  private readonly output: OutputNode;
  private readonly findings: Finding[] = [];
  private readonly tally = { questions: 0, proved: 0, refuted: 0, open: 0 };

  constructor(prover: Prover, output: OutputNode) {
    this.prover = prover;
    this.output = output;
  }

  ask(): Answers {
    const { form, kind } = this.output;
    if (form.form === "one of" || form.form === "first of" || form.form === "stages") this.branches(form);
    if (form.form === "bands") this.bands(form);
    if (form.form === "one of") this.overlaps(form);
    if (kind === "never" || kind === "exclusive") this.law();
    if (kind === "segment" || (kind === "tag" && form.form === "condition")) this.extent();
    this.redundant();
    return { findings: this.findings, ...this.tally };
  }

  /** Whether it is proved that no two branches of a `one of` are true for one customer; no customer is looked for. */
  exclude(): boolean {
    const { form } = this.output;
    if (form.form !== "one of") return false;
    const taken = form.branches.map(({ when }) => this.condition(when).t);
    return taken.every((first, index) => taken.slice(index + 1).every((second) => this.impossible([first, second])));
  }

  private condition(expression: PlanExpression) {
    return this.prover.translation.logical(expression);
  }

  private impossible(formulas: readonly Formula[]): boolean {
    this.tally.questions++;
    const impossible = this.prover.ask(formulas).kind === "unsatisfiable";
    if (impossible) this.tally.proved++;
    return impossible;
  }

  /** A customer for whom the formulas hold and the interpreter agrees; counted as refuted or left open. */
  private shown(formulas: readonly Formula[], claim: Claim): Witness | undefined {
    const witness = findWitness(this.prover, formulas, claim, new Set([this.output.id]));
    if (witness === undefined) this.tally.open++;
    else this.tally.refuted++;
    return witness;
  }

  /** A customer who is in both of two branches, and best in no other. */
  private inBoth(
    formulas: readonly Formula[],
    { first, second }: { readonly first: string; readonly second: string },
    paths: readonly string[],
  ): Witness | undefined {
    const { id, name } = this.output;
    const conflict = (result: Result | undefined): readonly string[] =>
      result?.state === "error" && result.error.code === "conflict" && result.error.origin === name
        ? result.error.details
        : [];
    const only = new Set([id]);
    const alone = findWitness(
      this.prover,
      formulas,
      (results) => conflict(results.get(id)).join("\n") === [first, second].join("\n"),
      only,
    );
    // Where a third branch always comes along, it may be the one that the error names.
    const found = alone ?? findWitness(this.prover, formulas, (results) => conflict(results.get(id)).length > 0, only);
    const shown =
      found !== undefined && paths.every((path) => this.trueConditions(found).includes(path)) ? found : undefined;
    if (shown === undefined) this.tally.open++;
    else this.tally.refuted++;
    return shown;
  }

  private beyond(formulas: readonly Formula[]): Pick<Finding, "beyond"> {
    const beyond = this.prover.beyond(formulas);
    return beyond === undefined ? {} : { beyond };
  }

  private overlaps(form: Branching): void {
    for (const [index, first] of form.branches.entries()) {
      for (const [offset, second] of form.branches.slice(index + 1).entries()) {
        const formulas = [this.condition(first.when).t, this.condition(second.when).t];
        if (this.impossible(formulas)) continue;
        const path = `branches.${index + 1 + offset}.when`;
        const names = { first: first.value, second: second.value };
        const witness = this.inBoth(formulas, names, [`branches.${index}.when`, path]);
        if (witness === undefined) {
          this.findings.push({
            path,
            say: (location, reason) => diagnostic("not-proved-exclusive", location, { ...names, reason }),
            ...this.beyond(formulas),
          });
          continue;
        }
        const expects = [
          { path: `branches.${index}.when`, holds: true },
          { path, holds: true },
        ];
        this.findings.push({
          path,
          say: (location) => diagnostic("branches-overlap", location, names),
          example: { witness, title: phrase("title-both", names), expects },
        });
      }
    }
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
      if (own === undefined || !this.impossible([own, ...others.map(({ t }) => not(t))])) continue;
      const alone = others.length > 0 && !this.impossible([own]);
      const advice = phrase(
        !alone ? "conditions-exclude" : form.form === "stages" ? "later-stage-takes" : "earlier-branch-takes",
      );
      this.never(`branches.${index}.when`, branch.value, advice);
    }
    if (form.form === "stages" || form.form === "all of" || form.otherwise !== null) return;
    const formulas = conditions.map(({ f }) => f);
    if (this.impossible(formulas)) return;
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
    const { id, name } = this.output;
    const values = [...form.bands.map(({ value }) => value), ...(form.otherwise === null ? [] : [form.otherwise])];
    for (const value of new Set(values)) {
      const taken = this.condition({
        op: "compare",
        operator: "=",
        left: { op: "output", id: this.output.id },
        right: { op: "literal", type: "enum", value },
      }).t;
      if (this.impossible([taken])) this.never("of", value, phrase("band-never"));
    }
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

  /** The paths of a law's conditions that are true for a customer. */
  private trueConditions(witness: Witness): string[] {
    const { id, form } = this.output;
    const trace = new RecordedTrace();
    interpret(prepare(this.prover.translation.plan, witness.asOf), witness.customer, new Set([id]), trace);
    return expressionsOf(form)
      .map(([path]) => path)
      .filter((path) => trace.valueAt(id, path) === true);
  }

  private extent(): void {
    const { t } = this.prover.translation.logicalOutput(this.output);
    const { name } = this.output;
    if (this.impossible([t]))
      this.findings.push({ path: "", say: (location) => diagnostic("always-empty", location, { name }) });
    else if (this.impossible([not(t)]))
      this.findings.push({ path: "", say: (location) => diagnostic("always-everyone", location, { name }) });
  }

  /** Operands of an `and` that follow from the others. */
  private redundant(): void {
    for (const [path, root] of expressionsOf(this.output.form)) {
      if (root.op !== "and" || root.args.length > OPERAND_LIMIT) continue;
      for (const [index, arg] of root.args.entries()) {
        const others = root.args.filter((_, other) => other !== index).map((other) => this.condition(other).t);
        const own = this.condition(arg).t;
        if (!this.related(own, others)) continue;
        // From what never holds everything follows.
        if (!this.impossible([...others, not(own)]) || this.prover.ask([and(...others)]).kind === "unsatisfiable")
          continue;
        this.findings.push({
          path: `${path}.args.${index}`,
          say: (location) => diagnostic("condition-implied", location, {}),
          redundant: true,
        });
      }
    }
  }

  /** Whether formulas speak of anything in common; only then can one follow from the others. */
  private related(own: Formula, others: readonly Formula[]): boolean {
    const about = this.prover.topics(others);
    return [...this.prover.topics([own])].some((topic) => about.has(topic));
  }
}
