import { diagnostic, type Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import type { Location } from "../../grammar/source.ts";
import { reservedWords } from "../../grammar/tokens/words.ts";
import type { PlanExpression } from "../plan/expression.ts";
import type { OutputNode, Plan } from "../plan/plan.ts";
import { expressionsOf } from "../plan/forms.ts";
import { interpret, prepare } from "../run/interpreter.ts";
import { RecordedTrace } from "../run/trace.ts";
import type { Result } from "../run/result.ts";
import { and, not, type Formula } from "./formula.ts";
import { Prover } from "./prover.ts";
import { witnessTest } from "./show-witness.ts";
import { findWitness, type Witness } from "./witness.ts";

/** What proving found, and how many questions it took. */
export interface Proofs {
  readonly diagnostics: readonly Diagnostic[];
  readonly questions: number;
  readonly proved: number;
  readonly refuted: number;
  readonly open: number;
}

/** The text of a file, for quoting conditions as they are written. */
export type TextOf = (path: string) => string;

/**
 * Asks everything that the rules promise: that branches exclude each other and can be reached, that laws hold, that
 * segments are neither empty nor everyone. Three answers, never a guess; every customer shown was checked by the
 * interpreter.
 */
export function prove(plan: Plan, textOf: TextOf): Proofs {
  return new Questions(plan, textOf).run();
}

type Branching = Exclude<OutputNode["form"], { form: "condition" | "value" | "bands" | "score" | "exclusive" }>;
const reserved: ReadonlySet<string> = new Set(reservedWords);

class Questions {
  private readonly plan: Plan;
  private readonly textOf: TextOf;
  private readonly prover: Prover;
  private readonly found: Diagnostic[] = [];
  private readonly tally = { questions: 0, proved: 0, refuted: 0, open: 0 };

  constructor(plan: Plan, textOf: TextOf) {
    this.plan = plan;
    this.textOf = textOf;
    this.prover = new Prover(plan);
  }

  run(): Proofs {
    for (const output of this.plan.outputs) {
      if (output.at !== "now") continue;
      const { form } = output;
      if (form.form === "one of" || form.form === "first of" || form.form === "stages") this.branches(output, form);
      if (form.form === "one of") this.overlaps(output, form);
      if (output.kind === "never" || output.kind === "exclusive") this.law(output);
      if (output.kind === "segment" || (output.kind === "tag" && form.form === "condition")) this.extent(output);
      this.redundant(output);
    }
    return { diagnostics: this.found, ...this.tally };
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

  private overlaps(output: OutputNode, form: Branching): void {
    for (const [index, first] of form.branches.entries()) {
      for (const [offset, second] of form.branches.slice(index + 1).entries()) {
        const formulas = [this.condition(first.when).t, this.condition(second.when).t];
        if (this.impossible(formulas)) continue;
        const isConflict = (result: Result | undefined): boolean => result?.state === "error" && result.error.code === "conflict" && result.error.origin === output.name;
        const witness = findWitness(this.prover, formulas, (results) => isConflict(results.get(output.id)), new Set([output.id]));
        const path = `branches.${index + 1 + offset}.when`;
        const names = { first: first.value, second: second.value };
        if (witness === undefined) {
          this.tally.open++;
          this.report(diagnostic("not-proved-exclusive", this.place(output, path), { ...names, reason: this.reason(formulas) }));
          continue;
        }
        this.tally.refuted++;
        const expects = [this.text(output, `branches.${index}.when`), this.text(output, path)];
        this.report({ ...diagnostic("branches-overlap", this.place(output, path), names), witness: witnessTest(witness, this.plan, `both "${first.value}" and "${second.value}"`, expects, reserved) });
      }
    }
  }

  /** Branches that can never be taken, and customers whom none takes. */
  private branches(output: OutputNode, form: Branching): void {
    const conditions = form.branches.map(({ when }) => this.condition(when));
    for (const [index, branch] of form.branches.entries()) {
      const others = form.form === "first of" ? conditions.slice(0, index) : form.form === "stages" ? conditions.slice(index + 1) : [];
      const own = conditions[index]?.t;
      if (own === undefined || !this.impossible([own, ...others.map(({ t }) => not(t))])) continue;
      const alone = others.length > 0 && !this.impossible([own]);
      const advice = !alone ? "Its conditions exclude each other; check the numbers and windows." : form.form === "stages" ? "A later stage always takes them." : "An earlier branch always takes them.";
      this.report(diagnostic("branch-never", this.place(output, `branches.${index}.when`), { value: branch.value, advice }));
    }
    if (form.form === "stages" || form.form === "all of" || form.otherwise !== null) return;
    const formulas = conditions.map(({ f }) => f);
    if (this.impossible(formulas)) return;
    const witness = findWitness(this.prover, formulas, (results) => results.get(output.id)?.state === "none", new Set([output.id]));
    if (witness === undefined) {
      this.tally.open++;
      return;
    }
    this.tally.refuted++;
    const expects = form.branches.map((_, index) => `not (${this.text(output, `branches.${index}.when`)})`);
    this.report({ ...diagnostic("no-branch-taken", this.place(output, ""), {}), witness: witnessTest(witness, this.plan, `in no branch of ${output.name}`, expects, reserved) });
  }

  private law(output: OutputNode): void {
    const broken = this.prover.translation.logicalOutput(output).t;
    if (this.impossible([broken])) return;
    const isBroken = (result: Result | undefined): boolean => result?.state === "value" && result.value === true;
    const witness = findWitness(this.prover, [broken], (results) => isBroken(results.get(output.id)), new Set([output.id]));
    if (witness === undefined) {
      this.tally.open++;
      this.report(diagnostic("law-not-proved", this.place(output, ""), { reason: this.reason([broken]) }));
      return;
    }
    this.tally.refuted++;
    const expects = this.trueConditions(output, witness).map((path) => this.text(output, path));
    const law = output.kind === "never" ? output.name.replace(/^never /, "") : "two of these hold for one customer";
    this.report({ ...diagnostic("law-broken", this.place(output, ""), { law }), witness: witnessTest(witness, this.plan, `breaks: ${law}`, expects, reserved) });
  }

  /** The paths of a law's conditions that are true for a customer. */
  private trueConditions(output: OutputNode, witness: Witness): string[] {
    const trace = new RecordedTrace();
    interpret(prepare(this.plan, witness.asOf), witness.customer, new Set([output.id]), trace);
    return expressionsOf(output.form).map(([path]) => path).filter((path) => trace.valueAt(output.id, path) === true);
  }

  private extent(output: OutputNode): void {
    const { t } = this.prover.translation.logicalOutput(output);
    const what = `\`${output.name}\``;
    if (this.impossible([t])) this.report(diagnostic("always-empty", this.place(output, ""), { what }));
    else if (this.impossible([not(t)])) this.report(diagnostic("always-everyone", this.place(output, ""), { what }));
  }

  /** Operands of an `and` that follow from the others. */
  private redundant(output: OutputNode): void {
    const { form } = output;
    const roots: (readonly [string, PlanExpression])[] = form.form === "condition" ? [["condition", form.condition]]
      : form.form === "one of" || form.form === "first of" || form.form === "all of" || form.form === "stages" ? form.branches.map(({ when }, index) => [`branches.${index}.when`, when] as const) : [];
    for (const [path, root] of roots) {
      if (root.op !== "and" || root.args.length > 8) continue;
      for (const [index, arg] of root.args.entries()) {
        const place = this.text(output, `${path}.args.${index}`);
        if (place === "" || place === this.text(output, path)) continue;
        const others = root.args.filter((_, other) => other !== index).map((other) => this.condition(other).t);
        const own = this.condition(arg).t;
        if (!this.related(own, others)) continue;
        if (this.prover.ask([and(...others)]).kind === "unsatisfiable" || !this.impossible([...others, not(own)])) continue;
        this.report(diagnostic("condition-implied", this.place(output, `${path}.args.${index}`), {}));
        break;
      }
    }
  }

  /** Whether formulas speak of anything in common; only then can one follow from the others. */
  private related(own: Formula, others: readonly Formula[]): boolean {
    const about = this.prover.topics(others);
    return [...this.prover.topics([own])].some((topic) => about.has(topic));
  }

  private report(found: Diagnostic): void {
    this.found.push(found);
  }

  private place(output: OutputNode, path: string): Location {
    const places = this.plan.source.outputs[output.id];
    const place = places?.[path] ?? places?.[""];
    return place === undefined ? { file: "", start: 0, end: 0 } : { file: this.plan.source.files[place[0]] ?? "", start: place[1], end: place[2] };
  }

  private text(output: OutputNode, path: string): string {
    const place = this.plan.source.outputs[output.id]?.[path];
    return place === undefined ? "" : this.textOf(this.plan.source.files[place[0]] ?? "").slice(place[1], place[2]).replace(/\/\/[^\n]*/g, " ").replace(/\s+/g, " ").trim();
  }

  /** Which part of a question the procedure can't see through. */
  private reason(formulas: readonly Formula[]): string {
    const mentioned = JSON.stringify(formulas, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value instanceof Map ? [...value.keys()] : value));
    const beyond = [...this.prover.translation.opaque].find(([name]) => mentioned.includes(JSON.stringify(name).slice(1, -1)));
    return beyond === undefined ? "no customer was found and no proof either" : `the procedure cannot see through \`${beyond[1].op}\` here`;
  }
}
