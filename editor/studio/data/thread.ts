import { parentPort, workerData } from "node:worker_threads";
import { StudioData } from "./studio-data.ts";
import { problemOf } from "./problem.ts";
import type { ThreadAnswer, ThreadRequest } from "./questions.ts";
import { message } from "../../../grammar/texts/message.ts";

/** The thread that reads and evaluates: the server's own thread stays free to answer. */
const { folder, showPersonal }: { readonly folder: string; readonly showPersonal: boolean } = workerData;
const data = new StudioData(folder, showPersonal);
const waiting: ThreadRequest[] = [];
let working = false;

parentPort?.on("message", (request: ThreadRequest) => {
  waiting.push(request);
  if (!working) void work();
});

/** One question after another; of a lane only the latest is answered. */
async function work(): Promise<void> {
  working = true;
  // What has come in meanwhile is taken first, so that it can supersede.
  await new Promise((resume) => {
    setImmediate(resume);
  });
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { id, lane } = next;
    if (lane !== undefined && waiting.some((later) => later.lane === lane))
      answer({ id, problem: { code: "superseded", told: message("superseded") } });
    else await respond(next);
    await new Promise((resume) => {
      setImmediate(resume);
    });
  }
  working = false;
}

async function respond({ id, ...asked }: ThreadRequest): Promise<void> {
  try {
    answer({ id, value: await data.ask(asked, (done, total) => answer({ id, progress: { done, total } })) });
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined)
      answer({ id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    else answer({ id, problem });
  }
}

function answer(found: ThreadAnswer): void {
  parentPort?.postMessage(found);
}
