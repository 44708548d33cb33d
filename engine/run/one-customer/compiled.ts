import type { Zone } from "../../calendar/zone.ts";
import type { Resolved } from "../generate/resolve.ts";
import type { JsonResult } from "../present.ts";
import type { EventColumns, ReadEvent } from "./events.ts";

/** A customer's profile as plain JSON, with its `id` where a rule reads it. */
export type Profile = Readonly<Record<string, unknown>>;

/** Every tag by name, as `evaluate` of the library gives them. */
export type Tags = Readonly<Record<string, JsonResult>>;

/** A required field that the customer lacks. */
export class Missing {
  readonly field: string;
  constructor(field: string) {
    this.field = field;
  }
}

/** A plan as something that runs: generated code, or closures. `versions` is the profile at each instant of the plan. */
export interface Compiled {
  /** Evaluates from events. */
  overEvents(
    versions: readonly Profile[],
    id: string,
    aggregates: undefined,
    events: readonly EventColumns[],
    resolved: Resolved,
    zone: Zone,
  ): Tags | Missing;
  /** Evaluates from aggregates by id. */
  overAggregates(
    versions: readonly Profile[],
    id: string,
    aggregates: Profile,
    events: undefined,
    resolved: Resolved,
    zone: Zone,
  ): Tags | Missing;
  readonly readEvent: ReadEvent;
}

export const UNKNOWN: JsonResult = Object.freeze({ is: "unknown" });
export const NONE: JsonResult = Object.freeze({ is: "none" });
