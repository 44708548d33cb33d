import { inside } from "../../invariant/required.ts";
import { foldCase } from "../../text/text.ts";
import { placesOf, shared } from "./columns.ts";
import type { Population } from "./population.ts";

/**
 * The texts of a population with what was worked out of them, for all evaluations of it. It only grows: a text keeps
 * its place.
 */
export interface TextBase {
  /** The population's texts first; behind them ids and what texts fold to, once somebody asked. */
  readonly texts: readonly string[];
  readonly places: ReadonlyMap<string, number>;
  /** Entry p + 1 is the place of what text p folds to; entry 0 is for unknown. Undefined until somebody asks. */
  readonly folds: Int32Array | undefined;
  /** The places of the customers' ids; undefined until somebody asks. */
  readonly ids: Int32Array | undefined;
}

const bases = new WeakMap<Population, TextBase>();

export function textBase(population: Population): TextBase {
  let base = bases.get(population);
  if (base === undefined)
    bases.set(
      population,
      (base = { texts: population.texts, places: placesOf(population.texts), folds: undefined, ids: undefined }),
    );
  return base;
}

/** Works out what an evaluation of a population asked for, so that those that follow find it. */
export function prepareTexts(population: Population, wanted: { readonly folds: boolean; readonly ids: boolean }): void {
  const base = textBase(population);
  const [addIds, addFolds] = [wanted.ids && base.ids === undefined, wanted.folds && base.folds === undefined];
  if (!addIds && !addFolds) return;
  const texts = [...base.texts];
  const places = new Map(base.places);
  const place = (text: string): number => {
    let found = places.get(text);
    if (found === undefined) {
      found = texts.push(text) - 1;
      places.set(text, found);
    }
    return found;
  };
  let { ids, folds } = base;
  if (addIds) {
    ids = shared.int32(population.count);
    for (let customer = 0; customer < ids.length; customer++) ids[customer] = place(population.id(customer));
  }
  if (wanted.folds || folds !== undefined) {
    const folded = [...(folds ?? [-1])];
    // What a text folds to is a text of the base, too, and so is reached by this loop.
    for (let at = folded.length - 1; at < texts.length; at++) folded.push(place(foldCase(inside(texts[at]))));
    folds = shared.int32(folded.length);
    folds.set(folded);
  }
  bases.set(population, { texts, places, folds, ids });
}
