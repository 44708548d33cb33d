import type { Zone } from "../../engine/calendar/zone.ts";
import { formatValue } from "../../engine/plan/describe.ts";
import type { FieldSchema } from "../../engine/plan/schema.ts";
import type { MaybeValue } from "../../engine/plan/types.ts";
import { message, type Message } from "../../grammar/texts/message.ts";

/** Why a value is outside its field's declared bounds, or undefined when it is within. */
export function describeBoundsOf(field: FieldSchema, value: MaybeValue, zone: Zone): Message | undefined {
  if (typeof value !== "number") return undefined;
  if (field.low !== null && value < field.low)
    return message("cell-below", { least: formatValue(field.low, field.type, zone) });
  if (field.high !== null && value > field.high)
    return message("cell-above", { most: formatValue(field.high, field.type, zone) });
  return undefined;
}
