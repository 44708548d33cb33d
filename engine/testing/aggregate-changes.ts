import { unitMilliseconds } from "../calendar/instant.ts";
import type { EventFunction } from "../plan/aggregates.ts";
import { measureName } from "../plan/describe.ts";
import type { AggregateNode, Plan, WindowNode } from "../plan/plan.ts";
import { changesWithin } from "./expression-changes.ts";

/** A change of what an aggregate measures, with what it is called. */
export interface AggregateChange {
  readonly change: string;
  readonly node: AggregateNode;
}

const DAY = unitMilliseconds.day;
const HOUR = unitMilliseconds.hour;

type Plain = Exclude<EventFunction, "quantile">;
/** Functions that are easily taken for each other. */
const mistaken: Readonly<Record<Plain, Plain | undefined>> = {
  count: undefined,
  sum: undefined,
  average: undefined,
  minimum: "maximum",
  maximum: "minimum",
  "distinct count": undefined,
  "most frequent": undefined,
  first: "latest",
  latest: "first",
  "distinct days": undefined,
  "longest streak": undefined,
  "average gap": undefined,
  "time of first": "time of latest",
  "time of latest": "time of first",
  share: undefined,
};

/** The changes of an aggregate: its window, its filter, what it takes of the events. The same for the same measure at any instant. */
export function aggregateChanges(node: AggregateNode, plan: Plan): AggregateChange[] {
  const windows = windowChanges(node.window).map(({ change, window }) => ({ change, node: { ...node, window } }));
  if (node.kind === "sequence") return [...windows, ...sequenceChanges(node, plan)];
  const site = { plan, event: node.event, inOnePlace: false };
  const filters = (["where", "among"] as const).flatMap((filter): AggregateChange[] => {
    const condition = node[filter];
    if (condition === null) return [];
    // A share without its `where` is 1 for everybody with an event: nobody makes that mistake.
    const without =
      filter === "where" && node.function === "share"
        ? []
        : [{ change: `${filter} … → (left out)`, node: { ...node, [filter]: null } }];
    return [
      ...without,
      ...changesWithin(condition, site).map(({ change, node: changed }) => ({
        change,
        node: { ...node, [filter]: changed },
      })),
    ];
  });
  return [...windows, ...filters, ...functionChanges(node)];
}

function functionChanges(node: Extract<AggregateNode, { kind: "events" }>): AggregateChange[] {
  if (node.function !== "quantile") {
    const swapped = mistaken[node.function];
    return swapped === undefined
      ? []
      : [{ change: `${node.function} → ${swapped}`, node: { ...node, function: swapped } }];
  }
  // The quantile from the other end, and somewhat to the side of the middle.
  const parts = node.parts === 50_000 ? 60_000 : 100_000 - node.parts;
  const changed = { ...node, parts };
  return [{ change: `${measureName(node)} → ${measureName(changed)}`, node: changed }];
}

function sequenceChanges(node: Extract<AggregateNode, { kind: "sequence" }>, plan: Plan): AggregateChange[] {
  const step = node.within >= 2 * DAY ? DAY : node.within >= 2 * HOUR ? HOUR : unitMilliseconds.minute;
  const filters = node.steps.flatMap((own, index) =>
    own.where === null
      ? []
      : changesWithin(own.where, { plan, event: own.event, inOnePlace: false }).map(({ change, node: where }) => ({
          change,
          node: { ...node, steps: node.steps.map((other, at) => (at === index ? { ...other, where } : other)) },
        })),
  );
  return [
    {
      change: `within ${length(node.within)} → within ${length(node.within + step)}`,
      node: { ...node, within: node.within + step },
    },
    ...(node.within > step
      ? [
          {
            change: `within ${length(node.within)} → within ${length(node.within - step)}`,
            node: { ...node, within: node.within - step },
          },
        ]
      : []),
    ...filters,
  ];
}

/** A window somewhat longer and shorter, or the neighbouring one. */
function windowChanges(window: WindowNode): { readonly change: string; readonly window: WindowNode }[] {
  switch (window.kind) {
    case "all":
      return [];
    case "exact": {
      const step = window.length >= 2 * DAY ? DAY : HOUR;
      const to = (size: number) => ({
        change: `last ${length(window.length)} → last ${length(size)}`,
        window: { ...window, length: size },
      });
      const ended =
        window.ending === 0
          ? []
          : [
              {
                change: `ending ${length(window.ending)} ago → ending ${length(window.ending + step)} ago`,
                window: { ...window, ending: window.ending + step },
              },
            ];
      return [to(window.length + step), ...(window.length > step ? [to(window.length - step)] : []), ...ended];
    }
    case "months": {
      const to = (size: number) => ({
        change: `last ${window.length} months → last ${size} months`,
        window: { ...window, length: size },
      });
      return [to(window.length + 1), ...(window.length > 1 ? [to(window.length - 1)] : [])];
    }
    case "calendar": {
      const offset = window.offset === 0 ? -1 : 0;
      const name = (which: 0 | -1): string => (which === 0 ? `this ${window.unit}` : `last ${window.unit}`);
      return [{ change: `${name(window.offset)} → ${name(offset)}`, window: { ...window, offset } }];
    }
    case "fixed":
      return [
        ...(window.from === null
          ? []
          : [{ change: "begins a day later", window: { ...window, from: window.from + DAY } }]),
        ...(window.to === null ? [] : [{ change: "ends a day earlier", window: { ...window, to: window.to - DAY } }]),
      ];
  }
}

function length(milliseconds: number): string {
  for (const unit of ["day", "hour", "minute"] as const) {
    const size = unitMilliseconds[unit];
    if (milliseconds % size === 0) return `${milliseconds / size} ${unit}${milliseconds === size ? "" : "s"}`;
  }
  return `${milliseconds / 1000} seconds`;
}
