import { EARLIEST } from "../../engine/calendar/instant.ts";
import { zone as zoneOf, type Instant, type Zone } from "../../engine/calendar/zone.ts";
import { tableLimits } from "../../engine/plan/table-limits.ts";
import type { Program, TypedTable } from "../../engine/check/program.ts";
import { decodeValue, nestedProblem } from "../../engine/plan/decode.ts";
import type { SourceConfig } from "../workspace/config.ts";
import type { StoredValue } from "../sqlite/sqlite.ts";
import { BadCell, PlainTimes } from "../read/cells.ts";
import { idText } from "./id-text.ts";
import type { JoinedRow } from "./joined-row.ts";
import { rowFilter, type RowFilter } from "./row-filter.ts";
import { readInstant, timeReader, type TimeReader } from "../read/time-format.ts";
import { readParts, type EventParts } from "./part-cells.ts";
import type { PartSource } from "./part-source.ts";
import { personalColumns, Targets, type Target } from "./targets.ts";
import { message, type Message } from "../../grammar/texts/message.ts";
import { at, required } from "../../engine/invariant/required.ts";

/** Why a row, or a cell of it, was refused. */
export interface Reject {
  readonly line: number;
  readonly column: string;
  readonly reason: Message;
}

/** A reject in one line: where it is, and why. */
export const rejectMessage = ({ line, column, reason }: Reject): Message =>
  column === "" ? message("reject-at-line", { line, reason }) : message("reject-at-cell", { line, column, reason });

/** A row after mapping. Values stand in the order of the target's columns. */
export type Mapped =
  | {
      readonly kind: "profile";
      readonly target: Target;
      readonly customer: string;
      readonly validFrom: Instant;
      readonly values: readonly StoredValue[];
    }
  | {
      readonly kind: "event";
      readonly target: Target;
      readonly customer: string;
      readonly id: string | undefined;
      readonly time: Instant;
      /** Which version of the event it is, where the source says so. */
      readonly revision: string | null;
      readonly parts: EventParts | null;
      readonly values: readonly StoredValue[];
    }
  | { readonly kind: "row"; readonly key: string; readonly values: ReadonlyMap<string, StoredValue> }
  | { readonly kind: "reject"; readonly reject: Reject }
  /** The same row stood in the file before. */
  | { readonly kind: "repeated" }
  /** The source says that rows of this kind are not wanted. */
  | { readonly kind: "skipped" };

/** A source with its columns, fields and events in NFC, as they are in rule files and read from headings. */
export function normalised(source: SourceConfig): SourceConfig {
  const { file, ...rest } = source;
  const text: typeof rest = JSON.parse(JSON.stringify(rest).normalize("NFC"));
  return { file, ...text };
}

/** Turns the rows of one source into profile rows and events. */
export class Mapping {
  /** The columns whose cells rows must have, in this order. */
  readonly wanted: readonly string[];
  /** All columns of the file, where they are known before it is read. */
  readonly columns: readonly string[] | undefined;
  /** Of those that are wanted the ones that hold personal fields. */
  readonly personal: ReadonlySet<string>;
  /** Those that choose rows and become nothing: no field says whether they are personal. */
  readonly onlyLookedAt: ReadonlySet<string>;
  /** What the rows become: the profile, or one or more events. */
  readonly targets: readonly Target[];
  /** True when profile rows say since when they are valid. */
  readonly timed: boolean;
  private readonly byType: ReadonlyMap<string, Target | null> | undefined;
  private readonly isProfile: boolean;
  private readonly places: {
    readonly customer: number;
    readonly time: number;
    readonly id: number;
    readonly type: number;
    readonly revision: number;
  };
  private readonly zone: Zone;
  private readonly times: PlainTimes;
  private readonly format: TimeReader | undefined;
  private readonly ignoreOffset: boolean;
  private readonly isMeant: RowFilter | undefined;
  private readonly source: SourceConfig;
  private readonly table: TypedTable | undefined;

  /** @throws WorkspaceError when the source names a field, event or column that does not exist */
  constructor(
    given: SourceConfig,
    program: Program,
    columns: readonly string[] | undefined,
    partSources: readonly PartSource[] = [],
  ) {
    const source = normalised(given);
    this.source = source;
    this.columns = columns;
    const timing = typeof source.time === "string" ? { column: source.time } : source.time;
    this.zone = zoneOf(timing?.zone ?? program.settings.timeZone);
    this.times = new PlainTimes(this.zone);
    this.format = timing?.format === undefined || timing.format === "iso" ? undefined : timeReader(timing.format);
    this.ignoreOffset = timing?.ignoreOffset === true;
    this.isProfile = source.profile === true;
    this.timed = timing !== undefined;
    const targets = new Targets(source, program, columns, this.zone, partSources);
    const optional = (column: string | undefined): number => (column === undefined ? -1 : targets.place(column));
    this.places = {
      customer: optional(source.customer),
      time: optional(timing?.column),
      id: optional(source.id),
      revision: optional(source.revision),
      type: optional(typeof source.event === "object" ? source.event.column : undefined),
    };
    if (source.table !== undefined) {
      const { table, target } = targets.table(source.table);
      this.table = table;
      this.targets = [target];
    } else if (this.isProfile) this.targets = [targets.profile()];
    else if (typeof source.event === "object") {
      this.byType = new Map(
        Object.entries(source.event.types).map(([value, type]) => [
          value,
          type === null ? null : targets.event(type.event, type.fields),
        ]),
      );
      this.targets = [...this.byType.values()].filter((target) => target !== null);
    } else this.targets = [targets.event(required(source.event, "the event of a source"))];
    const shown = new Set(targets.wanted);
    this.isMeant =
      source.filter === undefined ? undefined : rowFilter(source.filter, (column) => targets.place(column));
    targets.requireUsed(this.targets);
    this.wanted = targets.wanted;
    this.personal = personalColumns(this.targets);
    this.onlyLookedAt = new Set(this.wanted.filter((column) => !shown.has(column)));
  }

