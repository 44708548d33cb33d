import { diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import { phrase } from "../../grammar/diagnostics/prose.ts";
import type { PlanExpression } from "../plan/expression.ts";
import type { Result } from "../run/result.ts";
import { Asking, type Branching } from "./asking.ts";
import type { Witness } from "./claim.ts";
import type { Formula } from "./formula.ts";
import type { Samples } from "./samples.ts";
import { consequences, contradict, type Consequences } from "./solve.ts";
import { findWitness } from "./witness.ts";
import { OutOfWork, type Work } from "./work.ts";

/** A branch's condition, and what is certain when it is true; undefined when it never is. */
interface Branch {
  readonly t: Formula;
  readonly certain: Consequences | undefined;
}

/** How many pairs of branches are looked at in one step. */
const PAIRS_A_STEP = 8;

/** Whether branches of a `one of` can be true together. */
export abstract class OverlapQuestions extends Asking {
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

  private consequences(when: PlanExpression): Branch {
    const { t } = this.condition(when);
    return { t, certain: consequences(t, this.prover.variables, this.prover.work) };
  }

  /** Whether two branches exclude each other at a glance, as `age < 20` and `age from 30 to 40` do. */
  private apart(first: Branch, second: Branch): boolean {
    return first.certain === undefined || second.certain === undefined || contradict(first.certain, second.certain);
  }

  protected overlaps(form: Branching): void {
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
}
