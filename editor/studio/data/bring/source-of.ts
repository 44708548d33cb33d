import { message } from "../../../../grammar/texts/message.ts";
import { required } from "../../../../engine/invariant/required.ts";
import type { ColumnFacts } from "../../../../store/infer/column-facts.ts";
import { partColumns } from "../../../../store/infer/nested-columns.ts";
import { settingsOf } from "../../../../store/infer/source-settings.ts";
import type { NumberFormat } from "../../../../store/read/number-format.ts";
import type {
  ColumnConfig,
  FieldMapping,
  SourceConfig,
  TimeMapping,
  WorkspaceConfig,
} from "../../../../store/workspace/config.ts";
import type { ColumnChoice, FileChoice, Meaning } from "../../api/bringing.ts";
import { StudioProblem } from "../problem.ts";
import type { Brought } from "./known-facts.ts";
import { listsIn } from "./lists-in.ts";

/** A file with what is said of it. */
export interface Chosen extends Brought {
  readonly choice: FileChoice;
}

/** The columns that become fields: an event's name of another row is one of its fields, too; a part has those of its event. */
export const fieldColumns = ({ columns, kind }: FileChoice): ColumnChoice[] =>
  columns.filter(({ meaning }) => meaning === "field" || (meaning === "line" && kind !== "part"));

export const columnFor = ({ columns }: FileChoice, meaning: Meaning): ColumnChoice | undefined =>
  columns.find((column) => column.meaning === meaning);

/**
 * The source that is described by what is said of a file, but for where the file stands.
 * @param all that is brought: what a line belongs to may be among it
 * @throws StudioProblem when something is still to be said
 */
export function sourceOf(chosen: Chosen, all: readonly Chosen[], config: WorkspaceConfig): Omit<SourceConfig, "file"> {
  const lists = listsIn(chosen);
  const { choice, facts } = chosen;
  const { name: file } = facts.file;
  requireOnce(chosen);
  requireOrders(chosen);
  const fields = fieldColumns(choice);
  const byName = new Map(facts.columns.map((column) => [column.name, column]));
  const of = (column: ColumnChoice): ColumnFacts => {
    const found = byName.get(column.column);
    if (found === undefined)
      throw new StudioProblem("bad-file", message("bring-no-column", { file, column: column.column }));
    return found;
  };
  const read = fields.map((column) => ({ column, facts: of(column) }));
  const {
    columns: inferred = {},
    numbers: _,
    ...layout
  } = settingsOf(
    facts,
    read.map(({ facts: column }) => column),
    [],
    lists.records.length === 0 ? [] : partColumns(facts),
  );
  const { numbers, apart } = numbersOf(read);
  const named = new Set(read.map(({ column }) => column.column));
  const columns = Object.fromEntries([
    // Those within lists are read as they were found.
    ...Object.entries(inferred).filter(([column]) => lists.records.length > 0 && !named.has(column)),
    ...read.flatMap(({ column }): [string, ColumnConfig][] => {
      const { format: _format, numbers: _numbers, ...rest } = inferred[column.column] ?? {};
      const own = apart.get(column.column);
      const isTime = column.kind === "date" || column.kind === "time";
      const settings: ColumnConfig = {
        ...rest,
        ...(isTime && column.format !== null ? { format: column.format } : {}),
        ...(own === undefined ? {} : { numbers: own }),
      };
      return Object.keys(settings).length === 0 ? [] : [[column.column, settings]];
    }),
  ]);
  const settings = {
    ...layout,
    ...(numbers === undefined ? {} : { numbers }),
    ...(Object.keys(columns).length === 0 ? {} : { columns }),
  };
  const base = { name: choice.source, ...(facts.file.format === "csv" ? {} : { format: facts.file.format }) };
  if (choice.kind === "table") {
    const key = columnFor(choice, "key");
    if (key === undefined) throw new StudioProblem("bad-file", message("bring-key", { file }));
    return { ...base, table: choice.record, ...mapped([...fields, key]), ...settings };
  }
  if (choice.kind === "part") {
    const [line, number] = [columnFor(choice, "line"), columnFor(choice, "number")];
    if (line === undefined || choice.join === null)
      throw new StudioProblem("bad-file", message("bring-line", { file }));
    return {
      ...base,
      part: choice.record,
      join: { source: choice.join.source, column: line.column, key: choice.join.key },
      ...(number === undefined ? {} : { line: number.column }),
      ...mapped(fields),
      ...settings,
    };
  }
  const whose = ownerOf(chosen, all, config);
  if (choice.kind === "profile") return { ...base, ...whose, profile: true, ...mapped(fields), ...settings };
  if (whose.time === undefined) throw new StudioProblem("bad-file", message("bring-time", { file }));
  const id = columnFor(choice, "id");
  const event = {
    ...base,
    ...whose,
    ...(id === undefined ? (whose.join === undefined ? {} : { replace: true }) : { id: id.column }),
  };
  if (choice.kind === "event")
    return { ...event, event: choice.record, ...mapped(fields), ...lists.setting, ...settings };
  const type = columnFor(choice, "type");
  if (type === undefined) throw new StudioProblem("bad-file", message("bring-type", { file }));
  const types = choice.types.map(({ value, event: name, columns: own }) => [
    value,
    { event: name, ...mapped(fields.filter(({ column }) => own.includes(column))) },
  ]);
  return { ...event, event: { column: type.column, types: Object.fromEntries(types) }, ...lists.setting, ...settings };
}

