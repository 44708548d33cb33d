import { inside } from "../../invariant/required.ts";
import type { AffineFit, Fit, LinearFit, Link, NearestFit, TreesFit } from "../../plan/fit.ts";
import type { FitCode } from "../generate/fit-code.ts";
import { numeral } from "../generate/numeral.ts";
import { shared } from "./columns.ts";
import type { KernelData } from "./kernel-data.ts";
import { treeTables, type TreeTables } from "./tree-tables.ts";

/** A fit with more terms is not written out as code; the kernel calls `fitValue` instead. */
const MOST_TERMS = 400;
/** Up to so many thresholds each is compared: a binary search is slower, since processors can't predict its branches. */
const MOST_COMPARED = 32;

/** Walking the trees for one customer takes about as long as filling this many entries of tables. */
const FILLED_FOR_ONE = 200;

/**
 * Writes fits as statements of a kernel: the values of `fitValue`, to the last bit, with nothing made for a customer.
 * Numbers of the fit are all that becomes code or stands in arrays.
 */
export class KernelFits implements FitCode {
  private readonly data: KernelData;
  private readonly customers: number;
  private readonly prepared = new Map<TreesFit, TreeTables | undefined>();

  /** @param customers how many will be evaluated: for few, tables would take longer than they save */
  constructor(data: KernelData, customers: number) {
    this.data = data;
    this.customers = customers;
  }

  statements(fit: Fit, name: string, arg: (column: number) => string): string | undefined {
    switch (fit.kind) {
      case "trees":
        return this.trees(fit, name, arg);
      case "nearest":
        return fit.centres.length * fit.means.length > MOST_TERMS ? undefined : nearest(fit, name, arg);
      case "linear":
      case "affine":
        return fit.weights.length > MOST_TERMS ? undefined : sum(fit, name, arg);
      case "only":
        return `const ${name} = ${arg(1)} === 1 ? ${arg(0)} : NaN;`;
      case "cuts":
        return fit.cuts.length > MOST_TERMS
          ? undefined
          : `const ${name} = ${arg(0)} === ${arg(0)} ? 1${fit.cuts.map((cut) => ` + (${numeral(cut)} < ${arg(0)})`).join("")} : NaN;`;
      case "chosen":
        return fit.values.length > MOST_TERMS
          ? undefined
          : `const ${name} = ${fit.values.map((value, column) => `${arg(column)} === 1 ? ${numeral(value)} : `).join("")}${numeral(fit.otherwise)};`;
      case "lifetime":
      case "picks":
        return undefined;
    }
  }

  private trees(fit: TreesFit, name: string, arg: (column: number) => string): string {
    if (!this.prepared.has(fit))
      this.prepared.set(fit, treeTables(fit, fit.typical.length, this.customers * FILLED_FOR_ONE));
    const found = this.prepared.get(fit);
    return found === undefined ? this.walked(fit, name, arg) : this.looked(fit, found, name, arg);
  }

  private looked(
    { base, link }: TreesFit,
    { tables, thresholds }: TreeTables,
    name: string,
    arg: (column: number) => string,
  ): string {
    const used = [...new Set(tables.flatMap(({ columns }) => columns))].sort((left, right) => left - right);
    const bins = used.map((column) => {
      const own = inside(thresholds[column]);
      const [value, array] = [arg(column), `$M${name}_${column}`];
      let known = [...own].map((at) => `(${value} > ${numeral(at)})`).join(" + ");
      if (own.length > MOST_COMPARED) {
        this.data.use(array, own);
        known = `binOf(${array}, ${value})`;
      }
      return `const ${name}_${column} = ${value} === ${value} ? (${known}) | 0 : ${own.length + 1};`;
    });
    const looks = tables.map(({ columns, strides, sums }, table) => {
      const array = this.data.use(`$W${name}_${table}`, sums);
      return `${array}[${columns.map((column, index) => (strides[index] === 1 ? `${name}_${column}` : `${name}_${column} * ${strides[index]}`)).join(" + ") || "0"}]`;
    });
    return [
      ...bins,
      `const ${name}_s = (${[numeral(base), ...looks].join(" + ")}) / 1000000;`,
      `const ${name} = ${linkSource(link, `${name}_s`)};`,
    ].join("\n");
  }

