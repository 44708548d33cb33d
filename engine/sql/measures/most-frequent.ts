import { ascending, column, countRows, descending, isKnown } from "../relation.ts";
import { addStep, CUSTOMER, stepSource } from "../tables.ts";
import { numbered } from "./pick.ts";
import { fieldOf, plain, type AggregateValue, type MeasureSite } from "./site.ts";

/** A step that counts each value of each customer, of which the best is picked. */
export function mostFrequent(site: MeasureSite): AggregateValue {
  const { node, rows, counted, lowering } = site;
  const { name, value: field } = fieldOf(site);
  const tally = addStep(lowering, `${node.event}_by_${name}`, site.note(), {
    ...site.from([counted, isKnown(field.sql)]),
    columns: [
      { value: rows.customer, as: CUSTOMER },
      { value: field.sql, as: "_value" },
      { value: countRows(), as: "_count" },
      { value: { op: "aggregate", fn: "max", arg: rows.time.sql, text: false, filter: undefined }, as: "_latest" },
    ],
    groupBy: [rows.customer, field.sql],
  });
  const order = [
    descending(column("t", "_count")),
    descending(column("t", "_latest")),
    ascending(column("t", "_value"), field.kind === "text"),
  ];
  const [customer, value] = [column("t", CUSTOMER), column("t", "_value")];
  if (!lowering.dialect.canPick) {
    const sql = numbered(site, { columns: [], from: stepSource(tally, "t") }, customer, value, order);
    return plain({ ...field, nullable: true, sql });
  }
  const as = lowering.columns.take(`_${node.event}_most_frequent_${name}`);
  const step = addStep(lowering, as.slice(1), "the most frequent, then the most recent, then the smallest", {
    columns: [
      { value: customer, as: CUSTOMER },
      { value: { op: "pick", which: "first", value, by: order, filter: undefined }, as },
    ],
    from: stepSource(tally, "t"),
    groupBy: [customer],
  });
  site.join(step);
  return plain({ ...field, nullable: true, sql: site.fact(column(step, as), "most frequent") });
}
