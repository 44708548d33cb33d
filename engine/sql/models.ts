import { at } from "../invariant/required.ts";
import type {
  AffineFit,
  ChosenFit,
  Fit,
  LifetimeFit,
  LinearFit,
  Link,
  NearestFit,
  PicksFit,
  Tree,
  TreesFit,
} from "../plan/fit.ts";
import { alwaysKnown, fitRange, isWhole, POWER_LIMIT } from "../plan/fit.ts";
import { EXACT_LIMIT } from "../plan/types.ts";
import { asDouble } from "./arithmetic.ts";
import {
  and,
  arithmetic,
  call,
  cast,
  compare,
  double,
  isNull,
  minus,
  not,
  nothing,
  or,
  plus,
  times,
  when,
  whole,
  type Sql,
} from "./relation.ts";
import type { Stages } from "./stages.ts";
import { doubleValue, NotInSqlError, wholeValue, type SqlValue } from "./value.ts";

const MILLION = 1_000_000;
/** Beyond e^±700 some engines fail; the probability is 0 or 1 to 300 digits by then. */
const EXPONENT_LIMIT = 700;

/** What a trained model says, over columns: the same steps in the same order as `fitValue`. */
export function lowerFit(fit: Fit, args: readonly SqlValue[], stages: Stages): SqlValue {
  const columns =
    fit.kind === "only" ? args : args.map((arg): SqlValue => ({ ...arg, sql: stages.hoist(arg.sql, "_input") }));
  const sql = fitSql(fit, columns, stages);
  const { low, high } = fitRange(fit);
  const nullable = !alwaysKnown(fit) && !(fit.kind === "linear" && fit.link.kind === "probability");
  return isWhole(fit) ? wholeValue(sql, nullable, low, Math.min(high, EXACT_LIMIT)) : doubleValue(sql, nullable);
}

function fitSql(fit: Fit, args: readonly SqlValue[], stages: Stages): Sql {
  switch (fit.kind) {
    case "linear":
    case "affine":
      return linked(stages.hoist(linear(fit, args), "_sum"), fit.link, stages);
    case "trees":
      return linked(
        stages.hoist(arithmetic("/", cast(treesSum(fit, args), "double"), double(MILLION)), "_sum"),
        fit.link,
        stages,
      );
    case "nearest":
      return nearest(fit, args, stages);
    case "cuts": {
      const [value] = args;
      if (value === undefined) throw new Error("cuts have one argument");
      const number = asNumber(value);
      return when(
        [
          [isNull(number), { op: "literal", type: "whole", value: null }],
          ...fit.cuts.map((cut, index) => [compare("<=", number, double(cut)), whole(index + 1)] as const),
        ],
        whole(fit.cuts.length + 1),
      );
    }
    case "chosen":
      return chosen(fit, args);
    case "lifetime":
      return lifetime(fit, args, stages);
    case "picks":
      return picks(fit, args, stages);
    case "only": {
      const [result, among] = args;
      if (result === undefined || among === undefined) throw new Error("it needs two arguments");
      return when([[isYes(among), result.sql]]);
    }
  }
}

/** An argument as a number: yes is 1, no is 0. */
function asNumber(arg: SqlValue): Sql {
  if (arg.kind !== "truth") return asDouble(arg);
  return arg.nullable
    ? when([
        [arg.sql, double(1)],
        [not(arg.sql), double(0)],
      ])
    : when([[arg.sql, double(1)]], double(0));
}

const isYes = (arg: SqlValue): Sql =>
  arg.kind === "truth" ? arg.sql : compare("=", arg.sql, arg.kind === "double" ? double(1) : whole(1));

function sumOf(terms: readonly Sql[], zero: Sql): Sql {
  return terms.length === 0 ? zero : terms.reduce((sum, term) => plus(sum, term));
}

const doubleOr = (value: number | null): Sql => (value === null ? nothing("double") : double(value));

function chosen({ values, otherwise }: ChosenFit, args: readonly SqlValue[]): Sql {
  return args.length === 0
    ? doubleOr(otherwise)
    : when(
        args.map((arg, index) => [isYes(arg), double(at(values, index))] as const),
        doubleOr(otherwise),
      );
}