  /** Trees whose tables would be too large are walked, each node in arrays one after another. */
  private walked({ base, link, trees, typical }: TreesFit, name: string, arg: (column: number) => string): string {
    const size = trees.reduce((total, { split }) => total + split.length, 0);
    const [split, other, missing, at, roots] = [
      shared.int32(size),
      shared.int32(size),
      shared.int32(size),
      shared.float64(size),
      shared.int32(trees.length),
    ];
    const used = new Set<number>();
    let place = 0;
    for (const [tree, own] of trees.entries()) {
      roots[tree] = place;
      split.set(own.split, place);
      at.set(own.at, place);
      missing.set(own.missing, place);
      other.set(
        own.other.map((next) => next + place),
        place,
      );
      for (const column of own.split) if (column >= 0) used.add(column);
      place += own.split.length;
    }
    const arrays = Object.entries({ S: split, O: other, U: missing, A: at, R: roots }).map(([letter, array]) =>
      this.data.use(`$M${name}_${letter}`, array),
    );
    const scratch = `${name}_args`;
    return [
      `const ${scratch} = scratch(${typical.length});`,
      ...[...used].sort((left, right) => left - right).map((column) => `${scratch}[${column}] = ${arg(column)};`),
      `const ${name}_s = walkTrees(${[numeral(base), scratch, ...arrays].join(", ")}) / 1000000;`,
      `const ${name} = ${linkSource(link, `${name}_s`)};`,
    ].join("\n");
  }
}

/** What a sum becomes, as `linked` has it; the source may be named more than once. */
function linkSource(link: Link, sum: string): string {
  switch (link.kind) {
    case "probability":
      return `1 / (1 + Math.exp(-${sum}))`;
    case "amount":
      return `exact(Math.round(Math.max(0, ${sum}) * ${numeral(link.units)}))`;
    case "number": {
      const value = `${sum} / ${numeral(link.per)} + 0`;
      const [low, high] = [
        link.low === null ? "" : `${value} < ${numeral(link.low)} ? ${numeral(link.low)} : `,
        link.high === null ? "" : `${value} > ${numeral(link.high)} ? ${numeral(link.high)} : `,
      ];
      return `${low}${high}finite(${value})`;
    }
  }
}

function sum(
  { constant, weights, unknown, link }: LinearFit | AffineFit,
  name: string,
  arg: (column: number) => string,
): string {
  const terms = weights.map((weight, column) => {
    const value = arg(column);
    return `(${value} === ${value} ? ${numeral(weight)} * ${value} : ${numeral(inside(unknown[column]))})`;
  });
  return `const ${name}_s = ${[numeral(constant), ...terms].join(" + ")};\nconst ${name} = ${linkSource(link, `${name}_s`)};`;
}

function nearest({ means, scales, centres }: NearestFit, name: string, arg: (column: number) => string): string {
  const lines = means.map((mean, column) => {
    const value = arg(column);
    return `const ${name}_${column} = ${value} === ${value} ? (${value} - ${numeral(mean)}) / ${numeral(inside(scales[column]))} : 0;`;
  });
  lines.push(`let ${name} = 1, ${name}_l = Infinity, ${name}_o = 0, ${name}_d = 0;`);
  for (const [group, centre] of centres.entries()) {
    lines.push(
      `${name}_d = 0;`,
      ...centre.map(
        (own, column) => `${name}_o = ${name}_${column} - ${numeral(own)}; ${name}_d += ${name}_o * ${name}_o;`,
      ),
      `if (${name}_d < ${name}_l) { ${name}_l = ${name}_d; ${name} = ${group + 1}; }`,
    );
  }
  return lines.join("\n");
}

// The functions below run for each customer and tree. They read with `?? 0`, whose default never counts: a check of each
// read would cost, and a plan is not loaded whose trees lead out of their tables (`fitProblem` in plan/fit.ts).

/** How many thresholds lie below a value. */
export function binOf(thresholds: Float64Array, value: number): number {
  let [low, high] = [0, thresholds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((thresholds[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

let space = new Float64Array(64);

/** Room for the arguments of a model, of the thread that asks; what was in it is gone with the next call. */
export function scratch(length: number): Float64Array {
  if (space.length < length) space = new Float64Array(length);
  return space;
}

/** The base and the leaves to which the arguments lead, added up tree by tree. */
export function walkTrees(
  base: number,
  args: Float64Array,
  split: Int32Array,
  other: Int32Array,
  missing: Int32Array,
  at: Float64Array,
  roots: Int32Array,
): number {
  let total = base;
  for (let tree = 0; tree < roots.length; tree++) {
    let node = roots[tree] ?? 0;
    for (let column = split[node] ?? -1; column >= 0; column = split[node] ?? -1) {
      const value = args[column] ?? Number.NaN;
      node = (value === value ? value <= (at[node] ?? 0) : missing[node] === 1) ? node + 1 : (other[node] ?? 0);
    }
    total += at[node] ?? 0;
  }
  return total;
}
