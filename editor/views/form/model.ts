import type { Diagnostic } from "../../../grammar/diagnostics/catalogue.ts";
import type { Span } from "../../../grammar/source.ts";
import type { Slot } from "../slot.ts";
import type { DeclarationSpec } from "../spec.ts";

/**
 * A part of a declaration: the keys and indexes that lead to it in its `DeclarationSpec`, joined by points, such as
 * `body.items.2.when.items.0.test.right`. The empty path is the declaration.
 */
export type Path = string;

/** A declaration as a form: what it says, where each part of that stands, and which values can be changed in place. */
export interface FormModel {
  /** Of the analysis it was read from; an action upon an older model is refused. */
  readonly version: number;
  readonly file: string;
  /** From the first `///` line or annotation to the last word. */
  readonly span: Span;
  /** False while mistakes keep parts of its text from being read: then it is mended as text. */
  readonly complete: boolean;
  readonly spec: DeclarationSpec;
  /** Every part that has a text of its own. What is optional and absent has none. */
  readonly spans: Readonly<Record<Path, Span>>;
  readonly slots: Readonly<Record<Path, Slot>>;
  /** What the compiler says about this declaration, witnesses included. */
  readonly diagnostics: readonly Diagnostic[];
}
