import type { Instant } from "../engine/calendar/zone.ts";
import type { Dialect } from "../engine/sql/index.ts";
import type { RunsConfig } from "../store/workspace/config.ts";
import { keptSince, lastLetGo, type FormerRun, type RunRecord } from "../store/runs/run-record.ts";
import { YES, type ValueCounts } from "../store/runs/value-counts.ts";
import { tableName } from "./stored-tags.ts";
import type { LoadColumn, Row, TableLoad, Warehouse, Work } from "./warehouse.ts";

export const RUNS = "runs";
export const RUN_VALUES = "run_values";

const columns = (type: LoadColumn["type"], ...names: readonly string[]): LoadColumn[] =>
  names.map((name) => ({ name, type }));
const RUN_COLUMNS = [
  ...columns("integer", "run"),
  ...columns("text", "plan_hash"),
  ...columns("integer", "as_of", "finished_at", "customers", "left_out"),
  ...columns("boolean", "current"),
];
const VALUE_COLUMNS = [
  ...columns("integer", "run"),
  ...columns("text", "output", "value"),
  ...columns("integer", "customers", "entered", "departed"),
];

/** The records of runs in a warehouse: instants are timestamps (UTC) there, so that people can read them. */
export class RunRecords {
  private readonly warehouse: Warehouse;
  private readonly dialect: Dialect;
  private readonly there: boolean;

  private constructor(warehouse: Warehouse, dialect: Dialect, there: boolean) {
    this.warehouse = warehouse;
    this.dialect = dialect;
    this.there = there;
  }

  static async of(warehouse: Warehouse, dialect: Dialect): Promise<RunRecords> {
    const tables = await warehouse.tables();
    return new RunRecords(warehouse, dialect, tables.includes(RUNS) && tables.includes(RUN_VALUES));
  }

  async last(): Promise<FormerRun | undefined> {
    const [row] = await this.ask(
      `SELECT ${this.name("run")}, ${this.read("as_of")}, ${this.name("customers")} FROM ${this.table(RUNS)} WHERE ${this.name("current")} ORDER BY ${this.name("run")} DESC LIMIT 1`,
    );
    return row === undefined ? undefined : { run: Number(row[0]), asOf: Number(row[1]), customers: Number(row[2]) };
  }

  /** The number of the next run. */
  async next(): Promise<number> {
    const [row] = await this.ask(`SELECT MAX(${this.name("run")}) FROM ${this.table(RUNS)}`);
    return Number(row?.[0] ?? 0) + 1;
  }

  /** How many customers outputs of yes and no were true for in a run. */
  async sizes(run: number): Promise<ReadonlyMap<string, number>> {
    const rows = await this.ask(
      `SELECT ${this.name("output")}, ${this.name("customers")} FROM ${this.table(RUN_VALUES)} WHERE ${this.name("run")} = ${run} AND ${this.name("value")} = ${this.dialect.text(YES)}`,
    );
    return new Map(rows.map(([output, customers]) => [String(output), Number(customers)]));
  }

  /**
   * Makes the tables with one run more, without the old ones that the settings let go; they are still to be put in place.
   * @returns what is to be renamed to what
   */
  async add(
    record: RunRecord,
    counts: ValueCounts,
    settings: RunsConfig,
    work: Work,
  ): Promise<readonly { readonly from: string; readonly to: string }[]> {
    const { run, planHash, asOf, finishedAt, customers, leftOut, current } = record;
    const values = [...counts].flatMap(([output, ofOutput]) =>
      [...ofOutput].map(([value, count]): Row => [run, output, value, count.customers, count.entered, count.departed]),
    );
    const rows = (table: string, of: readonly LoadColumn[], all: readonly Row[]): TableLoad => ({
      table,
      columns: of,
      count: all.length,
      batches: () => [all],
    });
    await this.warehouse.load(
      [
        rows(NEW_RUN, RUN_COLUMNS, [[run, planHash, asOf, finishedAt, customers, leftOut, current]]),
        rows(NEW_VALUES, VALUE_COLUMNS, values),
      ],
      { signal: work.signal },
    );
    const since = keptSince(finishedAt, settings);
    const until = lastLetGo(
      run,
      settings.keep === undefined ? undefined : await this.beyond(settings.keep - Number(current)),
      since === undefined ? undefined : await this.olderThan(since),
    );
    const names = (of: readonly LoadColumn[]): string => of.map(({ name }) => this.name(name)).join(", ");
    const before = (table: string, of: readonly LoadColumn[]): string =>
      this.there ? `SELECT ${names(of)} FROM ${this.table(table)} WHERE ${this.name("run")} > ${until} UNION ALL ` : "";
    const presented = RUN_COLUMNS.map(({ name }) =>
      name === "as_of" || name === "finished_at"
        ? `${this.dialect.presented.time(this.name(name))} AS ${this.name(name)}`
        : this.name(name),
    );
    await this.warehouse.create(
      `${RUNS}_next`,
      `${before(RUNS, RUN_COLUMNS)}SELECT ${presented.join(", ")} FROM ${this.table(NEW_RUN)}`,
      { signal: work.signal },
    );
    await this.warehouse.create(
      `${RUN_VALUES}_next`,
      `${before(RUN_VALUES, VALUE_COLUMNS)}SELECT ${names(VALUE_COLUMNS)} FROM ${this.table(NEW_VALUES)}`,
      { signal: work.signal },
    );
    return [RUNS, RUN_VALUES].map((table) => ({ from: `${table}_next`, to: table }));
  }

  /** The newest run that is older than so many current ones; 0 when there is none. */
  private async beyond(current: number): Promise<number> {
    const rows = await this.ask(
      `SELECT ${this.name("run")} FROM ${this.table(RUNS)} WHERE ${this.name("current")} ORDER BY ${this.name("run")} DESC LIMIT ${current + 1}`,
    );
    return Number(rows[current]?.[0] ?? 0);
  }

  private async olderThan(instant: Instant): Promise<number> {
    const [row] = await this.ask(
      `SELECT MAX(${this.name("run")}) FROM ${this.table(RUNS)} WHERE ${this.read("finished_at")} < ${instant}`,
    );
    return Number(row?.[0] ?? 0);
  }

  private async ask(query: string): Promise<readonly Row[]> {
    return this.there ? (await this.warehouse.rows(query)).rows : [];
  }

  private name(column: string): string {
    return this.dialect.identifier(column);
  }

  private read(column: string): string {
    return this.dialect.read.time(this.name(column));
  }

  private table(table: string): string {
    return tableName(this.dialect, table);
  }
}

const NEW_RUN = "run_new";
const NEW_VALUES = "run_values_new";

/** Tables that are there only while a run is recorded. */
export const RECORDS_ASIDE: readonly string[] = [NEW_RUN, NEW_VALUES, `${RUNS}_next`, `${RUN_VALUES}_next`];
