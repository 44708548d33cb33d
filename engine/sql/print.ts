import type { Dialect } from "./dialects/dialect.ts";
import { presented, read } from "./dialects/values.ts";
import {
  isTrue,
  type Body,
  type SelectColumn,
  type Query,
  type Relation,
  type Select,
  type SortKey,
  type Sql,
  type Step,
} from "./relation.ts";

const WIDTH = 110;

/** A query as text of a dialect: one clause a line, long expressions broken at AND, OR and WHEN. */
export function printQuery(query: Query, dialect: Dialect): string {
  return new Printer(dialect).query(query);
}

/** How tightly an expression holds together: what is looser than its surroundings gets brackets. */
const bond = { or: 1, and: 2, not: 3, compare: 4, sum: 5, product: 6, atom: 7 } as const;

class Printer {
  private readonly dialect: Dialect;
  /** What the select that is being printed calls tables, as opposed to steps. */
  private tables: ReadonlySet<string> = new Set();

  constructor(dialect: Dialect) {
    this.dialect = dialect;
  }

  query({ steps, result }: Query): string {
    const body = this.select(result, "", (name) => name);
    if (steps.length === 0) return body;
    return `WITH\n${steps.map((step) => this.step(step)).join(",\n\n")}\n\n${body}`;
  }

  private step({ name, note, body, once }: Step): string {
    return `${comment(note, "")}${this.dialect.identifier(name)} ${once ? this.dialect.once : "AS"} (\n${this.body(body, "  ")}\n)`;
  }

  private body(body: Body, indent: string): string {
    if (body.kind === "select") return this.select(body.select, indent);
    return body.selects
      .map((select) => this.select(select, indent))
      .join(`\n${indent}UNION${body.all ? " ALL" : ""}\n`);
  }

  /** @param called what its columns are called: those of a step as steps call them, those of the result as they are */
  private select(select: Select, indent: string, called = this.inStep): string {
    const before = this.tables;
    this.tables = new Set(
      [select.from, ...(select.joins ?? []).map(({ source }) => source)]
        .filter(({ relation }) => relation.kind === "table")
        .map(({ alias }) => alias),
    );
    try {
      return this.clauses(select, indent, called);
    } finally {
      this.tables = before;
    }
  }

  private readonly inStep = (name: string): string => this.dialect.inStep?.(name) ?? name;

  private clauses(
    { star, columns, distinct, from, joins = [], where, groupBy = [] }: Select,
    indent: string,
    called: (name: string) => string,
  ): string {
    const lines = [`${indent}SELECT${distinct === true ? " DISTINCT" : ""}`];
    if (star !== undefined)
      lines.push(`${indent}  ${this.dialect.identifier(star)}.*${columns.length === 0 ? "" : ","}`);
    lines.push(
      ...columns.map((column, index) =>
        this.column({ ...column, as: called(column.as) }, index === columns.length - 1, `${indent}  `),
      ),
    );
    lines.push(`${indent}FROM ${this.relation(from.relation, indent)} AS ${this.dialect.identifier(from.alias)}`);
    for (const { kind, source, on } of joins) {
      lines.push(
        `${indent}${kind.toUpperCase()} JOIN ${this.relation(source.relation, indent)} AS ${this.dialect.identifier(source.alias)}${on === undefined ? "" : ` ON ${this.flat(on)}`}`,
      );
    }
    if (where !== undefined) lines.push(`${indent}WHERE ${this.fitted(where, `${indent}  `, 6)}`);
    if (groupBy.length > 0) lines.push(`${indent}GROUP BY ${groupBy.map((key) => this.flat(key)).join(", ")}`);
    return lines.join("\n");
  }

  private column({ value, as, note }: SelectColumn, last: boolean, indent: string): string {
    const name = this.dialect.identifier(as);
    const same = value.op === "column" && this.columnName(value) === as;
    const text = this.fitted(value, `${indent}  `, name.length + 4);
    return `${indent}${text}${same ? "" : ` AS ${name}`}${last ? "" : ","}${note === undefined ? "" : ` -- ${oneLine(note)}`}`;
  }

  private relation(relation: Relation, indent: string): string {
    switch (relation.kind) {
      case "table":
        return (
          this.dialect.table?.(relation.path) ?? relation.path.map((part) => this.dialect.identifier(part)).join(".")
        );
      case "step":
        return this.dialect.identifier(relation.name);
      case "select":
        return `(\n${this.select(relation.select, `${indent}  `)}\n${indent})`;
    }
  }

