import { randomUUID } from "node:crypto";
import type { Language } from "../../../grammar/texts/languages.ts";
import { message } from "../../../grammar/texts/message.ts";
import type { Job } from "../api/bringing.ts";
import { reportInWords, type ToldReport } from "../data/bring/report.ts";
import { problemInWords, problemOf, type ToldProblem } from "../data/problem.ts";
import { OneAtATime } from "./one-at-a-time.ts";

/** Ended jobs that can still be asked for. */
const KEPT = 50;
/** Jobs that are waiting or worked on, of everybody and of one person. */
const UNFINISHED = 40;
const UNFINISHED_EACH = 8;

/** A job before it is put into the language of whoever asks. */
interface ToldJob extends Omit<Job, "problem" | "reports"> {
  readonly problem: ToldProblem | null;
  readonly reports: readonly ToldReport[] | null;
}

/** What is to be done. */
export interface JobRequest {
  readonly kind: Job["kind"];
  /** Waiting jobs of one kind with the same are one. */
  readonly same: string;
  readonly person: string;
}

interface KeptJob {
  readonly request: JobRequest;
  readonly begun: boolean;
  readonly told: ToldJob;
}

const inWords = ({ problem, reports, ...job }: ToldJob, language: Language): Job => ({
  ...job,
  problem: problem === null ? null : problemInWords(problem, language),
  reports: reports === null ? null : reports.map((report) => reportInWords(report, language)),
});

/**
 * Long work in the background, one job after another, with its progress. A job that waits does for everybody who asks
 * for the same; one that has begun does not, since it may have read what is changed by now.
 */
export class Jobs {
  private readonly jobs = new Map<string, KeptJob>();
  private readonly order = new OneAtATime();

  /** Takes work on and gives the job at once; a failed one when too much waits. @param failed told of errors in the product itself */
  begin(
    request: JobRequest,
    work: (progress: (done: number, total: number) => void) => Promise<readonly ToldReport[] | null>,
    failed: (error: unknown) => void,
    language: Language,
  ): Job {
    const unfinished = [...this.jobs.values()].filter(({ told }) => told.state === "working");
    const waiting = unfinished.find(
      ({ begun, request: { kind, same } }) => !begun && kind === request.kind && same === request.same,
    );
    if (waiting !== undefined) return inWords(waiting.told, language);
    const told: ToldJob = {
      id: randomUUID(),
      kind: request.kind,
      state: "working",
      done: 0,
      total: 0,
      problem: null,
      reports: null,
    };
    const own = unfinished.filter(({ request: { person } }) => person === request.person).length;
    if (unfinished.length >= UNFINISHED || own >= UNFINISHED_EACH)
      return inWords({ ...told, state: "failed", problem: { code: "busy", told: message("too-many-jobs") } }, language);
    this.jobs.set(told.id, { request, begun: false, told });
    this.forget();
    void this.order.run(async () => await this.work(told.id, work, failed));
    return inWords(told, language);
  }

  private async work(
    id: string,
    work: (progress: (done: number, total: number) => void) => Promise<readonly ToldReport[] | null>,
    failed: (error: unknown) => void,
  ): Promise<void> {
    this.change(id, {}, true);
    try {
      const reports = await work((done, total) => this.change(id, { done, total }));
      this.change(id, { state: "done", reports });
    } catch (error) {
      const problem = problemOf(error);
      if (problem === undefined) failed(error);
      this.change(id, { state: "failed", problem: problem ?? { code: "internal", told: message("studio-failed") } });
    }
  }

  private change(id: string, change: Partial<ToldJob>, begun?: true): void {
    const job = this.jobs.get(id);
    if (job !== undefined) this.jobs.set(id, { ...job, begun: begun ?? job.begun, told: { ...job.told, ...change } });
  }

  private forget(): void {
    for (const [id, { told }] of this.jobs) if (this.jobs.size > KEPT && told.state !== "working") this.jobs.delete(id);
  }

  get(id: string, language: Language): Job | undefined {
    const job = this.jobs.get(id);
    return job === undefined ? undefined : inWords(job.told, language);
  }
}
