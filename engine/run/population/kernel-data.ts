/** The arrays that generated code works on, by the names under which it knows them. */
export class KernelData {
  readonly arrays = new Map<string, SharedArray>();
  /** True when code looks at two texts of a customer and so needs the texts. */
  needsTexts = false;

  /** Names an array for the code. */
  use(name: string, array: SharedArray): string {
    this.arrays.set(name, array);
    return name;
  }
}

export type SharedArray = Float64Array | Int32Array | Uint32Array | Int16Array | Int8Array | Uint8Array;
