import { required } from "../invariant/required.ts";
import type { Instant } from "../calendar/zone.ts";
import type { PlanExpression, PlanLeaf } from "../plan/expression.ts";
import { overEvents, walk } from "../plan/forms.ts";
import type { AggregateNode, WindowNode } from "../plan/plan.ts";
import type { CustomerEvent } from "../run/customer.ts";
import { windowRange } from "../run/window-range.ts";
import type { Clock } from "./clock.ts";
import { still, together, type Still } from "./course.ts";
import type { Subject } from "./subject.ts";

/**
 * Until when an aggregate is what it is: until an event enters or leaves its window, the window begins or ends at
 * another date, a later step of a sequence happens, the time of a `then not` has run out, or a condition on one of the
 * events is another.
 * @param condition until when a condition on an event stays what it is
 */
export function aggregateCourse(
  node: AggregateNode,
  subject: Subject,
  now: Instant,
  condition: (where: PlanExpression, event: CustomerEvent) => Still,
): Still {
  const [first = "", ...later] = node.kind === "events" ? [node.event] : node.steps.map(({ event }) => event);
  if (!subject.has(first)) return still();
  const clock = subject.clock(node.at);
  const conditions = conditionCourses(node, subject, now, condition);
  // Events may enter and leave whenever an instant that follows the calendar is moved on.
  if (!clock.moves) return together([still(clock.nextDate(now)), ...conditions]);
  const here = clock.at(now);
  const edges = [
    windowEdge(node.window, first, subject, clock, now),
    ...later.map((type) => clock.when(subject.firstAfter(type, here))),
    clock.when(node.kind === "sequence" ? deadline(node, subject, here) : Infinity),
  ];
  return together([still(Math.min(...edges)), ...conditions]);
}

/** When next an event of a type may enter a window or leave it. */
function windowEdge(window: WindowNode, type: string, subject: Subject, clock: Clock, now: Instant): Instant {
  const here = clock.at(now);
  const ahead = clock.when(subject.firstAfter(type, here));
  switch (window.kind) {
    case "all":
      return ahead;
    case "exact": {
      const { ending, length } = window;
      const enters = subject.firstAfter(type, here - ending) + ending;
      // An event exactly as old as the window is long is out.
      const leaves = subject.firstAfter(type, here - ending - length) + ending + length;
      return clock.when(Math.min(enters, leaves));
    }
    case "months":
    case "calendar":
      return Math.min(ahead, clock.nextDate(now));
    case "fixed":
      return ahead;
  }
}

/** When next the time of a `then not` may run out, by the place of its instant; it ends with the time, which is included. */
function deadline(node: Extract<AggregateNode, { kind: "sequence" }>, subject: Subject, here: Instant): Instant {
  if (node.steps.at(-1)?.negated !== true) return Infinity;
  // With `each` it runs from the step before, else from the start.
  const from = required(node.each ? node.steps.at(-2) : node.steps[0], "the step before the last").event;
  return subject.firstAfter(from, here - node.within) + node.within;
}

function conditionCourses(
  node: AggregateNode,
  subject: Subject,
  now: Instant,
  condition: (where: PlanExpression, event: CustomerEvent) => Still,
): Still[] {
  const conditions =
    node.kind === "events"
      ? overEvents(node).map((where) => ({ event: node.event, where }))
      : node.steps.map(({ event, where }) => ({ event, where }));
  const timely = conditions.flatMap(({ event, where }) => (where !== null && reads(where) ? [{ event, where }] : []));
  if (timely.length === 0) return [];
  const { weekStart } = subject.plan.settings;
  const here = subject.clock(node.at).at(now);
  // A step after the first may lie outside of the window.
  const { from, to } =
    node.kind === "events"
      ? windowRange(node.window, here, weekStart, subject.zone)
      : { from: -Infinity, to: here + 1 };
  const events = subject.customer.events.filter(({ time }) => time >= from && time < to);
  return timely.flatMap(({ event: type, where }) =>
    events.filter((event) => event.type === type).map((event) => condition(where, event)),
  );
}

/** Whether a condition on an event reads anything but the event. */
function reads(where: PlanExpression): boolean {
  let found = false;
  walk<PlanLeaf>(where, "", ({ op }) => {
    if (op === "now" || op === "today" || op === "field") found = true;
  });
  return found;
}
