import type { Expression } from "../../../grammar/tree/expression.ts";
import type { Parts, SentenceLine } from "./parts.ts";

/** Says conditions, in one line or in several. */
export interface ConditionTeller {
  /** @param event the event whose `where` the condition stands in */
  inline(expression: Expression, event: string | undefined): Parts;
  lines(indent: number, head: (clause: Parts) => Parts, condition: Expression, event?: string): SentenceLine[];
}
