import { datePattern, type DatePattern } from "../read/date-pattern.ts";
import type { Deciding } from "./number-facts.ts";

/** Whether the day or the month stands first. */
export type DayOrder = "day-first" | "month-first";

interface Candidate {
  readonly format: string;
  readonly pattern: DatePattern;
  readonly clock: boolean;
  readonly order: DayOrder | undefined;
}

const ORDERS: readonly (readonly [string, DayOrder | undefined])[] = [
  ...["/", ".", "-"].flatMap((sign) =>
    (["yyyy", "yy"] as const).flatMap((year): (readonly [string, DayOrder])[] => [
      [`dd${sign}MM${sign}${year}`, "day-first"],
      [`MM${sign}dd${sign}${year}`, "month-first"],
      [`d${sign}M${sign}${year}`, "day-first"],
      [`M${sign}d${sign}${year}`, "month-first"],
    ]),
  ),
  ...["yyyy/MM/dd", "yyyy/M/d", "yyyy.MM.dd", "yyyy.M.d", "yyyy-M-d", "yyyy年M月d日", "yyyy-MM-dd", "yyyyMMdd"].map(
    (format): readonly [string, undefined] => [format, undefined],
  ),
  ...["d MMM yyyy", "d-MMM-yyyy", "d/MMM/yyyy", "d-MMM-yy", "MMM d, yyyy", "MMM d yyyy", "d [de] MMM [de] yyyy"].map(
    (format): readonly [string, undefined] => [format, undefined],
  ),
];
const CLOCKS = ["HH:mm", "HH:mm:ss", "HH:mm:ss.SSS", "H:mm", "H:mm:ss", "h:mm a", "h:mm:ss a", "HH:mm:ss X", "HHmmss"];

let candidates: readonly Candidate[] | undefined;

/** All formats that are looked for, strict ones first; ISO 8601 needs none. */
function allCandidates(): readonly Candidate[] {
  candidates ??= ORDERS.flatMap(([date, order]) =>
    [undefined, ...CLOCKS].flatMap((clock) =>
      (clock === undefined ? [""] : date === "yyyyMMdd" && clock === "HHmmss" ? [""] : [" ", "T", ", "]).map(
        (joint) => {
          const format = `${date}${joint}${clock ?? ""}`;
          return { format, pattern: datePattern(format), clock: clock !== undefined, order };
        },
      ),
    ),
  );
  return candidates;
}

/** What the cells of a column have in common as dates that are not written by ISO 8601. */
export class DateFacts {
  private left: readonly Candidate[] | undefined;
  /** The first cell that is none of an order. */
  private readonly refuted = new Map<DayOrder, Deciding>();
  private readonly seen = new Set<string>();
  /** The first cell that could be either. */
  first: Deciding | undefined;

  add(text: string, line: number): void {
    if (this.left?.length === 0) return;
    if (text.length > 40 || !/\d/.test(text)) {
      this.left = [];
      return;
    }
    if (this.seen.has(text)) return;
    if (this.seen.size < 50_000) this.seen.add(text);
    this.first ??= { line, text };
    const before = this.left ?? allCandidates();
    this.left = before.filter(({ pattern }) => pattern.read(text) !== undefined);
    for (const order of ["day-first", "month-first"] as const)
      if (this.ofOrder(before, order) && !this.ofOrder(this.left, order)) this.refuted.set(order, { line, text });
  }

  private readonly ofOrder = (list: readonly Candidate[], order: DayOrder): boolean =>
    list.some((candidate) => candidate.order === order);

  /** True when every cell can be read with the day first, and with the month first. */
  get isOpen(): boolean {
    const left = this.left ?? [];
    return this.ofOrder(left, "day-first") && this.ofOrder(left, "month-first");
  }

  /** The order that was found, and the cell that the other could not read. */
  get decided(): { readonly order: DayOrder; readonly by: Deciding } | undefined {
    const left = this.left ?? [];
    for (const [order, other] of [
      ["day-first", "month-first"],
      ["month-first", "day-first"],
    ] as const) {
      const by = this.refuted.get(other);
      if (this.ofOrder(left, order) && !this.ofOrder(left, other) && by !== undefined) return { order, by };
    }
    return undefined;
  }

  /** The format in which all cells are written; of an order, where it could be either. */
  found(order: DayOrder | undefined): { readonly format: string; readonly clock: boolean } | undefined {
    return (this.left ?? []).find(
      (candidate) => candidate.order === undefined || order === undefined || candidate.order === order,
    );
  }
}
