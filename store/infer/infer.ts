import { required } from "../../engine/invariant/required.ts";
import { message, type Message } from "../../grammar/texts/message.ts";
import { WorkspaceError } from "../errors.ts";
import type { SourceConfig } from "../workspace/config.ts";
import type { ColumnFacts } from "./column-facts.ts";
import type { DayOrder } from "./date-facts.ts";
import { fieldOf, type InferredField } from "./field-types.ts";
import type { FileFacts } from "./file-facts.ts";
import { fieldNames, Names, nameText } from "./names.ts";
import { isLeftOut, noteNested, partColumns, partsOf, type InferredPart } from "./nested-columns.ts";
import { namesRows, roleOf, type Role } from "./roles.ts";
import { fieldColumns, mapped, sourceOf } from "./source-of.ts";
import { settingsOf } from "./source-settings.ts";

export type { InferredField };

export interface InferredTable extends InferredRecord {
  /** The field that names a row. */
  readonly key: string;
}

export interface InferredRecord {
  readonly name: string;
  readonly fields: readonly InferredField[];
}

/** A profile, events and sources that fit some files. */
export interface Inferred {
  readonly profile: InferredRecord;
  /** Events, each with its parts behind it. */
  readonly events: readonly (InferredRecord | InferredPart)[];
  readonly tables: readonly InferredTable[];
  readonly sources: readonly SourceConfig[];
  /** What was not sure, and by which row it was decided. */
  readonly notes: readonly Message[];
}

/**
 * Infers a profile, events and sources.
 * @param given whether day or month stands first, for dates of which nothing tells
 * @throws WorkspaceError when a file is neither a row a customer nor has times, or a date could be either
 */
