import { inside } from "../../invariant/required.ts";
import { isTextOfSet, setOfText, sizeOfText } from "../../plan/sets.ts";
import { compareText, foldCase } from "../../text/text.ts";
import { quoted, type TextCode } from "../generate/text-code.ts";
import type { Graph } from "../ir/graph.ts";
import { ANY_TEXT } from "../ir/node.ts";
import { Dictionary, placesOf, shared } from "./columns.ts";
import type { Population } from "./population.ts";
import { prepareTexts, textBase, type TextBase } from "./text-base.ts";
import type { KernelData } from "./kernel-data.ts";

/**
 * Texts as numbers: places in a domain's list of values, or in the population's dictionary with the texts of the rules
 * added to it. What looks into a text (`contains`, folding) is worked out once for each text of the dictionary and kept
 * in a table. Unknown is -1, so that place p is entry p + 1 of a table.
 */
export class CodeTexts implements TextCode {
  readonly unknown = "(-1)";
  private readonly graph: Graph;
  private readonly data: KernelData;
  private readonly population: Population;
  private usesIds = false;
  private readonly base: TextBase;
  private readonly dictionary: Dictionary;
  /** Tables over the dictionary, made when it is complete. */
  private readonly tables = new Map<string, () => Int32Array | Uint8Array>();
  private readonly names = new Map<string, string>();
  /** Of sets the values that are looked at one by one, by the domain in which they are held. */
  private readonly values = new Map<number, { readonly ends: Int32Array; readonly places: Int32Array }>();

  constructor(graph: Graph, data: KernelData, population: Population) {
    this.graph = graph;
    this.data = data;
    this.population = population;
    this.base = textBase(population);
    this.dictionary = new Dictionary(this.base.texts, this.base.places);
  }

  /** The place of a text in the dictionary; new ones are added behind the population's. */
  place(text: string): number {
    return this.dictionary.place(text);
  }

  /** The places of the customers' ids. */
  ids(): Int32Array {
    this.usesIds = true;
    if (this.base.ids !== undefined) return this.base.ids;
    const ids = shared.int32(this.population.count);
    for (let customer = 0; customer < ids.length; customer++) ids[customer] = this.place(this.population.id(customer));
    return ids;
  }

  private domain(domain: number): readonly string[] {
    return inside(this.graph.domains[domain]);
  }

  /** The name of a table that is made once the dictionary is complete. */
  private table(key: string, make: () => Int32Array | Uint8Array): string {
    let name = this.names.get(key);
    if (name === undefined) {
      name = `$Q${this.names.size}`;
      this.names.set(key, name);
      this.tables.set(name, make);
    }
    return this.data.name(name);
  }

