import { takesEach, type EventFunction } from "../../plan/aggregates.ts";
import type { SetType } from "../../plan/types.ts";
import {
  and,
  arithmetic,
  cast,
  coalesce,
  compare,
  countRows,
  isKnown,
  minus,
  times,
  when,
  whole,
  type Sql,
} from "../relation.ts";
import { holdsValue } from "../expression.ts";
import { doubleValue, NotInSqlError, valueOf, wholeValue } from "../value.ts";
import { mostFrequent } from "./most-frequent.ts";
import { pickOne } from "./pick.ts";
import { fieldOf, listedValues, MANY_EVENTS, over, plain, type AggregateValue, type MeasureSite } from "./site.ts";
import { quantile } from "./quantile.ts";
import { longestStreak } from "./streak.ts";
import { total } from "./total.ts";

const DAY = 86_400_000;

/** How each aggregate over events is said in SQL. */
export const measures: Readonly<Record<EventFunction, (site: MeasureSite) => AggregateValue>> = {
  count: (site) => counted(site, "count", over(site, "count")),
  sum: (site) => total(site, "sum"),
  average: (site) => total(site, "average"),
  quantile,
  minimum: (site) => extreme(site, "min"),
  maximum: (site) => extreme(site, "max"),
  "distinct count": (site) => {
    const { name, value } = fieldOf(site);
    const { fieldType } = site.node;
    if (takesEach("distinct count", fieldType)) return differentOfSets(site, name, fieldType);
    return counted(site, `distinct_${name}`, over(site, "count distinct", value.sql));
  },
  "most frequent": mostFrequent,
  first: (site) => pickOne(site, "first"),
  latest: (site) => pickOne(site, "last"),
  "distinct days": (site) => counted(site, "days", over(site, "count distinct", site.rows.date().sql)),
  "longest streak": longestStreak,
  "average gap": averageGap,
  "time of first": (site) => moment(site, "first_at", "min"),
  "time of latest": (site) => moment(site, "latest_at", "max"),
  share,
};

/** How many values are in some set: those out of a list are asked for one by one. */
function differentOfSets(site: MeasureSite, name: string, type: SetType): AggregateValue {
  const { value } = fieldOf(site);
  const found = listedValues(type).map((one) =>
    when([[compare(">", countRows(and([site.counted, holdsValue(value.sql, one)])), whole(0)), whole(1)]], whole(0)),
  );
  return counted(
    site,
    `distinct_${name}`,
    found.reduce((sum, one) => arithmetic("+", sum, one), whole(0)),
  );
}

/** A number of events; 0 for those who have none. */
function counted(site: MeasureSite, what: string, value: Sql): AggregateValue {
  const held = site.grouped(what, value, true);
  return plain(wholeValue(site.fact(coalesce(held, whole(0)), what), false, 0, MANY_EVENTS));
}

function share(site: MeasureSite): AggregateValue {
  const part = site.grouped("part", over(site, "count"), true);
  const all = site.grouped("total", countRows(site.below));
  const divided = arithmetic("/", cast(part, "double"), cast(all, "double"));
  return plain(doubleValue(site.fact(when([[compare(">", all, whole(0)), divided]]), "share"), true));
}

function moment(site: MeasureSite, what: string, fn: "min" | "max"): AggregateValue {
  const time = site.grouped(what, over(site, fn, site.rows.time.sql), true);
  const value = valueOf(site.fact(time, "time"), { kind: "time" }, true);
  return plain({ ...value, high: (site.range?.to ?? site.lowering.asOf + 1) - 1 });
}

function averageGap(site: MeasureSite): AggregateValue {
  const time = site.rows.time.sql;
  const count = over(site, "count");
  const gap = arithmetic(
    "/",
    cast(minus(over(site, "max", time), over(site, "min", time)), "double"),
    cast(times(minus(count, whole(1)), whole(DAY)), "double"),
  );
  const held = site.grouped("gap", when([[compare(">", count, whole(1)), gap]]), true);
  return plain(doubleValue(site.fact(held, "gap"), true));
}

function extreme(site: MeasureSite, fn: "min" | "max"): AggregateValue {
  if (takesEach(site.node.function, site.node.fieldType)) throw new NotInSqlError("set-values");
  const { name, value: field } = fieldOf(site);
  const asNumber = when([
    [field.sql, whole(1)],
    [isKnown(field.sql), whole(0)],
  ]);
  const truths = field.kind === "truth";
  const held = site.grouped(
    `${site.node.function}_${name}`,
    over(site, fn, truths ? asNumber : field.sql, field.kind === "text"),
    true,
  );
  const sql = site.fact(truths ? compare("=", held, whole(1)) : held, site.node.function);
  return plain({ ...field, sql, nullable: true });
}
