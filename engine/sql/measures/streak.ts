import { ascending, coalesce, column, countRows, minus, whole, type Select } from "../relation.ts";
import { addStep, CUSTOMER } from "../tables.ts";
import { wholeValue } from "../value.ts";
import { MANY_EVENTS, plain, type AggregateValue, type MeasureSite } from "./site.ts";

/** Days in a row have the same difference between date and place. */
export function longestStreak(site: MeasureSite): AggregateValue {
  const { node, rows, counted, lowering } = site;
  const days: Select = {
    ...site.from([counted]),
    distinct: true,
    columns: [
      { value: rows.customer, as: CUSTOMER },
      { value: rows.date().sql, as: "_date" },
    ],
  };
  const placed: Select = {
    columns: [
      { value: column("d", CUSTOMER), as: CUSTOMER },
      {
        value: minus(column("d", "_date"), {
          op: "window",
          fn: "row number",
          arg: undefined,
          partition: [column("d", CUSTOMER)],
          order: [ascending(column("d", "_date"))],
        }),
        as: "_run",
      },
    ],
    from: { relation: { kind: "select", select: days }, alias: "d" },
  };
  const runs: Select = {
    columns: [
      { value: column("r", CUSTOMER), as: CUSTOMER },
      { value: countRows(), as: "_days" },
    ],
    from: { relation: { kind: "select", select: placed }, alias: "r" },
    groupBy: [column("r", CUSTOMER), column("r", "_run")],
  };
  const as = lowering.columns.take(`_${node.event}_streak`);
  const step = addStep(lowering, as.slice(1), site.note(), {
    columns: [
      { value: column("s", CUSTOMER), as: CUSTOMER },
      { value: { op: "aggregate", fn: "max", arg: column("s", "_days"), text: false, filter: undefined }, as },
    ],
    from: { relation: { kind: "select", select: runs }, alias: "s" },
    groupBy: [column("s", CUSTOMER)],
  });
  site.join(step);
  return plain(wholeValue(site.fact(coalesce(column(step, as), whole(0)), "streak"), false, 0, MANY_EVENTS));
}
