import { WorkspaceError } from "../errors.ts";
import type { ColumnFacts } from "./column-facts.ts";
import type { FileFacts } from "./file-facts.ts";
import { EVENT_ID_NAMES } from "./event-id-names.ts";
import type { RepeatedId } from "./repeated-ids.ts";
import { message } from "../../grammar/texts/message.ts";

const CUSTOMER_NAMES = [
  /^(customer|client|user|member|household|account|cust|person|visitor|subscriber)[_ -]?(id|no|nr|key|number)?$/i,
  /^(distinct|anonymous|profile|contact|device)[_ -]?id$/i,
  /^((id|n[.º°]?|num|numero|c[oó]digo)[_ -]?(de[_ -])?)?(cliente|socio|usuario)([_ -]?(id|n[oº°r]|num|numero))?$/i,
  /^kunden?[_ -]?(nr|nummer|id|no)?\.?$/i,
  /^(客户|客戶|顾客|顧客|会员|會員|用户|用戶|お客様)(编号|編號|番号|号|號|id|コード)?$/i,
  /^(customer|client|user|member|household|account|person)/i,
  /^id$/i,
];
/** How many of these name an id and nothing else. */
const NAMES_OF_IDS = 5;
const SINCE_NAMES = /^(valid_?from|since|updated_?at|changed_?at|modified_?at|as_?of)$/i;

/** What a file is, and which of its columns says what. */
export interface Role {
  /** A table is what rows of other files name: products, shops. Parts are what is said of an event of another file. */
  readonly kind: "profile" | "event" | "table" | "part";
  readonly facts: FileFacts;
  /** The column that says whose a row is; of a table, which row it is. */
  readonly customer: ColumnFacts;
  readonly time: ColumnFacts | undefined;
  readonly id: ColumnFacts | undefined;
  readonly typeColumn: string | undefined;
  /** Where the rows are lines of what has this id: the columns that say something of the line. */
  readonly lines?: RepeatedId | undefined;
  /** The file whose rows this one's name, with the column here and the one there. */
  readonly join?: { readonly facts: FileFacts; readonly column: ColumnFacts; readonly key: ColumnFacts };
  /** Whether the time is the other file's. */
  readonly timeIsJoined?: boolean;
}

/** @throws WorkspaceError when a file is neither a row a customer nor has times */
export function roleOf(facts: FileFacts, files: readonly FileFacts[]): Role {
  const key = tableKey(facts, files);
  if (key !== undefined)
    return { kind: "table", facts, customer: key, time: undefined, id: undefined, typeColumn: undefined };
  const lines = linesOf(facts, files);
  if (lines !== undefined) return lines;
  const customer = customerColumn(facts, files);
  const since = facts.columns.find((column) => SINCE_NAMES.test(column.name) && column.isTime && column !== customer);
  if (customer.isKey && !isOfEvents(facts, customer))
    return { kind: "profile", facts, customer, time: undefined, id: undefined, typeColumn: undefined };
  if (since !== undefined && facts.types === undefined)
    return { kind: "profile", facts, customer, time: since, id: undefined, typeColumn: undefined };
  const time = timeColumn(facts, customer);
  if (time === undefined)
    throw new WorkspaceError(message("infer-no-times", { file: facts.file.name, column: customer.name }));
  const id = facts.columns.find(
    (column) => column !== customer && column !== time && EVENT_ID_NAMES.test(column.name) && column.isKey,
  );
  const isFlat = id === undefined && facts.types === undefined && facts.nested.length === 0;
  const repeatedId = isFlat ? facts.repeated([customer.name, time.name]) : undefined;
  const repeated = facts.columns.find(({ name }) => name === repeatedId?.column);
  return {
    kind: "event",
    facts,
    customer,
    time,
    id: id ?? repeated,
    typeColumn: facts.types?.column,
    lines: repeatedId,
  };
}

/**
 * The key of a file that is a table: nobody's, and named by a column of another file, called alike, that says nothing of
 * customers.
 */
export function tableKey(facts: FileFacts, files: readonly FileFacts[]): ColumnFacts | undefined {
  if (namedCustomer(facts) !== undefined) return undefined;
  return facts.columns.find(
    (key) =>
      key.isKey && !key.isTime && files.some((other) => other !== facts && namesRows(other, key, files) !== undefined),
  );
}

