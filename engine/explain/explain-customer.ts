import { zone } from "../calendar/zone.ts";
import type { Plan } from "../plan/plan.ts";
import type { CustomerInput } from "../run/customer.ts";
import { asked, namedOutputs, type EvaluateOptions } from "../run/evaluate.ts";
import { interpret } from "../run/interpreter.ts";
import { RecordedTrace } from "../run/trace.ts";
import { explainOutput } from "./explain.ts";
import { explanationJson, type ExplanationJson } from "./explanation-json.ts";
import { nearestFlips } from "./nearest.ts";
import { nextChange } from "./next-change.ts";

export interface ExplainOptions extends EvaluateOptions {
  /** The rule files that the plan was compiled from. Without them the texts of conditions are empty. */
  readonly files?: readonly { readonly path: string; readonly text: string }[];
  /** True shows values of fields that are `personal`; else "•••" stands for them. */
  readonly showPersonal?: boolean;
  /** False leaves out `flips` and `next`, which ask the interpreter some hundred times more. */
  readonly foresight?: boolean;
}

/** Why a customer has a tag, or why there is nothing to explain. */
export type Explained =
  | { readonly kind: "present"; readonly explanation: ExplanationJson }
  | { readonly kind: "absent" }
  | { readonly kind: "left out"; readonly missing: string };

/** Thrown for a name that no tag, lifecycle, segment or law of the plan has. */
export class UnknownTagError extends Error {
  override readonly name = "UnknownTagError";
  /** The name that was asked for. */
  readonly tag: string;

  constructor(tag: string) {
    super(`the plan has no tag or segment called "${tag}"`);
    this.tag = tag;
  }
}

/**
 * Says why a customer has a tag: each branch with what its conditions saw, the events that counted, what would change
 * it, and when it changes by itself. It is read off the interpreter's own trace, and is what `tagma explain --json` says.
 * Pure: the same answer for the same arguments.
 * @param customer as `evaluate` takes it
 * @param tag the name of a tag, lifecycle, segment or law
 * @throws UnknownTagError for a name that none has
 * @throws CustomerDataError when a value does not fit the schema, or `asOf` is no time
 */
export function explain(plan: Plan, customer: CustomerInput, tag: string, options: ExplainOptions = {}): Explained {
  const output = namedOutputs(plan).find(({ name }) => name === tag.normalize("NFC"));
  if (output === undefined) throw new UnknownTagError(tag);
  const { evaluation, customer: decoded, standing } = asked(plan, customer, options);
  if (standing.kind !== "present") return standing;
  const trace = new RecordedTrace();
  interpret(evaluation, decoded, undefined, trace);
  const sources = new Map(options.files?.map(({ path, text }) => [path, text]));
  const explanation = explainOutput(plan, output, trace, sources);
  const view = { inZone: zone(plan.settings.timeZone), showPersonal: options.showPersonal === true };
  if (options.foresight === false) return { kind: "present", explanation: explanationJson(explanation, view) };
  const next = nextChange(plan, output, decoded, evaluation.asOf);
  const flips = nearestFlips(plan, output, decoded, evaluation.asOf);
  return { kind: "present", explanation: explanationJson({ ...explanation, next, flips }, view) };
}
