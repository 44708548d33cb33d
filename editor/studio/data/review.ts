import { witnessTest } from "../../../engine/prove/show-witness.ts";
import { semanticDiff, type OutputChange, type SemanticDiff } from "../../../engine/prove/diff.ts";
import type { OutputNode } from "../../../engine/plan/plan.ts";
import { PRESENT } from "../../../engine/run/population/results.ts";
import { label, Transitions } from "../../../store/compare/transitions.ts";
import type { ReviewAnswer, ReviewRequest } from "../api/review.ts";
import type { EvaluatedPart, People } from "./people.ts";
import { StudioProblem } from "./problem.ts";
import { instantOf, type DraftRules } from "./rules.ts";
import { message } from "../../../grammar/texts/message.ts";

const CELLS_SHOWN = 20;
type ReviewedChange = Extract<ReviewAnswer, { ok: true }>["changes"][number];

/** What drafts mean against the rules on disk: each output that differs, and the customers who move. */
export function reviewOf(saved: DraftRules, drafted: DraftRules, people: People, request: ReviewRequest): ReviewAnswer {
  if (!drafted.complete) throw new StudioProblem("has-errors", message("drafts-have-errors"));
  if (!saved.complete) throw new StudioProblem("has-errors", message("saved-have-errors"));
  const diff = semanticDiff(saved.plan, drafted.plan);
  const before = new Map(saved.plan.outputs.filter(({ at }) => at === "now").map((output) => [output.name, output]));
  const changes = diff.changes.filter(({ change }) => !(change.kind === "same" && change.how === "identical"));
  const pairs = changes.flatMap(({ output, change }): (readonly [OutputNode, OutputNode])[] => {
    const previous = before.get(change.kind === "renamed" ? change.from : output.name);
    return previous === undefined || change.kind === "added" || change.kind === "removed" || change.kind === "same"
      ? []
      : [[previous, output]];
  });
  const asOf = instantOf(drafted, request.asOf);
  const moved = movement(
    pairs,
    pairs.length === 0
      ? []
      : people.evaluate(
          saved,
          pairs.map(([previous]) => previous),
          asOf,
        ),
    pairs.length === 0
      ? []
      : people.evaluate(
          drafted,
          pairs.map(([, output]) => output),
          asOf,
        ),
  );
  return {
    ok: true,
    customers: moved.customers,
    changes: changes.map((change) => reviewed(change, diff, moved.byName.get(change.output.name))),
  };
}

function reviewed(
  { output, change, because }: OutputChange,
  { merged }: SemanticDiff,
  transitions: Transitions | undefined,
): ReviewedChange {
  const witness = change.kind === "changed" ? change.witnesses[0] : undefined;
  return {
    name: output.name,
    kind: change.kind,
    from: change.kind === "renamed" ? change.from : null,
    because: [...because],
    witness:
      witness === undefined
        ? null
        : witnessTest(
            witness.witness,
            merged,
            `${output.name}: ${label(witness.before, output)} → ${label(witness.after, output)}`,
            [],
          ),
    moved: transitions === undefined ? 0 : transitions.moved(),
    // Of personal values only how many move is shown.
    cells: transitions === undefined || output.personal ? [] : cellsOf(transitions),
  };
}

/** The transitions of most customers. */
function cellsOf(transitions: Transitions): ReviewedChange["cells"] {
  return transitions
    .all()
    .filter(({ from, to }) => from !== to)
    .sort((left, right) => right.customers - left.customers)
    .slice(0, CELLS_SHOWN)
    .map((transition) => ({ ...transition, examples: [...transition.examples] }));
}

/** Who goes from which value to which, by name of the output. */
function movement(
  pairs: readonly (readonly [OutputNode, OutputNode])[],
  before: readonly EvaluatedPart[],
  after: readonly EvaluatedPart[],
): { readonly customers: number; readonly byName: ReadonlyMap<string, Transitions> } {
  let customers = 0;
  const tables = pairs.map(([previous, output]) => ({ previous, output, transitions: new Transitions() }));
  for (const [index, { part, found }] of after.entries()) {
    for (const standing of found.standing) if (standing === PRESENT) customers++;
    const old = before[index]?.found;
    if (old?.count !== found.count)
      throw new Error("the drafts were evaluated for other customers than the saved rules");
    for (const { previous, output, transitions } of tables) {
      const [oldColumn, column] = [old.columnOf(previous.id), found.columnOf(output.id)];
      for (let customer = 0; customer < found.count; customer++) {
        if (found.standing[customer] !== PRESENT || old.standing[customer] !== PRESENT) continue;
        transitions.add(
          part.id(customer),
          label(old.result(oldColumn, customer), previous),
          label(found.result(column, customer), output),
        );
      }
    }
  }
  return { customers, byName: new Map(tables.map(({ output, transitions }) => [output.name, transitions])) };
}