  private columnName({ of, name }: Extract<Sql, { op: "column" }>): string {
    return of !== undefined && this.tables.has(of) ? name : this.inStep(name);
  }

  /** In one line when it fits, else broken. */
  private fitted(sql: Sql, indent: string, taken: number): string {
    const flat = this.flat(sql);
    if (flat.length + indent.length + taken <= WIDTH) return flat;
    const inner = `${indent}  `;
    switch (sql.op) {
      case "and":
      case "or": {
        const word = sql.op === "and" ? "AND" : "OR";
        const level = bond[sql.op];
        if (sql.args.length > this.dialect.longestRow) return flat;
        return sql.args
          .map((arg) => (this.level(arg) <= level ? `(${this.fitted(arg, inner, 4)})` : this.fitted(arg, inner, 4)))
          .join(`\n${indent}${word} `);
      }
      case "case": {
        const whens = sql.whens.map(
          ([condition, value]) =>
            `\n${inner}WHEN ${this.fitted(condition, `${inner}  `, 6)} THEN ${this.fitted(value, `${inner}  `, 6)}`,
        );
        return `CASE${whens.join("")}${sql.otherwise === undefined ? "" : `\n${inner}ELSE ${this.fitted(sql.otherwise, `${inner}  `, 6)}`}\n${indent}END`;
      }
      case "aggregate":
      case "pick":
        return sql.filter === undefined || sql.op === "pick" || sql.fn.startsWith("sum")
          ? flat
          : `${this.flat({ ...sql, filter: undefined })} FILTER (\n${inner}WHERE ${this.fitted(sql.filter, `${inner}  `, 6)}\n${indent})`;
      case "column":
      case "literal":
      case "not":
      case "is-null":
      case "is-known":
      case "compare":
      case "in":
      case "coalesce":
      case "arithmetic":
      case "cast":
      case "call":
      case "window":
      case "concat":
      case "presented":
      case "not-plain":
      case "read":
        return flat;
    }
  }

  private level(sql: Sql): number {
    switch (sql.op) {
      case "or":
      case "and":
      case "not":
        return bond[sql.op];
      case "is-null":
      case "is-known":
      case "in":
      case "compare":
        return bond.compare;
      case "arithmetic":
        return sql.operator === "+" || sql.operator === "-" ? bond.sum : bond.product;
      case "literal":
        return typeof sql.value === "number" && sql.value < 0 ? bond.sum : bond.atom;
      case "concat":
        return bond.sum;
      case "column":
      case "case":
      case "coalesce":
      case "cast":
      case "call":
      case "aggregate":
      case "pick":
      case "window":
      case "presented":
      case "not-plain":
      case "read":
        return bond.atom;
    }
  }

  private above(sql: Sql, level: number): string {
    return this.level(sql) > level ? this.flat(sql) : `(${this.flat(sql)})`;
  }

  flat(sql: Sql): string {
    const { dialect } = this;
    switch (sql.op) {
      case "column":
        return `${sql.of === undefined ? "" : `${dialect.identifier(sql.of)}.`}${dialect.identifier(this.columnName(sql))}`;
      case "literal":
        return this.literal(sql);
      case "and":
      case "or":
        return this.row(
          sql.args.map((arg) => this.above(arg, bond[sql.op])),
          sql.op === "and" ? " AND " : " OR ",
        );
      case "not":
        return `NOT ${this.above(sql.arg, bond.not)}`;
      case "is-null":
        return `${this.above(sql.arg, bond.compare)} IS NULL`;
      case "is-known":
        return `${this.above(sql.arg, bond.compare)} IS NOT NULL`;
      case "compare": {
        const left = this.above(sql.left, bond.compare);
        const ordered = sql.text && sql.operator !== "=" && sql.operator !== "<>";
        return `${ordered ? dialect.byCodePoint(left) : left} ${sql.operator} ${this.above(sql.right, bond.compare)}`;
      }
      case "in":
        return `${this.above(sql.arg, bond.compare)} IN (${sql.values.map((value) => this.flat(value)).join(", ")})`;
      case "case":
        return `CASE${sql.whens.map(([condition, value]) => ` WHEN ${this.flat(condition)} THEN ${this.flat(value)}`).join("")}${sql.otherwise === undefined ? "" : ` ELSE ${this.flat(sql.otherwise)}`} END`;
      case "coalesce":
        return `COALESCE(${sql.args.map((arg) => this.flat(arg)).join(", ")})`;
      case "arithmetic":
        return this.arithmetic(sql);
      case "cast":
        return `CAST(${this.flat(sql.arg)} AS ${dialect.types[sql.to]})`;
      case "call":
        return dialect.functions[sql.fn](...sql.args.map((arg) => this.flat(arg)));
      case "aggregate":
        return this.aggregate(sql);
      case "pick": {
        const picked = dialect.pick(
          sql.which,
          this.flat(sql.value),
          sql.by.map((key) => ({ ...key, value: this.flat(key.value) })),
          this.filter(sql.filter),
        );
        if (picked === undefined) throw new Error(`${dialect.target} has no aggregate that picks a row`);
        return picked;
      }
      case "window": {
        const argument = sql.arg === undefined ? "" : this.flat(sql.arg);
        const fn =
          sql.fn === "row number" ? "ROW_NUMBER()" : sql.fn === "lag" ? `LAG(${argument})` : `COUNT(${argument})`;
        const rows = sql.fn === "count" ? " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW" : "";
        return `${fn} OVER (PARTITION BY ${sql.partition.map((key) => this.flat(key)).join(", ")} ORDER BY ${sql.order.map((key) => this.sortKey(key)).join(", ")}${rows})`;
      }
      case "concat":
        return this.row(
          sql.args.map((arg) => this.above(arg, bond.product)),
          " || ",
        );
      case "presented":
        return presented(this.flat(sql.arg), sql.type, dialect);
      case "not-plain":
        return dialect.notPlain?.(this.flat(sql.arg)) ?? "FALSE";
      case "read":
        return read(this.flat(sql.arg), sql.type, dialect);
    }
  }

