import { zone } from "../../engine/calendar/zone.ts";
import { EARLIEST } from "../../engine/calendar/instant.ts";
import { weekdayIndex } from "../../engine/calendar/civil.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { textOfSet } from "../../engine/plan/sets.ts";
import type { MaybeValue, ValueType } from "../../engine/plan/types.ts";
import { customerFromJson, type CustomerInput } from "../../engine/run/customer.ts";
import { KEY } from "../../engine/plan/own-columns.ts";
import { ownReads } from "../../engine/plan/joined-reads.ts";
import { rowsOf, tablesFromJson, type TablesInput } from "../../engine/run/tables.ts";
import { jsonValue, type JsonResult } from "../../engine/run/present.ts";
import { columnName } from "../../engine/plan/column-name.ts";
import type { SqlColumn, SqlQuery } from "../../engine/sql/index.ts";
import type { Answer } from "./executors.ts";

/** A cell as a driver gives it, integers as numbers. */
export type Cell = string | number | boolean | null;
/** A table of Tagma's own layout with its rows. */
export interface TestTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: "text" | "whole" | "double" | "truth" }[];
  readonly rows: readonly (readonly Cell[])[];
}

/** An engine that holds the tables of one case at a time. */
export interface TestEngine {
  /** The schema in which it has the tables, or none. */
  readonly schema?: readonly string[];
  load(tables: readonly TestTable[]): Promise<void>;
  /** The rows of a query, each by column. */
  rows(query: string): Promise<readonly Readonly<Record<string, Cell>>[]>;
  close(): Promise<void>;
}

function columnType(type: ValueType): TestTable["columns"][number]["type"] {
  switch (type.kind) {
    case "boolean":
      return "truth";
    case "number":
      return "double";
    case "text":
    case "enum":
    case "set":
      return "text";
    case "integer":
    case "decimal":
    case "date":
    case "time":
    case "duration":
      return "whole";
  }
}

/** Customers with ids of their own. */
export function withOwnIds(customers: readonly CustomerInput[]): CustomerInput[] {
  const taken = new Set<string>();
  return customers.map((customer, index) => {
    const own = (customer.id ?? "").normalize("NFC");
    const id = taken.has(own) || own.includes("\u0000") ? `${own.replaceAll("\u0000", "")}~${index}` : own;
    taken.add(id);
    return { ...customer, id };
  });
}

