import { describe, expect, it } from "vitest";
import { compile } from "../../../engine/compile/compile.ts";
import { planSettings } from "../../../engine/compile/settings.ts";
import { keyOf } from "../../../engine/plan/canonical.ts";
import type { Plan } from "../../../engine/plan/plan.ts";
import { falsehood, flag, truth, twoOf, type Formula } from "../../../engine/prove/formula.ts";
import { prove } from "../../../engine/prove/prove.ts";
import { Translation } from "../../../engine/prove/translate.ts";

const schema = "profile customer { a : integer  c : text }\n";

/** What `make` gives for 0, 1, …, each behind the other. */
const each = (count: number, make: (index: number) => string, between = " "): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(between);

function planOf(text: string): Plan {
  const { plan, diagnostics } = compile({
    files: [{ path: "r.tagma", text: schema + text }],
    settings: planSettings({}),
  });
  if (plan === undefined) throw new Error(diagnostics.map(({ code }) => code).join());
  return plan;
}

const exclusive = (count: number): string =>
  `${each(count, (index) => `rule tag x${index} when a is ${index}`, "\n")}\nexclusive (${each(count, (index) => `x${index}`, ", ")})`;
const bands = (count: number): string =>
  `rule tag t = bands of a { ${each(count, (index) => `"b${index}" from ${index * 3}`)} }`;

/** How many parts formulas have, each counted once wherever it stands, with the places in which they stand. */
function size(formulas: readonly Formula[]): number {
  const met = new Set<Formula>();
  let places = 0;
  const pending = [...formulas];
  for (let formula = pending.pop(); formula !== undefined; formula = pending.pop()) {
    places++;
    if (met.has(formula)) continue;
    met.add(formula);
    if (formula.kind === "and" || formula.kind === "or") pending.push(...formula.args);
  }
  return places;
}

/** How many parts the condition of the last output has. */
function sizeOfLast(text: string): number {
  const translation = new Translation(planOf(text));
  const output = translation.plan.outputs.at(-1);
  if (output === undefined) throw new Error("no output");
  const { t, f } = translation.logicalOutput(output);
  return size([t, f]);
}

describe("what is asked", () => {
  it("of exclusive conditions is twice as long for twice as many, at most", () => {
    expect(sizeOfLast(exclusive(400)) / sizeOfLast(exclusive(200))).toBeLessThan(2.1);
  });

  it("about two of many is what the pairs say", () => {
    for (let length = 0; length <= 5; length++) {
      const formula = twoOf(Array.from({ length }, (_, index) => flag(`f${index}`)));
      for (let chosen = 0; chosen < 2 ** length; chosen++) {
        const isTrue = Array.from({ length }, (_, index) => (chosen >> index) % 2 === 1);
        const value = (of: Formula): boolean => {
          switch (of.kind) {
            case "true":
            case "false":
              return of.kind === "true";
            case "and":
              return of.args.every(value);
            case "or":
              return of.args.some(value);
            case "flag":
              return isTrue[Number(of.name.slice(1))] === of.value;
            case "linear":
            case "text":
              throw new Error("only flags were given");
          }
        };
        expect(value(formula)).toBe(isTrue.filter(Boolean).length >= 2);
      }
    }
    expect(twoOf([truth, falsehood, truth])).toEqual(truth);
  });

  it.for([
    ["numbers", exclusive(500)],
    ["texts", exclusive(500).replaceAll(/a is (\d+)/g, 'c is "$1"')],
    ["bands", bands(500)],
  ] as const)("of 500 %s is decided", ([, text]) => {
    const { left, open, questions } = prove(planOf(text), () => "");
    expect({ left, open }).toEqual({ left: 0, open: 0 });
    expect(questions).toBeGreaterThan(0);
  });
});

describe("the key of an expression", () => {
  it("costs each part once, when the key of each part is asked for", () => {
    let reads = 0;
    const watched = (node: object): object =>
      new Proxy(node, {
        ownKeys: (target) => {
          reads++;
          return Reflect.ownKeys(target);
        },
      });
    const parts: object[] = [watched({ op: "field", field: "a", at: "now" })];
    for (let depth = 0; depth < 300; depth++)
      parts.push(watched({ op: "add", left: parts.at(-1), right: { op: "literal", type: "integer", value: depth } }));
    const texts = parts.toReversed().map(keyOf);
    expect(reads).toBe(parts.length);
    expect(JSON.parse(texts.at(0) ?? "")).toEqual(JSON.parse(JSON.stringify(parts.at(-1))));
  });
});
