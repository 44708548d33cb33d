import type { Span } from "../../grammar/source.ts";
import type { Unit } from "../calendar/instant.ts";
import type { ValueType } from "../plan/types.ts";
import type { TypedExpression } from "./program.ts";

/** A literal number, exact: numerator × 10^-scale, without trailing zeros behind the point. */
export interface ExactNumber {
  readonly numerator: number;
  readonly scale: number;
}

/** An expression after checking: what it computes, its type, and whether it can be unknown. */
export interface Typed {
  readonly node: TypedExpression;
  readonly type: ValueType;
  readonly mayBeUnknown: boolean;
  readonly span: Span;
  /** For a literal number: its exact value, so that it can take the other side's type. */
  readonly literal?: ExactNumber;
  /** For a length of time written out: its amount and unit, so that calendar units work on dates. */
  readonly period?: { readonly amount: number; readonly unit: Unit };
  /** For a plain name: what it is called in messages. */
  readonly called?: string;
}
