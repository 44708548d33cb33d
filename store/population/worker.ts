import { parentPort, workerData } from "node:worker_threads";
import { instantiate, runKernel, type KernelTask } from "../../engine/run/population/kernel.ts";

/** A thread that helps with one kernel, as often as it is told to. */
const task: KernelTask = workerData;
const run = instantiate(task);
parentPort?.on("message", () => {
  runKernel(task, run);
  parentPort?.postMessage("done");
});
