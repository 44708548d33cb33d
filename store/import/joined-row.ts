import type { Message } from "../../grammar/texts/message.ts";
import type { Row } from "../read/rows.ts";

/** A row of a source that takes cells from a row of another. */
export interface JoinedRow extends Row {
  /** It stood in the file before, with the same cells: its event is there. */
  readonly repeated?: boolean;
  /** What is wrong with the rows of its parts. */
  readonly wrong?: { readonly column: string; readonly reason: Message };
  /** Why the other row is not to be had. */
  readonly unmatched?: Message;
  /** The other source passes over the row that this one names, and so over this one. */
  readonly passedOver?: boolean;
}
