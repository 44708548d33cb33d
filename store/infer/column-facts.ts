import { parseDate } from "../../engine/calendar/civil.ts";
import { parseInstant } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import { personalHeading, personalText, type PersonalKind } from "./personal-columns.ts";

/** Words in cells that mean that nothing is known. */
export const UNKNOWN_WORDS = ["NA", "N/A", "n/a", "NULL", "null", "None", "-"] as const;
const DISTINCT_KEPT = 200_000;
const VALUES_KEPT = 60;
/** Of how many filled cells one must be written as such for the column to be personal. */
const PERSONAL_SHARE: Readonly<Record<PersonalKind, number>> = {
  "e-mail address": 0.1,
  "phone number": 0.5,
  "card number": 0.5,
};
const EPOCH_FROM = 631_152_000;
const EPOCH_TO = 4_102_444_800;

const inUtc = zone("UTC");

/** What the cells of a column have in common. */
export class ColumnFacts {
  readonly name: string;
  rows = 0;
  empty = 0;
  /** Words such as `NA` that stand where a value is not known. */
  readonly unknownWords = new Set<string>();
  /** How often each value comes; undefined when there are too many. */
  values: Map<string, number> | undefined = new Map();
  whole = true;
  numeric = true;
  /** Most digits after the point. */
  digits = 0;
  date = true;
  time = true;
  yesNo = true;
  epochSeconds = true;
  epochMilliseconds = true;
  /** Some time has a clock, or an offset. */
  clock = false;
  least = Infinity;
  longest = 0;
  private readonly seen = new Set<string>();
  private readonly personalCells = new Map<PersonalKind, number>();

  constructor(name: string) {
    this.name = name;
  }

  add(cell: unknown): void {
    this.rows++;
    const text = cell === null || cell === undefined ? "" : String(cell).trim();
    if (text === "") {
      this.empty++;
      return;
    }
    if ((UNKNOWN_WORDS as readonly string[]).includes(text)) {
      this.empty++;
      this.unknownWords.add(text);
      return;
    }
    const kind = personalText(text);
    if (kind !== undefined) this.personalCells.set(kind, (this.personalCells.get(kind) ?? 0) + 1);
    this.longest = Math.max(this.longest, text.length);
    if (this.seen.size < DISTINCT_KEPT) this.seen.add(text);
    this.count(text);
    this.number(text);
    this.date &&= parseDate(text) !== undefined;
    if (this.time) this.instant(text);
    this.yesNo &&= typeof cell === "boolean" || /^(yes|no|true|false|y|n)$/i.test(text);
  }

  private count(text: string): void {
    if (this.values === undefined) return;
    this.values.set(text, (this.values.get(text) ?? 0) + 1);
    if (this.values.size > VALUES_KEPT) this.values = undefined;
  }

  private number(text: string): void {
    const match = /^-?(0|[1-9]\d{0,14})(?:\.(\d{1,15}))?$/.exec(text);
    this.numeric &&= match !== null || (!/^0\d/.test(text) && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text));
    this.whole &&= match !== null && match[2] === undefined;
    // What is no plain decimal has too many digits for any exact type.
    this.digits = Math.max(this.digits, match === null ? 99 : (match[2]?.length ?? 0));
    const value = Number(text);
    this.least = Math.min(this.least, Number.isNaN(value) ? -Infinity : value);
    this.epochSeconds &&= match !== null && value >= EPOCH_FROM && value <= EPOCH_TO;
    this.epochMilliseconds &&= match !== null && value >= EPOCH_FROM * 1000 && value <= EPOCH_TO * 1000;
  }

  private instant(text: string): void {
    this.time = parseInstant(text, inUtc) !== undefined;
    this.clock ||= text.length > 10;
  }

  get filled(): number {
    return this.rows - this.empty;
  }

  /** True when the cells name or reach a person: by how they are written, or by the heading unless they can't be that. */
  get personal(): boolean {
    const written = [...this.personalCells].some(([kind, count]) => count >= this.filled * PERSONAL_SHARE[kind]);
    return written || (personalHeading(this.name) && !this.isFlag && !(this.filled > 0 && (this.date || this.time)));
  }

  /** Yes and no in any writing, as in a column that says whether there is an address. */
  private get isFlag(): boolean {
    const { values } = this;
    return (
      this.filled > 0 &&
      (this.yesNo ||
        (values !== undefined && values.size <= 2 && [...values.keys()].every((value) => /^[01]$/.test(value))))
    );
  }

  /** True when no value comes twice and none is missing. */
  get isKey(): boolean {
    return this.empty === 0 && this.rows > 0 && (this.seen.size === this.rows || this.seen.size >= DISTINCT_KEPT);
  }

  get distinct(): number {
    return this.seen.size;
  }

  /** True when each value of this column is one of another's. */
  isWithin(other: ColumnFacts): boolean {
    return [...this.seen].every((value) => other.seen.has(value));
  }

  /** True when the cells are times, as they are written or counted. */
  get isTime(): boolean {
    return (
      this.filled > 0 &&
      (this.time || ((this.epochSeconds || this.epochMilliseconds) && /time|date|_at$|^at$|^ts$/i.test(this.name)))
    );
  }
}
