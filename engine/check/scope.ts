import type { TypedRecord } from "./program.ts";

/** Who is reading: the kinds bound what a declaration may look at. */
export type Reader = "attribute" | "statistical" | "rule" | "mined";

/** Where an expression stands. */
export interface Scope {
  readonly reader: Reader;
  /** Inside a `where`: the event whose fields are in sight. */
  readonly event: TypedRecord | undefined;
  /** In a computed field: the fields of its event that stand before it in the order of their working out. */
  readonly computes?: boolean;
  /** Names whose being unknown is asked about beside the expression: whoever wrote that has thought of it. */
  readonly unknownAsked?: ReadonlySet<string>;
  /** Fields, and values as they are written, that what stands beside the expression does not let lie ahead of now. */
  readonly notAhead?: ReadonlySet<string>;
}

/** Which tag kinds each kind may read. */
export const readableKinds: Readonly<Record<Reader, ReadonlySet<string>>> = {
  attribute: new Set(["attribute"]),
  statistical: new Set(["attribute", "statistical"]),
  rule: new Set(["attribute", "statistical", "rule", "mined", "lifecycle", "segment"]),
  mined: new Set(["attribute", "statistical", "rule", "mined", "lifecycle", "segment"]),
};
