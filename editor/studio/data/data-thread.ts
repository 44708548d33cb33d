import { Worker } from "node:worker_threads";
import { StudioProblem } from "./problem.ts";
import type { Asks, Question, Questions, ThreadAnswer, ThreadRequest } from "./questions.ts";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly progress: ((done: number, total: number) => void) | undefined;
}

/** Asks the data thread; starts it again when it dies. */
export class DataThread implements Asks {
  private readonly options: { readonly folder: string; readonly showPersonal: boolean };
  private readonly waiting = new Map<number, Waiting>();
  private worker: Worker | undefined;
  private next = 1;

  constructor(options: { readonly folder: string; readonly showPersonal: boolean }) {
    this.options = { folder: options.folder, showPersonal: options.showPersonal };
  }

  async ask<Asked extends Question>(
    question: Asked,
    input: Questions[Asked]["input"],
    lane?: string,
    progress?: (done: number, total: number) => void,
  ): Promise<Questions[Asked]["answer"]> {
    const worker = this.started();
    const id = this.next++;
    const request: ThreadRequest = { id, question, input, lane };
    return await new Promise<Questions[Asked]["answer"]>((resolve, reject) => {
      // The thread answers each question with what its type says.
      this.waiting.set(id, { resolve: resolve as (value: unknown) => void, reject, progress });
      worker.postMessage(request);
    });
  }

  private started(): Worker {
    if (this.worker !== undefined) return this.worker;
    const source = import.meta.url.endsWith(".ts") ? "./thread.ts" : "./thread.js";
    const worker = new Worker(new URL(source, import.meta.url), { workerData: this.options });
    worker.on("message", (answer: ThreadAnswer) => this.take(answer));
    worker.on("error", (error) => this.lost(worker, error instanceof Error ? error : new Error(String(error))));
    worker.on("exit", () => this.lost(worker, new Error("the data thread has ended")));
    this.worker = worker;
    return worker;
  }

  private take(answer: ThreadAnswer): void {
    const waiting = this.waiting.get(answer.id);
    if (waiting === undefined) return;
    if ("progress" in answer) {
      waiting.progress?.(answer.progress.done, answer.progress.total);
      return;
    }
    this.waiting.delete(answer.id);
    if ("value" in answer) waiting.resolve(answer.value);
    else if ("problem" in answer) waiting.reject(new StudioProblem(answer.problem.code, answer.problem.told));
    else waiting.reject(new Error(answer.failure));
  }

  private lost(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  async close(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }
}
