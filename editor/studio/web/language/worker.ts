import { StudioLanguage } from "./studio-language.ts";
import type { RemoteAnswer, RemoteCall } from "./rpc.ts";

/** The worker in which the language service runs. */
const service: Readonly<Record<string, unknown>> & object = new Proxy(new StudioLanguage(), {
  get: (target, method) => {
    const found: unknown = Reflect.get(target, method);
    return typeof found === "function" ? found.bind(target) : undefined;
  },
}) as never;

self.addEventListener("message", ({ data }: MessageEvent<RemoteCall>) => {
  const { id, method, input } = data;
  let answer: RemoteAnswer;
  try {
    const call = service[method];
    answer = typeof call === "function" ? { id, value: call(...input) } : { id, failure: `the language service has no "${method}"` };
  } catch (error) {
    answer = { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  self.postMessage(answer);
});
