import { witnessTest } from "../../../engine/prove/show-witness.ts";
import { semanticDiff, type OutputChange, type SemanticDiff } from "../../../engine/prove/diff.ts";
import type { OutputNode } from "../../../engine/plan/plan.ts";
import { PRESENT } from "../../../engine/run/population/results.ts";
import { label } from "../../../store/compare/movement.ts";
import type { ReviewAnswer, ReviewRequest } from "../api/review.ts";
import type { EvaluatedPart, People } from "./people.ts";
import { StudioProblem } from "./problem.ts";
import { instantOf, type DraftRules } from "./rules.ts";

const EXAMPLES = 5;
type ReviewedChange = Extract<ReviewAnswer, { ok: true }>["changes"][number];

/** What drafts mean against the rules on disk: each output that differs, and the customers who move. */
export function reviewOf(saved: DraftRules, drafted: DraftRules, people: People, request: ReviewRequest): ReviewAnswer {
  if (!drafted.complete) throw new StudioProblem("has-errors", "the drafts have errors");
  if (!saved.complete)
    throw new StudioProblem("has-errors", "the saved rules have errors, so there is nothing to compare with");
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
    changes: changes.map((change) => reviewed(change, diff, moved.cells.get(change.output.name) ?? [])),
  };
}

function reviewed(
  { output, change, because }: OutputChange,
  { merged }: SemanticDiff,
  cells: ReviewedChange["cells"],
): ReviewedChange {
  const witness = change.kind === "changed" ? change.witnesses[0] : undefined;
  const across = cells.filter(({ from, to }) => from !== to);
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
    moved: across.reduce((sum, { customers }) => sum + customers, 0),
    // Of personal values only how many move is shown.
    cells: output.personal ? [] : across.sort((left, right) => right.customers - left.customers).slice(0, 20),
  };
}

/** How many customers go from which value to which, by name of the output. */
function movement(
  pairs: readonly (readonly [OutputNode, OutputNode])[],
  before: readonly EvaluatedPart[],
  after: readonly EvaluatedPart[],
): { readonly customers: number; readonly cells: ReadonlyMap<string, ReviewedChange["cells"]> } {
  let customers = 0;
  for (const { found } of after) for (const standing of found.standing) if (standing === PRESENT) customers++;
  const cells = new Map(
    pairs.map(([previous, output]): [string, ReviewedChange["cells"]] => {
      const own = new Map<string, ReviewedChange["cells"][number]>();
      for (const [index, { part, found }] of after.entries()) {
        const old = before[index]?.found;
        const [oldColumn, newColumn] = [
          old?.columns.find((column) => column.output.id === previous.id),
          found.columns.find((column) => column.output.id === output.id),
        ];
        if (old === undefined || oldColumn === undefined || newColumn === undefined) continue;
        for (let customer = 0; customer < found.count; customer++) {
          if (found.standing[customer] !== PRESENT || old.standing[customer] !== PRESENT) continue;
          const [from, to] = [
            label(old.result(oldColumn, customer), previous),
            label(found.result(newColumn, customer), output),
          ];
          const key = JSON.stringify([from, to]);
          let cell = own.get(key);
          if (cell === undefined) own.set(key, (cell = { from, to, customers: 0, examples: [] }));
          cell.customers++;
          if (cell.examples.length < EXAMPLES) cell.examples.push(part.id(customer));
        }
      }
      return [output.name, [...own.values()]];
    }),
  );
  return { customers, cells };
}
