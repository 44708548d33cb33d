import type { Dialect, SqlTarget } from "./dialects/dialect.ts";
import { duckdb } from "./dialects/duckdb.ts";
import { postgres } from "./dialects/postgres.ts";
import { spark } from "./dialects/spark.ts";
import { sqlite } from "./dialects/sqlite.ts";

export type { Dialect, SqlTarget };
export { readTag } from "./dialects/values.ts";
export { lowerToSql, type SqlQuery } from "./lower.ts";
export { type SqlColumn } from "./result-columns.ts";
export { BindingsError, boundLayout } from "./bindings.ts";
export { dbtDialect, scriptOf, type SqlForm } from "./script.ts";
export { refusalDiagnostics } from "./refusals.ts";
export { verifyQueries } from "./verify.ts";
export { tagmaLayout, type Layout } from "./layout.ts";

/** The engines that a plan is lowered for. */
export const dialects: Readonly<Record<SqlTarget, Dialect>> = { sqlite, duckdb, postgres, spark };
