import type { ValueType } from "../../plan/types.ts";
import type { Leaves, ReadAs } from "./expression-source.ts";

/** Where generated code finds the events of a customer. All answers are source text. */
export interface EventStore {
  /** Statements that must stand before the rest, such as those that name the arrays. */
  open(event: number): string;
  /** The customer's events of a type stand at low ≤ index < high, from the first to the latest. */
  low(event: number): string;
  high(event: number): string;
  time(event: number, index: string): string;
  /** The local date. */
  date(event: number, index: string): string;
  /** A field as columns hold it: NaN, no text and 0 are unknown; of truth values 1 is yes and 2 is no. */
  value(event: number, field: number, index: string): string;
  /** True when no event lacks the field. */
  complete(event: number, field: number): boolean;
  /** How many places the values of a field are coded by, from 0 on; Infinity when they are not coded. */
  places(event: number, field: number): number;
  /** True when an earlier event of a customer never has a later local date. */
  datesAscend(event: number): boolean;
  /** What conditions on events read at an index. */
  leaves(event: number, index: string): Leaves;
  /** Arrays with the instants of the boundaries from late to early, and which boundaries they are. */
  crossings(event: number): { readonly times: string; readonly order: string };
  /** The boundaries from late to early with their instants, where these are the same for every evaluation of the code. */
  fixedCrossings(event: number): readonly { readonly boundary: number; readonly time: number }[] | undefined;
  /** An instant of the plan. */
  now(at: number): string;
}

/** The kind of values that a field or an aggregate has, as columns hold them. */
export type Held = "number" | "text" | "truth";

export function heldAs(type: ValueType): Held {
  switch (type.kind) {
    case "boolean":
      return "truth";
    case "text":
    case "enum":
    // One text, as `textOfSet` writes it.
    case "set":
      return "text";
    case "integer":
    case "number":
    case "date":
    case "time":
    case "duration":
    case "decimal":
      return "number";
  }
}

/** How a leaf reads a variable that is held as columns hold values. */
export function readVariable(name: string, as: ReadAs): string {
  switch (as) {
    case "number":
    case "text":
      return name;
    case "true":
      return `(${name} & 1)`;
    case "false":
      return `(${name} >> 1)`;
  }
}
