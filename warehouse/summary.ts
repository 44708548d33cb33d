import { CUSTOMER } from "../engine/plan/own-columns.ts";
import type { Value } from "../engine/plan/types.ts";
import type { OutputSummary } from "../engine/run/population/summary.ts";
import { readTag, type Dialect, type SqlColumn } from "../engine/sql/index.ts";
import { isCounted } from "../store/runs/value-counts.ts";
import { ERRORS, isError, isNone, storedTag, tableName, valueConditions } from "./stored-tags.ts";
import { Tally, type Answers } from "./tally.ts";
import type { Cell, Warehouse, Work } from "./warehouse.ts";
import { required } from "../engine/invariant/required.ts";

/** How the customers of a table of tags stand to its outputs. */
export interface TableSummary {
  readonly customers: number;
  readonly summaries: readonly OutputSummary[];
}

/** Counts a table of tags where it stands: what comes back is one row a query, whatever the number of customers. */
export async function summarise(
  warehouse: Warehouse,
  dialect: Dialect,
  table: string,
  columns: readonly SqlColumn[],
  work: Work,
): Promise<TableSummary> {
  const tally = new Tally();
  const customers = tally.ask("COUNT(*)");
  const asked = columns.map((column) => askFor(column, tally, dialect));
  const from = `${tableName(dialect, table)} AS ${dialect.identifier("t")}`;
  const answers = await tally.answers(warehouse, from, work);
  const total = answers.number(customers);
  const summaries = asked.map((read) => read(answers, total));
  return { customers: total, summaries: await inOrderOfCustomers(summaries, columns, warehouse, dialect, from, work) };
}

type Read = (answers: Answers, customers: number) => OutputSummary;

function askFor(column: SqlColumn, tally: Tally, dialect: Dialect): Read {
  const { output } = column;
  const of = (name: string): string => `${dialect.identifier("t")}.${dialect.identifier(name)}`;
  const value = of(column.value);
  const known = tally.ask(`COUNT(${value})`);
  const state = column.state === undefined ? undefined : of(column.state);
  const none = state === undefined ? undefined : tally.count(isNone(state, dialect));
  const codes =
    state === undefined ? [] : ERRORS.map((code) => [code, tally.count(isError(state, code, dialect))] as const);
  const values = valuesOf(column, tally, dialect);
  const spread = isCounted(output.type) ? undefined : spreadOf(column, value, tally, dialect);
  return (answers, customers) => {
    const errorCodes = new Map(
      codes.map(([code, place]) => [code, answers.number(place)] as const).filter(([, count]) => count > 0),
    );
    const errors = [...errorCodes.values()].reduce((sum, count) => sum + count, 0);
    const [knownCount, noneCount] = [answers.number(known), none === undefined ? 0 : answers.number(none)];
    return {
      output,
      known: knownCount,
      none: noneCount,
      unknown: customers - knownCount - noneCount - errors,
      errors,
      errorCodes,
      values: values?.(answers),
      spread: spread?.(answers, knownCount),
    };
  };
}

/** Customers by value, called as a summary calls them. */
function valuesOf(
  column: SqlColumn,
  tally: Tally,
  dialect: Dialect,
): ((answers: Answers) => ReadonlyMap<string, number>) | undefined {
  const { type } = column.output;
  const names =
    type.kind === "boolean"
      ? ([
          ["yes", "true"],
          ["no", "false"],
        ] as const)
      : type.kind === "enum" || type.kind === "set"
        ? (type.values ?? []).map((name) => [name, JSON.stringify(name)] as const)
        : undefined;
  if (names === undefined) return undefined;
  const conditions = valueConditions(storedTag(column), "t", dialect);
  const places = names.map(
    ([name, key]) => [name, tally.count(required(conditions.get(key), "the condition of a value"))] as const,
  );
  return (answers) => new Map(places.map(([name, place]) => [name, answers.number(place)]));
}

function spreadOf(
  { output: { type } }: SqlColumn,
  value: string,
  tally: Tally,
  dialect: Dialect,
): (answers: Answers, known: number) => OutputSummary["spread"] {
  const read = readTag(value, type, dialect);
  const ordered = type.kind === "text" ? dialect.byCodePoint(read) : read;
  const [least, most] = [tally.ask(`MIN(${ordered})`), tally.ask(`MAX(${ordered})`)];
  const whole = type.kind === "integer" || type.kind === "decimal";
  const sum = whole
    ? tally.ask(`CAST(${dialect.exactSum(read, "")} AS ${dialect.types.double})`)
    : type.kind === "number"
      ? tally.ask(dialect.doubleSum(read, ""))
      : undefined;
  return (answers, known) => {
    const [low, high] = [valueFrom(answers.cell(least)), valueFrom(answers.cell(most))];
    return low === undefined || high === undefined
      ? undefined
      : { least: low, most: high, mean: sum === undefined ? undefined : answers.number(sum) / known };
  };
}

const valueFrom = (cell: Cell): Value | undefined => cell ?? undefined;

/** Codes of errors in the order in which customers come to them. */
async function inOrderOfCustomers(
  summaries: readonly OutputSummary[],
  columns: readonly SqlColumn[],
  warehouse: Warehouse,
  dialect: Dialect,
  from: string,
  work: Work,
): Promise<OutputSummary[]> {
  const tally = new Tally();
  const customer = dialect.byCodePoint(`${dialect.identifier("t")}.${dialect.identifier(CUSTOMER)}`);
  const firsts = summaries.map(({ errorCodes }, index) => {
    const state = columns[index]?.state;
    if (errorCodes.size < 2 || state === undefined) return undefined;
    return new Map(
      [...errorCodes.keys()].map((code) => [
        code,
        tally.ask(
          `MIN(${customer}) FILTER (WHERE ${isError(`${dialect.identifier("t")}.${dialect.identifier(state)}`, code, dialect)})`,
        ),
      ]),
    );
  });
  if (firsts.every((first) => first === undefined)) return [...summaries];
  const answers = await tally.answers(warehouse, from, work);
  return summaries.map((summary, index) => {
    const places = firsts[index];
    if (places === undefined) return summary;
    const first = (code: string): Buffer =>
      Buffer.from(String(answers.cell(required(places.get(code), "the first customer with an error"))));
    return {
      ...summary,
      errorCodes: new Map([...summary.errorCodes].sort(([left], [right]) => Buffer.compare(first(left), first(right)))),
    };
  });
}
