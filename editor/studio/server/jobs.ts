import { randomUUID } from "node:crypto";
import { problemOf } from "../data/problem.ts";
import type { ImportReport, Job } from "../api/imports.ts";

const KEPT = 50;

/** Long work in the background, with its progress. */
export class Jobs {
  private readonly jobs = new Map<string, Job>();

  /** Begins work and gives the job at once. @param failed told of errors in the product itself */
  begin(
    kind: Job["kind"],
    work: (progress: (done: number, total: number) => void) => Promise<ImportReport | null>,
    failed: (error: unknown) => void,
  ): Job {
    const id = randomUUID();
    const update = (change: Partial<Job>): void => {
      const job = this.jobs.get(id);
      if (job !== undefined) this.jobs.set(id, { ...job, ...change });
    };
    const job: Job = { id, kind, state: "working", done: 0, total: 0, problem: null, report: null };
    this.jobs.set(id, job);
    for (const old of this.jobs.keys())
      if (this.jobs.size > KEPT && this.jobs.get(old)?.state !== "working") this.jobs.delete(old);
    void work((done, total) => update({ done, total }))
      .then((report) => update({ state: "done", report }))
      .catch((error: unknown) => {
        const problem = problemOf(error);
        if (problem === undefined) failed(error);
        update({ state: "failed", problem: problem ?? { code: "internal", message: "an error in the studio itself" } });
      });
    return job;
  }

  get(id: string): Job | undefined {
    return this.jobs.get(id);
  }
}
