import { EXACT_LIMIT } from "../plan/types.ts";
import { BEYOND } from "../run/arithmetic.ts";
import type { Share } from "./civil.ts";
import {
  and,
  arithmetic,
  call,
  cast,
  compare,
  double,
  minus,
  not,
  or,
  plus,
  times,
  when,
  whole,
  type Sql,
} from "./relation.ts";
import { doubleValue, NotInSqlError, wholeValue, type SqlValue } from "./value.ts";

/** What arithmetic needs to know of the step that it stands in. */
export interface ArithmeticScope {
  /** Gives an expression that is read more than once a column of its own, where there is room for one. */
  share: Share;
  /** Told of a condition under which a result is too large. */
  overflow(condition: Sql): void;
  /** Whether the engine has exact numbers beyond 64 bits. */
  readonly hasWide: boolean;
}

const LIMIT = whole(EXACT_LIMIT);
const DOUBLE_LIMIT = double(Number.MAX_VALUE / 2);

export function fixedOf({ sql }: SqlValue): number | undefined {
  return sql.op === "literal" && typeof sql.value === "number" ? sql.value : undefined;
}

export function fixedNumber(value: number): SqlValue {
  return wholeValue(whole(value), false, value, value);
}

const isShort = ({ low, high }: Pick<SqlValue, "low" | "high">): boolean => low >= -(2 ** 31) && high < 2 ** 31;

export function exactArithmetic(
  op: "add" | "subtract" | "multiply",
  left: SqlValue,
  right: SqlValue,
  scope: ArithmeticScope,
): SqlValue {
  const nullable = left.nullable || right.nullable;
  const operator = op === "add" ? "+" : op === "subtract" ? "-" : "*";
  const corners =
    op === "add"
      ? [left.low + right.low, left.high + right.high]
      : op === "subtract"
        ? [left.low - right.high, left.high - right.low]
        : [left.low * right.low, left.low * right.high, left.high * right.low, left.high * right.high];
  const [low, high] = [Math.min(...corners), Math.max(...corners)];
  if (low >= -EXACT_LIMIT && high <= EXACT_LIMIT) {
    if (low === high && !nullable) return fixedNumber(low);
    // Engines give short literals 32 bits, and the result of two such operands too: it would overflow there.
    const outgrows = !isShort({ low, high }) && isShort(left) && isShort(right);
    return wholeValue(
      arithmetic(operator, outgrows ? cast(left.sql, "whole") : left.sql, right.sql),
      nullable,
      low,
      high,
    );
  }
  const wide = scope.share(
    op === "multiply" ? times(cast(left.sql, "wide"), right.sql) : arithmetic(operator, left.sql, right.sql),
  );
  scope.overflow(compare(">", call("absolute", wide), LIMIT));
  const within = when([[compare("<=", call("absolute", wide), LIMIT), op === "multiply" ? cast(wide, "whole") : wide]]);
  return wholeValue(within, nullable, Math.max(low, -EXACT_LIMIT), Math.min(high, EXACT_LIMIT));
}

/** Doubles are halved before they are looked at, so that no engine meets a number that is not finite. */
export function doubleArithmetic(
  op: "add-number" | "subtract-number" | "multiply-number",
  givenLeft: SqlValue,
  givenRight: SqlValue,
  scope: ArithmeticScope,
): SqlValue {
  const [left, right] = [shared(givenLeft, scope), shared(givenRight, scope)];
  if (op === "multiply-number") {
    const allowed = or([
      compare("<=", call("absolute", left.sql), double(1)),
      compare("<=", call("absolute", right.sql), double(1)),
      compare(
        "<=",
        call("absolute", left.sql),
        arithmetic("/", double(Number.MAX_VALUE), larger(call("absolute", right.sql))),
      ),
    ]);
    return guarded(times(left.sql, right.sql), allowed, left.nullable || right.nullable, scope);
  }
  const operator = op === "add-number" ? "+" : "-";
  const half = arithmetic(operator, arithmetic("/", left.sql, double(2)), arithmetic("/", right.sql, double(2)));
  return guarded(
    arithmetic(operator, left.sql, right.sql),
    compare("<=", call("absolute", half), DOUBLE_LIMIT),
    left.nullable || right.nullable,
    scope,
  );
}

