import type { FieldRead, TablePath } from "./plan.ts";

/** What is read through a table. */
export interface JoinedRead extends FieldRead {
  readonly via: TablePath;
}

export const joinedReads = (reads: readonly FieldRead[]): JoinedRead[] =>
  reads.flatMap((read) => (read.via === undefined ? [] : [{ ...read, via: read.via }]));

/** What stands in the data itself. */
export const ownReads = (reads: readonly FieldRead[]): FieldRead[] => reads.filter(({ via }) => via === undefined);
