import { Worker } from "node:worker_threads";
import { instantiate, runKernel, type KernelTask, type RunCustomers } from "../../engine/run/population/kernel.ts";

/** This thread and its helpers, who keep their code between runs. */
export class Threads {
  private readonly task: KernelTask;
  private readonly run: RunCustomers;
  private readonly workers: readonly Worker[];

  /** @param count threads, this one included */
  constructor(task: KernelTask, count: number) {
    this.task = task;
    this.run = instantiate(task);
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    this.workers = Array.from(
      { length: Math.max(0, count - 1) },
      () => new Worker(new URL(`./worker.${extension}`, import.meta.url), { workerData: task }),
    );
  }

  /** Evaluates all customers. Threads take turns at chunks, and each writes to its own places. */
  async evaluate(): Promise<void> {
    Atomics.store(this.task.next, 0, 0);
    const done = this.workers.map(
      (worker) =>
        new Promise<void>((resolve, reject) => {
          worker.once("message", () => resolve());
          worker.once("error", reject);
          worker.postMessage("run");
        }),
    );
    runKernel(this.task, this.run);
    await Promise.all(done);
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}
