import { nearestName } from "../../../grammar/diagnostics/near-names.ts";
import { parseInstant } from "../../calendar/instant.ts";
import { zone as zoneOf, type Instant, type Zone } from "../../calendar/zone.ts";
import { describeBoundsOf } from "./bounds.ts";
import type { Program, TypedField, TypedRecord } from "../../check/program.ts";
import type { MaybeValue } from "../../plan/types.ts";
import { decodeValue } from "../../plan/decode.ts";
import type { FieldMapping, SourceConfig } from "../config.ts";
import { WorkspaceError } from "../errors.ts";
import type { Row } from "./rows.ts";

/** Why a row, or a cell of it, was refused. */
export interface Reject {
  readonly line: number;
  readonly column: string;
  readonly reason: string;
}

/** A row after mapping. */
export type Mapped =
  | { readonly kind: "profile"; readonly customer: string; readonly fields: readonly MaybeValue[] }
  | { readonly kind: "event"; readonly target: EventTarget; readonly customer: string; readonly id: string | undefined; readonly time: Instant; readonly fields: readonly MaybeValue[] }
  | { readonly kind: "reject"; readonly reject: Reject }
  /** The source says that rows of this kind are not wanted. */
  | { readonly kind: "skipped" };

/** Fields of a profile or event and the column that each comes from. */
export interface Target {
  readonly record: TypedRecord;
  readonly columns: readonly { readonly field: TypedField; readonly column: string }[];
}
export type EventTarget = Target;

/** A source with its columns, fields and events in NFC, as they are in rule files and read from headings. */
function normalised(source: SourceConfig): SourceConfig {
  const { file, ...rest } = source;
  const text: typeof rest = JSON.parse(JSON.stringify(rest).normalize("NFC"));
  return { file, ...text };
}

/** Turns the rows of one source into profile rows and events. */
export class Mapping {
  readonly profile: Target | undefined;
  private readonly single: Target | undefined;
  private readonly byType: ReadonlyMap<string, Target | null> | undefined;
  private readonly typeColumn: string | undefined;
  private readonly zone: Zone;
  private readonly timeColumn: string;
  private readonly ignoreOffset: boolean;
  private readonly unknown: ReadonlySet<string>;
  private readonly source: SourceConfig;

  /** @throws WorkspaceError when the source names a field, event or column that does not exist */
  constructor(given: SourceConfig, program: Program, columns: readonly string[] | undefined) {
    const source = normalised(given);
    this.source = source;
    const timing = typeof source.time === "string" ? { column: source.time } : (source.time ?? { column: "" });
    this.zone = zoneOf(timing.zone ?? program.settings.timeZone);
    this.timeColumn = timing.column;
    this.ignoreOffset = timing.ignoreOffset === true;
    this.unknown = new Set(source.unknown ?? [""]);
    this.requireColumn(source.customer, columns);
    if (source.profile === true) {
      if (program.profile === undefined) throw this.wrong("the rule files declare no profile");
      this.profile = this.target(program.profile, source.fields ?? {}, columns);
      return;
    }
    this.requireColumn(this.timeColumn, columns);
    if (source.id !== undefined) this.requireColumn(source.id, columns);
    if (typeof source.event === "string") this.single = this.target(this.event(source.event, program), source.fields ?? {}, columns);
    else if (source.event !== undefined) {
      this.typeColumn = source.event.column;
      this.requireColumn(source.event.column, columns);
      this.byType = new Map(Object.entries(source.event.types).map(([value, type]) =>
        [value, type === null ? null : this.target(this.event(type.event, program), { ...source.fields, ...type.fields }, columns)]));
    }
  }

  private wrong(problem: string): WorkspaceError {
    return new WorkspaceError(`source "${this.source.name}": ${problem}`);
  }

