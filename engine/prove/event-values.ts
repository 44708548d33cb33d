import { takesEach } from "../plan/aggregates.ts";
import type { AggregateNode, FieldRead } from "../plan/plan.ts";
import type { MaybeValue } from "../plan/types.ts";
import { byTimeAndId, type CustomerEvent } from "../run/customer.ts";
import { quantilePlace } from "../run/quantile.ts";

export type EventNode = Extract<AggregateNode, { kind: "events" }>;

/** What one aggregate should come to, with the events that it looks at. */
export interface Demand {
  readonly node: EventNode;
  readonly count: number | undefined;
  readonly value: MaybeValue | undefined;
}

/** An event while it is made. */
export interface PlannedEvent extends CustomerEvent {
  time: number;
  readonly fields: Map<string, MaybeValue>;
}

/** Values of the measured field, so that sums, averages and extremes come out. */
export function assignValues(
  { node, value }: Demand,
  demands: readonly Demand[],
  events: readonly PlannedEvent[],
  belongs: (node: EventNode, event: PlannedEvent) => boolean,
  read: (event: string, field: string) => FieldRead | undefined,
): void {
  const { field } = node;
  // Fields are not chosen to make a computed value: random customers are tried for those.
  if (field === null || node.computed !== undefined || value === undefined || node.function === "share") return;
  const members = events.filter((event) => belongs(node, event)).sort(byTimeAndId);
  const narrower = demands.slice(
    0,
    demands.findIndex((demand) => demand.node === node),
  );
  const settled = new Set(
    narrower
      .filter((other) => other.node.field === field && other.value !== undefined && other.node.function === "sum")
      .flatMap((other) => events.filter((event) => belongs(other.node, event))),
  );
  const open = members.filter((event) => !settled.has(event));
  const set = (event: PlannedEvent | undefined, to: MaybeValue): void => {
    if (event === undefined) return;
    if (to === null) event.fields.delete(field);
    else event.fields.set(field, typeof to === "string" && takesEach(node.function, node.fieldType) ? [to] : to);
  };
  switch (node.function) {
    case "sum": {
      if (typeof value !== "number") return;
      const fixed = members
        .filter((event) => settled.has(event))
        .reduce((sum, event) => sum + Number(event.fields.get(field) ?? 0), 0);
      distribute(open, value - fixed, read(node.event, field), set);
      return;
    }
    case "average": {
      if (typeof value !== "number") return;
      // Whole values around an average that is not whole itself.
      const whole = node.fieldType?.kind === "number" ? value : Math.floor(value);
      const above = Math.round((value - whole) * open.length);
      for (const [index, event] of open.entries()) set(event, index < above ? whole + 1 : whole);
      return;
    }
    case "quantile": {
      if (typeof value !== "number") return;
      // Those up to its place lie below a value that is not whole itself, the others above.
      const whole = node.fieldType?.kind === "number" ? value : Math.floor(value);
      const { below } = quantilePlace(open.length, node.parts);
      for (const [index, event] of open.entries()) set(event, value > whole && index > below ? whole + 1 : whole);
      return;
    }
    case "minimum":
    case "maximum":
    case "first":
      set(open[0] ?? members[0], value);
      return;
    case "latest":
      set(members.at(-1), value);
      return;
    case "most frequent":
      for (const event of open) set(event, value);
      return;
    case "distinct count":
      return;
    case "count":
    case "time of first":
    case "time of latest":
    case "distinct days":
    case "longest streak":
    case "average gap":
      return;
  }
}

/** Splits a total over events within the field's bounds, the rest on the last that can take it. */
function distribute(
  open: readonly PlannedEvent[],
  total: number,
  read: FieldRead | undefined,
  set: (event: PlannedEvent | undefined, to: MaybeValue) => void,
): void {
  const low = read?.low ?? (read?.required === true && total >= 0 ? 0 : Math.min(0, total));
  let rest = total - low * open.length;
  for (const event of open) {
    const room = read?.high === null || read?.high === undefined ? rest : Math.max(0, Math.min(rest, read.high - low));
    set(event, low + room);
    rest -= room;
  }
}
