import { totalmem } from "node:os";
import type { Question } from "./questions.ts";

/** What one question may take. */
export interface QuestionLimits {
  /** Of a question that is soon answered; one that reads everybody may take five times as long. */
  readonly seconds: number;
  /** Of the thread's own memory, the customers that it keeps included; beyond it the thread ends, and another takes over. */
  readonly megabytes: number;
}

/** Settings of the studio in `tagma.json`; what is left out is as usual. */
export function questionLimits(given: Partial<QuestionLimits> = {}): QuestionLimits {
  const eighth = Math.floor(totalmem() / 8 / 1024 ** 2);
  return { seconds: given.seconds ?? 60, megabytes: given.megabytes ?? Math.min(Math.max(eighth, 512), 4096) };
}

const LONG = 5;
/** Work that is to end is bounded, too, though by far: a thread that hangs must not hold up what waits for it. */
const WORK_SECONDS = 12 * 3600;

const kinds: Readonly<Record<Question, "short" | "long" | "work">> = {
  view: "short",
  lastRun: "short",
  audience: "short",
  overlap: "short",
  search: "short",
  customer: "short",
  why: "short",
  testText: "short",
  trend: "long",
  review: "long",
  members: "long",
  propose: "long",
  look: "long",
  tryBringing: "long",
  warm: "long",
  migrate: "work",
  bring: "work",
  run: "work",
};

/** For how long a question may be worked on. */
export function secondsOf(question: Question, { seconds }: QuestionLimits): number {
  switch (kinds[question]) {
    case "short":
      return seconds;
    case "long":
      return LONG * seconds;
    case "work":
      return WORK_SECONDS;
  }
}
