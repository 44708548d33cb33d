import { ascending, column, compare, whole, type Select, type SortKey, type Sql } from "../relation.ts";
import { addStep, CUSTOMER } from "../tables.ts";
import { fieldOf, plain, type AggregateValue, type MeasureSite } from "./site.ts";

/** The field of the first or latest event. */
export function pickOne(site: MeasureSite, which: "first" | "last"): AggregateValue {
  const { node, rows, counted, lowering } = site;
  const { name, value: field } = fieldOf(site);
  const by = [ascending(rows.time.sql), ascending(rows.id, true)];
  const sql = lowering.dialect.canPick
    ? site.fact(
        site.grouped(`${node.function}_${name}`, { op: "pick", which, value: field.sql, by, filter: counted }, true),
        node.function,
      )
    : numbered(
        site,
        { ...site.from([counted]), columns: [] },
        rows.customer,
        field.sql,
        which === "first" ? by : by.map((key) => ({ ...key, descending: true })),
      );
  return plain({ ...field, sql, nullable: true });
}

/** A step with the first row of every customer, for engines that can't pick one while they group. */
export function numbered(site: MeasureSite, select: Select, customer: Sql, value: Sql, order: readonly SortKey[]): Sql {
  const { node, lowering } = site;
  const inner: Select = {
    ...select,
    columns: [
      { value: customer, as: CUSTOMER },
      { value, as: "_value" },
      { value: { op: "window", fn: "row number", arg: undefined, partition: [customer], order }, as: "_place" },
    ],
  };
  const as = lowering.columns.take(`_${node.event}_${node.function.replaceAll(" ", "_")}_${node.field ?? ""}`);
  const step = addStep(lowering, as.slice(1), site.note(), {
    columns: [
      { value: column("n", CUSTOMER), as: CUSTOMER },
      { value: column("n", "_value"), as },
    ],
    from: { relation: { kind: "select", select: inner }, alias: "n" },
    where: compare("=", column("n", "_place"), whole(1)),
  });
  site.join(step);
  return site.fact(column(step, as), node.function);
}
