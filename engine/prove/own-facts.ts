import { aggregateFacts, takesEach, type EventFunction } from "../plan/aggregates.ts";
import { keyOf } from "../plan/canonical.ts";
import { measureName } from "../plan/describe.ts";
import { fact, type Base, type Entry, type Fact } from "./fact.ts";
import { and, implies, not, or } from "./formula.ts";
import { number, scale, type Linear } from "./linear.ts";
import { fromNumber } from "./rational.ts";
import { atMost, below, equal } from "./relations.ts";

/** The earliest and latest instant that events can have; undefined where it depends on the calendar. */
export interface Edges {
  readonly from: Linear | undefined;
  readonly to: Linear | undefined;
  /** Whether every event between them is in the window. */
  readonly whole: boolean;
}

/** What a single aggregate says about the number of its events, and the other way round. */
export function ownFacts({ node, value, known, field }: Entry, base: Base, edges: Edges): Fact[] {
  const n = base.count;
  const some = atMost(number(1), n);
  const each = takesEach(node.function, node.fieldType);
  // A set that is known may be empty.
  const required = field?.required === true && !each;
  switch (aggregateFacts[node.function].gives) {
    case "events":
      return [fact("count is the count", equal(value, n))];
    case "share":
      return [];
    case "total": {
      const [low, high] = [field?.low ?? null, field?.high ?? null];
      return [
        fact("a sum over nothing is 0", or(some, equal(value, number(0)))),
        ...(low === null
          ? []
          : [
              fact(
                "a sum is at least the count times the lower bound",
                atMost(required || low <= 0 ? scale(n, fromNumber(low)) : number(0), value),
              ),
            ]),
        ...(high === null
          ? []
          : [
              fact(
                "a sum is at most the count times the upper bound",
                atMost(value, required || high >= 0 ? scale(n, fromNumber(high)) : number(0)),
              ),
            ]),
      ];
    }
    case "value": {
      const numeric = node.type.kind !== "text" && node.type.kind !== "enum" && node.type.kind !== "boolean";
      const [low, high] = numeric ? [field?.low ?? null, field?.high ?? null] : [null, null];
      return [
        fact("a value needs an event", implies(known, some)),
        ...(required || node.field === null
          ? [fact("an event of a required field gives a value", implies(some, known))]
          : []),
        ...(low === null
          ? []
          : [fact("a value is within the field's bounds", implies(known, atMost(number(low), value)))]),
        ...(high === null
          ? []
          : [fact("a value is within the field's bounds", implies(known, atMost(value, number(high))))]),
      ];
    }
    case "moment":
      return [
        fact("a time is known exactly with an event", and(implies(known, some), implies(some, known))),
        ...(edges.from === undefined
          ? []
          : [fact("a time is in its window", implies(known, atMost(edges.from, value)))]),
        ...(edges.to === undefined ? [] : [fact("a time is in its window", implies(known, atMost(value, edges.to)))]),
      ];
    case "distinct values": {
      const most =
        field?.type.kind === "enum" || field?.type.kind === "set"
          ? field.type.values?.length
          : field?.type.kind === "boolean"
            ? 2
            : undefined;
      return [
        fact("distinct values are not negative", atMost(number(0), value)),
        // An event may have several values in its set, but without an event there is none.
        fact("distinct values are at most the count", each ? or(atMost(value, number(0)), some) : atMost(value, n)),
        ...(required
          ? [fact("an event of a required field is a distinct value", implies(some, atMost(number(1), value)))]
          : []),
        ...(most === undefined
          ? []
          : [fact("distinct values are at most the values there are", atMost(value, number(most)))]),
      ];
    }
    case "dates":
      return [
        fact("days are at most the count", atMost(value, n)),
        fact("an event has a day", implies(some, atMost(number(1), value))),
        fact("days are not negative", atMost(number(0), value)),
      ];
    case "gap":
      return [
        fact("a gap needs two events", and(implies(known, atMost(number(2), n)), implies(atMost(number(2), n), known))),
        fact("a gap is not negative", atMost(number(0), value)),
      ];
  }
}

/** What a share says of the events above and below its line; that those above are among those below, nested bases say. */
export function shareFacts({ value, known }: Entry, above: Base, line: Base): Fact[] {
  const some = atMost(number(1), line.count);
  return [
    fact("a share is known exactly with an event below the line", and(implies(known, some), implies(some, known))),
    fact(
      "a share is 0 exactly without an event",
      or(
        not(known),
        and(equal(value, number(0)), equal(above.count, number(0))),
        and(below(number(0), value), atMost(number(1), above.count)),
      ),
    ),
    fact(
      "a share is 1 exactly of all events",
      or(
        not(known),
        and(equal(value, number(1)), equal(above.count, line.count)),
        and(below(value, number(1)), below(above.count, line.count)),
      ),
    ),
  ];
}

/** Aggregates over the same events. */
export function siblingFacts(base: Base): Fact[] {
  return base.nodes.flatMap((left) =>
    base.nodes.flatMap((right) => (left === right ? [] : pairOfOne(left, right, base))),
  );
}

/** Whether one's values are never above the other's, both over one field of numbers. */
function encloses(left: EventFunction, right: EventFunction): boolean {
  if (left === right) return false;
  const oneOf = (fn: EventFunction): boolean => aggregateFacts[fn].gives === "value";
  return (left === "minimum" && oneOf(right)) || (right === "maximum" && oneOf(left));
}

/** Whether both are known exactly when some value of the field is. */
function knownTogether(left: EventFunction, right: EventFunction): boolean {
  const some = (fn: EventFunction): boolean =>
    aggregateFacts[fn].passesOverUnknown && aggregateFacts[fn].overNothing === null;
  return some(left) && some(right);
}

function pairOfOne(left: Entry, right: Entry, base: Base): Fact[] {
  const sameField = left.node.field === right.node.field;
  const sameLine = keyOf(left.node.among) === keyOf(right.node.among);
  const pair = `${left.node.function} ${right.node.function}`;
  const bothKnown = and(left.known, right.known);
  const numeric = left.node.type.kind !== "text" && left.node.type.kind !== "enum";
  const ordered = implies(bothKnown, atMost(left.value, right.value));
  return [
    ...(numeric && sameField && encloses(left.node.function, right.node.function)
      ? [fact("extremes enclose", ordered)]
      : []),
    ...(pair === "time of first time of latest"
      ? [
          fact("first is not after latest", ordered),
          fact("one event is first and latest", implies(equal(base.count, number(1)), equal(left.value, right.value))),
        ]
      : []),
    ...(pair === "longest streak distinct days" ? [fact("a streak is at most the days", ordered)] : []),
    ...(sameField && pair === "maximum sum" && (left.field?.low ?? -1) >= 0
      ? [fact("a maximum is at most the sum", ordered)]
      : []),
    ...(sameField && knownTogether(left.node.function, right.node.function)
      ? [fact("values of one field are known together", implies(left.known, right.known))]
      : []),
    ...(numeric &&
    sameField &&
    left.node.function === "quantile" &&
    right.node.function === "quantile" &&
    left.node.parts < right.node.parts
      ? [fact("quantiles are in order", ordered)]
      : []),
    ...(numeric && sameField && sameLine && measureName(left.node) === measureName(right.node)
      ? [fact("the same measure is the same", implies(bothKnown, equal(left.value, right.value)))]
      : []),
  ];
}
