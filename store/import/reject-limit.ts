import { WorkspaceError } from "../errors.ts";
import { inRow, message, type Message } from "../../grammar/texts/message.ts";
import { rejectMessage } from "./mapping.ts";
import type { RejectedRows } from "./rejected-rows.ts";

/** What is said of a source of whose rows too large a share is rejected. */
interface LargeShare {
  readonly source: string;
  readonly count: number;
  readonly rows: number;
  readonly percent: number;
  readonly often: number;
  readonly reason: Message;
}

/** Too large a share of a source's rows is rejected. */
export class LargeShareError extends WorkspaceError {
  readonly share: LargeShare;
  constructor(share: LargeShare) {
    const again = `${Math.ceil((share.count * 100) / share.rows)}%`;
    super(message("too-large-share", { ...share, again }));
    this.share = share;
  }
}

/** How many rows may be rejected: of all sources together, or of each one's own rows so many percent. */
export type RejectLimit = { readonly rows: number } | { readonly percent: number };

/** What is allowed when nobody says: beyond that a source is more likely described wrongly than a few rows are. */
export const USUAL_LIMIT = { percent: 5 } as const;

/** A source whose rows are being read, or have been. */
export interface LimitedSource {
  readonly name: string;
  readonly rejects: RejectedRows;
  /** Rows that the source wants: all that it does not pass over. */
  readonly wanted: number;
}

/** @throws WorkspaceError as soon as more rows are rejected than may be of all sources */
export function requireFewRejects(sources: readonly LimitedSource[], limit: RejectLimit): void {
  if (!("rows" in limit)) return;
  const rejected = sources.reduce((sum, { rejects }) => sum + rejects.count, 0);
  if (rejected <= limit.rows) return;
  const examples = sources.flatMap(({ rejects }) => rejects.first).slice(0, 3);
  throw new WorkspaceError(
    message("too-many-rejects", { limit: limit.rows, examples: inRow(examples.map(rejectMessage)) }),
  );
}

/** Whether so many rejected rows are more than so many percent of the wanted ones. */
export const isLargeShare = (rejected: number, wanted: number, percent: number): boolean =>
  rejected * 100 > wanted * percent;

/**
 * @throws LargeShareError when a larger share of a source's rows is rejected than may be; it says which source, how many,
 * what is most often wrong, and what to type to keep the rest
 */
export function requireSmallShare({ name, rejects, wanted }: LimitedSource, limit: RejectLimit): void {
  const { count, commonest } = rejects;
  if (!("percent" in limit) || commonest === undefined || !isLargeShare(count, wanted, limit.percent)) return;
  const { column, reason, line } = commonest.first;
  throw new LargeShareError({
    source: name,
    count,
    rows: wanted,
    percent: limit.percent,
    often: commonest.count,
    reason: rejectMessage({ column, reason, line }),
  });
}
