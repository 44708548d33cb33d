import type { Range } from "./range.ts";

/** What an executor knows of its data beyond the schema. */
export interface DataHints {
  /** True when no customer lacks the field at any instant. */
  completeField(field: number): boolean;
  completeEventField(event: number, field: number): boolean;
  /** Between which numbers the values of an event's field lie. */
  eventFieldRange(event: number, field: number): Range;
  /** The most events of a type that one customer has. */
  mostEvents(event: number): number;
}
