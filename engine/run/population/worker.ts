import { parentPort, workerData } from "node:worker_threads";
import { runKernel, type KernelTask } from "./kernel.ts";

/** A thread that helps with one kernel after another. */
const first: KernelTask | undefined = workerData;
const run = (task: KernelTask): void => {
  runKernel(task);
  parentPort?.postMessage("done");
};
if (first !== undefined) run(first);
parentPort?.on("message", run);
