import { at, inside } from "../../invariant/required.ts";
import type { OutputNode, Plan } from "../../plan/plan.ts";
import type { MaybeValue } from "../../plan/types.ts";
import type { EvaluationError, Result } from "../result.ts";
import { noneResult, unknownResult } from "../result.ts";
import type { Option } from "../ir/output.ts";
import type { IrProgram } from "../ir/program.ts";
import { ANY_TEXT, type NodeId } from "../ir/node.ts";
import { shared, UNKNOWN_INT32 } from "./columns.ts";
import type { KernelData } from "./kernel-data.ts";

/** What stands for a customer in a column of choices. */
export const CHOICE_UNKNOWN = -1;
export const CHOICE_NONE = -2;

/** One output of all customers of a part: a bit, a place or a number for each. */
export type OutputColumn = {
  readonly output: OutputNode;
  /** The place of the customer's error + 1; 0 for none. */ readonly errors: Int32Array | undefined;
} &
  /** Without `known` it is known for everybody. */
  (
    | { readonly kind: "truth"; readonly yes: Uint32Array; readonly known: Uint32Array | undefined }
    | { readonly kind: "choice"; readonly values: readonly string[]; readonly places: Int8Array | Int16Array }
    | {
        readonly kind: "number";
        /** 32-bit integers where all values are; `UNKNOWN_INT32` is unknown there. */ readonly numbers:
          | Float64Array
          | Int32Array;
      }
    | { readonly kind: "text"; readonly places: Int32Array; readonly texts: readonly string[] }
    | { readonly kind: "set"; readonly values: readonly string[]; readonly members: readonly Uint32Array[] }
  );

/** Everybody is present (0), absent (-1), or without the required field of that place (place + 1). */
export const ABSENT = -1;
export const PRESENT = 0;

/** Whether a customer's bit is set; no bits are all 0. */
export function hasBit(bits: Uint32Array | undefined, customer: number): boolean {
  return bits !== undefined && ((inside(bits[customer >> 5]) >>> (customer & 31)) & 1) === 1;
}

/** The columns of a part of a population. */
export class PartResult {
  readonly plan: Plan;
  readonly count: number;
  readonly standing: Int16Array;
  readonly columns: readonly OutputColumn[];
  private readonly errors: readonly EvaluationError[];

  constructor(program: IrProgram, count: number, standing: Int16Array, columns: readonly OutputColumn[]) {
    this.plan = program.plan;
    this.errors = program.errors;
    this.count = count;
    this.standing = standing;
    this.columns = columns;
  }

  /** The column of an output that was evaluated. @param id of the output */
  columnOf(id: string): OutputColumn {
    const column = this.columns.find(({ output }) => output.id === id);
    if (column === undefined) throw new Error(`the output ${id} was not evaluated`);
    return column;
  }

  /** The required field that a customer lacks; undefined when it is present or absent. */
  missing(customer: number): string | undefined {
    const standing = inside(this.standing[customer]);
    return standing > 0 ? this.plan.reads.fields[standing - 1]?.name : undefined;
  }

  error(column: OutputColumn, customer: number): EvaluationError | undefined {
    const error = column.errors === undefined ? 0 : inside(column.errors[customer]);
    return error > 0 ? this.errors[error - 1] : undefined;
  }

  /** One customer's result, as the interpreter gives it. */
  result(column: OutputColumn, customer: number): Result {
    const error = this.error(column, customer);
    if (error !== undefined) return { state: "error", error };
    if (column.kind === "choice") {
      const place = inside(column.places[customer]);
      if (place === CHOICE_NONE) return noneResult;
    }
    const value = this.value(column, customer);
    return value === null ? unknownResult : { state: "value", value };
  }

  private value(column: OutputColumn, customer: number): MaybeValue {
    const bit = (bits: Uint32Array | undefined): boolean => hasBit(bits, customer);
    switch (column.kind) {
      case "truth":
        return bit(column.yes) ? true : column.known === undefined || bit(column.known) ? false : null;
      case "choice":
        return column.values[inside(column.places[customer])] ?? null;
      case "number": {
        const value = inside(column.numbers[customer]);
        return Number.isNaN(value) || (column.numbers instanceof Int32Array && value === UNKNOWN_INT32) ? null : value;
      }
      case "text":
        return column.texts[inside(column.places[customer])] ?? null;
      case "set":
        return column.values.filter((_, member) => bit(column.members[member]));
    }
  }
}

/** Makes the columns of an output, unknown for everybody, and gives their arrays names: `$r{n}` and so on, by its place. */
export function resultColumn(
  program: IrProgram,
  index: number,
  count: number,
  data: KernelData,
  texts: readonly string[],
): OutputColumn {
  const code = at(program.outputs, index);
  const { output, decision } = code;
  const words = Math.ceil(count / 32);
  const bits = (name: string): Uint32Array => {
    const array = shared.uint32(words);
    data.use(name, array);
    return array;
  };
  const errors = code.errors.length === 0 ? undefined : shared.int32(count);
  if (errors !== undefined) data.use(`$e${index}`, errors);
  switch (decision.kind) {
    case "truth": {
      const no = program.graph.node(decision.no);
      const certain = no.op === "not" && no.arg === decision.yes;
      return {
        output,
        errors,
        kind: "truth",
        yes: bits(`$r${index}`),
        known: certain ? undefined : bits(`$k${index}`),
      };
    }
    case "choice": {
      const places = decision.options.length <= 127 ? shared.int8(count) : shared.int16(count);
      data.use(`$r${index}`, places.fill(CHOICE_UNKNOWN));
      return { output, errors, kind: "choice", values: decision.options.map(({ value }: Option) => value), places };
    }
    case "number": {
      const numbers = holdsInt32(program, output, decision.node)
        ? shared.int32(count).fill(UNKNOWN_INT32)
        : shared.float64(count).fill(Number.NaN);
      data.use(`$r${index}`, numbers);
      return { output, errors, kind: "number", numbers };
    }
    case "text": {
      const places = shared.int32(count).fill(-1);
      data.use(`$r${index}`, places);
      const domain = program.graph.domainOf(decision.node);
      return {
        output,
        errors,
        kind: "text",
        places,
        texts: domain === ANY_TEXT ? texts : inside(program.graph.domains[domain]),
      };
    }
    case "set":
      return {
        output,
        errors,
        kind: "set",
        values: decision.members.map(({ value }) => value),
        members: decision.members.map((_, member) => bits(`$r${index}_${member}`)),
      };
  }
}

/** True for whole numbers that 32 bits hold. */
export function holdsInt32(program: IrProgram, output: OutputNode, node: NodeId): boolean {
  const { low, high } = program.graph.range(node);
  const { kind } = output.type;
  return (kind === "integer" || kind === "decimal" || kind === "date") && low > UNKNOWN_INT32 && high < 2 ** 31;
}