/** @throws StudioProblem when it is not said what stands first in dates that could be either */
function requireOrders({ choice, facts }: Chosen): void {
  const open = choice.columns.find(
    ({ column, meaning, kind, format }, place) =>
      facts.columns[place]?.name === column &&
      facts.columns[place]?.dates.isOpen === true &&
      format === null &&
      (meaning === "time" || (meaning === "field" && (kind === "date" || kind === "time"))),
  );
  if (open !== undefined)
    throw new StudioProblem("bad-file", message("bring-day-or-month", { file: facts.file.name, column: open.column }));
}

/** @throws StudioProblem when two columns are for the same, or called the same */
function requireOnce({ choice, facts }: Chosen): void {
  const { name: file } = facts.file;
  for (const meaning of ["customer", "time", "id", "type", "key", "line", "number"] as const) {
    const [first, second] = choice.columns.filter((column) => column.meaning === meaning);
    if (first !== undefined && second !== undefined)
      throw new StudioProblem("bad-file", message("bring-twice", { file, one: first.column, other: second.column }));
  }
  const names = new Map<string, string>();
  for (const { field, column } of fieldColumns(choice)) {
    const other = names.get(field);
    if (other !== undefined)
      throw new StudioProblem("bad-file", message("bring-field-twice", { file, one: other, other: column, field }));
    names.set(field, column);
  }
}

/** Whose rows they are, and when they happened: by columns of the file, or of the rows that its lines belong to. */
function ownerOf(
  { choice, facts }: Chosen,
  all: readonly Chosen[],
  config: WorkspaceConfig,
): Pick<SourceConfig, "customer" | "time" | "join" | "filter"> {
  const { name: file } = facts.file;
  const customer = columnFor(choice, "customer");
  const time = columnFor(choice, "time");
  const line = columnFor(choice, "line");
  const own = time === undefined ? undefined : timeOf(time.column, time.format);
  if (line === undefined || choice.join === null) {
    if (customer === undefined) throw new StudioProblem("bad-file", message("bring-customer", { file }));
    const about = facts.columns.find(({ name }) => name === customer.column);
    return {
      customer: customer.column,
      ...(own === undefined ? {} : { time: own }),
      ...(about === undefined || about.empty === 0
        ? {}
        : { filter: [{ column: customer.column, isNot: ["", ...about.unknownWords] }] }),
    };
  }
  const { source, key } = choice.join;
  const other = ownerThere(source, all, config);
  if (other === undefined) throw new StudioProblem("bad-file", message("bring-no-source", { file, source }));
  const there = (column: string): string => `${source}.${column}`;
  const owner = customer?.column ?? (other.customer === undefined ? undefined : there(other.customer));
  if (owner === undefined) throw new StudioProblem("bad-file", message("bring-customer", { file }));
  const foreign =
    other.time === undefined
      ? undefined
      : typeof other.time === "string"
        ? there(other.time)
        : { ...other.time, column: there(other.time.column) };
  const when = own ?? foreign;
  return {
    customer: owner,
    join: { source, column: line.column, key },
    ...(when === undefined ? {} : { time: when }),
  };
}

/** Where the customers and times of another source stand: of one that is brought, too, or that there is. */
function ownerThere(
  name: string,
  all: readonly Chosen[],
  config: WorkspaceConfig,
): Pick<SourceConfig, "customer" | "time"> | undefined {
  const brought = all.find(({ choice }) => choice.source === name && choice.how === "new")?.choice;
  if (brought === undefined) return (config.sources ?? []).find((source) => source.name === name);
  const time = columnFor(brought, "time");
  const customer = columnFor(brought, "customer")?.column;
  return {
    ...(customer === undefined ? {} : { customer }),
    ...(time === undefined ? {} : { time: timeOf(time.column, time.format) }),
  };
}

const timeOf = (column: string, format: string | null): string | TimeMapping =>
  format === null ? column : { column, format };

/** Fields whose names differ from their columns'. */
function mapped(columns: readonly ColumnChoice[]): { readonly fields?: FieldMapping } {
  const others = columns.filter(({ field, column }) => field !== column);
  return others.length === 0 ? {} : { fields: Object.fromEntries(others.map(({ field, column }) => [field, column])) };
}

const NUMBERS: ReadonlySet<ColumnChoice["kind"]> = new Set<ColumnChoice["kind"]>([
  "integer",
  "decimal",
  "number",
  "money",
]);

/** One way of writing numbers for all columns, where they agree; else that of each which is not plain. */
function numbersOf(read: readonly { readonly column: ColumnChoice; readonly facts: ColumnFacts }[]): {
  readonly numbers: NumberFormat | undefined;
  readonly apart: ReadonlyMap<string, NumberFormat>;
} {
  const ways = new Map<string, NumberFormat>();
  let [plain, currencies] = [false, new Set<string>()];
  for (const { column, facts } of read) {
    if (!NUMBERS.has(column.kind)) continue;
    const found = facts.written?.format.currency ?? [];
    const currency = typeof found === "string" ? [found] : found;
    if (column.decimal === "." && column.thousands === null && currency.length === 0) {
      // Digits alone are the same number in every way.
      plain ||= !facts.whole;
      continue;
    }
    currencies = new Set([...currencies, ...currency]);
    const way: NumberFormat = {
      decimal: column.decimal,
      ...(column.thousands === null ? {} : { thousands: column.thousands }),
    };
    ways.set(column.column, currency.length === 0 ? way : { ...way, currency });
  }
  const signs = new Set([...ways.values()].map(({ decimal, thousands }) => JSON.stringify([decimal, thousands])));
  const [first] = ways.values();
  if (signs.size !== 1 || plain) return { numbers: undefined, apart: ways };
  const { currency: _, ...way } = required(first, "a way of writing numbers");
  return { numbers: currencies.size === 0 ? way : { ...way, currency: [...currencies] }, apart: new Map() };
}
