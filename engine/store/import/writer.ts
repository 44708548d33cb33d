import { weekdayIndex } from "../../calendar/civil.ts";
import { EARLIEST } from "../../calendar/instant.ts";
import { zone as zoneOf } from "../../calendar/zone.ts";
import type { Program } from "../../check/program.ts";
import { contentHash } from "../../plan/canonical.ts";
import type { MaybeValue } from "../../plan/types.ts";
import { canonicalEvent } from "../../run/customer.ts";
import { jsonValue } from "../../run/present.ts";
import { compareText } from "../../text/text.ts";
import { eventTable, PROFILE_TABLE, quoteColumn, type SqliteDatabase } from "../database.ts";
import type { Mapped, Mapping, Target } from "./mapping.ts";

type Column = string | number | null;

/** Writes mapped rows through prepared statements, one set per target. */
export class Writer {
  added = 0;
  known = 0;
  conflicts = 0;
  private readonly database: SqliteDatabase;
  private readonly zone: ReturnType<typeof zoneOf>;
  private readonly profiles = new Map<Target, ProfileStatements>();
  private readonly events = new Map<Target, EventStatements>();
  /** How often each content without an id was seen in this file. */
  private readonly seen = new Map<string, number>();

  constructor(database: SqliteDatabase, program: Program) {
    this.database = database;
    this.zone = zoneOf(program.settings.timeZone);
  }

  write(mapped: Extract<Mapped, { kind: "profile" | "event" }>, mapping: Mapping): void {
    if (mapped.kind === "event") this.writeEvent(mapped);
    else if (mapping.profile !== undefined) this.writeProfile(mapped.customer, mapped.fields, mapping.profile);
  }

  private writeProfile(customer: string, fields: readonly MaybeValue[], target: Target): void {
    const statements = prepared(this.profiles, target, () => profileStatements(this.database, target));
    const existed = statements.find.get(customer) !== undefined;
    statements.insert.run(customer, EARLIEST, ...fields.map(toColumn));
    if (existed) this.known++;
    else this.added++;
  }

  private writeEvent({ target, customer, id: given, time, fields: values }: Extract<Mapped, { kind: "event" }>): void {
    const statements = prepared(this.events, target, () => eventStatements(this.database, target));
    const id = given ?? this.contentId(target, customer, time, values);
    const fields = allColumns(target, values);
    const date = this.zone.dateOf(time);
    const row: Column[] = [customer, customer, time, date, weekdayIndex(date), this.zone.hourOf(time), ...fields];
    if (statements.insert.run(id, ...row).changes === 1) {
      this.added++;
      return;
    }
    this.known++;
    const [keptCustomer = "", keptTime = 0, ...keptFields] = statements.find.get(id) ?? [];
    if (keptCustomer === customer && keptTime === time && fields.every((field, index) => field === (keptFields[index] ?? null))) return;
    this.conflicts++;
    const order = compareText(content(target, time, fields), content(target, Number(keptTime), keptFields)) || compareText(customer, String(keptCustomer));
    if (order < 0) statements.replace.run(...row, id);
  }

  /** The id of an event without one: a hash of its content, and which of the identical rows of the file it is. */
  private contentId(target: Target, customer: string, time: number, fields: readonly MaybeValue[]): string {
    const content = contentHash([target.record.name, customer, time, target.columns.map(({ field }, index) => [field.name, fields[index] ?? null])]).slice(0, 32);
    const ordinal = (this.seen.get(content) ?? 0) + 1;
    this.seen.set(content, ordinal);
    return `${target.record.name}:${content}-${ordinal}`;
  }
}

/** The columns of all fields of a target's record, null where the source has none. */
function allColumns(target: Target, values: readonly MaybeValue[]): Column[] {
  const given = new Map(target.columns.map(({ field }, index) => [field.name, toColumn(values[index] ?? null)]));
  return [...target.record.fields.keys()].map((name) => given.get(name) ?? null);
}

/** What decides between two events with one id, as the language reference says ([R4]). */
function content(target: Target, time: number, columns: readonly Column[]): string {
  const fields = [...target.record.fields.values()].map(({ name, type }, index) => {
    const column = columns[index] ?? null;
    return [name, jsonValue(column !== null && type.kind === "boolean" ? column === 1 : column, type)] as const;
  });
  return canonicalEvent({ type: target.record.name, time, fields: Object.fromEntries(fields) });
}

function prepared<Statements>(known: Map<Target, Statements>, target: Target, make: () => Statements): Statements {
  let found = known.get(target);
  if (found === undefined) {
    found = make();
    known.set(target, found);
  }
  return found;
}

interface ProfileStatements {
  readonly insert: { run(...values: Column[]): unknown };
  readonly find: { get(customer: string): unknown };
}
interface EventStatements {
  readonly insert: { run(...values: Column[]): { readonly changes: number } };
  readonly find: { get(id: string): Column[] | undefined };
  readonly replace: { run(...values: Column[]): unknown };
}

const toColumn = (value: MaybeValue): Column => (typeof value === "boolean" ? Number(value) : typeof value === "object" ? null : value);

/** Only the columns of the source are written: two sources may each know a part of the profile. */
function profileStatements(database: SqliteDatabase, target: Target): ProfileStatements {
  const names = target.columns.map(({ field }) => quoteColumn(field.name));
  const updates = names.length === 0 ? "NOTHING" : `UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(", ")}`;
  return {
    insert: database.prepare<Column[]>(`INSERT INTO ${PROFILE_TABLE} (${["_customer", "_valid_from", ...names].join(", ")}) VALUES (?, ?${", ?".repeat(names.length)}) ON CONFLICT (_customer, _valid_from) DO ${updates}`),
    find: database.prepare<[string]>(`SELECT 1 FROM ${PROFILE_TABLE} WHERE _customer = ?`),
  };
}

function eventStatements(database: SqliteDatabase, target: Target): EventStatements {
  const table = eventTable(target.record.name);
  const names = [...target.record.fields.keys()].map(quoteColumn);
  const all = ["_customer", "_identity", "_time", "_date", "_weekday", "_hour", ...names];
  return {
    insert: database.prepare<Column[]>(`INSERT INTO ${table} (_id, ${all.join(", ")}) VALUES (?${", ?".repeat(all.length)}) ON CONFLICT (_id) DO NOTHING`),
    find: database.prepare<[string], Column[]>(`SELECT ${["_customer", "_time", ...names].join(", ")} FROM ${table} WHERE _id = ?`).raw(true),
    replace: database.prepare<Column[]>(`UPDATE ${table} SET ${all.map((name) => `${name} = ?`).join(", ")} WHERE _id = ?`),
  };
}