  literal(value: string | null, domain: number): string {
    if (value === null) return "(-1)";
    return String(domain === ANY_TEXT ? this.place(value) : this.domain(domain).indexOf(value));
  }
  equal(left: string, right: string, bothNullable: boolean): string {
    return bothNullable ? `((${left} === ${right} && ${left} >= 0) | 0)` : `((${left} === ${right}) | 0)`;
  }
  less(left: string, right: string, orEqual: boolean): string {
    const rank = this.rank(ANY_TEXT);
    return `((${left} >= 0 && ${right} >= 0 && ${rank}[${left} + 1] ${orEqual ? "<=" : "<"} ${rank}[${right} + 1]) | 0)`;
  }
  isIn(arg: string, values: readonly string[], domain: number): string {
    const places = values.map((value) =>
      domain === ANY_TEXT ? this.place(value) : this.domain(domain).indexOf(value),
    );
    if (places.length <= 3) return `(${places.map((place) => `(${arg} === ${place})`).join(" | ")})`;
    const table = this.table(`in ${domain} ${places.join()}`, () => {
      const flags = shared.uint8((domain === ANY_TEXT ? this.dictionary.texts.length : this.domain(domain).length) + 1);
      for (const place of places) flags[place + 1] = 1;
      return flags;
    });
    return `${table}[${arg} + 1]`;
  }
  test(
    test: "contains" | "starts with" | "ends with",
    left: string,
    right: string,
    [text, part]: readonly [string | undefined, string | undefined],
  ): string {
    const holds = (text: string, part: string): boolean =>
      test === "contains" ? text.includes(part) : test === "starts with" ? text.startsWith(part) : text.endsWith(part);
    const over = (key: string, passes: (text: string) => boolean): string =>
      this.table(key, () => {
        const flags = shared.uint8(this.dictionary.texts.length + 1);
        for (const [place, one] of this.dictionary.texts.entries()) flags[place + 1] = passes(one) ? 1 : 0;
        return flags;
      });
    if (part !== undefined) return `${over(`${test} ${quoted(part)}`, (one) => holds(one, part))}[${left} + 1]`;
    if (text !== undefined) return `${over(`in ${test} ${quoted(text)}`, (one) => holds(text, one))}[${right} + 1]`;
    // Two texts of the customer: the texts themselves are needed.
    this.data.needsTexts = true;
    return `textTest(${test === "contains" ? 0 : test === "starts with" ? 1 : 2}, texts.at(${left}), texts.at(${right}))`;
  }
  known(arg: string): string {
    return `((${arg} >= 0) | 0)`;
  }
  each(arg: string, domain: number, statements: string): string {
    const ends = this.table(`ends of values ${domain}`, () => this.valuesOf(domain).ends);
    const values = this.table(`values ${domain}`, () => this.valuesOf(domain).places);
    return `for (let at = ${ends}[${arg}], to = ${ends}[${arg} + 1]; at < to; at++) { const u = ${values}[at]; ${statements} }`;
  }
  setSize(arg: string): string {
    const sizes = this.table("set-size", () => tableOf([0, ...this.dictionary.texts.map(sizeOfText)]));
    return `(${arg} < 0 ? NaN : ${sizes}[${arg} + 1])`;
  }
  plain(arg: string, domain: number): string {
    const places = this.domain(domain).map((value) => this.place(value));
    return `${this.table(`plain ${domain}`, () => tableOf([-1, ...places]))}[${arg} + 1]`;
  }
  fold(arg: string): string {
    return `${this.table("fold", () => {
      const folded = [...(this.base.folds ?? [-1])];
      // Folded texts go into the dictionary too, and so are reached by this loop.
      for (let place = folded.length - 1; place < this.dictionary.texts.length; place++)
        folded.push(this.place(foldCase(inside(this.dictionary.texts[place]))));
      return tableOf(folded);
    })}[${arg} + 1]`;
  }
  order(domain: number): string {
    const rank = this.rank(domain);
    return `((left, right) => ${rank}[left + 1] - ${rank}[right + 1])`;
  }

  /** The values of every set of the dictionary as places, and where those of the set at place p end, as entry p + 1. */
  private valuesOf(domain: number): { readonly ends: Int32Array; readonly places: Int32Array } {
    let found = this.values.get(domain);
    if (found === undefined) {
      const ends = [0];
      const places: number[] = [];
      const inDomain = domain === ANY_TEXT ? undefined : placesOf(this.domain(domain));
      // Values of a set are none themselves, however many are added.
      for (const text of this.dictionary.texts.slice()) {
        if (isTextOfSet(text))
          for (const value of setOfText(text))
            places.push(inDomain?.get(value) ?? (inDomain === undefined ? this.place(value) : -1));
        ends.push(places.length);
      }
      found = { ends: tableOf(ends), places: tableOf(places) };
      this.values.set(domain, found);
    }
    return found;
  }

  private rank(domain: number): string {
    return this.table(`rank ${domain}`, () => {
      const texts = domain === ANY_TEXT ? this.dictionary.texts : this.domain(domain);
      const ranks = shared.int32(texts.length + 1);
      const order = [...texts.keys()].sort((left, right) => compareText(inside(texts[left]), inside(texts[right])));
      for (const [rank, place] of order.entries()) ranks[place + 1] = rank;
      return ranks;
    });
  }

  /** Makes the tables. The values of sets come first, and then folding, since they add texts that the others must know. */
  finish(): readonly string[] {
    const fold = this.names.get("fold");
    prepareTexts(this.population, { folds: fold !== undefined, ids: this.usesIds });
    const adding = [...this.names].flatMap(([key, name]) => (/^(?:ends of )?values /.test(key) ? [name] : []));
    for (const name of [...adding, ...(fold === undefined ? [] : [fold]), ...this.names.values()]) {
      if (!this.data.arrays.has(name)) this.data.arrays.set(name, this.tables.get(name)?.() ?? shared.int32(1));
    }
    return this.dictionary.texts;
  }
}

function tableOf(values: readonly number[]): Int32Array {
  const table = shared.int32(values.length);
  table.set(values);
  return table;
}
