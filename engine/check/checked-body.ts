import type { About, OutputForm } from "../plan/plan.ts";
import type { ValueType } from "../plan/types.ts";
import type { TypedExpression } from "./program.ts";

/** A tag's form after checking. */
export interface CheckedBody {
  readonly form: OutputForm<TypedExpression>;
  readonly type: ValueType;
  readonly mayBeUnknown: boolean;
  readonly personal: boolean;
  readonly values: About["values"];
}

/** A form that is not personal and whose values have no labels. */
export const plain = (form: OutputForm<TypedExpression>, type: ValueType, mayBeUnknown: boolean): CheckedBody => ({
  form,
  type,
  mayBeUnknown,
  personal: false,
  values: {},
});