export function infer(files: readonly FileFacts[], currencyDigits: number, given?: DayOrder): Inferred {
  const notes = files.flatMap((facts) => facts.notes);
  const open = settleOrders(files, given, notes);
  if (open !== undefined) throw new WorkspaceError(open);
  const roles = withParents(files.map((facts) => roleOf(facts, files)));
  const people = roles.filter(({ kind }) => kind === "profile");
  // A profile field is required only where everybody with events has a profile.
  const everybody =
    people.length === 1 &&
    roles.every(
      ({ kind, customer }) => kind !== "event" || (people[0] !== undefined && customer.isWithin(people[0].customer)),
    );
  const names = new Names();
  const tables = roles
    .filter(({ kind }) => kind === "table")
    .map(({ facts, customer: key }) => ({ facts, key, name: names.event(names.table(facts.file.name)) }));
  const sourceNames = new Map(roles.map(({ facts }) => [facts, names.source(facts.file.name)]));
  const profileFields = new Map<string, InferredField>();
  const events: (InferredRecord | InferredPart)[] = [];
  const partsOfFiles: InferredPart[] = [];
  /** What the rows of a file are called that are all of one kind. */
  const kindOf = new Map(
    roles.flatMap(({ kind, facts, typeColumn }) =>
      kind === "event" || kind === "part"
        ? typeColumn === undefined || facts.types === undefined
          ? [[facts, names.event(sourceNames.get(facts) ?? "")] as const]
          : []
        : [],
    ),
  );
  const nameOfRows = (facts: FileFacts): string => required(kindOf.get(facts), "the name of an event");
  const sources = roles.flatMap((role): SourceConfig | readonly SourceConfig[] => {
    const { facts } = role;
    const nameOf = fieldNames(facts.columns.map(({ name }) => name));
    /** The columns that name rows of tables, each with its table. */
    const naming = new Map<string, string>();
    for (const { facts: other, key, name } of tables) {
      const column = other === facts ? undefined : namesRows(facts, key, files);
      if (column === undefined) continue;
      naming.set(column.name, name);
      notes.push(message("inferred-table", { file: other.file.name, column: column.name, other: facts.file.name }));
    }
    const fields = (columns: readonly ColumnFacts[], mayBeRequired: boolean): InferredField[] =>
      fieldColumns(role, columns).map((column) => {
        const field = fieldOf(column, nameOf(column.name), currencyDigits, mayBeRequired);
        const table = naming.get(column.name);
        return table === undefined ? field : { ...field, type: nameText(table), seen: `rows of ${table}` };
      });
    const base = sourceOf(role, sourceNames, notes);
    noteNested(facts, role.kind, notes);
    const ofParts = role.kind === "event" ? partColumns(facts) : [];
    if (role.lines !== undefined) {
      const event = nameOfRows(facts);
      const name = names.event(`${event}_lines`);
      const { column, line, varying } = role.lines;
      notes.push(message("inferred-repeated", { file: facts.file.name, column, line, event, name }));
      const isOfLine = (one: ColumnFacts): boolean => varying.has(one.name);
      const ofEvent = facts.columns.filter((one) => !isOfLine(one));
      const ofLine = facts.columns.filter(isOfLine);
      const [found, foundOfLine] = [fields(ofEvent, true), fields(ofLine, true)];
      events.push({ name: event, fields: found });
      partsOfFiles.push({ name, partOf: event, fields: foundOfLine });
      const read = settingsOf(facts, fieldColumns(role, ofEvent), notes);
      const readOfLine = settingsOf(facts, fieldColumns(role, ofLine), []);
      const { file, format, name: source } = base;
      const lines = { name: names.source(`${source}_lines`), file, ...(format === undefined ? {} : { format }) };
      const number = facts.lineNumber(column);
      const order = number === undefined || !varying.has(number) ? {} : { line: number };
      return [
        { ...base, event, ...mapped(found), ...read },
        {
          ...lines,
          join: { source, column, key: column },
          part: name,
          ...order,
          ...mapped(foundOfLine),
          ...readOfLine,
        },
      ];
    }
    const read = settingsOf(facts, fieldColumns(role, facts.columns), notes, ofParts);
    const table = tables.find((one) => one.facts === facts);
    if (table !== undefined) {
      const { customer: _, time: __, ...plain } = base;
      return { ...plain, table: table.name, ...mapped(fields(facts.columns, false)), ...read };
    }
    if (role.kind === "profile") {
      const found = fields(facts.columns, everybody);
      for (const field of found) profileFields.set(field.name, field);
      return { ...base, profile: true, ...mapped(found), ...read };
    }
    if (role.kind === "part" && role.join !== undefined) {
      const part = nameOfRows(facts);
      const found = fields(facts.columns, true);
      partsOfFiles.push({ name: part, partOf: nameOfRows(role.join.facts), fields: found });
      return { ...base, part, ...mapped(found), ...read };
    }
    const { types } = facts;
    if (types === undefined || role.typeColumn === undefined) {
      const event = nameOfRows(facts);
      const found = fields(facts.columns, true);
      const named = (column: string): string => names.event(column.replaceAll(".", "_"));
      const parts = partsOf(facts, event, named, () => true, currencyDigits, notes);
      events.push({ name: event, fields: found }, ...parts.records);
      return { ...base, event, ...mapped(found), ...parts.setting, ...read };
    }
    const wholes = new Map(facts.columns.map((column) => [column.name, column]));
    const allParts: Record<string, NonNullable<SourceConfig["parts"]>[string]> = {};
    const kinds = [...types.byValue].map(([value, columns]) => {
      const event = names.event(value);
      const found = fields(
        columns.filter(({ filled, name }) => filled > 0 && wholes.has(name)).map((own) => ofKind(own, wholes)),
        true,
      );
      const filled = new Set(columns.filter(hasLists).map((column) => column.name));
      const named = (column: string): string => names.event(`${event}_${column.replaceAll(".", "_")}`);
      const parts = partsOf(facts, event, named, (column) => filled.has(column), currencyDigits, notes);
      events.push({ name: event, fields: found }, ...parts.records);
      Object.assign(allParts, parts.setting.parts);
      return [value, { event, ...mapped(found) }] as const;
    });
    const setting = Object.keys(allParts).length === 0 ? {} : { parts: allParts };
    return { ...base, event: { column: types.column, types: Object.fromEntries(kinds) }, ...setting, ...read };
  });
  const declared = tables.map(({ facts, key, name }): InferredTable => {
    const nameOf = fieldNames(facts.columns.map((column) => column.name));
    const others = facts.columns.filter((column) => column !== key && !isLeftOut(column, "table"));
    return {
      name,
      key: nameOf(key.name),
      fields: others.map((column) => ({
        ...fieldOf(column, nameOf(column.name), currencyDigits, false),
        personal: column.personal && !PLAIN_NAMES.test(column.name),
      })),
    };
  });
  const profile = { name: "customer", fields: [...profileFields.values()] };
  const withTheirParts = events.flatMap((event) => [
    event,
    ...partsOfFiles.filter(({ partOf }) => !("partOf" in event) && partOf === event.name),
  ]);
  return { profile, events: withTheirParts, tables: declared, sources, notes };
}

