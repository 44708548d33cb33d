import { SCHEMA } from "./warehouse.ts";

/** Quotes a name as standard SQL does. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A table of Tagma's schema, quoted as standard SQL does. */
export function qualified(table: string): string {
  return `${quoted(SCHEMA)}.${quoted(table)}`;
}

/** A text as a literal of standard SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
