import { Dice } from "../../engine/prove/dice.ts";

const schema = `profile customer { joined_at: time  seen_at: time  birth_date: date  due: date  city: text  term: integer }
event order_paid { amount: money at least 0  due_at: time  size: integer }
event page_view { seconds: integer }
`;

/** Rules in which time alone changes something, of every kind there is, with random amounts: text that type-checks. */
export function timelyProgram(seed: number): string {
  const dice = new Dice(seed);
  const n = (limit: number): number => 1 + dice.below(limit);
  const one = (...items: readonly string[]): string => dice.pick(items, "");
  const exact = (): string => one("hours", "minutes", "days", "weeks");
  const unit = (): string => one("hours", "days", "weeks", "months", "quarters", "years", "minutes");
  const order = (): string => one("<", "<=", ">", ">=", "is", "is not");
  const time = (): string => one("joined_at", "seen_at", "(time of latest order_paid)", "(time of first page_view)");
  const event = (): string => one("order_paid", "page_view");
  const window = (): string => {
    const same = unit();
    return one(
      "",
      ` in last ${n(40)} ${unit()}`,
      ` in last ${n(9)} ${same} ending ${n(9)} ${same} ago`,
      ` ${one("today", "yesterday")}`,
      ` ${one("this", "last")} ${one("week", "month", "quarter", "year")}`,
      ` since ${one("2025-06-15T10:30", "2025-03-30")}`,
      ` since ${one("joined_at", "due", `(seen_at + ${n(40)} hours)`, `(today - ${n(40)} days)`, `(now - ${n(40)} hours)`)}`,
      ` in last ${one("term", `(term + ${n(9)})`)} ${exact()}`,
    );
  };
  /** A length of time up to now that no tag has as its value, so that only where it is asked something changes. */
  const since = (): string =>
    `(${one("hours", "minutes", "days")} since ${one("latest", "first")} ${event()}${window()})`;
  const where = (): string =>
    one(
      `time + ${n(40)} hours ${one("<", "<=", ">=")} now`,
      `hours since time ${order()} ${n(40)}`,
      `due_at ${one("<", "<=", ">")} now`,
      `due_at - now < ${n(90)} hours`,
      `months since due_at > ${n(4)}`,
      `date of time is today`,
      `hour of time <= hour of now`,
      `size < 2 or city is "Taipei"`,
    );
  const rules: Readonly<Record<string, () => string>> = {
    counted: () => `statistical tag counted = count of ${event()}${window()}`,
    filtered: () => `statistical tag filtered = count of order_paid where ${where()}${window()}`,
    shared: () => `statistical tag shared = share of order_paid where ${where()} among order_paid where ${where()}`,
    latest_at: () => `statistical tag latest_at = time of ${one("latest", "first")} ${event()}${window()}`,
    quiet: () => `statistical tag quiet = ${unit()} since ${one("latest", "first")} ${event()}${window()}`,
    still_quiet: () => `rule tag still_quiet when quiet ${order()} ${n(50)}`,
    since_bands: () =>
      `rule tag since_bands = bands of ${since()} if unknown ${n(99)} { "A" from ${50 + n(30)}  "B" from ${n(50)}  "C" otherwise }`,
    listed: () => `rule tag listed when ${since()} is one of (${n(20)}, ${20 + n(20)})`,
    computed: () =>
      `rule tag computed when ${one(`quiet * ${n(3)} - ${n(9)}`, `-${since()}`, `${since()} / ${n(5)}`, `${since()} * 1.5`, `${n(99)} - ${since()}`, `${n(999)} / ${since()}`)} ${one("<", ">=", ">")} ${one("-", "")}${n(60)}`,
    weighed: () =>
      `rule tag weighed when ${since()} * ${one("counted", "-counted", `${n(3)}`)} ${one("<", ">=", "is")} ${one("-", "")}${n(90)}`,
    both: () =>
      `rule tag both when ${one("", "-")}${since()} ${one("+", "-")} ${since()} * ${one("2", "(-1)", "counted")} ${one("<", ">=", "is")} ${one("-", "")}${n(60)}`,
    // Two counts of hours whose difference goes to and fro.
    swinging: () => {
      const [first, second] = [`(hours since latest ${event()})`, `(hours since first ${event()})`];
      const difference = one(`-${first} + ${second}`, `${first} * (-1) + ${second}`, `${first} / (-1) + ${second}`);
      return `rule tag swinging when ${difference} ${one("is", "is not", ">", "<")} ${one("0", "1", "-1", "23", "24")}`;
    },
    meeting: () => `rule tag meeting when ${time()} - now ${one("<", ">=")} now - ${time()}`,
    against: () => `rule tag against when ${exact()} since ${time()} ${order()} quiet`,
    lasted: () =>
      `rule tag lasted when now - ${time()} ${one("<", "<=", ">", ">=", `from ${n(5)} hours to`)} ${5 + n(90)} ${one("hours", "minutes")}`,
    to_come: () => `rule tag to_come when ${time()} + ${n(90)} ${exact()} ${one("<", "<=", ">", ">=")} now`,
    between: () => `rule tag between when (now - ${time()}) - (now - ${time()}) > ${n(40)} hours`,
    of_both: () => `rule tag of_both = (now - ${time()}) / (now - ${time()})`,
    due_in: () =>
      `attribute tag due_in = ${one("days", "hours", "minutes", "weeks")} until ${one("joined_at", "seen_at")}`,
    soon: () => `rule tag soon when due_in ${order()} ${n(40)}`,
    passed: () => `attribute tag passed when ${one("joined_at", "seen_at")} ${one("<", "<=", ">", ">=")} now`,
    this_day: () => `attribute tag this_day when ${one("joined_at", "seen_at")} ${one("is", "<", ">=")} today`,
    age: () =>
      `attribute tag age = ${one("years", "months", "weeks", "days")} since ${one("birth_date", "due", "joined_at")}`,
    birthday: () => `attribute tag birthday = days until anniversary of ${one("birth_date", "due")}`,
    overdue: () => `attribute tag overdue when due + ${n(3)} ${one("months", "days")} ${one("<", "is", ">")} today`,
    hour_now: () => `attribute tag hour_now when hour of (now ${one("-", "+")} ${n(90)} minutes) ${order()} ${n(23)}`,
    date_now: () =>
      `attribute tag date_now when ${one("weekday of today is monday", `day of (now - ${n(40)} hours) ${order()} ${n(31)}`, "month of now is month of joined_at")}`,
    hour_of_both: () => `rule tag hour_of_both when hour of now ${order()} hour of ${time()}`,
    city_now: () => "attribute tag city_now = city",
    clock: () => `attribute tag clock = now - ${n(9)} hours`,
    clock_passed: () => `rule tag clock_passed when clock ${one("<", ">=")} ${time()}`,
    bought: () =>
      `statistical tag bought = count of ${one("", "first ", "latest ")}${event()} then ${event()}${one("", " each")} within ${n(40)} ${exact()}${window()}`,
    left: () =>
      `statistical tag left = count of ${one("", "first ", "latest ")}${event()}${one("", ` then ${event()}`)} then not ${event()}${one("", " each")} within ${n(40)} ${exact()}${window()}`,
    left_each: () =>
      `statistical tag left_each = count of ${event()} then ${event()} then not ${event()} each within ${n(40)} ${exact()}`,
    points: () =>
      `rule tag points = score from 0 to 50 { +3 per order_paid${window()}  +5 when counted > 1  -2 when quiet > ${n(40)} }`,
    chosen: () => `rule tag chosen = first of { "A" when quiet > ${n(40)}  "B" when filtered > 0  "C" when passed }`,
  };
  const lines = Object.values(rules).map((rule) => rule());
  const names = Object.keys(rules);
  const backs = Array.from({ length: 6 }, (_, index) => {
    const name = dice.pick(names, "counted");
    return `rule tag back_${index} = ${name} as of ${n(30)} ${unit()} ago`;
  });
  const further = [0, 1, 2].map(
    (index) => `rule tag further_${index} = back_${dice.below(6)} as of ${n(20)} ${unit()} ago`,
  );
  // A profile that begins ahead or lately, seen from a month later.
  const profiles = [1, 2, 3].map(
    (index) => `rule tag city_${index} = city_now as of ${index} ${one("months", "months", "days")} ago`,
  );
  return `${schema}${[...lines, ...backs, ...further, ...profiles].join("\n")}\n`;
}