function linear(fit: LinearFit | AffineFit, args: readonly SqlValue[]): Sql {
  return sumOf(
    [
      double(fit.constant),
      ...args.map((arg, index): Sql => {
        const [weight, unknown] = [double(at(fit.weights, index)), doubleOr(at(fit.unknown, index))];
        if (arg.kind === "truth")
          return when([[arg.sql, weight], ...(arg.nullable ? [[isNull(arg.sql), unknown] as const] : [])], double(0));
        const weighted = times(weight, asNumber(arg));
        return arg.nullable ? when([[isNull(arg.sql), unknown]], weighted) : weighted;
      }),
    ],
    double(0),
  );
}

/** A sum as a probability, as whole units that are not below 0, or as a number within bounds. */
function linked(sum: Sql, link: Link, stages: Stages): Sql {
  if (link.kind === "probability") {
    const held = when(
      [
        [compare(">", sum, double(EXPONENT_LIMIT)), double(EXPONENT_LIMIT)],
        [compare("<", sum, double(-EXPONENT_LIMIT)), double(-EXPONENT_LIMIT)],
      ],
      sum,
    );
    return arithmetic(
      "/",
      double(1),
      plus(double(1), call("exp", arithmetic("-", double(0), stages.hoist(held, "_exponent")))),
    );
  }
  if (link.kind === "number") {
    const value = stages.hoist(arithmetic("/", sum, double(link.per)), "_value");
    const bounds = [
      ...(link.low === null ? [] : [[compare("<", value, double(link.low)), double(link.low)] as const]),
      ...(link.high === null ? [] : [[compare(">", value, double(link.high)), double(link.high)] as const]),
    ];
    return bounds.length === 0 ? value : when(bounds, value);
  }
  return rounded(times(when([[compare("<=", sum, double(0)), double(0)]], sum), double(link.units)), stages);
}

/** Rounded to a whole number, halves upward; too large is unknown. */
function rounded(amount: Sql, stages: Stages): Sql {
  const units = stages.hoist(amount, "_units");
  return when([[compare("<=", units, double(EXACT_LIMIT)), call("floor", plus(units, double(0.5)))]]);
}

function treesSum(fit: TreesFit, args: readonly SqlValue[]): Sql {
  return balanced([whole(fit.base), ...fit.trees.map((tree) => branch(tree, 0, args))]);
}

/** A sum of whole numbers in pairs of pairs, since engines limit how deep an expression goes. */
function balanced(terms: readonly Sql[]): Sql {
  const middle = terms.length >> 1;
  return middle === 0 ? (terms[0] ?? whole(0)) : plus(balanced(terms.slice(0, middle)), balanced(terms.slice(middle)));
}

function branch(tree: Tree, node: number, args: readonly SqlValue[]): Sql {
  const place = at(tree.split, node);
  const limit = at(tree.at, node);
  if (place < 0) return whole(limit);
  const arg = at(args, place);
  const below =
    arg.kind === "truth"
      ? limit >= 1
        ? or([arg.sql, not(arg.sql)])
        : limit >= 0
          ? not(arg.sql)
          : compare("<", whole(1), whole(0))
      : arg.kind === "whole"
        ? compare("<=", arg.sql, Number.isInteger(limit) ? whole(limit) : double(limit))
        : compare("<=", arg.sql, double(limit));
  const asked = arg.nullable && tree.missing[node] === 1 ? or([below, isNull(arg.sql)]) : below;
  return when([[asked, branch(tree, node + 1, args)]], branch(tree, at(tree.other, node), args));
}

function nearest({ means, scales, centres }: NearestFit, args: readonly SqlValue[], stages: Stages): Sql {
  const placed = args.map((arg, index) => {
    const number = asNumber(arg);
    const standard = arithmetic("/", arithmetic("-", number, double(at(means, index))), double(at(scales, index)));
    return stages.hoist(arg.nullable ? when([[isNull(arg.sql), double(0)]], standard) : standard, "_placed");
  });
  const offs = centres.map((centre) =>
    placed.map((value, index) => stages.hoist(arithmetic("-", value, double(at(centre, index))), "_off")),
  );
  const distances = offs.map((own) =>
    stages.hoist(sumOf([double(0), ...own.map((off) => times(off, off))], double(0)), "_distance"),
  );
  const whens = distances
    .slice(0, -1)
    .map(
      (distance, group) =>
        [and(distances.slice(group + 1).map((other) => compare("<=", distance, other))), whole(group + 1)] as const,
    );
  return when(whens, whole(distances.length));
}

