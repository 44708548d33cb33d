/** A value as SQLite keeps it. */
export type Column = string | number | null;
