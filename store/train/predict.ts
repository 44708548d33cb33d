import { isExactUnit, unitMilliseconds } from "../../engine/calendar/instant.ts";
import type { TypedExpression, TypedLeaf } from "../../engine/check/program.ts";
import { isTypedLeaf } from "../../engine/check/typed-leaves.ts";
import { mapLeaves } from "../../engine/plan/expression.ts";
import { WorkspaceError } from "../errors.ts";
import { inputsOf } from "./features.ts";
import { examples, learn, type Examples, type Predict } from "./learned.ts";
import type { Wanted } from "./measure.ts";
import { pastMoments } from "./moments.ts";
import { trainLabel } from "./label.ts";
import { refuseNoFeature } from "./no-feature.ts";
import type { Trained, Training } from "./training.ts";
import { message } from "../../grammar/texts/message.ts";
import { required } from "../../engine/invariant/required.ts";

/**
 * Learns to foretell: customers are looked at on past dates, and what became of them is counted in the time after. A label
 * is learned from customers as they are.
 */
export async function trainPredict(spec: Predict, training: Training): Promise<Trained> {
  if (spec.horizon === null) return trainLabel(spec, training);
  const { model, program, database, measurer, asOf, settings } = training;
  if (!isExactUnit(spec.horizon.unit)) throw new WorkspaceError(message("model-length", { name: model.name }));
  const horizon = spec.horizon.amount * unitMilliseconds[spec.horizon.unit];
  const moments = pastMoments(asOf, horizon, training.firstEvent, model.name);
  const latest = required(moments.training.at(-1), "a moment to learn from").at;
  const { inputs, leftOut } = await inputsOf(model, program, database, measurer, latest, {
    past: true,
    currentFields: settings.currentFields,
  });
  refuseNoFeature(inputs, leftOut, model.name);
  refuseWithoutPast(spec, horizon, training);
  const among: Wanted[] = spec.among === null ? [] : [{ expression: spec.among, type: { kind: "boolean" } }];
  const look = { now: [...inputs.map(({ wanted }) => wanted), ...among], after: [targetOf(spec, horizon)] };
  const measured = await measurer.measure(look, [...moments.training, moments.test]);
  const sets = measured.map((found) => examples(found, inputs.length, spec));
  return learn(spec, training, {
    inputs,
    leftOut,
    learned: together(sets.slice(0, -1)),
    test: required(sets.at(-1), "what is to be tested"),
    asOf: moments.training.map(({ at }) => training.instant(at)),
    holdoutAsOf: training.instant(moments.test.at),
  });
}

/** What became of a customer by the end of the time ahead; measures without a window see that time alone. */
function targetOf({ target }: Predict, horizon: number): Wanted {
  const window = { kind: "exact" as const, length: horizon, ending: 0 };
  if (target.kind === "amount") {
    return {
      type: target.type,
      expression: {
        op: "measure",
        measure: {
          kind: "events",
          function: "sum",
          event: target.event,
          field: target.field,
          fieldType: target.type,
          where: null,
          among: null,
          window,
          type: target.type,
        },
      },
    };
  }
  const expression = mapLeaves<TypedLeaf, TypedLeaf>(
    target.condition,
    isTypedLeaf,
    (leaf): TypedExpression =>
      leaf.op === "measure" && leaf.measure.window.kind === "all"
        ? { op: "measure", measure: { ...leaf.measure, window } }
        : leaf,
    () => undefined,
  );
  return { expression, type: { kind: "boolean" } };
}

function together(sets: readonly Examples[]): Examples {
  const joined = (parts: readonly Float64Array[]): Float64Array => {
    const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };
  const width = sets[0]?.table.columns.length ?? 0;
  const target = joined(sets.map((set) => set.target));
  return {
    target,
    table: {
      rows: target.length,
      columns: Array.from({ length: width }, (_, column) =>
        joined(sets.map(({ table }) => required(table.columns[column], "the column of an input"))),
      ),
    },
  };
}

/** @throws WorkspaceError when those asked about, or what became of them, would be taken from today or a later time */
function refuseWithoutPast(spec: Predict, horizon: number, { model, measurer, settings }: Training): void {
  const { name } = model;
  const parts = [
    ...(spec.among === null ? [] : [{ part: "among", expression: spec.among }]),
    ...(spec.target.kind === "condition" ? [{ part: "predict", expression: targetOf(spec, horizon).expression }] : []),
  ];
  for (const { part, expression } of parts) {
    const wanted: Wanted = { expression, type: { kind: "boolean" } };
    if (measurer.readsModel(wanted)) throw new WorkspaceError(message("model-part-learned-later", { name, part }));
    const fields = settings.currentFields ? [] : measurer.fieldsWithoutPast(wanted);
    if (fields.length > 0)
      throw new WorkspaceError(
        message("model-part-no-past", { name, part, fields: fields.map((field) => `\`${field}\``).join(", ") }),
      );
  }
}
