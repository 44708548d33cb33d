import { parentPort, workerData } from "node:worker_threads";
import type { ThreadOptions } from "./one-thread.ts";
import { StudioData } from "./studio-data.ts";
import { problemOf } from "./problem.ts";
import type { ThreadAnswer, ThreadRequest } from "./questions.ts";

/** A thread that reads and evaluates: the server's own thread stays free to answer. It has one question at a time. */
const { folder, showPersonal }: ThreadOptions = workerData;
const data = new StudioData(folder, showPersonal);

parentPort?.on("message", (request: ThreadRequest) => {
  void respond(request);
});
tell({ ready: true });

async function respond(asked: ThreadRequest): Promise<void> {
  try {
    tell({ value: await data.ask(asked, (done, total) => tell({ progress: { done, total } })) });
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined)
      tell({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    else tell({ problem });
  }
}

function tell(found: ThreadAnswer): void {
  parentPort?.postMessage(found);
}