const shared = (value: SqlValue, scope: ArithmeticScope): SqlValue => ({ ...value, sql: scope.share(value.sql) });

const larger = (sql: Sql): Sql => when([[compare(">", sql, double(1)), sql]], double(1));

/** Where a result is too large, it is NULL, and every output that reads it is an error. */
function guarded(result: Sql, allowed: Sql, nullable: boolean, scope: ArithmeticScope): SqlValue {
  scope.overflow(not(allowed));
  return doubleValue(when([[allowed, result]]), nullable);
}

function nullIfZero(sql: Sql, zero: Sql): Sql {
  return when([[compare("<>", sql, zero), sql]]);
}

/** One division of doubles; by zero is unknown. */
export function quotientOf(left: SqlValue, right: SqlValue, scope: ArithmeticScope): SqlValue {
  const [over, by] = [asDouble(left), asDouble(right.sql.op === "literal" ? right : shared(right, scope))];
  const fixed = right.sql.op === "literal" && right.sql.value !== 0;
  const divisor = fixed ? by : nullIfZero(by, double(0));
  const quotient = arithmetic("/", over, divisor);
  if (
    (left.kind === "whole" && right.kind === "whole") ||
    (fixed && Math.abs(Number(right.sql.op === "literal" ? right.sql.value : 0)) >= 1)
  )
    return doubleValue(quotient, left.nullable || right.nullable || !fixed);
  // Too large: |left| > limit × |right|, where |right| is below 1.
  const allowed = or([
    compare(">=", call("absolute", by), double(1)),
    compare("<=", call("absolute", over), times(call("absolute", smaller(by)), double(Number.MAX_VALUE))),
  ]);
  scope.overflow(and([not(allowed), compare("<>", by, double(0))]));
  return doubleValue(when([[allowed, quotient]]), true);
}

const smaller = (sql: Sql): Sql => when([[compare("<", call("absolute", sql), double(1)), sql]], double(1));

export function asDouble({ sql, kind }: SqlValue): Sql {
  if (kind === "double") return sql;
  if (sql.op === "literal" && typeof sql.value === "number") return double(sql.value);
  return cast(sql, "double");
}

const WHOLE_BITS = 2 ** 62;

/**
 * numerator ÷ denominator rounded half away from zero: twice the numerator, moved away from zero by the denominator,
 * by twice the denominator, toward zero.
 */
export function roundHalf(numerator: Sql, denominator: Sql, wide = false): Sql {
  const fixed = denominator.op === "literal" && typeof denominator.value === "number" ? denominator.value : undefined;
  const magnitude = fixed === undefined ? call("absolute", denominator) : whole(Math.abs(fixed));
  const away = fixed === undefined ? minus(whole(0), magnitude) : whole(-Math.abs(fixed));
  const moved = plus(times(numerator, whole(2)), when([[compare("<", numerator, whole(0)), away]], magnitude));
  return arithmetic(
    wide ? "wide quotient" : "quotient",
    moved,
    fixed === undefined ? times(denominator, whole(2)) : whole(fixed * 2),
  );
}

/**
 * Whole sizes in a double, toward zero. Casting a double rounds it in most engines, so it is cut before. What is beyond
 * every whole number that there is stays beyond: whoever counts with it finds it too large.
 */
export function wholeSizesOf(arg: SqlValue, size: number, scope: ArithmeticScope): SqlValue {
  const sum = scope.share(arg.sql);
  const sizes = size === 1 ? sum : arithmetic("/", sum, double(size));
  const reach = BEYOND * size;
  const beyond = Number.isFinite(reach)
    ? ([
        [compare(">=", sum, double(reach)), whole(BEYOND)],
        [compare("<=", sum, double(-reach)), whole(-BEYOND)],
      ] as const)
    : [];
  const cut = when(
    [...beyond, [compare(">=", sum, double(0)), call("floor", sizes)]],
    minus(whole(0), call("floor", minus(double(0), sizes))),
  );
  return wholeValue(cut, arg.nullable, -BEYOND, BEYOND);
}

