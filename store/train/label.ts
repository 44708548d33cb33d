import { rowsOf } from "../../engine/models/train/table.ts";
import { randomNumbers } from "../../engine/statistics/random.ts";
import { required } from "../../engine/invariant/required.ts";
import { inputsOf } from "./features.ts";
import { examples, learn, type Examples, type Predict } from "./learned.ts";
import type { Wanted } from "./measure.ts";
import { refuseNoFeature } from "./no-feature.ts";
import type { Trained, Training } from "./training.ts";

/** The share of the customers that is kept aside: one in so many. */
const ASIDE = 4;

/**
 * Learns to tell a label, which the profile holds, from what else is known of customers at the same instant. There is no
 * later time to test it on: customers whom the seed chooses are kept aside.
 */
export async function trainLabel(spec: Predict, training: Training): Promise<Trained> {
  const { model, program, database, measurer, asOf, settings } = training;
  if (spec.target.kind !== "condition") throw new Error("a label is a condition");
  const { inputs, leftOut } = await inputsOf(model, program, database, measurer, asOf, {
    past: false,
    currentFields: true,
  });
  refuseNoFeature(inputs, leftOut, model.name);
  const truth = (expression: Wanted["expression"]): Wanted => ({ expression, type: { kind: "boolean" } });
  const measured = await measurer.measureOnce(
    {
      now: [
        ...inputs.map(({ wanted }) => wanted),
        ...(spec.among === null ? [] : [truth(spec.among)]),
        truth(spec.target.condition),
      ],
      after: [],
    },
    { at: asOf, later: asOf },
  );
  const { learned, test } = split(examples(measured, inputs.length, spec), settings.seed);
  return learn(spec, training, {
    inputs,
    leftOut,
    learned,
    test,
    asOf: [training.instant(asOf)],
    holdoutAsOf: null,
  });
}

/** Keeps as many aside of those who have the label as of those who don't. */
function split(all: Examples, seed: number): { readonly learned: Examples; readonly test: Examples } {
  const random = randomNumbers(seed);
  const aside = new Set<number>();
  for (const answer of [1, 0]) {
    const places = Array.from(all.target.keys()).filter((row) => all.target[row] === answer);
    shuffle(places, random);
    for (const row of places.slice(0, Math.floor(places.length / ASIDE))) aside.add(row);
  }
  const part = (kept: boolean): Examples => {
    const places = Array.from(all.target.keys()).filter((row) => aside.has(row) === kept);
    return {
      table: rowsOf(all.table, places),
      target: Float64Array.from(places, (row) => required(all.target[row], "the label of a row")),
    };
  };
  return { learned: part(false), test: part(true) };
}

/** Method: Fisher and Yates. */
function shuffle(places: number[], random: () => number): void {
  for (let last = places.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const kept = required(places[last], "a place");
    places[last] = required(places[other], "a place");
    places[other] = kept;
  }
}
