import type { PlanLeaf } from "./expression.ts";
import { fitProblem } from "./fit.ts";
import { expressionsOf, walk } from "./forms.ts";
import { isPlan } from "./plan-validator.ts";
import { LANGUAGE_VERSION, PLAN_VERSION, type FieldRead, type Plan, type Reads } from "./plan.ts";
import { sameType } from "./types.ts";

/** Thrown for a plan that is none, is damaged, or belongs to another version. */
export class PlanError extends Error {}

/** Plans that were found to be plans: an executor is often made of one plan again. */
const checked = new WeakMap<object, Plan>();

/**
 * Takes something for a plan: checks its version, its shape by the plan's JSON Schema, and that the tables of its models
 * fit together. Whether it was changed after it was built only `loadPlan` sees, by its hash.
 * @throws PlanError that says what is wrong
 */
export function checkPlan(json: unknown): Plan {
  const known = typeof json === "object" && json !== null ? checked.get(json) : undefined;
  if (known !== undefined) return known;
  const head: { readonly format?: unknown; readonly planVersion?: unknown; readonly language?: unknown } =
    typeof json === "object" && json !== null ? json : {};
  if (head.format !== "tagma-plan") throw new PlanError("this is not a Tagma plan; `tagma build` writes one");
  if (head.planVersion !== PLAN_VERSION || head.language !== LANGUAGE_VERSION)
    throw new PlanError(
      `the plan has version ${String(head.planVersion)} of language ${String(head.language)}; this program reads version ${PLAN_VERSION} of language ${LANGUAGE_VERSION}`,
    );
  if (!isPlan(json)) {
    const [problem] = isPlan.errors ?? [];
    throw new PlanError(`the plan is damaged: ${problem?.instancePath ?? ""} ${problem?.message ?? ""}`);
  }
  checkFits(json);
  checkTables(json.reads);
  checked.set(json, json);
  return json;
}

/** The tables of a model must fit together, whatever the hash says. */
function checkFits({ outputs }: Plan): void {
  for (const { form, name } of outputs) {
    for (const [path, expression] of expressionsOf(form)) {
      walk<PlanLeaf>(expression, path, (node) => {
        const problem = node.op === "fitted" ? fitProblem(node.fit, node.args.length) : undefined;
        if (problem !== undefined) throw new PlanError(`the plan is damaged: the model of \`${name}\`: ${problem}`);
      });
    }
  }
}

/** What is read through a table must be there: a text beside it, and a field of its type in the table. */
function checkTables({ fields, events, tables = [] }: Reads): void {
  const records: (readonly FieldRead[])[] = [fields, ...events.map((event) => event.fields)];
  for (const record of records) {
    for (const { name, type, required, via } of record) {
      if (via === undefined) continue;
      const key = record.find((field) => field.name === via.key);
      const read = tables.find((table) => table.name === via.table)?.fields.find((field) => field.name === via.field);
      if (
        key?.type.kind !== "text" ||
        key.via !== undefined ||
        read === undefined ||
        required ||
        !sameType(read.type, type)
      )
        throw new PlanError(`the plan is damaged: \`${name}\` reads no field of a table`);
    }
  }
}
