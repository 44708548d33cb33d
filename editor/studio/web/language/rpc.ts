/** An object of plain functions as it looks from another thread. */
export type Remote<Service> = {
  readonly [Method in keyof Service]: Service[Method] extends (...input: infer Input) => infer Answer
    ? (...input: Input) => Promise<Awaited<Answer>>
    : never;
};

export interface RemoteCall {
  readonly id: number;
  readonly method: string;
  readonly input: readonly unknown[];
}
export type RemoteAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: string };

/** Calls a service in a worker. Calls are answered in the order in which they are made. */
export function remote<Service>(worker: Worker, onFailure: (message: string) => void): Remote<Service> {
  const waiting = new Map<
    number,
    { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }
  >();
  let next = 1;
  worker.addEventListener("message", ({ data }: MessageEvent<RemoteAnswer>) => {
    const call = waiting.get(data.id);
    waiting.delete(data.id);
    if ("failure" in data) call?.reject(new Error(data.failure));
    else call?.resolve(data.value);
  });
  worker.addEventListener("error", (event) => {
    onFailure(event.message);
    for (const { reject } of waiting.values()) reject(new Error(event.message));
    waiting.clear();
  });
  const handler: ProxyHandler<object> = {
    get:
      (_target, method) =>
      (...input: readonly unknown[]) =>
        new Promise((resolve, reject) => {
          if (typeof method !== "string") return;
          const id = next++;
          waiting.set(id, { resolve, reject });
          worker.postMessage({ id, method, input } satisfies RemoteCall);
        }),
  };
  // Every property is a call, so the proxy is the service as its type says.
  return new Proxy({}, handler) as Remote<Service>;
}
