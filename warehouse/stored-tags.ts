import type { OutputKind } from "../engine/plan/plan.ts";
import type { ValueType } from "../engine/plan/types.ts";
import type { Dialect, SqlColumn } from "../engine/sql/index.ts";
import { errorValue, NONE, UNKNOWN } from "../store/runs/value-counts.ts";
import { SCHEMA, type TableLoad, type Warehouse } from "./warehouse.ts";

/** The table of current tags, and of what its columns are. */
export const TAGS = "tags";
export const OUTPUTS = "outputs";

/** A tag as the table of tags holds it. */
export interface StoredTag {
  readonly name: string;
  readonly kind: OutputKind;
  readonly type: ValueType;
  readonly value: string;
  /** The column that says why there is no value; none where that can only be because it is unknown. */
  readonly state: string | undefined;
}

/** A tag of the run before. */
export type FormerTag = Omit<StoredTag, "kind">;

export const storedTag = ({ output, value, state }: SqlColumn): StoredTag => ({
  name: output.name,
  kind: output.kind,
  type: output.type,
  value,
  state,
});

/** True for what should be so for nobody: it is counted, and no tag. */
export const isLaw = (kind: string): boolean => kind === "never" || kind === "exclusive";

/** A table of Tagma's schema as an engine writes it. */
export const tableName = (dialect: Dialect, table: string): string =>
  `${dialect.identifier(SCHEMA)}.${dialect.identifier(table)}`;

/** The codes of errors, as they stand in states. */
export const ERRORS = ["conflict", "overflow", "untrained"] as const;

/** True where the state is an error of this code. */
export function isError(state: string, code: string, dialect: Dialect): string {
  return dialect.functions["starts with"](state, dialect.text(`{"code":${JSON.stringify(code)}`));
}

export const isNone = (state: string, dialect: Dialect): string => `${state} = ${dialect.text("none")}`;

/**
 * The conditions for each value that a tag of few values can have (as JSON), and for each reason for having none.
 * @param alias of the table of tags
 */
export function valueConditions(tag: FormerTag, alias: string, dialect: Dialect): Map<string, string> {
  const of = (name: string): string => `${dialect.identifier(alias)}.${dialect.identifier(name)}`;
  const value = of(tag.value);
  const state = tag.state === undefined ? undefined : of(tag.state);
  const conditions = new Map(namedValues(tag.type, value, dialect));
  conditions.set(UNKNOWN, [`${value} IS NULL`, ...(state === undefined ? [] : [`${state} IS NULL`])].join(" AND "));
  if (state !== undefined) {
    conditions.set(NONE, isNone(state, dialect));
    for (const code of ERRORS) conditions.set(errorValue(code), isError(state, code, dialect));
  }
  return conditions;
}

function namedValues(type: ValueType, value: string, dialect: Dialect): (readonly [string, string])[] {
  switch (type.kind) {
    case "boolean":
      return [
        ["true", value],
        ["false", `NOT ${value}`],
      ];
    case "enum":
      return type.values.map((name) => [JSON.stringify(name), `${value} = ${dialect.text(name)}`] as const);
    // Within a member's own text a quote has a backslash before it, so that a comma and a quote only begin a member.
    case "set":
      return (type.values ?? []).map(
        (name) =>
          [
            JSON.stringify(name),
            dialect.functions.contains(`(',' || SUBSTR(${value}, 2))`, dialect.text(`,${JSON.stringify(name)}`)),
          ] as const,
      );
    case "integer":
    case "number":
    case "text":
    case "date":
    case "time":
    case "duration":
    case "decimal":
      return [];
  }
}

/** What the columns of the table of tags are, as a table of its own. */
export function outputsTable(table: string, tags: readonly StoredTag[]): TableLoad {
  const columns = ["output", "kind", "type", "value_column", "state_column"].map((name) => ({
    name,
    type: "text" as const,
  }));
  return {
    table,
    columns,
    count: tags.length,
    batches: () => [
      tags.map(({ name, kind, type, value, state }) => [name, kind, JSON.stringify(type), value, state ?? null]),
    ],
  };
}

/** The tags that stand in the warehouse; none when there are none, or nobody knows what their columns are. */
export async function currentTags(warehouse: Warehouse, dialect: Dialect): Promise<FormerTag[]> {
  const tables = await warehouse.tables();
  if (!tables.includes(TAGS) || !tables.includes(OUTPUTS)) return [];
  const { rows } = await warehouse.rows(
    `SELECT output, kind, type, value_column, state_column FROM ${tableName(dialect, OUTPUTS)}`,
  );
  const columns = new Set((await warehouse.rows(`SELECT * FROM ${tableName(dialect, TAGS)} LIMIT 0`)).columns);
  return rows.flatMap(([name, kind, type, value, state]): FormerTag[] => {
    if (isLaw(String(kind)) || !columns.has(String(value)) || (typeof state === "string" && !columns.has(state)))
      return [];
    return [
      {
        name: String(name),
        type: JSON.parse(String(type)),
        value: String(value),
        state: typeof state === "string" ? state : undefined,
      },
    ];
  });
}
