import { parseArgs } from "node:util";

export const usage = `Makes up Northwind's customers and what they did, up to 1 March 2026.

  node generate.ts [--customers 2000] [--seed 7] [--out DIR]

  --customers N   how many customers, 1 to 100000000 (default 2000)
  --seed N        0 to 4294967295; the same seed gives the same bytes (default 7),
                  and a customer is the same however many there are
  --out DIR       where the files go (default: the folder data beside this program)
  --help          this text

Writes products.csv, customers.csv, orders.csv, views.csv and other.jsonl, about 40 events a customer
and, on average, four lines an order.
`;

export interface Arguments {
  readonly customers: number;
  readonly seed: number;
  /** Undefined: the default folder. */
  readonly out: string | undefined;
  readonly help: boolean;
}

/** An argument that can't be used; the message says which, and what would be right. */
export class ArgumentError extends Error {}

/** Reads the command line's arguments (without the program's name). Throws `ArgumentError`. */
export function readArguments(args: readonly string[]): Arguments {
  const { customers, seed, out, help } = parsed(args);
  if (out === "") throw new ArgumentError("--out needs the name of a folder");
  return {
    customers: wholeNumber("--customers", customers ?? "2000", 1, 100_000_000),
    seed: wholeNumber("--seed", seed ?? "7", 0, 4_294_967_295),
    out,
    help: help ?? false,
  };
}

function parsed(args: readonly string[]) {
  try {
    const options = {
      customers: { type: "string" },
      seed: { type: "string" },
      out: { type: "string" },
      help: { type: "boolean", short: "h" },
    } as const;
    return parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value < low || value > high) {
    throw new ArgumentError(`${name} must be a whole number from ${low} to ${high}, not "${text}"`);
  }
  return value;
}
