import { parseDate } from "../../engine/calendar/civil.ts";
import { parseInstant } from "../../engine/calendar/instant.ts";
import { zone } from "../../engine/calendar/zone.ts";
import { DateFacts, type DayOrder } from "./date-facts.ts";
import { NumberFacts } from "./number-facts.ts";
import { personalHeading, personalText, type PersonalKind } from "./personal-columns.ts";
import { SeparatedFacts } from "./separated-facts.ts";
import type { SetFacts } from "./set-facts.ts";

/** Words in cells that mean that nothing is known. */
const UNKNOWN_WORDS: ReadonlySet<string> = new Set([
  "NA",
  "N/A",
  "n/a",
  "#N/A",
  "NULL",
  "null",
  "None",
  "NaN",
  "nan",
  "\\N",
  "-",
]);
const DISTINCT_KEPT = 200_000;
const VALUES_KEPT = 60;
/** Of how many filled cells one must be written as such for the column to be personal. */
const PERSONAL_SHARE: Readonly<Record<PersonalKind, number>> = {
  "e-mail address": 0.1,
  "phone number": 0.5,
  "card number": 0.5,
};
/** Values of a list that may name a person. */
const ELEMENTS_LOOKED_AT = 100;
const EPOCH_FROM = 631_152_000;
const EPOCH_TO = 4_102_444_800;

const inUtc = zone("UTC");

/** What the cells of a column have in common. */
export class ColumnFacts {
  readonly name: string;
  /** What settings and messages call it: of what stands in lists, such as the lines of orders, with the list's column. */
  readonly place: string;
  rows = 0;
  empty = 0;
  /** Words such as `NA` that stand where a value is not known. */
  readonly unknownWords = new Set<string>();
  /** How many cells were filled when a new value came last: later ones were known. */
  private newestAt = 0;
  /** How often each value comes; undefined when there are too many. */
  values: Map<string, number> | undefined = new Map();
  whole = true;
  numeric = true;
  /** Most digits after the point. */
  digits = 0;
  /** Some whole number has more digits than a number keeps, as ids have. */
  beyond = false;
  date = true;
  time = true;
  yesNo = true;
  epochSeconds = true;
  epochMilliseconds = true;
  epochMicroseconds = true;
  epochNanoseconds = true;
  /** Numbers as spreadsheets count days, of the years 1954 to 2118. */
  serial = true;
  /** How many cells are lists, how many of them are not empty, and how many cells are objects. */
  readonly nested = { lists: 0, filledLists: 0, objects: 0 };
  /** What the cells hold as sets, once all are read; undefined of those that are none. */
  set: SetFacts | undefined;
  readonly numbers = new NumberFacts();
  readonly dates = new DateFacts();
  /** How a date is written that could be either, by what other columns say. */
  order: DayOrder | undefined;
  /** Some time has a clock, or an offset. */
  clock = false;
  least = Infinity;
  longest = 0;
  private readonly separated = new SeparatedFacts();
  private readonly seen = new Set<string>();
  private readonly personalCells = new Map<PersonalKind, number>();

  constructor(name: string, place = name) {
    this.name = name;
    this.place = place;
  }

  /** @param line where it stands, for what it decides */
  add(cell: unknown, line: number): void {
    this.rows++;
    if (typeof cell === "object" && cell !== null) {
      this.addNested(cell);
      return;
    }
    const text = cell === null || cell === undefined ? "" : String(cell).trim();
    if (text === "") {
      this.empty++;
      // Blanks are no empty cell, and so have to be listed.
      if (typeof cell === "string" && cell !== "" && this.unknownWords.size < 20) this.unknownWords.add(cell);
      return;
    }
    if (UNKNOWN_WORDS.has(text)) {
      this.empty++;
      this.unknownWords.add(typeof cell === "string" ? cell : text);
      return;
    }
    const kind = personalText(text);
    if (kind !== undefined) this.personalCells.set(kind, (this.personalCells.get(kind) ?? 0) + 1);
    this.longest = Math.max(this.longest, text.length);
    if (this.seen.size < DISTINCT_KEPT) this.seen.add(text);
    this.count(text);
    this.number(text, line);
    this.date &&= parseDate(text) !== undefined;
    if (this.time) this.instant(text);
    this.dates.add(text, line);
    this.separated.add(text, line);
    this.yesNo &&= typeof cell === "boolean" || /^(yes|no|true|false|y|n)$/i.test(text);
  }

  /** Rows in which the column was not met. */
  addMissing(rows: number): void {
    this.rows += rows;
    this.empty += rows;
  }

