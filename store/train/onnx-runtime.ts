/** How a model from a file is asked beside our own. */
export interface Runtime {
  /**
   * The output of a model for some customers.
   * @param inputs by name: customers times columns, in order of customer
   */
  run(inputs: readonly RuntimeInput[], output: string): Promise<Float32Array>;
}

export interface RuntimeInput {
  readonly name: string;
  readonly columns: number;
  readonly values: Float32Array | readonly string[];
}

const PACKAGE: string = "onnxruntime-node";

/** The runtime of ONNX files with a model in it, where it is installed; it is a large package, and only compares. */
export async function onnxRuntime(model: Uint8Array): Promise<Runtime | undefined> {
  let loaded: unknown;
  try {
    loaded = await import(PACKAGE);
  } catch {
    return undefined;
  }
  const tensor = memberOf(loaded, "Tensor");
  if (typeof tensor !== "function") throw new TypeError(`${PACKAGE}: no Tensor`);
  const session = await called(memberOf(loaded, "InferenceSession"), "create", model, { logSeverityLevel: 3 });
  return {
    run: async (inputs, output) => {
      const feeds: Record<string, unknown> = {};
      for (const { name, columns, values } of inputs) {
        const isText = !(values instanceof Float32Array);
        feeds[name] = Reflect.construct(tensor, [
          isText ? "string" : "float32",
          values,
          [values.length / columns, columns],
        ]);
      }
      const data = memberOf(memberOf(await called(session, "run", feeds, [output]), output), "data");
      if (!(data instanceof Float32Array)) throw new TypeError(`${PACKAGE}: no numbers`);
      return data;
    },
  };
}

function memberOf(object: unknown, name: string): unknown {
  if ((typeof object !== "object" && typeof object !== "function") || object === null)
    throw new TypeError(`${PACKAGE}: no ${name}`);
  return Reflect.get(object, name);
}

function called(object: unknown, name: string, ...args: readonly unknown[]): Promise<unknown> {
  const method = memberOf(object, name);
  if (typeof method !== "function") throw new TypeError(`${PACKAGE}: no ${name}`);
  return Promise.resolve(Reflect.apply(method, object, args));
}
