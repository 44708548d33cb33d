import { randomUUID } from "node:crypto";
import type { Language } from "../../../grammar/texts/languages.ts";
import { message } from "../../../grammar/texts/message.ts";
import type { Job } from "../api/imports.ts";
import { reportInWords, type ToldReport } from "../data/intake.ts";
import { problemInWords, problemOf, type ToldProblem } from "../data/problem.ts";

const KEPT = 50;

/** A job before it is put into the language of whoever asks. */
interface ToldJob extends Omit<Job, "problem" | "report"> {
  readonly problem: ToldProblem | null;
  readonly report: ToldReport | null;
}

const inWords = ({ problem, report, ...job }: ToldJob, language: Language): Job => ({
  ...job,
  problem: problem === null ? null : problemInWords(problem, language),
  report: report === null ? null : reportInWords(report, language),
});

/** Long work in the background, with its progress. */
export class Jobs {
  private readonly jobs = new Map<string, ToldJob>();

  /** Begins work and gives the job at once. @param failed told of errors in the product itself */
  begin(
    kind: Job["kind"],
    work: (progress: (done: number, total: number) => void) => Promise<ToldReport | null>,
    failed: (error: unknown) => void,
    language: Language,
  ): Job {
    const id = randomUUID();
    const update = (change: Partial<ToldJob>): void => {
      const job = this.jobs.get(id);
      if (job !== undefined) this.jobs.set(id, { ...job, ...change });
    };
    const job: ToldJob = { id, kind, state: "working", done: 0, total: 0, problem: null, report: null };
    this.jobs.set(id, job);
    for (const old of this.jobs.keys())
      if (this.jobs.size > KEPT && this.jobs.get(old)?.state !== "working") this.jobs.delete(old);
    void work((done, total) => update({ done, total }))
      .then((report) => update({ state: "done", report }))
      .catch((error: unknown) => {
        const problem = problemOf(error);
        if (problem === undefined) failed(error);
        update({ state: "failed", problem: problem ?? { code: "internal", told: message("studio-failed") } });
      });
    return inWords(job, language);
  }

  get(id: string, language: Language): Job | undefined {
    const job = this.jobs.get(id);
    return job === undefined ? undefined : inWords(job, language);
  }
}
