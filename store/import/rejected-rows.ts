import type { Message } from "../../grammar/texts/message.ts";
import type { Reject } from "./mapping.ts";

/** Rejects that are kept whole; all are counted. */
const REJECTS_KEPT = 100;
/** Kinds that are counted apart; what comes beyond is only counted in all. */
const KINDS_COUNTED = 1000;

/** Of each kind some are kept as examples. */
const EXAMPLES = 3;

/** Rejects of one column for one reason. */
export interface RejectKind {
  readonly count: number;
  readonly first: Reject;
  /** The first of them. */
  readonly examples: readonly Reject[];
}

/** The rejects of a source: how many, the first of them, and of what kind most are. */
export class RejectedRows {
  count = 0;
  readonly first: Reject[] = [];
  private readonly kinds = new Map<string, { count: number; readonly first: Reject; readonly examples: Reject[] }>();

  add(reject: Reject): void {
    this.count++;
    if (this.first.length < REJECTS_KEPT) this.first.push(reject);
    const key = kindOf(reject);
    const kind = this.kinds.get(key);
    if (kind !== undefined) {
      kind.count++;
      if (kind.examples.length < EXAMPLES) kind.examples.push(reject);
    } else if (this.kinds.size < KINDS_COUNTED) this.kinds.set(key, { count: 1, first: reject, examples: [reject] });
  }

  /** What is wrong, the commonest first. */
  get byKind(): RejectKind[] {
    return [...this.kinds.values()].sort((one, other) => other.count - one.count);
  }

  /** The commonest kind, of equally common ones the one that came first; undefined when nothing was rejected. */
  get commonest(): RejectKind | undefined {
    let most: RejectKind | undefined;
    for (const kind of this.kinds.values()) if (most === undefined || kind.count > most.count) most = kind;
    return most;
  }
}

/** What a reject is counted as: its column and the reason without what is particular to its row. */
function kindOf({ column, reason }: { readonly column: string; readonly reason: Message }): string {
  return `${column}\n${reason.key}`;
}