/** The tables that hold some customers: the profile, the events that the plan reads, and one for all others. */
export function tablesOf(
  plan: Plan,
  customers: readonly CustomerInput[],
  rows?: TablesInput,
): { readonly tables: TestTable[]; readonly events: string[] } {
  const inZone = zone(plan.settings.timeZone);
  const joined = tablesFromJson(plan, rows, inZone);
  const cell = (value: MaybeValue | undefined): Cell =>
    value === undefined || value === null ? null : typeof value === "object" ? textOfSet(value) : value;
  const profile: Cell[][] = [];
  const events = new Map(plan.reads.events.map(({ name }) => [name, [] as Cell[][]]));
  const unread = new Map<string, Cell[][]>();
  for (const input of customers) {
    const customer = customerFromJson(input, plan, inZone, joined);
    for (const { validFrom, fields } of customer.versions)
      profile.push([
        customer.id,
        validFrom ?? EARLIEST,
        ...ownReads(plan.reads.fields).map(({ name }) => cell(fields.get(name))),
      ]);
    const local = (time: number): Cell[] => [
      inZone.dateOf(time),
      weekdayIndex(inZone.dateOf(time)),
      inZone.hourOf(time),
    ];
    for (const event of customer.events) {
      const reads = plan.reads.events.find(({ name }) => name === event.type)?.fields ?? [];
      events
        .get(event.type)
        ?.push([
          event.id,
          customer.id,
          event.time,
          ...local(event.time),
          ...ownReads(reads).map(({ name }) => cell(event.fields.get(name))),
        ]);
    }
    for (const { type, id, time } of input.events ?? []) {
      if (events.has(type)) continue;
      const at = typeof time === "number" ? time : Date.parse(time);
      unread.set(type, [...(unread.get(type) ?? []), [id, customer.id, at, ...local(at)]]);
    }
  }
  const own = ["_id", "_customer"].map((name) => ({ name, type: "text" as const }));
  const times = ["_time", "_date", "_weekday", "_hour"].map((name) => ({ name, type: "whole" as const }));
  const fields = (reads: Plan["reads"]["fields"]): TestTable["columns"][number][] =>
    ownReads(reads).map(({ name, type }) => ({ name: columnName(name), type: columnType(type) }));
  return {
    tables: [
      {
        name: "profile",
        columns: [
          { name: "_customer", type: "text" },
          { name: "_valid_from", type: "whole" },
          ...fields(plan.reads.fields),
        ],
        rows: profile,
      },
      ...plan.reads.events.map(({ name, fields: reads }): TestTable => ({
        name: `event_${name}`,
        columns: [...own, ...times, ...fields(reads)],
        rows: events.get(name) ?? [],
      })),
      ...(plan.reads.tables ?? []).map(({ name, fields: reads }): TestTable => {
        const { places, columns } = rowsOf(joined, name);
        return {
          name: `table_${name}`,
          columns: [{ name: KEY, type: "text" }, ...fields(reads)],
          rows: [...places].map(([key, place]) => [
            key,
            ...reads.map((field) => cell(columns.get(field.name)?.[place])),
          ]),
        };
      }),
      ...[...unread].map(([name, rows]): TestTable => ({ name: `event_${name}`, columns: [...own, ...times], rows })),
    ],
    events: [...events.keys(), ...unread.keys()],
  };
}

/** What a query says of some customers, as the interpreter says it. */
export async function answersOf(
  engine: TestEngine,
  query: SqlQuery,
  customers: readonly CustomerInput[],
): Promise<Answer[]> {
  const rows = new Map((await engine.rows(query.query)).map((row) => [String(row["_customer"]), row]));
  const leftOut = new Set(
    query.leftOut === undefined ? [] : (await engine.rows(query.leftOut)).map((row) => String(row["_customer"])),
  );
  return customers.map(({ id = "" }): Answer => {
    const row = rows.get(id);
    if (leftOut.has(id)) return row === undefined ? "left out" : { "left out": "and there" };
    if (row === undefined) return "absent";
    return Object.fromEntries(query.columns.map((column) => [column.output.name, resultOf(column, row)]));
  });
}

function resultOf({ output: { type }, value, state }: SqlColumn, row: Readonly<Record<string, Cell>>): JsonResult {
  const why = state === undefined ? null : (row[state] ?? null);
  if (why === "none") return { is: "none" };
  if (typeof why === "string") {
    const { code, details }: { code: string; details: string[] } = JSON.parse(why);
    return { is: "error", code, details };
  }
  const cell = row[value] ?? null;
  if (cell === null) return { is: "unknown" };
  if (type.kind === "set")
    return (type.values ?? []).filter((_, place) => Math.floor(Number(cell) / 2 ** place) % 2 === 1);
  if (type.kind === "boolean") return cell === true || cell === 1;
  return jsonValue(cell, type);
}

/** True when two answers are the same, numbers that are doubles to 1e-9. */
export function sameAnswer(
  plan: Plan,
  found: Answer | undefined,
  expected: Answer | undefined,
  without: ReadonlySet<string>,
): boolean {
  if (typeof found !== "object" || typeof expected !== "object") return found === expected;
  return plan.outputs.every(({ name, at, kind, type }) => {
    if (at !== "now" || kind === "expect" || without.has(name)) return true;
    const [left, right] = [found[name], expected[name]];
    if (type.kind === "number" && typeof left === "number" && typeof right === "number")
      return Math.abs(left - right) <= 1e-9 * (1 + Math.abs(left) + Math.abs(right));
    return JSON.stringify(left) === JSON.stringify(right);
  });
}
