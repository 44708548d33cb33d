import { InterruptedError } from "../store/errors.ts";
import { message } from "../grammar/texts/message.ts";

/**
 * Does a piece of work that a signal can stop.
 * @param cancel asks the engine to stop; the work then fails, and that failure is the interruption. It is waited for: an
 * engine that hears late would stop the next statement instead
 * @throws InterruptedError when the signal stopped it
 */
export async function interruptible<Outcome>(
  signal: AbortSignal | undefined,
  cancel: () => void | Promise<void>,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  stopIfAborted(signal);
  let asked: Promise<void> | undefined;
  const ask = (): void => {
    asked = Promise.resolve(cancel()).catch(() => undefined);
  };
  signal?.addEventListener("abort", ask, { once: true });
  try {
    return await work();
  } catch (error) {
    stopIfAborted(signal);
    throw error;
  } finally {
    signal?.removeEventListener("abort", ask);
    await asked;
  }
}

/** Lets timers, signals and sockets have their turn between two pieces of work that hold the thread. */
export function breathe(): Promise<void> {
  return new Promise((resume) => {
    setImmediate(resume);
  });
}

/** Stops here when the signal has come. @throws InterruptedError */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new InterruptedError(message("interrupted-warehouse"));
}