/** Parts are rows of a file only where those that they name are events of one kind, with ids; elsewhere they are events. */
const withParents = (roles: readonly Role[]): readonly Role[] =>
  roles.map((role) => {
    if (role.kind !== "part") return role;
    const parent = roles.find(({ facts }) => facts === role.join?.facts);
    return parent?.kind === "event" && parent.id !== undefined && parent.join === undefined
      ? role
      : { ...role, kind: "event" };
  });

/** What the rows of a table are called is no name of a person. */
const PLAIN_NAMES = /^(name|title|nombre|t[ií]tulo|名称|名稱|名字|名前|品名)$/i;

/**
 * Decides for each column of dates whether the day stands first: by its own rows, else by what is given, another column
 * of the file or another file.
 * @returns what is still open
 */
export function settleOrders(
  files: readonly FileFacts[],
  given: DayOrder | undefined,
  notes: Message[],
): Message | undefined {
  const decided = files.flatMap((facts) =>
    [...facts.columns, ...partColumns(facts)].flatMap(({ place, dates }) =>
      dates.decided === undefined ? [] : [{ file: facts.file, column: place, ...dates.decided }],
    ),
  );
  for (const { file, column, order, by } of decided)
    notes.push(message(`inferred-${order}`, { file: file.name, column, line: by.line }));
  for (const facts of files)
    for (const column of [...facts.columns, ...partColumns(facts)]) {
      const { file, types } = facts;
      const other = decided.find((found) => found.file === file) ?? decided[0];
      const own = column.dates.decided?.order;
      const order = own ?? (column.dates.isOpen ? (given ?? other?.order) : undefined);
      column.order = order;
      for (const kinds of types?.byValue.values() ?? [])
        for (const kind of kinds) if (kind.place === column.place) kind.order = order;
      if (!column.dates.isOpen) continue;
      const { line = 0 } = column.dates.first ?? {};
      if (order === undefined) return message("infer-day-or-month", { file: file.name, column: column.place, line });
      if (given === undefined && other !== undefined)
        notes.push(
          message(`inferred-${order}-as`, {
            file: file.name,
            column: column.place,
            other: other.column,
            line: other.by.line,
          }),
        );
    }
  return undefined;
}

/** Whether some rows of a kind have lists of objects in a column; lists that are written as texts have values. */
const hasLists = ({ nested, filled }: ColumnFacts): boolean =>
  nested.lists === 0 ? filled > 0 : nested.filledLists > 0;

/** A kind of rows has a column as the whole file does, where its own rows might be read otherwise. */
function ofKind(own: ColumnFacts, wholes: ReadonlyMap<string, ColumnFacts>): ColumnFacts {
  const whole = wholes.get(own.name);
  const isSpecial = (column: ColumnFacts): boolean =>
    column.timeFormat !== undefined || column.written !== undefined || column.dates.isOpen || column.set !== undefined;
  return whole !== undefined && (isSpecial(own) || isSpecial(whole)) ? whole : own;
}
