import { createContext, useContext, type ComponentType } from "react";
import type { ConditionSpec } from "../../../views/spec.ts";

/** An editor of a condition, complete or not there at all; what is half filled in stays inside it. */
export interface ConditionProps {
  readonly condition: ConditionSpec | undefined;
  /** The event in whose filter it stands. */
  readonly event?: string | undefined;
  /** Undefined when the last row goes. */
  readonly onChange: (condition: ConditionSpec | undefined) => void;
}

/** Conditions hold filters, which are conditions again: the editor of values knows that of conditions from here. */
export const ConditionContext = createContext<ComponentType<ConditionProps>>(() => null);

export function useConditionEditor(): ComponentType<ConditionProps> {
  return useContext(ConditionContext);
}
