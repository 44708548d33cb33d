import { dayNumber, daysInMonth, type DayNumber } from "../../engine/calendar/civil.ts";
import { inside } from "../../engine/invariant/required.ts";

/** What a cell says that a pattern fits. */
export interface PatternTime {
  readonly day: DayNumber;
  /** Milliseconds since midnight; undefined where the pattern has no clock. */
  readonly ofDay: number | undefined;
  /** Milliseconds that the written clock is ahead of UTC; undefined where it says nothing of it. */
  readonly offset: number | undefined;
}

/** The months' names in the four languages, whole and short; those of Chinese and Japanese also as words. */
const MONTHS: readonly (readonly string[])[] = [
  ["january", "jan", "enero", "ene", "1月", "一月"],
  ["february", "feb", "febrero", "feb", "2月", "二月"],
  ["march", "mar", "marzo", "mar", "3月", "三月"],
  ["april", "apr", "abril", "abr", "4月", "四月"],
  ["may", "may", "mayo", "may", "5月", "五月"],
  ["june", "jun", "junio", "jun", "6月", "六月"],
  ["july", "jul", "julio", "jul", "7月", "七月"],
  ["august", "aug", "agosto", "ago", "8月", "八月"],
  ["september", "sep", "sept", "septiembre", "setiembre", "9月", "九月"],
  ["october", "oct", "octubre", "oct", "10月", "十月"],
  ["november", "nov", "noviembre", "nov", "11月", "十一月"],
  ["december", "dec", "diciembre", "dic", "12月", "十二月"],
];
const MONTH_OF: ReadonlyMap<string, number> = new Map(
  MONTHS.flatMap((names, index) => names.map((name): [string, number] => [name, index + 1])),
);
const MONTH_NAMES = [...MONTH_OF.keys()].sort((one, other) => other.length - one.length).join("|");

/** The parts of a pattern, longest first, what each matches, and of which kind it is: no pattern has two of one kind. */
const PARTS = [
  ["yyyy", "(\\d{4})", "year"],
  ["yy", "(\\d{2})", "year"],
  ["MMMM", `(${MONTH_NAMES})\\.?`, "month"],
  ["MMM", `(${MONTH_NAMES})\\.?`, "month"],
  ["MM", "(\\d{2})", "month"],
  ["M", "(\\d{1,2})", "month"],
  ["dd", "(\\d{2})", "day"],
  ["d", "(\\d{1,2})", "day"],
  ["EEE", "(\\p{L}{1,12})\\.?", "weekday"],
  ["HH", "(\\d{2})", "hour"],
  ["H", "(\\d{1,2})", "hour"],
  ["hh", "(\\d{2})", "hour12"],
  ["h", "(\\d{1,2})", "hour12"],
  ["mm", "(\\d{2})", "minute"],
  ["ss", "(\\d{2})", "second"],
  ["SSS", "(\\d{3})\\d{0,6}", "millisecond"],
  ["a", "([ap]\\.?[ \u00a0]?m\\.?|上午|下午|午前|午後)", "half"],
  ["X", "(Z|[+-]\\d{2}(?::?\\d{2})?)", "offset"],
  ["z", "(UTC|GMT|Z)", "offset"],
] as const;
export type PatternPart = (typeof PARTS)[number][2];

/** A pattern such as `dd/MM/yyyy HH:mm`, taken apart. */
export interface DatePattern {
  readonly parts: readonly PatternPart[];
  /** What a cell says; undefined when it is not written so, or there is no such day or time. */
  read(cell: string): PatternTime | undefined;
}

/**
 * Takes a pattern apart. Text in square brackets stands for itself, and so does everything that is no part. Names of
 * months are read in the four languages, whatever their capitals.
 */
export function datePattern(format: string): DatePattern {
  const parts: PatternPart[] = [];
  let expression = "";
  for (let at = 0; at < format.length;) {
    const quoted = /^\[([^\]]*)\]/.exec(format.slice(at));
    const found = quoted === null ? PARTS.find(([name]) => format.startsWith(name, at)) : undefined;
    if (found !== undefined) {
      parts.push(found[2]);
      expression += found[1];
      at += found[0].length;
    } else {
      const literal = quoted === null ? inside(format[at]) : (quoted[1] ?? "");
      expression += literal.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
      at += quoted === null ? 1 : quoted[0].length;
    }
  }
  const matcher = new RegExp(`^${expression}$`, "iu");
  return { parts, read: (cell) => readMatch(parts, matcher.exec(cell)) };
}

function readMatch(parts: readonly PatternPart[], match: RegExpExecArray | null): PatternTime | undefined {
  if (match === null) return undefined;
  const part = (kind: PatternPart): string | undefined => {
    const index = parts.indexOf(kind);
    return index === -1 ? undefined : match[index + 1];
  };
  const [year, month, day] = [fullYear(part("year")), monthOf(part("month")), Number(part("day"))];
  if (!(year >= 1) || !(month >= 1 && month <= 12) || !(day >= 1 && day <= daysInMonth(year, month))) return undefined;
  const ofDay = clock(part);
  return ofDay === null ? undefined : { day: dayNumber(year, month, day), ofDay, offset: offsetOf(part("offset")) };
}

/** Of two digits the year from 1969 to 2068 that ends in them. */
function fullYear(text = ""): number {
  const year = Number(text);
  return text.length !== 2 ? year : year < 69 ? 2000 + year : 1900 + year;
}

const monthOf = (text = ""): number => MONTH_OF.get(text.toLowerCase()) ?? Number(text);

/** Milliseconds since midnight; undefined without a clock, null when the clock has no such time. */
function clock(part: (kind: PatternPart) => string | undefined): number | undefined | null {
  const [hour24, hour12] = [part("hour"), part("hour12")];
  if ([hour24, hour12, part("minute"), part("second")].every((found) => found === undefined)) return undefined;
  if (hour12 !== undefined && (Number(hour12) < 1 || Number(hour12) > 12)) return null;
  const half = part("half")?.toLowerCase() ?? "";
  const later = half.startsWith("p") || half === "下午" || half === "午後";
  const hour = hour12 === undefined ? Number(hour24 ?? 0) : (Number(hour12) % 12) + (later ? 12 : 0);
  const [minute, second] = [Number(part("minute") ?? 0), Number(part("second") ?? 0)];
  return hour > 23 || minute > 59 || second > 59
    ? null
    : hour * 3_600_000 + minute * 60_000 + second * 1000 + Number(part("millisecond") ?? 0);
}

function offsetOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(text);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return (match[1] === "-" ? -minutes : minutes) * 60_000;
}
