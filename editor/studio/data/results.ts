import { zone } from "../../../engine/calendar/zone.ts";
import { formatLocal } from "../../../engine/calendar/instant.ts";
import type { OutputNode, Plan } from "../../../engine/plan/plan.ts";
import type { MaybeValue, ValueType } from "../../../engine/plan/types.ts";
import { jsonValue } from "../../../engine/run/present.ts";
import type { Result } from "../../../engine/run/result.ts";
import type { PlainResult, PlainValue } from "../api/common.ts";

/** A value for the browser: times are local to the workspace. */
export function plainValue(value: MaybeValue, type: ValueType, { settings }: Plan): PlainValue {
  if (type.kind === "time" && typeof value === "number") return formatLocal(value, zone(settings.timeZone));
  const json = jsonValue(value, type);
  return Array.isArray(json) ? [...json] : typeof json === "object" && json !== null ? null : json;
}

/** A result for the browser; personal values are masked unless they may be shown. */
export function plainResult(result: Result, output: OutputNode, plan: Plan, showPersonal: boolean): PlainResult {
  switch (result.state) {
    case "none":
    case "unknown":
      return { state: result.state };
    case "error":
      return { state: "error", code: result.error.code, details: [...result.error.details] };
    case "value":
      return output.personal && !showPersonal
        ? { state: "masked" }
        : { state: "value", value: plainValue(result.value, output.type, plan) };
  }
}
