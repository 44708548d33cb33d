import { WHOLE } from "../../run/quantile.ts";
import {
  and,
  arithmetic,
  ascending,
  cast,
  column,
  compare,
  double,
  isKnown,
  minus,
  or,
  plus,
  times,
  when,
  whole,
  type Relation,
  type Select,
  type SelectColumn,
  type Sql,
} from "../relation.ts";
import { addStep, CUSTOMER, stepSource } from "../tables.ts";
import { doubleValue } from "../value.ts";
import { fieldOf, plain, type AggregateValue, type MeasureSite } from "./site.ts";

const parts = whole(WHOLE);

/**
 * Numbers the known values of each customer in order, finds the two between which the quantile lies, and goes from one
 * to the other. Nothing passes 2^63 on the way, and every double is rounded as in `run/quantile.ts`.
 */
export function quantile(site: MeasureSite): AggregateValue {
  const { node, rows, counted, lowering } = site;
  if (node.function !== "quantile") throw new Error(`${node.function} is no quantile`);
  const { name, value: field } = fieldOf(site);
  const ordered = addStep(
    lowering,
    `${node.event}_by_${name}`,
    site.note(),
    {
      ...site.from([counted, isKnown(field.sql)]),
      columns: [
        { value: rows.customer, as: CUSTOMER },
        { value: field.sql, as: "_value" },
        {
          value: {
            op: "window",
            fn: "row number",
            arg: undefined,
            partition: [rows.customer],
            order: [ascending(field.sql)],
          },
          as: "_place",
        },
      ],
    },
    true,
  );
  const reaches: Select = {
    columns: [
      { value: column("o", CUSTOMER), as: CUSTOMER },
      { value: times(minus(max(column("o", "_place")), whole(1)), whole(node.parts)), as: "_reach" },
    ],
    from: stepSource(ordered, "o"),
    groupBy: [column("o", CUSTOMER)],
  };
  const [place, value, reach] = [column("v", "_place"), column("v", "_value"), column("r", "_reach")];
  const at = (index: Sql): Sql => max(when([[compare("=", place, plus(index, whole(1))), value]]));
  const ends: Select = {
    columns: [
      { value: column("v", CUSTOMER), as: CUSTOMER },
      { value: at(arithmetic("quotient", reach, parts)), as: "_low" },
      { value: at(arithmetic("quotient", plus(reach, whole(WHOLE - 1)), parts)), as: "_high" },
      { value: max(arithmetic("remainder", reach, parts)), as: "_part" },
    ],
    from: stepSource(ordered, "v"),
    joins: [
      {
        kind: "inner",
        source: { relation: select(reaches), alias: "r" },
        on: compare("=", column("r", CUSTOMER), column("v", CUSTOMER)),
      },
    ],
    groupBy: [column("v", CUSTOMER)],
  };
  const as = lowering.columns.take(`_${node.event}_quantile_${name}`);
  const customer: SelectColumn = { value: column("q", CUSTOMER), as: CUSTOMER };
  const found: Select =
    field.kind === "double"
      ? { columns: [customer, { value: ofDoubles(), as }], from: { relation: select(ends), alias: "q" } }
      : {
          columns: [customer, { value: node.type.kind === "decimal" ? rounded() : divided(), as }],
          from: { relation: select(split(ends)), alias: "q" },
        };
  const step = addStep(lowering, as.slice(1), "from the value below toward that above", found);
  site.join(step);
  const sql = site.fact(column(step, as), "quantile");
  return plain(node.type.kind === "decimal" ? { ...field, sql, nullable: true } : doubleValue(sql, true));
}

const select = (of: Select): Relation => ({ kind: "select", select: of });

const max = (arg: Sql): Sql => ({ op: "aggregate", fn: "max", arg, text: false, filter: undefined });

/** low + (high − low) × f, halved where the difference could pass the largest double. */
function ofDoubles(): Sql {
  const [low, high] = [column("q", "_low"), column("q", "_high")];
  const f = arithmetic("/", cast(column("q", "_part"), "double"), double(WHOLE));
  const half = (sql: Sql): Sql => arithmetic("/", sql, double(2));
  return when(
    [
      [
        and([compare("<", low, double(-1)), compare(">", high, double(1))]),
        times(double(2), plus(half(low), times(minus(half(high), half(low)), f))),
      ],
    ],
    plus(low, times(minus(high, low), f)),
  );
}

/**
 * The whole part, rounded down, and the hundred-thousandths behind it: of a difference of 100000 q + s the part p is
 * q p + s p ÷ 100000, and neither product is large.
 */
function split(ends: Select): Select {
  const [low, part] = [column("w", "_low"), column("w", "_part")];
  const gap = minus(column("w", "_high"), low);
  const rest = times(arithmetic("remainder", gap, parts), part);
  return {
    columns: [
      { value: column("w", CUSTOMER), as: CUSTOMER },
      {
        value: plus(plus(low, times(arithmetic("quotient", gap, parts), part)), arithmetic("quotient", rest, parts)),
        as: "_whole",
      },
      { value: arithmetic("remainder", rest, parts), as: "_rest" },
    ],
    from: { relation: select(ends), alias: "w" },
  };
}

const [units, rest] = [column("q", "_whole"), column("q", "_rest")];

/** Half away from zero; the whole part was rounded down. */
function rounded(): Sql {
  const half = whole(WHOLE / 2);
  const up = or([compare(">", rest, half), and([compare("=", rest, half), compare(">=", units, whole(0))])]);
  return when([[up, plus(units, whole(1))]], units);
}

/** Up to this whole part the numerator is exact in a double. */
const EXACT_WHOLE = 90_000_000_000;

/** The double nearest to the exact value; beyond 2^53 the fraction is far coarser than its own rounding. */
function divided(): Sql {
  const near = and([compare(">=", units, whole(-EXACT_WHOLE)), compare("<=", units, whole(EXACT_WHOLE))]);
  const fraction = arithmetic("/", cast(rest, "double"), double(WHOLE));
  return when(
    [[near, arithmetic("/", cast(plus(times(units, parts), rest), "double"), double(WHOLE))]],
    plus(cast(units, "double"), fraction),
  );
}