/** Of every item how well it fits, then its rank among those that the customer does not have; equals by popularity, then place. */
function picks({ rank, alike, popular }: PicksFit, args: readonly SqlValue[], stages: Stages): Sql {
  const had = args.map((arg) => stages.hoist(when([[isYes(arg), whole(1)]], whole(0)), "_had"));
  const has = (item: number): Sql => compare("=", had[item] ?? whole(0), whole(1));
  const scores = popular.map((_, item) => {
    const terms = at(alike, item).flatMap((weight, other) =>
      weight === 0 ? [] : [when([[has(other), double(weight)]], double(0))],
    );
    return stages.hoist(when([[not(has(item)), sumOf(terms, double(0))]]), "_fit");
  });
  const before = (left: number, right: number): boolean =>
    at(popular, left) > at(popular, right) || (popular[left] === popular[right] && left < right);
  const ranks = scores.map((score, item) =>
    stages.hoist(
      when([
        [
          not(has(item)),
          sumOf(
            [
              whole(1),
              ...scores.flatMap((other, place) =>
                place === item
                  ? []
                  : [when([[compare(before(place, item) ? ">=" : ">", other, score), whole(1)]], whole(0))],
              ),
            ],
            whole(1),
          ),
        ],
      ]),
      "_rank",
    ),
  );
  return when(ranks.map((place, item) => [compare("=", place, whole(rank)), whole(item)] as const));
}

function lifetime(fit: LifetimeFit, given: readonly SqlValue[], stages: Stages): Sql {
  const [x, tx, age, average] = given.map((arg) => stages.hoist(asNumber(arg), "_input"));
  if (x === undefined || tx === undefined || age === undefined || average === undefined)
    throw new Error("it needs four arguments");
  const { parameters } = fit;
  const valid = and([compare(">=", x, double(0)), compare(">=", tx, double(0)), compare(">=", age, tx)]);
  if (fit.output === "wait") {
    const wait = times(
      plus(double(parameters.alpha), age),
      minus(power(arithmetic("/", double(Math.LN2), plus(double(parameters.r), x)), stages), double(1)),
    );
    const days = stages.hoist(when([[valid, call("floor", plus(wait, double(0.5)))]]), "_wait");
    return when([[compare("<=", days, whole(LONGEST_WAIT)), days]]);
  }
  // Pareto/NBD needs a difference of two hypergeometric functions.
  if (parameters.model !== "BG/NBD") throw new NotInSqlError("lifetime");
  const alive = stages.hoist(when([[valid, aliveProbability(parameters, x, tx, age, stages)]]), "_alive");
  if (fit.output === "alive") return alive;
  if (fit.output === "back") return times(alive, comesBackOfAlive(parameters, x, age, fit.horizon, stages));
  const orders = stages.hoist(times(expectedOfAlive(parameters, x, age, fit.horizon, stages), alive), "_orders");
  if (fit.output === "orders") return when([[compare(">=", orders, double(0)), orders]]);
  const units = stages.hoist(times(times(orders, expectedSpend(fit.spend, x, average)), double(fit.units)), "_units");
  return when([
    [
      and([compare(">=", units, double(-0.5)), compare("<=", units, double(EXACT_LIMIT))]),
      call("floor", plus(units, double(0.5))),
    ],
  ]);
}

/** Beyond a hundred years an order is not expected any more. */
const LONGEST_WAIT = 36_500;
type BetaGeometric = Extract<LifetimeFit["parameters"], { model: "BG/NBD" }>;

