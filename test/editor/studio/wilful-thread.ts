import { parentPort } from "node:worker_threads";

/** A thread that does what the questions of a test ask of it: it stays silent, fills its memory, dies, or answers. */
parentPort?.on("message", ({ question }: { readonly question: string }) => {
  if (question === "audience") for (;;);
  if (question === "review") {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 10_000 }, () => Math.random()));
  }
  if (question === "why") throw new Error("a mistake of the thread");
  if (question === "trend") process.exit(3);
  parentPort?.postMessage({ value: { customers: [], total: 4 } });
});
parentPort?.postMessage({ ready: true });
