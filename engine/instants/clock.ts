import { isExactUnit, unitMilliseconds } from "../calendar/instant.ts";
import type { Instant, Zone } from "../calendar/zone.ts";
import type { InstantNode } from "../plan/plan.ts";
import { resolveInstant } from "../run/window-range.ts";
import { nextDateChange } from "./date-change.ts";

/**
 * How an instant of a plan goes with now. Steps of exact units only: it lies a fixed time behind now. With a step of
 * calendar units it is the midnight of a date, perhaps moved on, and so it stands still until the local date changes at
 * the place before that step, which lies `shift` behind now.
 */
export class Clock {
  readonly moves: boolean;
  private readonly shift: number;
  private readonly node: InstantNode;
  private readonly zone: Zone;

  constructor(node: InstantNode, zone: Zone) {
    this.node = node;
    this.zone = zone;
    const calendar = node.back.findIndex(({ unit }) => !isExactUnit(unit));
    this.moves = calendar === -1;
    this.shift = (this.moves ? node.back : node.back.slice(0, calendar)).reduce(
      (sum, { amount, unit }) => sum + (isExactUnit(unit) ? amount * unitMilliseconds[unit] : 0),
      0,
    );
  }

  /** What the instant is at a now. */
  at(now: Instant): Instant {
    return this.moves ? now - this.shift : resolveInstant(this.node, now, this.zone);
  }

  /** The now at which an instant that moves has come to another. */
  when(instant: Instant): Instant {
    return instant + this.shift;
  }

  /** The first now after another at which the local date of the instant, or an instant that does not move, may change. */
  nextDate(now: Instant): Instant {
    return nextDateChange(this.zone, now - this.shift) + this.shift;
  }
}
