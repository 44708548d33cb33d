import { takesEach } from "../../plan/aggregates.ts";
import { holdsValue } from "../expression.ts";
import { textLiteral } from "../literal.ts";
import { ascending, column, countRows, descending, isKnown, type Select, type Sql } from "../relation.ts";
import { addStep, CUSTOMER, stepSource } from "../tables.ts";
import { numbered } from "./pick.ts";
import { fieldOf, listedValues, plain, type AggregateValue, type MeasureSite } from "./site.ts";

/** A step that counts each value of each customer, of which the best is picked. */
export function mostFrequent(site: MeasureSite): AggregateValue {
  const { node, rows, counted, lowering } = site;
  const { name, value: field } = fieldOf(site);
  const counts = (value: Sql, where: Sql, groupBy: readonly Sql[]): Select => ({
    ...site.from([counted, where]),
    columns: [
      { value: rows.customer, as: CUSTOMER },
      { value, as: "_value" },
      { value: countRows(), as: "_count" },
      { value: { op: "aggregate", fn: "max", arg: rows.time.sql, text: false, filter: undefined }, as: "_latest" },
    ],
    groupBy,
  });
  const tally = lowering.names.take(`${node.event}_by_${name}`);
  lowering.steps.push({
    name: tally,
    note: site.note(),
    once: false,
    body: takesEach("most frequent", node.fieldType)
      ? {
          kind: "union",
          all: true,
          selects: listedValues(node.fieldType).map((value) =>
            counts(textLiteral(value), holdsValue(field.sql, value), [rows.customer]),
          ),
        }
      : { kind: "select", select: counts(field.sql, isKnown(field.sql), [rows.customer, field.sql]) },
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
