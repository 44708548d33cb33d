import { habit, type Habit } from "./habit.ts";
import { MONTH, monthOf } from "./value-habits.ts";

/** Windows as in speech. */
export const windowHabits: readonly Habit[] = [
  habit("between {a:DATE} and {b:DATE}", "during {a} to {b}", "window-dates"),
  habit("from {a:DATE} (?:to|until|till|through) {b:DATE}", "during {a} to {b}", "window-dates"),
  habit(
    "(?<lead>during )(?:from |between )?{a:DATE} (?:to|and|-|until|till|through) {b:DATE}",
    "{a} to {b}",
    "window-dates",
  ),
  habit("(?<lead>during )(?<a>DATE)", "{a} to {a}", "window-dates"),
  habit("on (?<a>DATE)", "during {a} to {a}", "window-dates"),
  habit("(?:in|during) (?<y>\\d{4})", "during {y}-01-01 to {y}-12-31", "window-dates"),
  habit(
    `(?:in|during) ${MONTH} (?<y>\\d{4})`,
    ({ y = "", month = "" }) => wholeMonth(Number(y), monthOf(month)),
    "window-dates",
  ),
  habit(
    "(?:(?:in|over|within|during|for|since) )?(?:the )?(?:last|past|previous) {n:NUMBER} {u:UNIT}",
    "in last {n} {u}",
  ),
  habit("(?<lead>then NAME )in {n:NUMBER} {u:UNIT}", "within {n} {u}"),
  habit("(?:within|in|for|since|over) {n:NUMBER} {u:UNIT}(?: ago)?", "in last {n} {u}"),
  habit(
    "(?:(?:in|during|over|within|for) )?(?:the )?(?<w>this|current|last|past|previous) (?<u>week|month|quarter|year)",
    ({ w = "", u }) => `${/^(?:this|current)$/i.test(w) ? "this" : "last"} ${u}`,
  ),
  ...(["where", "and"] as const).flatMap((word) => [
    habit("after (?<a>DATE|NAME)", `${word} time > {a}`, "time-in-where"),
    habit("before (?<a>DATE|NAME)", `${word} time < {a}`, "time-in-where"),
    habit("(?:until|till|up to) (?<a>DATE|NAME)", `${word} time <= {a}`, "time-in-where"),
  ]),
  habit("(?:all time|of all time|ever|overall|in total)", ""),
  habit(
    "(?<w>in last NUMBER UNIT|(?:this|last) UNIT|today|yesterday|during DATE to DATE|since DATE) where {c:REST}",
    "where {c} {w}",
    "where-first",
  ),
];

function wholeMonth(year: number, month: number | undefined): string | undefined {
  if (month === undefined) return undefined;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const start = `${year}-${String(month).padStart(2, "0")}`;
  return `during ${start}-01 to ${start}-${days}`;
}
