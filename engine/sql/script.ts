import { at } from "../invariant/required.ts";
import type { Dialect } from "./dialects/dialect.ts";

export type SqlForm = "query" | "view" | "table" | "dbt";

/** What stands around a query, and above it. */
export interface ScriptOptions {
  readonly form: SqlForm;
  /** The view or table to be made, as the parts of its name. */
  readonly name: readonly string[];
  /** Lines of comment for its head. */
  readonly head: readonly string[];
}

/** A query as a script that is kept under version control: alone, as a view, as a table, or as a dbt model. */
export function scriptOf(query: string, dialect: Dialect, { form, name, head }: ScriptOptions): string {
  const comments = head
    .map((line) => `-- ${line.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").replace(/\\+$/, "$& .")}`)
    .join("\n");
  const target = name.map((part) => dialect.identifier(part)).join(".");
  // A schema that is not there yet is made; one that is, is left alone. (SQLite has none.)
  const schema =
    name.length > 1 && dialect.target !== "sqlite"
      ? `CREATE SCHEMA IF NOT EXISTS ${name
          .slice(0, -1)
          .map((part) => dialect.identifier(part))
          .join(".")};\n`
      : "";
  switch (form) {
    case "query":
      return `${comments}\n${query};\n`;
    case "view":
      return dialect.target === "sqlite"
        ? `${comments}\nDROP VIEW IF EXISTS ${target};\nCREATE VIEW ${target} AS\n${query};\n`
        : `${comments}\n${schema}CREATE OR REPLACE VIEW ${target} AS\n${query};\n`;
    case "table":
      return `${comments}\n${schema}DROP TABLE IF EXISTS ${target};\nCREATE TABLE ${target}${dialect.target === "spark" ? " USING PARQUET" : ""} AS\n${query};\n`;
    case "dbt":
      return `{{ config(materialized='table') }}\n${withoutJinja(comments)}\n${query}\n`;
  }
}

/** A dialect for dbt: tables are its sources, and no text of a rule is taken for a template. */
export function dbtDialect(dialect: Dialect): Dialect {
  return {
    ...dialect,
    text: (value) => withoutJinja(dialect.text(value)),
    identifier: (name) => withoutJinja(dialect.identifier(name)),
    table: (path) => {
      const [schema, name] =
        path.length > 1 ? [path.slice(0, -1).join("."), at(path, path.length - 1)] : ["tagma", at(path, 0)];
      return `{{ source(${jinjaText(schema)}, ${jinjaText(name)}) }}`;
    },
  };
}

/** A text in which nothing opens a template: the first of two braces is written as a template of its own. */
function withoutJinja(text: string): string {
  return text.replaceAll(/\{(?=[{%#])/g, "{{ '{' }}");
}

const jinjaText = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
