import type { Graph } from "../ir/graph.ts";
import type { NodeId } from "../ir/node.ts";

/** How generated code holds texts: as JavaScript strings, or as numbers of a dictionary. All answers are source text. */
export interface TextCode {
  /** What an unknown text is. */
  readonly unknown: string;
  literal(value: string | null, domain: number): string;
  /** Bits; `nullable` says that both sides may be unknown at once. */
  equal(left: string, right: string, bothNullable: boolean): string;
  less(left: string, right: string, orEqual: boolean): string;
  isIn(arg: string, values: readonly string[], domain: number): string;
  /** @param fixed the texts of the two sides, where they are the same for every customer */
  test(
    test: "contains" | "starts with" | "ends with",
    left: string,
    right: string,
    fixed: readonly [string | undefined, string | undefined],
  ): string;
  known(arg: string): string;
  /** Statements over `u`, each value of a set; one of a domain is held by its place in it. */
  each(arg: string, domain: number, statements: string): string;
  /** A number: how many values a set holds that is held as a text. */
  setSize(arg: string): string;
  /** A text of a domain's list, in the form in which texts of any content are held. */
  plain(arg: string, domain: number): string;
  fold(arg: string): string;
  /** The name of a function that orders two texts of a domain. */
  order(domain: number): string;
}

/** Constants that generated code refers to by place; `source` is how a module writes one. */
export class Constants {
  readonly values: unknown[] = [];
  readonly sources: string[] = [];

  add(value: unknown, source: string): string {
    const known = this.sources.indexOf(source);
    const place = known === -1 ? this.values.push(value) - 1 : known;
    if (known === -1) this.sources.push(source);
    return `K[${place}]`;
  }

  /** A constant of its own, such as an object that holds state between events. */
  make(value: () => unknown, source: string): string {
    this.values.push(value());
    this.sources.push(source);
    return `K[${this.values.length - 1}]`;
  }
}

/** A text as source that is only ever a string: nothing in it can end the string, a script or a line. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[<>/\u007f-\u009f\u2028\u2029\ud800-\udfff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Texts as JavaScript strings, unknown as null. */
export class StringTexts implements TextCode {
  readonly unknown = "null";
  private readonly constants: Constants;

  constructor(constants: Constants) {
    this.constants = constants;
  }

  literal(value: string | null): string {
    return value === null ? "null" : quoted(value);
  }
  equal(left: string, right: string, bothNullable: boolean): string {
    return bothNullable ? `((${left} === ${right} && ${left} !== null) | 0)` : `((${left} === ${right}) | 0)`;
  }
  less(left: string, right: string, orEqual: boolean): string {
    return `textLess(${left}, ${right}, ${orEqual ? 1 : 0})`;
  }
  isIn(arg: string, values: readonly string[]): string {
    if (values.length <= 4) return `(${values.map((value) => `(${arg} === ${quoted(value)})`).join(" | ")})`;
    return `(${this.constants.add(new Set(values), `new Set([${values.map(quoted).join(", ")}])`)}.has(${arg}) | 0)`;
  }
  test(test: "contains" | "starts with" | "ends with", left: string, right: string): string {
    return `textTest(${test === "contains" ? 0 : test === "starts with" ? 1 : 2}, ${left}, ${right})`;
  }
  known(arg: string): string {
    return `((${arg} !== null) | 0)`;
  }
  each(arg: string, _domain: number, statements: string): string {
    return `for (const v of setOfText(${arg})) { const u = v; ${statements} }`;
  }
  setSize(arg: string): string {
    return `setSize(${arg})`;
  }
  plain(arg: string): string {
    return arg;
  }
  fold(arg: string): string {
    return `foldText(${arg})`;
  }
  order(): string {
    return "compareText";
  }
}

/** True when both nodes may be unknown. */
export function bothNullable(graph: Graph, left: NodeId, right: NodeId): boolean {
  return graph.nullable(left) && graph.nullable(right);
}
