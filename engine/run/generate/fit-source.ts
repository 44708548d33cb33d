import type { Fit, Link } from "../../models/fit.ts";
import { numeral } from "./numeral.ts";
import type { Constants } from "./text-code.ts";

/** Most terms that a fit may have to be written out where it stands. */
const MOST_TERMS = 24;

/** Writes fits for many customers, where an executor has that. */
export interface FitCode {
  /**
   * Statements that define a variable as a fit's value.
   * @param arg gives the variable of an argument
   * @returns undefined where the fit's usual source will do
   */
  statements(fit: Fit, name: string, arg: (column: number) => string): string | undefined;
}

/** The source of a fit's value over the sources of its arguments; fits of a few terms are written out. */
export function fitSource(fit: Fit, args: readonly string[], constants: Constants): string {
  const [first = "NaN", second = "NaN"] = args;
  switch (fit.kind) {
    case "only": return `(${second} === 1 ? ${first} : NaN)`;
    case "cuts": return fit.cuts.length > MOST_TERMS ? asked(fit, args, constants) : `(${first} === ${first} ? 1${fit.cuts.map((cut) => ` + (${numeral(cut)} < ${first})`).join("")} : NaN)`;
    case "chosen": return args.length > MOST_TERMS ? asked(fit, args, constants) : `(${args.map((arg, place) => `${arg} === 1 ? ${numeral(fit.values[place] ?? null)} : `).join("")}${numeral(fit.otherwise)})`;
    case "linear": case "affine": case "trees": case "nearest": case "lifetime": case "picks": return asked(fit, args, constants);
  }
}

/** Whether the source of a fit names an argument more than once. */
export function repeatsArgument(fit: Fit | undefined): boolean {
  return fit?.kind === "cuts";
}

/** What a sum becomes, as `linked` has it; the source may be named more than once. */
export function linkSource(link: Link, sum: string): string {
  switch (link.kind) {
    case "probability": return `1 / (1 + Math.exp(-${sum}))`;
    case "amount": return `exact(Math.round(Math.max(0, ${sum}) * ${numeral(link.units)}))`;
    case "number": {
      const value = `${sum} / ${numeral(link.per)} + 0`;
      const [low, high] = [link.low === null ? "" : `${value} < ${numeral(link.low)} ? ${numeral(link.low)} : `, link.high === null ? "" : `${value} > ${numeral(link.high)} ? ${numeral(link.high)} : `];
      return `${low}${high}finite(${value})`;
    }
  }
}

function asked(fit: Fit, args: readonly string[], constants: Constants): string {
  return `fitValue(${constants.add(fit, JSON.stringify(fit))}, [${args.join(", ")}])`;
}
