import { StudioLanguage } from "./studio-language.ts";
import type { RemoteAnswer, RemoteCall } from "./rpc.ts";

/** The worker in which the language service runs. */
const service = new StudioLanguage();

self.addEventListener("message", ({ data }: MessageEvent<RemoteCall>) => {
  const { id, method, input } = data;
  let answer: RemoteAnswer;
  try {
    const call: unknown = Reflect.get(service, method);
    answer =
      typeof call === "function"
        ? { id, value: Reflect.apply(call, service, input) }
        : { id, failure: `the language service has no "${method}"` };
  } catch (error) {
    answer = { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  self.postMessage(answer);
});
