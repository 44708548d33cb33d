import { nearestName } from "../../grammar/diagnostics/near-names.ts";
import { didYouMean, didYouMeanCode, inRow, message, type Message } from "../../grammar/texts/message.ts";
import type { Zone } from "../../engine/calendar/zone.ts";
import type { Program, TypedField, TypedRecord, TypedTable } from "../../engine/check/program.ts";
import { textType } from "../../engine/plan/types.ts";
import { WorkspaceError } from "../errors.ts";
import type { CellReader } from "../read/cells.ts";
import type { FieldMapping, SourceConfig } from "../workspace/config.ts";
import { columnReader } from "./column-reading.ts";
import { partRowsColumn, type PartColumn } from "./part-cells.ts";
import type { PartSource } from "./part-source.ts";

/** Fields of a profile or event and the column that each comes from. */
export interface Target {
  readonly record: TypedRecord;
  readonly columns: readonly {
    readonly field: TypedField;
    readonly column: string;
    readonly place: number;
    readonly read: CellReader;
  }[];
  readonly idPrefix: string;
  /** Of an event: all that may be part of it, and the columns in which parts come. */
  readonly partTypes: readonly TypedRecord[];
  readonly parts: readonly PartColumn[];
}

/** The columns of a source, and what its rows become: the fields of a profile, of events or of a table. */
export class Targets {
  private readonly source: SourceConfig;
  private readonly program: Program;
  private readonly columns: readonly string[] | undefined;
  private readonly zone: Zone;
  private readonly partSources: readonly PartSource[];
  private readonly columnPlaces = new Map<string, number>();

  /**
   * @param source in NFC
   * @param columns of the file, where they are known before it is read
   * @param zone of times without an offset
   * @param partSources whose rows are parts of the events of this one
   */
  constructor(
    source: SourceConfig,
    program: Program,
    columns: readonly string[] | undefined,
    zone: Zone,
    partSources: readonly PartSource[] = [],
  ) {
    this.partSources = partSources;
    this.source = source;
    this.program = program;
    this.columns = columns;
    this.zone = zone;
  }

  /** The columns whose cells are wanted so far, each at its place. */
  get wanted(): readonly string[] {
    return [...this.columnPlaces.keys()];
  }

  /** @throws WorkspaceError when the rules have no profile, or the source names what it has not */
  profile(): Target {
    const { profile } = this.program;
    if (profile === undefined) throw this.wrong(message("no-profile"));
    return this.target(profile, this.source.fields ?? {}, false);
  }

  /**
   * @param fields a mapping of this event's own, beside the source's
   * @throws WorkspaceError when there is no such event, or no such field or column
   */
  event(name: string, fields: FieldMapping = {}): Target {
    const { events } = this.program;
    const event = events.get(name);
    if (event?.parent !== undefined)
      throw this.wrong(message("part-without-parent", { name, parent: event.parent.name }));
    if (event !== undefined) return this.target(event, { ...this.source.fields, ...fields }, true);
    const near = nearestName(name, events.keys());
    throw this.wrong(message("no-event", { name, near: didYouMeanCode(near) }));
  }

  /** A part whose rows stand in a file of their own. @throws WorkspaceError when there is none, or no such field or column */
  part(name: string): Target {
    const part = this.program.events.get(name);
    if (part?.parent !== undefined) return this.target(part, this.source.fields ?? {}, true);
    const parts = [...this.program.events.values()].flatMap((event) => (event.parent === undefined ? [] : event.name));
    throw this.wrong(message("no-part", { name, near: didYouMeanCode(nearestName(name, parts)) }));
  }

  /** @throws WorkspaceError when there is no such table, or no such field or column */
  table(name: string): { readonly table: TypedTable; readonly target: Target } {
    const { tables } = this.program;
    const table = tables.get(name);
    if (table !== undefined) return { table, target: this.target(withKey(table), this.source.fields ?? {}, true) };
    const near = nearestName(name, tables.keys());
    throw this.wrong(message("no-table", { name, near: didYouMeanCode(near) }));
  }

  /** The place of a column among the wanted ones. @throws WorkspaceError when the file has no such column */
  place(column: string): number {
    const { columns } = this;
    if (columns !== undefined && !columns.includes(column)) {
      const near = nearestName(column, columns);
      const file = this.source.file;
      const shown = inRow(columns.slice(0, 12).map((name) => message("quoted", { name: name.slice(0, 100) })));
      throw this.wrong(
        near === undefined
          ? message("no-column", { file, column, columns: shown })
          : message("no-column-near", { file, column, near: didYouMean(near) }),
      );
    }
    const known = this.columnPlaces.get(column);
    if (known !== undefined) return known;
    this.columnPlaces.set(column, this.columnPlaces.size);
    return this.columnPlaces.size - 1;
  }

