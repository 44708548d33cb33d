import { aggregateFacts } from "../plan/aggregates.ts";
import { fact, type Base, type Entry, type Fact } from "./fact.ts";
import { and, falsehood, implies, not, or } from "./formula.ts";
import { number, plus } from "./linear.ts";
import type { Edges } from "./own-facts.ts";
import { atMost, below, equal } from "./relations.ts";

/** A base whose events are all among another's: fewer events, smaller sums, narrower extremes. */
export function nestedBases(inner: Base, outer: Base, { from, to }: Edges): Fact[] {
  const none = atMost(inner.count, number(0));
  return [
    fact("fewer events count less", atMost(inner.count, outer.count)),
    ...inner.nodes.flatMap((left) =>
      outer.nodes.flatMap((right) => [...nestedMeasures(left, right), ...sameSums(left, right, inner, outer)]),
    ),
    // An event of the inner base is one of the outer: the outer's latest is not before the inner's window begins.
    ...outer.nodes.flatMap(({ node, value, known }) => [
      ...(node.function === "time of latest" && from !== undefined
        ? [fact("an event makes the latest no earlier than its window", or(none, and(known, atMost(from, value))))]
        : []),
      ...(node.function === "time of first" && to !== undefined
        ? [fact("an event makes the first no later than its window", or(none, and(known, atMost(value, to))))]
        : []),
    ]),
  ];
}

function nestedMeasures(inner: Entry, outer: Entry): Fact[] {
  const fn = inner.node.function;
  if (fn !== outer.node.function || inner.node.field !== outer.node.field) return [];
  const numeric =
    inner.node.type.kind !== "text" && inner.node.type.kind !== "enum" && inner.node.type.kind !== "boolean";
  const known = fact("a value of some is a value of all", implies(inner.known, outer.known));
  const smaller = atMost(inner.value, outer.value);
  const larger = atMost(outer.value, inner.value);
  const { gives, passesOverUnknown } = aggregateFacts[fn];
  switch (gives) {
    case "total":
      return (inner.field?.low ?? -1) >= 0 ? [fact("fewer events sum to less", smaller)] : [];
    case "distinct values":
    case "dates":
      return [fact("fewer events have fewer distinct values and days", smaller)];
    case "moment":
      return [
        fact(
          "fewer events are within the times of more",
          implies(inner.known, and(outer.known, fn === "time of latest" ? smaller : larger)),
        ),
      ];
    case "value": {
      const reach = fn === "maximum" ? smaller : fn === "minimum" ? larger : undefined;
      return [
        ...(passesOverUnknown ? [known] : []),
        ...(numeric && reach !== undefined ? [fact("fewer events reach less far", implies(inner.known, reach))] : []),
      ];
    }
    case "events":
    case "share":
    case "gap":
      return [];
  }
}

/** A base as large as the one it lies in has the same events, so the same sum. */
function sameSums(left: Entry, right: Entry, inner: Base, outer: Base): Fact[] {
  const same = left.node.function === "sum" && right.node.function === "sum" && left.node.field === right.node.field;
  return same
    ? [fact("as many events are the same", or(below(inner.count, outer.count), equal(left.value, right.value)))]
    : [];
}

/** The outer's latest or first event passes the inner's filter: when it falls into the inner's window, it is counted there. */
export function countedMoments(inner: Base, outer: Base, { from, to, whole }: Edges): Fact[] {
  if (!whole || to === undefined) return [];
  return outer.nodes
    .filter(({ node }) => node.function === "time of latest" || node.function === "time of first")
    .map(({ value, known }) =>
      fact(
        "the latest or first event in a window is counted there",
        or(
          not(known),
          from === undefined ? falsehood : below(value, from),
          below(to, value),
          atMost(number(1), inner.count),
        ),
      ),
    );
}

/** A base of parts of the events of another. One event may have many parts, or none. */
export function partHasEvent(parts: Base, events: Base): Fact {
  return fact("a part has its event", or(atMost(parts.count, number(0)), atMost(number(1), events.count)));
}

/** Two bases that exclude each other inside a third. */
export function partsOf(left: Base, right: Base, whole: Base): Fact[] {
  return [
    fact("parts count at most the whole", atMost(plus(left.count, right.count), whole.count)),
    ...sums(left, right, whole)
      .filter(([part]) => (part.field?.low ?? -1) >= 0)
      .map(([a, b, c]) => fact("parts sum to at most the whole", atMost(plus(a.value, b.value), c.value))),
  ];
}

/** Two exclusive parts that make up the whole. */
export function wholeOf(left: Base, right: Base, whole: Base): Fact[] {
  return [
    fact("parts that make up the whole count it", equal(plus(left.count, right.count), whole.count)),
    ...sums(left, right, whole).map(([a, b, c]) =>
      fact("parts that make up the whole sum to it", equal(plus(a.value, b.value), c.value)),
    ),
  ];
}

/** Sums of one field over three bases. */
function sums(left: Base, right: Base, whole: Base): (readonly [Entry, Entry, Entry])[] {
  const of = (base: Base): Entry[] => base.nodes.filter(({ node }) => node.function === "sum");
  return of(left).flatMap((a) =>
    of(right).flatMap((b) =>
      of(whole).flatMap((c) =>
        a.node.field === b.node.field && b.node.field === c.node.field ? [[a, b, c] as const] : [],
      ),
    ),
  );
}
