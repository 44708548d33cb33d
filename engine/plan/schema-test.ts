/** Whether a value has the shape of a JSON Schema; after a no, `errors` say why, the telling one first. */
export interface SchemaTest<T> {
  (value: unknown): value is T;
  readonly errors?: readonly SchemaProblem[] | null;
}

export interface SchemaProblem {
  /** Where it is, as a JSON Pointer; empty for the whole. */
  readonly instancePath: string;
  readonly message?: string;
}
