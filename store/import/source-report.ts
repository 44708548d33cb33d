import type { LostCustomers } from "./lost-customers.ts";
import type { Reject } from "./mapping.ts";
import type { RejectKind } from "./rejected-rows.ts";

/** What came of one source. */
export interface SourceReport {
  readonly source: string;
  /** True of rows of a table. */
  readonly ofTable: boolean;
  /** Of rows that are parts of the events of another source its name. */
  readonly partOf: string | null;
  /** About how many bytes of memory the rows of a table take while rules read them; 0 of others. */
  readonly memory: number;
  /** Columns that the source names and no row has. */
  readonly unmet: readonly string[];
  readonly rows: number;
  /** Rows that were new; of parts those that came with an event. */
  readonly added: number;
  /** Profile rows or events that were already there. */
  readonly known: number;
  /** Profile rows that replaced other values, and events that gave way to a later telling, or to one that says more. */
  readonly updated: number;
  /** Rows that the source passes over. */
  readonly skipped: number;
  /** Rows of customers who have been erased. */
  readonly erased: number;
  /** Events whose id was there with different content, and no order between them; the least canonical JSON was kept. */
  readonly conflicts: number;
  /** Some of their ids. */
  readonly conflicting: readonly string[];
  /** How many ids stand on several rows of one file, as if these were the lines of an order. */
  readonly likeLines: number;
  /** Events that the source no longer tells of. */
  readonly removed: number;
  /** Files that were imported before as they are, and not read again. */
  readonly unchanged: number;
  readonly files: number;
  /** Profile fields that came without a time: their past is not known. */
  readonly currentOnly: readonly string[];
  /** Customers of rejected rows of whom nothing else is there, told when all sources are read. */
  readonly lost: LostCustomers;
  /** The first rejects; `rejected` counts all. */
  readonly rejects: readonly Reject[];
  readonly rejected: number;
  /** What is wrong with them, the commonest first. */
  readonly rejectKinds: readonly RejectKind[];
  readonly rejectFile: string | null;
}
