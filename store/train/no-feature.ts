import { inRow, message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";
import type { Input, LeftOut } from "./features.ts";

/** @throws WorkspaceError where no feature is left to learn from */
export function refuseNoFeature(inputs: readonly Input[], leftOut: readonly LeftOut[], name: string): void {
  if (inputs.length > 0) return;
  throw new WorkspaceError(
    message("model-no-feature", {
      name,
      features: inRow(leftOut.map(({ feature, reason }) => message(`left-out-${reason}`, { feature }))),
    }),
  );
}
