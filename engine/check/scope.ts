import type { TypedRecord } from "./program.ts";

/** Who is reading: the kinds bound what a declaration may look at. */
export type Reader = "attribute" | "statistical" | "rule" | "mined";

/** Where an expression stands. */
export interface Scope {
  readonly reader: Reader;
  /** Inside a `where`: the event whose fields are in sight. */
  readonly event: TypedRecord | undefined;
}

/** Which tag kinds each kind may read. */
export const readableKinds: Readonly<Record<Reader, ReadonlySet<string>>> = {
  attribute: new Set(["attribute"]),
  statistical: new Set(["attribute", "statistical"]),
  rule: new Set(["attribute", "statistical", "rule", "mined", "lifecycle", "segment"]),
  mined: new Set(["attribute", "statistical", "rule", "mined", "lifecycle", "segment"]),
};

export const readerNames: Readonly<Record<Reader, string>> = {
  attribute: "An attribute", statistical: "A statistical", rule: "A rule", mined: "A mined",
};
export const readerAdvice: Readonly<Record<Reader, string>> = {
  attribute: "Attribute tags read profile fields and attribute tags. Make this a `statistical tag` or a `rule tag`.",
  statistical: "Statistical tags read events, fields, attribute and statistical tags. Make this a `rule tag`.",
  rule: "Rule tags read fields, events and tags. To use a model, declare a `mined tag` over it.",
  mined: "Mined tags read a model's outputs and tags. Give what you need a name as a tag of its own.",
};