  /** Whose row it is; undefined when it does not say. */
  customerOf(row: JoinedRow): string | undefined {
    return idText(row.cells[this.places.customer]);
  }

  map(row: JoinedRow): Mapped {
    const reject = (column: string, reason: Message): Mapped => ({
      kind: "reject",
      reject: { line: row.line, column, reason },
    });
    if (row.problem !== undefined) return reject("", row.problem);
    if (row.passedOver === true || this.isMeant?.(row.cells) === false) return { kind: "skipped" };
    if (row.repeated === true) return { kind: "repeated" };
    if (row.wrong !== undefined) return reject(row.wrong.column, row.wrong.reason);
    if (row.unmatched !== undefined) return reject(this.source.join?.column ?? "", row.unmatched);
    if (this.table !== undefined) return this.rowOf(row, this.table, at(this.targets, 0));
    const customer = this.customerOf(row);
    if (customer === undefined)
      return reject(
        at(this.wanted, this.places.customer),
        nestedProblem(row.cells[this.places.customer]) ?? message("row-no-customer"),
      );
    const target = this.targetOf(row);
    if (target === null) return { kind: "skipped" };
    if ("key" in target) return reject(at(this.wanted, this.places.type), target);
    const time = this.timed ? this.instant(row.cells[this.places.time]) : EARLIEST;
    if (time === undefined)
      return reject(at(this.wanted, this.places.time), this.timeProblem(row.cells[this.places.time]));
    const id = this.places.id === -1 ? undefined : idText(row.cells[this.places.id]);
    if (this.places.id !== -1 && id === undefined)
      return reject(
        at(this.wanted, this.places.id),
        nestedProblem(row.cells[this.places.id]) ?? message("row-no-event-id"),
      );
    const revision = this.revision(row.cells[this.places.revision]);
    if (typeof revision === "object" && revision !== null)
      return reject(at(this.wanted, this.places.revision), revision);
    const values: StoredValue[] = [];
    for (const { field, column, place, read } of target.columns) {
      const value = read(row.cells[place]);
      if (value instanceof BadCell) return reject(column, value.reason);
      if (value === null && field.required && !this.isProfile) return reject(column, message("cell-required"));
      values.push(value);
    }
    if (this.isProfile) return { kind: "profile", target, customer, validFrom: time, values };
    const parts = target.parts.length === 0 ? null : readParts(target.parts, row.cells);
    if (parts !== null && "reason" in parts) return reject(parts.column, parts.reason);
    return {
      kind: "event",
      target,
      customer,
      id: id === undefined ? undefined : target.idPrefix + id,
      time,
      revision,
      parts,
      values,
    };
  }

  /** A row of a table with its key. */
  private rowOf({ cells, line }: JoinedRow, table: TypedTable, target: Target): Mapped {
    const values = new Map<string, StoredValue>();
    for (const { field, column, place, read } of target.columns) {
      const value = read(cells[place]);
      const problem =
        value instanceof BadCell ? value.reason : field.name === table.key ? keyProblem(value) : undefined;
      if (problem !== undefined) return { kind: "reject", reject: { line, column, reason: problem } };
      if (!(value instanceof BadCell)) values.set(field.name, value);
    }
    const key = String(required(values.get(table.key), "the key of a row"));
    values.delete(table.key);
    return { kind: "row", key, values };
  }

  /** Which version of its event a row is; null when it does not say. */
  private revision(cell: unknown): string | null | Message {
    if (cell === undefined || cell === null || cell === "") return null;
    return nestedProblem(cell) ?? idText(cell) ?? (typeof cell === "number" ? String(cell) : null);
  }

  private targetOf(row: JoinedRow): Target | null | Message {
    if (this.byType === undefined) return this.targets[0] ?? null;
    const cell = row.cells[this.places.type];
    const nested = nestedProblem(cell);
    if (nested !== undefined) return nested;
    const value = String(cell ?? "").normalize("NFC");
    const target = this.byType.get(value);
    return target === undefined ? message("row-event-unlisted") : target;
  }

  private instant(cell: unknown): Instant | undefined {
    if (this.format !== undefined)
      return typeof cell === "string" || typeof cell === "number"
        ? this.format(String(cell).trim(), this.zone)
        : undefined;
    if (typeof cell === "string")
      return this.times.read(cell, this.ignoreOffset) ?? readInstant(cell.trim(), this.zone, this.ignoreOffset);
    const decoded = decodeValue(cell, { kind: "time" }, this.zone);
    return decoded.ok && typeof decoded.value === "number" ? decoded.value : undefined;
  }

  private timeProblem(cell: unknown): Message {
    const nested = nestedProblem(cell);
    if (nested !== undefined) return nested;
    if (this.format !== undefined && typeof this.source.time === "object")
      return message("cell-not-time-format", { format: required(this.source.time.format, "the format of times") });
    return typeof cell === "string" && /^\s*(0000|[+-]?\d{5,})-\d{2}-\d{2}/.test(cell)
      ? message("cell-outside-years")
      : message("cell-not-time");
  }
}

function keyProblem(key: StoredValue): Message | undefined {
  if (key === null || key === "") return message("row-no-key");
  return String(key).length > tableLimits.key ? message("key-too-long", { limit: tableLimits.key }) : undefined;
}
