import { Worker } from "node:worker_threads";
import { message } from "../../../grammar/texts/message.ts";
import { StudioProblem } from "./problem.ts";
import { secondsOf, type QuestionLimits } from "./question-limits.ts";
import type { ThreadAnswer, ThreadRequest } from "./questions.ts";

/** What a thread is told when it begins. */
export interface ThreadOptions {
  readonly folder: string;
  readonly showPersonal: boolean;
}

interface Current {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly progress: ((done: number, total: number) => void) | undefined;
  readonly seconds: number;
}

const OUR_THREAD = new URL(import.meta.url.endsWith(".ts") ? "./thread.ts" : "./thread.js", import.meta.url);

/** A thread that answers one question at a time; it begins again after one that took too long or too much. */
export class OneThread {
  private readonly options: ThreadOptions;
  private readonly limits: QuestionLimits;
  private readonly source: URL;
  private worker: Worker | undefined;
  private ready = false;
  private current: Current | undefined;
  private deadline: NodeJS.Timeout | undefined;

  /** @param source the module of the thread, which answers as `thread.ts` does */
  constructor(options: ThreadOptions, limits: QuestionLimits, source = OUR_THREAD) {
    this.source = source;
    this.options = { folder: options.folder, showPersonal: options.showPersonal };
    this.limits = limits;
  }

  get busy(): boolean {
    return this.current !== undefined;
  }

  /** @throws StudioProblem when there is no answer, or none within the limits */
  async answer(request: ThreadRequest, progress: Current["progress"]): Promise<unknown> {
    if (this.busy) throw new Error("the thread is asked while it answers another question");
    const worker = this.started();
    const seconds = secondsOf(request.question, this.limits);
    return await new Promise((resolve, reject) => {
      this.current = { resolve, reject, progress, seconds };
      worker.postMessage(request);
      if (this.ready) this.watch(worker);
    });
  }

  private started(): Worker {
    if (this.worker !== undefined) return this.worker;
    const worker = new Worker(this.source, {
      workerData: this.options,
      resourceLimits: { maxOldGenerationSizeMb: this.limits.megabytes },
    });
    worker.on("message", (answer: ThreadAnswer) => {
      if (this.worker !== worker) return;
      if ("ready" in answer) {
        this.ready = true;
        this.watch(worker);
      } else this.take(answer);
    });
    worker.on("error", (error) => this.lose(worker, failureOf(error)));
    worker.on("exit", () => this.lose(worker, new Error("the data thread has ended")));
    this.worker = worker;
    return worker;
  }

  /** The time of a question begins when the thread has begun, however long that takes. */
  private watch(worker: Worker): void {
    const { current } = this;
    if (current === undefined) return;
    const { seconds } = current;
    this.deadline = setTimeout(
      () => this.lose(worker, new StudioProblem("too-slow", message("question-too-slow", { seconds }))),
      seconds * 1000,
    );
  }

  private take(answer: Exclude<ThreadAnswer, { readonly ready: true }>): void {
    if ("progress" in answer) this.current?.progress?.(answer.progress.done, answer.progress.total);
    else if ("value" in answer) this.end()?.resolve(answer.value);
    else if ("problem" in answer) this.end()?.reject(new StudioProblem(answer.problem.code, answer.problem.told));
    else this.end()?.reject(new Error(answer.failure));
  }

  private end(): Current | undefined {
    const { current } = this;
    this.current = undefined;
    clearTimeout(this.deadline);
    return current;
  }

  /** Gives a thread up; the next question gets a new one. */
  private lose(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    this.ready = false;
    void worker.terminate();
    this.end()?.reject(error);
  }

  async close(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    this.end()?.reject(new StudioProblem("busy", message("studio-ends")));
    await worker?.terminate();
  }
}

function failureOf(error: unknown): Error {
  if (error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY")
    return new StudioProblem("too-large", message("question-too-large"));
  return error instanceof Error ? error : new Error(String(error));
}