const magnitudeOf = ({ low, high }: SqlValue): number => Math.max(Math.abs(low), Math.abs(high));

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** arg × by ÷ over for fixed numbers, exact and rounded once: the whole part and what is left over are scaled apart. */
export function scaled(arg: SqlValue, by: number, over: number, scope: ArithmeticScope): SqlValue {
  const common = commonDivisor(Math.abs(by), Math.abs(over));
  const sign = over < 0 ? -1 : 1;
  const [factor, divisor] = [(sign * by) / common, Math.abs(over) / common];
  if (divisor === 1) return factor === 1 ? arg : exactArithmetic("multiply", arg, fixedNumber(factor), scope);
  if (factor === 1)
    return wholeValue(
      roundHalf(scope.share(arg.sql), whole(divisor)),
      arg.nullable,
      Math.min(0, arg.low),
      Math.max(0, arg.high),
    );
  if (Math.abs(factor) * divisor * 2 >= EXACT_LIMIT)
    return quotientRounded(arg, fixedNumber(factor), fixedNumber(divisor), scope);
  const left = roundHalf(
    scope.share(times(arithmetic("remainder", arg.sql, whole(divisor)), whole(factor))),
    whole(divisor),
  );
  const parts = exactArithmetic(
    "multiply",
    wholeValue(
      arithmetic("quotient", arg.sql, whole(divisor)),
      arg.nullable,
      Math.trunc(arg.low / divisor),
      Math.trunc(arg.high / divisor),
    ),
    fixedNumber(factor),
    scope,
  );
  return exactArithmetic("add", parts, wholeValue(left, arg.nullable, -Math.abs(factor), Math.abs(factor)), scope);
}

/** arg × by ÷ over, exact and rounded once. */
export function quotientRounded(arg: SqlValue, by: SqlValue, over: SqlValue, scope: ArithmeticScope): SqlValue {
  const zero = over.low <= 0 && over.high >= 0;
  const nullable = arg.nullable || by.nullable || over.nullable || zero;
  const [product, divisor] = [magnitudeOf(arg) * magnitudeOf(by), magnitudeOf(over)];
  const one = by.sql.op === "literal" && by.sql.value === 1;
  const denominator = scope.share(zero ? nullIfZero(over.sql, whole(0)) : over.sql);
  if (product * 2 + divisor < WHOLE_BITS) {
    const plain = wholeValue(
      roundHalf(scope.share(one ? arg.sql : times(arg.sql, by.sql)), denominator),
      nullable,
      -product,
      product,
    );
    return product <= EXACT_LIMIT ? plain : held(plain, scope);
  }
  if (!scope.hasWide) throw new NotInSqlError("wide-division");
  const numerator = scope.share(times(cast(arg.sql, "wide"), cast(by.sql, "wide")));
  const wideOver = cast(denominator, "wide");
  const magnitude = call("absolute", wideOver);
  const tooLarge = compare(
    ">=",
    plus(times(call("absolute", numerator), whole(2)), magnitude),
    times(times(magnitude, whole(2)), cast(whole(EXACT_LIMIT + 1), "wide")),
  );
  scope.overflow(tooLarge);
  return wholeValue(when([[not(tooLarge), roundHalf(numerator, wideOver, true)]]), nullable);
}

function held({ sql: given, nullable }: SqlValue, scope: ArithmeticScope): SqlValue {
  const sql = scope.share(given);
  scope.overflow(compare(">", call("absolute", sql), LIMIT));
  return wholeValue(when([[compare("<=", call("absolute", sql), LIMIT), sql]]), nullable);
}
