import type { Diagnostic } from "../../grammar/diagnostics/catalogue.ts";
import type { Prose } from "../../grammar/diagnostics/prose.ts";
import type { Location } from "../../grammar/source.ts";
import type { PlanExpression } from "../plan/expression.ts";
import type { Witness } from "./claim.ts";

/** What was found about one output. Places and texts are looked up when it is shown, so that it outlives an edit elsewhere. */
export interface Finding {
  /** The node of the output that it is about; the empty path is the declaration. */
  readonly path: string;
  /** `reason` says why it was not proved. */
  readonly say: (location: Location, reason: Prose) => Diagnostic;
  /** What the procedure could not see through. */
  readonly beyond?: PlanExpression;
  readonly example?: Example;
  /** An operand of an `and` that can be left out. */
  readonly redundant?: true;
}

/** A customer who shows it. */
export interface Example {
  readonly witness: Witness;
  readonly title: Prose;
  /** Conditions of the output that hold for the customer, or don't; or a condition in words of its own. */
  readonly expects: readonly ({ readonly path: string; readonly holds: boolean } | { readonly text: string })[];
}

/** How many questions were asked, and what came of them. */
export interface Tally {
  readonly questions: number;
  readonly proved: number;
  readonly refuted: number;
  /** Neither proved nor refuted, those left for lack of work included. */
  readonly open: number;
  /** Not settled because the work that a check may cost had been done. */
  readonly left: number;
}

/** All that was asked about one output. */
export interface Answers extends Tally {
  readonly findings: readonly Finding[];
}
