/** A value as SQLite keeps it. */
export type StoredValue = string | number | null;
