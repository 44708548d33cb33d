import { message, type Message } from "../../grammar/texts/message.ts";
import type { SourceConfig } from "../workspace/config.ts";
import type { ColumnFacts } from "./column-facts.ts";
import type { InferredField } from "./field-types.ts";
import { ROWS_LOOKED_AT, type FileFacts } from "./file-facts.ts";
import { isLeftOut } from "./nested-columns.ts";
import type { Role } from "./roles.ts";
import { timeMapping } from "./source-settings.ts";

/** Where customers, ids and times stand. */
export function sourceOf(
  { kind, facts, customer, time, id, join, timeIsJoined }: Role,
  sourceNames: ReadonlyMap<FileFacts, string>,
  notes: Message[],
): SourceConfig {
  const { name: file, format } = facts.file;
  const name = sourceNames.get(facts) ?? file;
  const other = join === undefined ? undefined : (sourceNames.get(join.facts) ?? "");
  if (facts.rows >= ROWS_LOOKED_AT) notes.push(message("inferred-partly", { file, rows: ROWS_LOOKED_AT }));
  if (join !== undefined)
    notes.push(
      message(kind === "part" ? "inferred-part-rows" : "inferred-join", {
        file,
        column: join.column.name,
        other: join.facts.file.name,
      }),
    );
  else if (customer.empty > 0)
    notes.push(message("inferred-no-customer", { file, column: customer.name, rows: customer.empty }));
  const line = id?.name ?? facts.lineNumber(join?.column.name ?? "");
  if (kind === "part" && join !== undefined && other !== undefined)
    return {
      name,
      file,
      format,
      join: { source: other, column: join.column.name, key: join.key.name },
      ...(line === undefined ? {} : { line }),
    };
  return {
    name,
    file,
    format,
    customer: other === undefined ? customer.name : `${other}.${customer.name}`,
    ...(join === undefined || other === undefined
      ? {}
      : {
          join: {
            source: other,
            column: join.column.name,
            key: join.key.name,
          },
          ...(id === undefined ? { replace: true } : {}),
        }),
    ...(id === undefined ? {} : { id: id.name }),
    ...(time === undefined
      ? {}
      : { time: timeMapping(time, timeIsJoined === true ? `${other}.${time.name}` : time.name) }),
    ...(join === undefined && customer.empty > 0
      ? { filter: [{ column: customer.name, isNot: ["", ...customer.unknownWords] }] }
      : {}),
  };
}

/** Fields whose names differ from their columns'. */
export function mapped(fields: readonly InferredField[]): Pick<SourceConfig, "fields"> {
  const others = fields.filter(({ name, column }) => name !== column);
  return others.length === 0 ? {} : { fields: Object.fromEntries(others.map(({ name, column }) => [name, column])) };
}

/** The columns that become fields: all but those that say whose and when. */
export function fieldColumns(
  { kind, customer, time, id, typeColumn, join, timeIsJoined }: Role,
  columns: readonly ColumnFacts[],
): ColumnFacts[] {
  const taken = [
    join === undefined ? customer.name : kind === "part" ? join.column.name : undefined,
    ...(timeIsJoined === true ? [] : [time?.name]),
    id?.name,
    typeColumn,
  ];
  return columns.filter((column) => !taken.includes(column.name) && !isLeftOut(column, kind));
}
