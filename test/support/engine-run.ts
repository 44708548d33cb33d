import type { ValueType } from "../../engine/plan/types.ts";
import { jsonValue } from "../../engine/run/present.ts";
import { dialects, readTag } from "../../engine/sql/index.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { tagmaJson, tagmaOut } from "./command.ts";
import { rowsOf, type RanJson } from "./store.ts";

/** What a run prints up to the line that says when and how long. */
export async function printedRun(folder: string, ...args: string[]): Promise<string> {
  const out = await tagmaOut("run", "-w", folder, ...args);
  return out.slice(0, out.indexOf("\nAs of "));
}

type Tags = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Every customer's tags in an engine's table, as `run --json` prints them; of errors the code alone. */
export async function engineTags(warehouse: Warehouse): Promise<Tags> {
  const dialect = dialects[warehouse.target];
  const table = (name: string): string => `${dialect.identifier("tagma")}.${dialect.identifier(name)}`;
  const outputs = (
    await warehouse.rows(
      `SELECT output, type, value_column, state_column FROM ${table("outputs")} WHERE kind NOT IN ('never', 'exclusive')`,
    )
  ).rows.map(([name, type, value, state]) => {
    const held: ValueType = JSON.parse(String(type));
    return {
      name: String(name),
      type: held,
      columns: [
        readTag(dialect.identifier(String(value)), held, dialect),
        state === null ? "NULL" : dialect.identifier(String(state)),
      ],
    };
  });
  const { rows } = await warehouse.rows(
    `SELECT ${dialect.identifier("_customer")}, ${outputs
      .flatMap(({ columns }) => columns)
      .map((column, index) => `${column} AS c${index}`)
      .join(", ")} FROM ${table("tags")}`,
  );
  return Object.fromEntries(
    rows.map(([customer, ...cells]) => [
      String(customer),
      Object.fromEntries(
        outputs.map(({ name, type }, index) => [
          name,
          tagOf(cells[index * 2] ?? null, cells[index * 2 + 1] ?? null, type),
        ]),
      ),
    ]),
  );
}

type EngineCell = boolean | number | string | null;

function tagOf(cell: EngineCell, state: EngineCell, type: ValueType): unknown {
  if (state === "none") return { is: "none" };
  if (typeof state === "string") return { is: "error", code: JSON.parse(state).code };
  if (cell === null) return { is: "unknown" };
  return type.kind === "set"
    ? JSON.parse(String(cell))
    : typeof cell === "number" && type.kind === "number"
      ? cell
      : jsonValue(cell, type);
}

/** Every customer's tags as the embedded run has them; of errors the code alone. */
export async function embeddedTags(folder: string, ...args: string[]): Promise<Tags> {
  const { customers } = await tagmaJson<RanJson>("run", "-w", folder, "--show-personal", ...args);
  return Object.fromEntries(
    customers.map(({ id, tags }) => [
      id,
      Object.fromEntries(Object.entries(tags).map(([name, tag]) => [name, plainTag(tag)])),
    ]),
  );
}

function plainTag(tag: unknown): unknown {
  return typeof tag === "object" && tag !== null && "code" in tag ? { is: "error", code: tag.code } : tag;
}

/** Where two populations' tags differ, doubles to 1e-9: the first of them in words. */
export function differences(found: Tags, expected: Tags): string[] {
  const told: string[] = [];
  for (const id of new Set([...Object.keys(found), ...Object.keys(expected)])) {
    const [left, right] = [found[id], expected[id]];
    if (left === undefined || right === undefined)
      told.push(`${id} is only ${left === undefined ? "expected" : "found"}`);
    else
      for (const name of new Set([...Object.keys(left), ...Object.keys(right)]))
        if (!sameTag(left[name], right[name]))
          told.push(`${id}.${name}: ${JSON.stringify(left[name])}, not ${JSON.stringify(right[name])}`);
  }
  return told.slice(0, 20);
}

function sameTag(left: unknown, right: unknown): boolean {
  if (typeof left === "number" && typeof right === "number")
    return Math.abs(left - right) <= 1e-9 * (1 + Math.abs(left) + Math.abs(right));
  return JSON.stringify(left) === JSON.stringify(right);
}

const COUNTS = "output, value, customers, entered, departed FROM";

/** Customers by output and value of the newest run, with who entered and left: embedded. */
export function embeddedCounts(folder: string): unknown[] {
  return sorted(
    rowsOf(folder, `SELECT ${COUNTS} run_values WHERE run = (SELECT max(run) FROM run_values)`).map((row) =>
      Object.values(row ?? {}),
    ),
  );
}

/** The same of an engine. */
export async function engineCounts(warehouse: Warehouse): Promise<unknown[]> {
  const table = `${dialects[warehouse.target].identifier("tagma")}.run_values`;
  return sorted((await warehouse.rows(`SELECT ${COUNTS} ${table} WHERE run = (SELECT MAX(run) FROM ${table})`)).rows);
}

const sorted = (rows: readonly unknown[]): unknown[] => rows.map((row) => JSON.stringify(row)).sort();