/** The column of a file that names rows of a table by a key, several rows the same. */
export function namesRows(other: FileFacts, key: ColumnFacts, files: readonly FileFacts[]): ColumnFacts | undefined {
  const lines = linesOf(other, files);
  const owner = lines?.join === undefined ? customerColumn(other, files) : lines.join.column;
  return other.columns.find(
    (column) =>
      column.name === key.name && column !== owner && column.filled > 0 && !column.isKey && column.isWithin(key),
  );
}

/** A file without customers whose rows name the rows of one that has them, such as the lines of orders. */
function linesOf(facts: FileFacts, files: readonly FileFacts[]): Role | undefined {
  if (namedCustomer(facts) !== undefined) return undefined;
  for (const other of files) {
    const customer = other === facts ? undefined : namedCustomer(other);
    if (customer === undefined || customer.isKey) continue;
    const key = other.columns.find((column) => column !== customer && EVENT_ID_NAMES.test(column.name) && column.isKey);
    if (key === undefined) continue;
    const column = facts.columns.find(
      (mine) =>
        mine.empty === 0 &&
        mine.rows > 0 &&
        (mine.name === key.name || /id$|n[ro]$/i.test(mine.name)) &&
        mine.isWithin(key),
    );
    const own = timeColumn(facts, column);
    const time = own ?? timeColumn(other, customer);
    if (column === undefined || time === undefined) continue;
    const id = facts.columns.find(
      (mine) => mine !== column && mine !== own && /^id$|[_ -]id$/i.test(mine.name) && mine.isKey,
    );
    // What happened at no time of its own, and of which the other row has several, is part of what happened.
    const isPart = own === undefined && facts.types === undefined && other.types === undefined;
    return {
      kind: isPart ? "part" : "event",
      facts,
      customer,
      time,
      id,
      typeColumn: facts.types?.column,
      join: { facts: other, column, key },
      timeIsJoined: own === undefined,
    };
  }
  return undefined;
}

/** Whether rows are events even where no customer has two: they have times, ids of their own, and parts. */
const isOfEvents = (facts: FileFacts, customer: ColumnFacts): boolean =>
  facts.nested.some(({ elements }) => elements !== undefined) &&
  timeColumn(facts, customer) !== undefined &&
  facts.columns.some((column) => column !== customer && EVENT_ID_NAMES.test(column.name) && column.isKey);

/** The first column that is called like one of these, the whole path of it or, for want of such, the end. */
function calledLike(columns: readonly ColumnFacts[], patterns: readonly RegExp[]): ColumnFacts | undefined {
  const filled = columns.filter(({ empty, rows }) => empty < rows);
  for (const pattern of patterns) {
    const found = filled.find(({ name }) => pattern.test(name));
    if (found !== undefined) return found;
  }
  return filled.find(({ name }) =>
    patterns.slice(0, NAMES_OF_IDS).some((pattern) => pattern.test(name.slice(name.lastIndexOf(".") + 1))),
  );
}

/** The columns whose cells are single values. */
const plainColumns = ({ columns }: FileFacts): ColumnFacts[] => columns.filter(({ set }) => set === undefined);

/** The column that is called like one of customers; `id` alone is anybody's. */
function namedCustomer(facts: FileFacts): ColumnFacts | undefined {
  const columns = plainColumns(facts);
  return calledLike(columns, CUSTOMER_NAMES.slice(0, -1));
}

function customerColumn(facts: FileFacts, files: readonly FileFacts[]): ColumnFacts {
  const { file } = facts;
  const columns = plainColumns(facts);
  const called = calledLike(columns, CUSTOMER_NAMES);
  if (called !== undefined) return called;
  const shared = columns.find(
    ({ name }) => files.length > 1 && files.every((other) => other.columns.some((column) => column.name === name)),
  );
  const found = shared ?? columns[0];
  if (found === undefined) throw new WorkspaceError(message("file-no-columns", { file: file.name }));
  return found;
}

/** The column with the times: one with a clock rather than dates, and one that is always filled. */
function timeColumn({ columns }: FileFacts, customer: ColumnFacts | undefined): ColumnFacts | undefined {
  const times = columns.filter((column) => column !== customer && column.isTime && column.empty === 0);
  return times.find(({ hasClock }) => hasClock) ?? times[0];
}