  /** A list or an object, which is no value of anything but a set. */
  private addNested(cell: object): void {
    if (Array.isArray(cell)) {
      this.nested.lists++;
      if (cell.length > 0) this.nested.filledLists++;
      const kinds = new Set(cell.slice(0, ELEMENTS_LOOKED_AT).map((one) => personalText(String(one))));
      for (const kind of kinds)
        if (kind !== undefined) this.personalCells.set(kind, (this.personalCells.get(kind) ?? 0) + 1);
    } else this.nested.objects++;
    this.numeric = this.whole = this.date = this.time = this.yesNo = this.serial = false;
    this.epochSeconds = this.epochMilliseconds = this.epochMicroseconds = this.epochNanoseconds = false;
    this.values = undefined;
  }

  /** Whether all that is known are lists. */
  get isLists(): boolean {
    return this.nested.lists > 0 && this.nested.lists === this.filled;
  }

  /** The texts as lists, where they are that for certain and nothing else. */
  get separatedLists(): SetFacts | undefined {
    return this.filled === 0 || this.numeric || this.date || this.time || this.written !== undefined || this.personal
      ? undefined
      : this.separated.found;
  }

  private count(text: string): void {
    if (this.values === undefined) return;
    const count = this.values.get(text) ?? 0;
    if (count === 0) this.newestAt = this.filled;
    this.values.set(text, count + 1);
    if (this.values.size > VALUES_KEPT) this.values = undefined;
  }

  private number(text: string, line: number): void {
    const match = /^-?(0|[1-9]\d{0,14})(?:\.(\d{1,15}))?$/.exec(text);
    this.numeric &&= match !== null || (!/^0\d/.test(text) && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text));
    this.whole &&= match !== null && match[2] === undefined;
    // What is no plain decimal has too many digits for any exact type.
    this.digits = Math.max(this.digits, match === null ? 99 : (match[2]?.length ?? 0));
    const value = Number(text);
    this.beyond ||= !Number.isSafeInteger(value) && /^[+-]?\d{16,}$/.test(text);
    this.least = Math.min(this.least, Number.isNaN(value) ? -Infinity : value);
    this.numbers.add(text, line, match !== null);
    this.serial &&= match !== null && value >= 20_000 && value < 80_000;
    const parts = /^\d{16,19}$/.test(text) ? Number(text) : 0;
    this.epochMicroseconds &&= parts >= EPOCH_FROM * 1e6 && parts <= EPOCH_TO * 1e6;
    this.epochNanoseconds &&= parts >= EPOCH_FROM * 1e9 && parts <= EPOCH_TO * 1e9;
    this.epochSeconds &&= match !== null && value >= EPOCH_FROM && value <= EPOCH_TO;
    this.epochMilliseconds &&= match !== null && value >= EPOCH_FROM * 1000 && value <= EPOCH_TO * 1000;
  }

  private instant(text: string): void {
    this.time = parseInstant(text, inUtc) !== undefined;
    this.clock ||= text.length > 10;
  }

  /** True when the second half of the cells brought no value that the first half has not. */
  get isStable(): boolean {
    return this.newestAt * 2 <= this.filled + 1;
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
    return this.filled > 0 && (this.time || this.timeFormat !== undefined);
  }

  /** How times or dates are written that are not by ISO 8601; undefined where they are, or are none. */
  get timeFormat(): string | undefined {
    if (this.filled === 0 || this.date || this.time || this.set !== undefined) return undefined;
    // What could be either is not guessed.
    const written = this.dates.isOpen && this.order === undefined ? undefined : this.dates.found(this.order);
    // Eight digits may be a number of anything, unless the heading says that they are a day.
    if (written !== undefined && (!written.format.startsWith("yyyyMMdd") || DATE_NAMES.test(this.name)))
      return written.format;
    if (!DATE_NAMES.test(this.name)) return undefined;
    if (this.epochSeconds) return "epoch seconds";
    if (this.epochMilliseconds) return "epoch milliseconds";
    if (this.epochMicroseconds) return "epoch microseconds";
    if (this.epochNanoseconds) return "epoch nanoseconds";
    return this.serial ? "excel" : undefined;
  }

  /** Numbers that are not written plainly; a person's number (a phone, a card) is a text however it is grouped. */
  get written(): NumberFacts["found"] {
    return this.filled === 0 ||
      this.nested.lists + this.nested.objects > 0 ||
      this.beyond ||
      this.numeric ||
      this.timeFormat !== undefined ||
      this.dates.isOpen ||
      this.personal
      ? undefined
      : this.numbers.found;
  }

  /** Whether the times have a clock, so that they are more than dates. */
  get hasClock(): boolean {
    if (this.date || this.time) return this.clock;
    const format = this.timeFormat ?? "";
    return format.startsWith("epoch") || (format === "excel" ? !this.whole : /[Hh]/.test(format));
  }
}

const DATE_NAMES =
  /time|date|_at$|^at$|^ts$|day|fecha|dia|hora|nacim|datum|jour|data|日期|时间|時間|日時|日付|生日|生年/i;