  private sortKey({ value, text, descending }: SortKey): string {
    const printed = this.flat(value);
    return `${text ? this.dialect.byCodePoint(printed) : printed}${descending ? " DESC" : ""}`;
  }

  /** A row of terms; a very long one is nested, since parsers recurse. */
  private row(terms: readonly string[], word: string): string {
    const { longestRow } = this.dialect;
    if (terms.length <= longestRow) return terms.join(word);
    const parts: string[] = [];
    for (let at = 0; at < terms.length; at += longestRow)
      parts.push(`(${terms.slice(at, at + longestRow).join(word)})`);
    return this.row(parts, word);
  }

  private literal({ type, value }: Extract<Sql, { op: "literal" }>): string {
    if (value === null) return `CAST(NULL AS ${this.dialect.types[type]})`;
    if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
    if (typeof value === "string") return this.dialect.text(value);
    return type === "double" ? this.dialect.double(value) : String(value);
  }

  private arithmetic({ operator, left, right }: Extract<Sql, { op: "arithmetic" }>): string {
    switch (operator) {
      // Engines don't agree on how // and % bind, so one within another has brackets.
      case "quotient":
      case "wide quotient":
        return this.dialect.quotient(
          this.above(left, bond.product),
          this.above(right, bond.product),
          operator === "wide quotient",
        );
      case "remainder":
        return this.dialect.remainder(this.above(left, bond.product), this.above(right, bond.product));
      case "+":
        return `${this.above(left, bond.compare)} + ${this.above(right, bond.sum)}`;
      case "-":
        return `${this.above(left, bond.compare)} - ${this.above(right, bond.sum)}`;
      case "*":
      case "/":
        return `${this.above(left, bond.sum)} ${operator} ${this.above(right, bond.product)}`;
    }
  }

  private filter(filter: Sql | undefined): string {
    return filter === undefined || isTrue(filter) ? "" : ` FILTER (WHERE ${this.flat(filter)})`;
  }

  private aggregate({ fn, arg, text, filter }: Extract<Sql, { op: "aggregate" }>): string {
    const printed = arg === undefined ? "*" : this.flat(arg);
    const where = this.filter(filter);
    switch (fn) {
      case "count":
        return `COUNT(${printed})${where}`;
      case "count distinct":
        return `COUNT(DISTINCT ${printed})${where}`;
      case "sum":
        return this.dialect.exactSum(printed, where);
      case "sum doubles":
        return this.dialect.doubleSum(printed, where);
      case "min":
      case "max":
        return `${fn.toUpperCase()}(${text ? this.dialect.byCodePoint(printed) : printed})${where}`;
    }
  }
}

/** A note that cannot end its own comment, nor go on in the next line (Spark: after a backslash). */
const oneLine = (note: string): string => note.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").replace(/\\+$/, "$& .");

function comment(note: string, indent: string): string {
  return note === ""
    ? ""
    : `${note
        .split("\n")
        .map((line) => `${indent}-- ${oneLine(line)}`)
        .join("\n")}\n`;
}
