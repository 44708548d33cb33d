import type { Instant } from "../calendar/zone.ts";
import type { Dialect } from "./dialects/dialect.ts";
import { type Layout } from "./layout.ts";

export interface SqlOptions {
  readonly dialect: Dialect;
  readonly layout: Layout;
  readonly asOf: Instant;
  /** All events of the rule set: whoever has one is a customer, whether a rule reads it or not. */
  readonly events: readonly string[];
  /** Names of `one of` outputs whose branches are proved to exclude each other; all others are checked for conflicts. */
  readonly proved?: ReadonlySet<string> | undefined;
  /** False for values as Tagma holds them: units, day numbers, milliseconds, sets as numbers with a bit for each value. */
  readonly presented?: boolean | undefined;
}