/** e^exponent, held as `lifetimeValue` holds it: some engines fail on what is too large or too small for a number. */
function power(exponent: Sql, stages: Stages): Sql {
  const whole = stages.hoist(exponent, "_power");
  const held = when(
    [
      [compare(">", whole, double(POWER_LIMIT)), double(POWER_LIMIT)],
      [compare("<", whole, double(-POWER_LIMIT)), double(-POWER_LIMIT)],
    ],
    whole,
  );
  return call("exp", held);
}

/** The probability that somebody still orders; see `aliveProbability` in engine/models. */
function aliveProbability({ r, alpha, a, b }: BetaGeometric, x: Sql, tx: Sql, age: Sql, stages: Stages): Sql {
  const grown = power(
    times(plus(double(r), x), call("ln", arithmetic("/", plus(double(alpha), age), plus(double(alpha), tx)))),
    stages,
  );
  return when(
    [[compare("=", x, double(0)), double(1)]],
    arithmetic("/", double(1), plus(double(1), times(arithmetic("/", double(a), plus(double(b - 1), x)), grown))),
  );
}

/** Of somebody who still orders the probability of an order in the time ahead; see `comesBackProbability` in engine/models. */
function comesBackOfAlive({ r, alpha }: BetaGeometric, x: Sql, age: Sql, ahead: number, stages: Stages): Sql {
  const ratio = arithmetic("/", plus(double(alpha), age), plus(double(alpha + ahead), age));
  return minus(double(1), power(times(plus(double(r), x), call("ln", ratio)), stages));
}

/** Terms of the series in one column. */
const TERMS_PER_COLUMN = 25;
const MOST_TERMS = 1000;
const SERIES_ERROR = 1e-12;

/** How many terms leave a smaller rest than `SERIES_ERROR`: most for those without a repeat order who came just now. */
function termsNeeded(p: number, q: number, c: number, z: number): number {
  let term = 1;
  for (let n = 0; n < MOST_TERMS; n++) {
    term *= (((p + n) * (q + n)) / ((c + n) * (n + 1))) * z;
    if (Math.abs(term) < SERIES_ERROR * (1 - z)) return n + 1;
  }
  throw new NotInSqlError("lifetime");
}

/**
 * Orders to be expected of somebody who still orders (Fader, Hardie, Lee 2005, equation 10), with ₂F₁ after Euler's
 * transformation: (a + b + x − 1) ÷ (a − 1) × (1 − (1 − z)^(a − 1) ₂F₁(a + b − 1 − r, a − 1; a + b + x − 1; z)). Its terms
 * then shrink at least like z^n, so that a fixed number of them (in Horner's form) is enough for every customer.
 */
function expectedOfAlive({ r, alpha, a, b }: BetaGeometric, x: Sql, age: Sql, ahead: number, stages: Stages): Sql {
  if (a + b <= 1 || !stages.deep) throw new NotInSqlError("lifetime");
  const terms = termsNeeded(a + b - 1 - r, a - 1, a + b - 1, ahead / (alpha + ahead));
  const z = stages.hoist(arithmetic("/", double(ahead), plus(double(alpha + ahead), age)), "_ahead");
  let series: Sql = double(1);
  for (let n = terms - 1; n >= 0; n--) {
    const factor = arithmetic(
      "/",
      times(double(((a + b - 1 - r + n) * (a - 1 + n)) / (n + 1)), z),
      plus(double(a + b - 1 + n), x),
    );
    series = plus(double(1), times(factor, series));
    if (n % TERMS_PER_COLUMN === 0) series = stages.hoist(series, "_series");
  }
  const rest = power(times(double(a - 1), call("ln", minus(double(1), z))), stages);
  return times(arithmetic("/", plus(double(a + b - 1), x), double(a - 1)), minus(double(1), times(rest, series)));
}

/** The expected amount of an order (Gamma-Gamma); see `expectedSpend` in engine/models. */
function expectedSpend({ p, q, v, share }: LifetimeFit["spend"], x: Sql, average: Sql): Sql {
  const worth = when([[compare("<", average, double(0)), double(0)]], average);
  return when(
    [[compare("=", x, double(0)), double((share * p * v) / (q - 1))]],
    arithmetic("/", times(double(p), plus(double(v), times(x, worth))), plus(times(double(p), x), double(q - 1))),
  );
}
