/** Thrown when all the work that was allowed has been done; whoever allowed it catches it. */
export class OutOfWork extends Error {
  constructor() {
    super("out of work");
  }
}

/**
 * Counts what proving costs, in steps that do not depend on the machine: about one for each atom that is looked at, each
 * term of a row that is added up, each node that the interpreter evaluates. The same question costs the same everywhere
 * and whatever was asked before it: what is remembered is paid for again, once for each counter.
 */
export class Work {
  private readonly limit: number;
  private readonly outer: Work | undefined;
  private readonly paid: Set<string>;
  private done = 0;

  /** @param outer pays too, and ends this work when it has no more itself */
  constructor(limit = Infinity, outer?: Work) {
    this.limit = limit;
    this.outer = outer;
    this.paid = outer?.paid ?? new Set();
  }

  /** Steps taken, no more than were allowed. */
  get spent(): number {
    return Math.min(this.done, this.limit);
  }

  /** Whether nothing more may be done. */
  get over(): boolean {
    return this.done > this.limit || this.outer?.over === true;
  }

  /** @throws OutOfWork when the steps are more than are left */
  spend(steps: number): void {
    this.done += steps;
    this.outer?.spend(steps);
    if (this.done > this.limit) throw new OutOfWork();
  }

  /** Pays for something that may have been worked out before, the first time that it is asked for here. */
  spendOnce(key: string, steps: number): void {
    if (this.paid.has(key)) return;
    this.paid.add(key);
    this.spend(steps);
  }

  /** Marks something as paid that was paid as it was worked out. */
  settle(key: string): void {
    this.paid.add(key);
  }

  /** What a part gives that may take some of the steps; undefined when it takes more, unless this work is over itself. */
  within<Result>(limit: number, part: (work: Work) => Result): Result | undefined {
    const inner = new Work(limit, this);
    try {
      return part(inner);
    } catch (error) {
      if (!(error instanceof OutOfWork) || this.over) throw error;
      return undefined;
    }
  }
}