  private event(name: string, program: Program): TypedRecord {
    const event = program.events.get(name);
    if (event !== undefined) return event;
    const near = nearestName(name, program.events.keys());
    throw this.wrong(`the rule files declare no event \`${name}\`${near === undefined ? "" : `; did you mean \`${near}\`?`}`);
  }

  private requireColumn(column: string, columns: readonly string[] | undefined): void {
    if (columns === undefined || columns.includes(column)) return;
    const near = nearestName(column, columns);
    throw this.wrong(`${this.source.file} has no column "${column}"${near === undefined ? `; it has ${columns.slice(0, 12).map((name) => `"${name}"`).join(", ")}` : `; did you mean "${near}"?`}`);
  }

  private target(record: TypedRecord, mapping: FieldMapping, columns: readonly string[] | undefined): Target {
    for (const name of Object.keys(mapping)) {
      if (record.fields.has(name)) continue;
      if (this.source.event !== undefined && typeof this.source.event !== "string" && this.source.fields !== undefined && Object.hasOwn(this.source.fields, name)) continue;
      const near = nearestName(name, record.fields.keys());
      throw this.wrong(`\`${record.name}\` has no field \`${name}\`${near === undefined ? "" : `; did you mean \`${near}\`?`}`);
    }
    const found: { field: TypedField; column: string }[] = [];
    for (const field of record.fields.values()) {
      const given = Object.hasOwn(mapping, field.name) ? mapping[field.name] : undefined;
      if (given !== undefined) this.requireColumn(given, columns);
      if (given !== undefined || columns === undefined || columns.includes(field.name)) found.push({ field, column: given ?? field.name });
      else if (field.required) throw this.wrong(`\`${record.name}.${field.name}\` is required, but ${this.source.file} has no column "${field.name}"; map it under "fields"`);
    }
    return { record, columns: found };
  }

  map(row: Row): Mapped {
    const reject = (column: string, reason: string): Mapped => ({ kind: "reject", reject: { line: row.line, column, reason } });
    if (row.problem !== undefined) return reject("", row.problem);
    const customer = this.idCell(row, this.source.customer);
    if (customer === undefined) return reject(this.source.customer, "has no customer id");
    if (this.profile !== undefined) {
      const fields = this.fields(row, this.profile, false);
      return "reason" in fields ? reject(fields.column, fields.reason) : { kind: "profile", customer, fields: fields.values };
    }
    const target = this.targetOf(row);
    if (target === null) return { kind: "skipped" };
    if (typeof target === "string") return reject(this.typeColumn ?? "", target);
    const time = this.instant(row.cells.get(this.timeColumn));
    if (time === undefined) return reject(this.timeColumn, "is not a time written like 2026-03-01T10:30");
    const id = this.source.id === undefined ? undefined : this.idCell(row, this.source.id);
    if (this.source.id !== undefined && id === undefined) return reject(this.source.id, "has no event id");
    const fields = this.fields(row, target, true);
    if ("reason" in fields) return reject(fields.column, fields.reason);
    const prefix = this.source.idPrefix ?? `${target.record.name}:`;
    return { kind: "event", target, customer, id: id === undefined ? undefined : `${prefix}${id}`, time, fields: fields.values };
  }

  private targetOf(row: Row): Target | null | string {
    if (this.single !== undefined) return this.single;
    const value = String(row.cells.get(this.typeColumn ?? "") ?? "").normalize("NFC");
    const target = this.byType?.get(value);
    return target === undefined ? "is an event that the source does not list; add it under \"types\", or null to pass over it" : target;
  }

  private idCell(row: Row, column: string): string | undefined {
    const cell = row.cells.get(column);
    const text = typeof cell === "number" && Number.isSafeInteger(cell) ? String(cell) : typeof cell === "string" ? cell.normalize("NFC").trim() : "";
    return text === "" || text.length > 1000 || !text.isWellFormed() ? undefined : text;
  }

  private instant(cell: unknown): Instant | undefined {
    if (typeof cell === "string") return parseInstant(cell.trim(), this.zone, this.ignoreOffset);
    const decoded = decodeValue(cell, { kind: "time" }, this.zone);
    return decoded.ok && typeof decoded.value === "number" ? decoded.value : undefined;
  }

  private fields(row: Row, target: Target, requireAll: boolean): { readonly values: readonly MaybeValue[] } | { readonly column: string; readonly reason: string } {
    const values: MaybeValue[] = [];
    for (const { field, column } of target.columns) {
      const cell = row.cells.get(column);
      const raw = typeof cell === "string" && this.unknown.has(cell) ? null : cell;
      const decoded = decodeValue(typeof raw === "string" && field.type.kind !== "text" ? raw.trim() : raw, field.type, this.zone);
      if (!decoded.ok) return { column, reason: decoded.reason };
      const outside = describeBoundsOf(field, decoded.value, this.zone);
      if (outside !== undefined) return { column, reason: outside };
      if (decoded.value === null && field.required && requireAll) return { column, reason: "is empty, but required" };
      values.push(decoded.value);
    }
    return { values };
  }
}