  /** @param needed whether a field that is required must have a column */
  private target(record: TypedRecord, mapping: FieldMapping, needed: boolean): Target {
    const { columns } = this;
    for (const name of Object.keys(mapping)) {
      if (record.fields.has(name)) continue;
      if (
        typeof this.source.event === "object" &&
        this.source.fields !== undefined &&
        Object.hasOwn(this.source.fields, name)
      )
        continue;
      const near = nearestName(name, record.fields.keys());
      throw this.wrong(message("no-field", { record: record.name, name, near: didYouMeanCode(near) }));
    }
    const found: Target["columns"][number][] = [];
    for (const field of record.fields.values()) {
      const given = Object.hasOwn(mapping, field.name) ? mapping[field.name] : undefined;
      const column = given ?? field.name;
      if (given !== undefined || columns === undefined || columns.includes(field.name))
        found.push({
          field,
          column,
          place: this.place(column),
          read: columnReader(field, column, this.source, this.zone),
        });
      else if (field.required && needed)
        throw this.wrong(
          message("required-no-column", {
            record: record.name,
            field: field.name,
            file: this.source.file,
            column: field.name,
          }),
        );
    }
    const partTypes = [...this.program.events.values()].filter(({ parent }) => parent === record);
    return {
      record,
      columns: found,
      idPrefix: this.source.idPrefix ?? `${record.name}:`,
      partTypes,
      parts: partTypes.flatMap((part) => this.partColumn(part) ?? []),
    };
  }

  /** The column that the source names for a type of part. */
  private partColumn(part: TypedRecord): PartColumn | undefined {
    const rows = this.partSources.find((one) => one.part === part.name);
    if (rows !== undefined) return this.rowsOfParts(part, rows.source);
    const { parts = {} } = this.source;
    const given = Object.hasOwn(parts, part.name) ? parts[part.name] : undefined;
    if (given === undefined) return undefined;
    const { column, fields = {} } = typeof given === "string" ? { column: given } : given;
    const strange = Object.keys(fields).find((name) => !part.fields.has(name));
    if (strange !== undefined) {
      const near = nearestName(strange, part.fields.keys());
      throw this.wrong(message("no-field", { record: part.name, name: strange, near: didYouMeanCode(near) }));
    }
    const keyOf = (name: string): string => (Object.hasOwn(fields, name) ? (fields[name] ?? name) : name);
    return {
      part,
      column,
      place: this.place(column),
      isOfFile: false,
      fields: [...part.fields.values()].map((field) => ({
        field,
        key: keyOf(field.name),
        read: columnReader(field, `${column}.${keyOf(field.name)}`, this.source, this.zone),
      })),
    };
  }

  /** The column that holds the rows of a source of parts. */
  private rowsOfParts(part: TypedRecord, source: SourceConfig): PartColumn {
    const column = partRowsColumn(source.name);
    const { fields = {} } = source;
    return {
      part,
      column,
      place: this.place(column),
      isOfFile: true,
      fields: [...part.fields.values()].map((field) => {
        const key = (Object.hasOwn(fields, field.name) ? fields[field.name] : undefined) ?? field.name;
        return { field, key, read: columnReader(field, key, source, this.zone) };
      }),
    };
  }

  /** @throws WorkspaceError for parts that no event of the source has, and settings of a column that nothing is read from */
  requireUsed(targets: readonly Target[]): void {
    this.requireParts(targets);
    this.requireColumns(targets);
  }

  private requireParts(targets: readonly Target[]): void {
    const known = targets.flatMap(({ partTypes }) => partTypes.map(({ name }) => name));
    const told = [...Object.keys(this.source.parts ?? {}), ...this.partSources.map(({ part }) => part)];
    const strange = told.find((name) => !known.includes(name));
    if (strange === undefined) return;
    const near = nearestName(strange, known);
    throw this.wrong(message("no-part-of-event", { name: strange, near: didYouMeanCode(near) }));
  }

  private requireColumns(targets: readonly Target[]): void {
    const fields = targets.flatMap(({ columns, parts }) => [
      ...columns.map(({ field, column }) => ({ field, column })),
      ...parts.flatMap((part) => part.fields.map(({ field, key }) => ({ field, column: `${part.column}.${key}` }))),
    ]);
    const read = new Set(fields.map(({ column }) => column));
    const idle = Object.keys(this.source.columns ?? {}).find((column) => !read.has(column));
    if (idle !== undefined)
      throw this.wrong(message("column-not-read", { column: idle, near: didYouMean(nearestName(idle, read)) }));
    const sets = new Set(fields.flatMap(({ field, column }) => (field.type.kind === "set" ? [column] : [])));
    for (const [column, { separator }] of Object.entries(this.source.columns ?? {}))
      if (separator !== undefined && !sets.has(column)) throw this.wrong(message("separator-of-no-set", { column }));
  }

  private wrong(problem: Message): WorkspaceError {
    return new WorkspaceError(message("about-source", { source: this.source.name, problem }));
  }
}

/** The columns of which personal fields are read. */
export function personalColumns(targets: readonly Target[]): ReadonlySet<string> {
  return new Set(
    targets.flatMap(({ columns, parts }) => [
      ...columns.filter(({ field }) => field.personal).map(({ column }) => column),
      ...parts.filter(({ part }) => hasPersonal(part)).map(({ column }) => column),
    ]),
  );
}

const hasPersonal = ({ fields }: TypedRecord): boolean => [...fields.values()].some(({ personal }) => personal);

/** A table as its rows are read: with its key among the fields. */
function withKey(table: TypedTable): TypedRecord {
  const { location, key } = table;
  const field: TypedField = {
    name: key,
    type: textType,
    required: true,
    personal: false,
    low: null,
    high: null,
    label: null,
    labels: {},
    description: "",
    values: {},
    location,
  };
  return { ...table, fields: new Map([[key, field], ...table.fields]) };
}
