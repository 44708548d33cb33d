import { EXACT_LIMIT } from "../../plan/types.ts";
import { roundHalf } from "../arithmetic.ts";
import { overflowError } from "../errors.ts";
import { arithmetic, call, cast, coalesce, compare, double, when, whole, type Sql } from "../relation.ts";
import { doubleValue, wholeValue } from "../value.ts";
import { fieldOf, over, type AggregateValue, type MeasureSite } from "./site.ts";

/** Sum or average: exact with a look at the magnitudes, or of doubles. */
export function total(site: MeasureSite, which: "sum" | "average"): AggregateValue {
  const { name, value: field } = fieldOf(site);
  const doubles = field.kind === "double";
  const sum = over(site, doubles ? "sum doubles" : "sum", field.sql);
  const magnitude = doubles
    ? call("absolute", sum)
    : field.low >= 0
      ? sum
      : over(site, "sum", call("absolute", field.sql));
  const limit = doubles ? double(Number.MAX_VALUE) : whole(EXACT_LIMIT);
  const what = `${which}_${name}`;
  const within = (value: Sql): Sql => site.grouped(what, when([[compare("<=", magnitude, limit), value]]), true);
  const tooLarge = site.grouped(`${what}_too_large`, compare(">", magnitude, limit));
  const errors = [overflowError(site.fact(tooLarge, what))];
  if (which === "sum") {
    const held = within(doubles ? sum : cast(sum, "whole"));
    // Where the sum is too large, every output that reads it is an error, so that the 0 is never seen.
    const sql = site.fact(coalesce(held, doubles ? double(0) : whole(0)), what);
    return {
      value: doubles ? doubleValue(sql, false) : wholeValue(sql, false, field.low >= 0 ? 0 : -EXACT_LIMIT),
      errors,
    };
  }
  const count = over(site, "count", field.sql);
  if (doubles || site.node.type.kind !== "decimal") {
    const average = arithmetic("/", doubles ? sum : cast(cast(sum, "whole"), "double"), cast(count, "double"));
    return { value: doubleValue(site.fact(within(average), what), true), errors };
  }
  return {
    value: wholeValue(site.fact(within(roundHalf(cast(sum, "whole"), count)), what), true, field.low, field.high),
    errors,
  };
}
