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
import { consequences, contradict, type Consequences } from "./solve.ts";
import { sourceName } from "../source/print.ts";
import { Samples } from "./samples.ts";
import { findWitness } from "./witness.ts";
import { OutOfWork, Work } from "./work.ts";

type Branching = Exclude<OutputNode["form"], { form: "condition" | "value" | "bands" | "score" | "exclusive" }>;

/** A branch's condition, and what is certain when it is true; undefined when it never is. */
interface Branch {
  readonly t: Formula;
  readonly certain: Consequences | undefined;
}

/** How many pairs of branches are looked at in one step. */
const PAIRS_A_STEP = 8;

/** More operands of an `and` than this are not compared with each other. */
const OPERAND_LIMIT = 8;
/** Before a question may cost more than so many steps, customers drawn at random are asked. */
const CHEAP_STEPS = 4_000;

/** Asks all that one output promises. The answers depend on the output and on what stands behind it, on nothing else. */
export class Questions {
  private readonly prover: Prover;
  private readonly output: OutputNode;
  private readonly findings: Finding[] = [];
  private readonly tally = { questions: 0, proved: 0, refuted: 0, open: 0, left: 0 };
  private readonly samples: Samples;

  constructor(prover: Prover, output: OutputNode) {
    this.prover = prover;
    this.output = output;
    this.samples = new Samples(prover, output);
  }

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

  /** Whether it is proved that no two branches of a `one of` are true for one customer; no customer is looked for. */
  exclude(work: Work): boolean {
    const { form } = this.output;
    if (form.form !== "one of") return false;
    const before = this.prover.work;
    this.prover.work = work;
    try {
      const branches = form.branches.map(({ when }) => this.consequences(when));
      return branches.every((first, index) => {
        work.spend(Math.ceil((branches.length - index) / PAIRS_A_STEP));
        return branches
          .slice(index + 1)
          .every((second) => this.apart(first, second) || this.impossible([first.t, second.t]));
      });
    } catch (error) {
      if (error instanceof OutOfWork) return false;
      throw error;
    } finally {
      this.prover.work = before;
    }
  }

  /** Asks one question, and goes on to the next when the work is over. */
  private settle(question: () => void): void {
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
  private leave(left: number, unasked: number): void {
    this.tally.questions += unasked;
    this.tally.open += left;
    this.tally.left += left;
  }

  private leftOpen(): void {
    const { left } = this.tally;
    this.findings.push({
      path: "",
      say: (location) => diagnostic("proof-left", location, { count: String(left) }),
    });
  }

  private condition(expression: PlanExpression) {
    return this.prover.translation.logical(expression);
  }

  /** @param seen whether it holds for a customer drawn at random; asked when an answer would cost more */
  private impossible(formulas: readonly Formula[], seen: (samples: Samples) => boolean = () => false): boolean {
    this.tally.questions++;
    const quick = this.prover.within(CHEAP_STEPS, () => this.prover.ask(formulas));
    if (quick === undefined && seen(this.samples)) return false;
    const impossible = (quick ?? this.prover.ask(formulas)).kind === "unsatisfiable";
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

  private consequences(when: PlanExpression): Branch {
    const { t } = this.condition(when);
    return { t, certain: consequences(t, this.prover.variables, this.prover.work) };
  }

  /** Whether two branches exclude each other at a glance, as `age < 20` and `age from 30 to 40` do. */
  private apart(first: Branch, second: Branch): boolean {
    return first.certain === undefined || second.certain === undefined || contradict(first.certain, second.certain);
  }

  private overlaps(form: Branching): void {
    const known: Branch[] = [];
    const pairs = (form.branches.length * (form.branches.length - 1)) / 2;
    let asked = 0;
    try {
      for (const { when } of form.branches) known.push(this.consequences(when));
      for (const [index, left] of known.entries()) {
        this.prover.work.spend(Math.ceil((known.length - index) / PAIRS_A_STEP));
        for (let other = index + 1; other < known.length; other++) {
          const right = known[other];
          if (this.prover.work.over) throw new OutOfWork();
          asked++;
          if (right !== undefined) this.settle(() => this.overlap(form, [index, left], [other, right]));
        }
      }
    } catch (error) {
      if (!(error instanceof OutOfWork)) throw error;
      this.leave(pairs - asked, pairs - asked);
    }
  }

  private overlap(
    form: Branching,
    [index, left]: readonly [number, Branch],
    [other, right]: readonly [number, Branch],
  ): void {
    if (this.apart(left, right)) {
      this.tally.questions++;
      this.tally.proved++;
      return;
    }
    const [first, second] = [form.branches[index], form.branches[other]];
    if (first === undefined || second === undefined) return;
    const formulas = [left.t, right.t];
    const path = `branches.${other}.when`;
    const both = (samples: Samples): boolean =>
      samples.some(({ trueAt }) => trueAt(`branches.${index}.when`) && trueAt(path));
    if (this.impossible(formulas, both)) return;
    const names = { first: first.value, second: second.value };
    const witness = this.inBoth(formulas, names, [`branches.${index}.when`, path]);
    if (witness === undefined) {
      this.findings.push({
        path,
        say: (location, reason) => diagnostic("not-proved-exclusive", location, { ...names, reason }),
        ...this.beyond(formulas),
      });
      return;
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
