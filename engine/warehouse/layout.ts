import { ownLayout, type Layout } from "../sql/layout.ts";
import { eventTableName, fieldColumnName } from "./names.ts";
import { SCHEMA } from "./warehouse.ts";

/** Where `storeTables` puts a workspace's data in a warehouse, for the lowering to SQL. */
export function warehouseLayout(events: Iterable<string>): Layout {
  const { own, profile, events: tables } = ownLayout(events, [SCHEMA]);
  return {
    own,
    profile: profile === undefined ? undefined : { ...profile, column: fieldColumnName },
    events: new Map([...tables].map(([event, table]) => [event, { ...table, path: [SCHEMA, eventTableName(event)], column: fieldColumnName }])),
  };
}
