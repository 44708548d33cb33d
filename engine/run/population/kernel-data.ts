/** The arrays that generated code works on, by the names under which it knows them. */
export class KernelData {
  readonly arrays = new Map<string, SharedArray>();
  /** Names that stand in the code, of arrays that are given or will be. */
  readonly names = new Set<string>();
  /** True when code looks at two texts of a customer and so needs the texts. */
  needsTexts = false;
  private readonly noted: (name: string) => void;

  /** @param noted hears of every array that the piece of code which is being written works on */
  constructor(noted: (name: string) => void) {
    this.noted = noted;
  }

  /** Names an array for the code that is being written. */
  use(name: string, array: SharedArray): string {
    this.arrays.set(name, array);
    return this.name(name);
  }

  /** The name of an array that is given later, for the code that is being written. */
  name(name: string): string {
    this.names.add(name);
    this.noted(name);
    return name;
  }
}

export type SharedArray = Float64Array | Int32Array | Uint32Array | Int16Array | Int8Array | Uint8Array;
