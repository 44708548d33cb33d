import { basename } from "node:path";
import type { SourceConfig, TimeMapping } from "../workspace/config.ts";
import { WorkspaceError } from "../errors.ts";
import type { ColumnFacts } from "./column-facts.ts";
import type { FileFacts } from "./file-facts.ts";
import { message } from "../../grammar/texts/message.ts";

/** A field as it was inferred. */
export interface InferredField {
  readonly name: string;
  /** As it is written in a rule file. */
  readonly type: string;
  readonly required: boolean;
  readonly personal: boolean;
  /** What was seen, for the comment beside it. */
  readonly seen: string;
}
export interface InferredRecord {
  readonly name: string;
  readonly fields: readonly InferredField[];
}

/** A profile, events and sources that fit some files. */
export interface Inferred {
  readonly profile: InferredRecord | undefined;
  readonly events: readonly InferredRecord[];
  readonly sources: readonly SourceConfig[];
}

const CUSTOMER_NAMES = [
  /^(customer|client|user|member|household|account|cust|person|visitor|subscriber)_?(id|no|nr|key|number)?$/i,
  /^(customer|client|user|member|household|account|person)/i,
  /^id$/i,
];
const EVENT_ID_NAMES =
  /^(id|event_?id|order_?(id|no|nr|number)?|transaction_?(id|no)?|invoice_?(id|no)?|message_?id|uuid)$/i;
const SINCE_NAMES = /^(valid_?from|since|updated_?at|changed_?at|modified_?at|as_?of)$/i;
const MONEY_NAMES = /amount|price|spend|spent|revenue|total|cost|income|salary|value|balance|fee|discount/i;
/** Columns whose numbers name something and are not counted with. */
const CODE_NAMES = /(^|_)(id|no|nr|number|code|key|sku|ean|zip|postcode|plz)$/i;
const ENUM_AT_MOST = 20;
const ENUM_LENGTH = 50;
const NUMBER_DIGITS = 6;

/** Infers a profile, events and sources. @throws WorkspaceError when a file is neither a row a customer nor has times */
export function infer(files: readonly FileFacts[], currencyDigits: number): Inferred {
  const roles = files.map((facts) => roleOf(facts, files));
  const people = roles.filter(({ kind }) => kind === "profile");
  // A profile field is required only where everybody with events has a profile.
  const everybody =
    people.length === 1 &&
    roles.every(
      ({ kind, customer }) => kind === "profile" || (people[0] !== undefined && customer.isWithin(people[0].customer)),
    );
  const names = new Names();
  const profileFields = new Map<string, InferredField>();
  const events: InferredRecord[] = [];
  const sources = roles.map((role): SourceConfig => {
    const unknown = [...new Set(role.facts.columns.flatMap(({ unknownWords }) => [...unknownWords]))];
    const base = {
      name: names.source(role.facts.file.name),
      file: role.facts.file.name,
      format: role.facts.file.format,
      ...(role.facts.file.reading.delimiter === undefined ? {} : { delimiter: role.facts.file.reading.delimiter }),
      customer: role.customer.name,
    };
    const time: Pick<SourceConfig, "time"> = role.time === undefined ? {} : { time: timeMapping(role.time) };
    const words: Pick<SourceConfig, "unknown"> = unknown.length === 0 ? {} : { unknown: ["", ...unknown] };
    if (role.kind === "profile") {
      for (const column of fieldColumns(role, role.facts.columns))
        profileFields.set(column.name, fieldOf(column, currencyDigits, everybody));
      return { ...base, profile: true, ...time, ...words };
    }
    const id: Pick<SourceConfig, "id"> = role.id === undefined ? {} : { id: role.id.name };
    const { types } = role.facts;
    if (types === undefined || role.typeColumn === undefined) {
      const event = names.event(base.name);
      events.push({
        name: event,
        fields: fieldColumns(role, role.facts.columns).map((column) => fieldOf(column, currencyDigits, true)),
      });
      return { ...base, ...id, ...time, event, ...words };
    }
    const mapped = [...types.byValue].map(([value, columns]) => {
      const event = names.event(value);
      events.push({
        name: event,
        fields: fieldColumns(role, columns)
          .filter(({ filled }) => filled > 0)
          .map((column) => fieldOf(column, currencyDigits, true)),
      });
      return [value, { event }] as const;
    });
    return { ...base, ...id, ...time, event: { column: types.column, types: Object.fromEntries(mapped) }, ...words };
  });
  const profile =
    profileFields.size === 0 && people.length === 0
      ? undefined
      : { name: "customer", fields: [...profileFields.values()] };
  return { profile, events, sources };
}

/** What each column of a file would be as a field, whatever the file is. */
export function inferFields({ columns }: FileFacts, currencyDigits: number): InferredField[] {
  return columns.map((column) => fieldOf(column, currencyDigits, true));
}

interface Role {
  readonly kind: "profile" | "event";
  readonly facts: FileFacts;
  readonly customer: ColumnFacts;
  readonly time: ColumnFacts | undefined;
  readonly id: ColumnFacts | undefined;
  readonly typeColumn: string | undefined;
}

function roleOf(facts: FileFacts, files: readonly FileFacts[]): Role {
  const customer = customerColumn(facts, files);
  const since = facts.columns.find((column) => SINCE_NAMES.test(column.name) && column.isTime && column !== customer);
  if (customer.isKey)
    return { kind: "profile", facts, customer, time: undefined, id: undefined, typeColumn: undefined };
  if (since !== undefined && facts.types === undefined)
    return { kind: "profile", facts, customer, time: since, id: undefined, typeColumn: undefined };
  const time = timeColumn(facts, customer);
  if (time === undefined)
    throw new WorkspaceError(message("infer-no-times", { file: facts.file.name, column: customer.name }));
  const id = facts.columns.find(
    (column) => column !== customer && column !== time && EVENT_ID_NAMES.test(column.name) && column.isKey,
  );
  return { kind: "event", facts, customer, time, id, typeColumn: facts.types?.column };
}

function customerColumn({ file, columns }: FileFacts, files: readonly FileFacts[]): ColumnFacts {
  for (const pattern of CUSTOMER_NAMES) {
    const found = columns.find(({ name, empty, rows }) => pattern.test(name) && empty < rows);
    if (found !== undefined) return found;
  }
  const shared = columns.find(
    ({ name }) => files.length > 1 && files.every((other) => other.columns.some((column) => column.name === name)),
  );
  const found = shared ?? columns[0];
  if (found === undefined) throw new WorkspaceError(message("file-no-columns", { file: file.name }));
  return found;
}

/** The column with the times: one with a clock rather than dates, and one that is always filled. */
function timeColumn({ columns }: FileFacts, customer: ColumnFacts): ColumnFacts | undefined {
  const times = columns.filter((column) => column !== customer && column.isTime && column.empty === 0);
  return times.find(({ clock }) => clock) ?? times[0];
}

function timeMapping(column: ColumnFacts): string | TimeMapping {
  if (column.time) return column.name;
  return { column: column.name, format: column.epochSeconds ? "epoch seconds" : "epoch milliseconds" };
}

function fieldColumns({ customer, time, id, typeColumn }: Role, columns: readonly ColumnFacts[]): ColumnFacts[] {
  return columns.filter(
    ({ name }) => name !== customer.name && name !== time?.name && name !== id?.name && name !== typeColumn,
  );
}

function fieldOf(column: ColumnFacts, currencyDigits: number, mayBeRequired: boolean): InferredField {
  const { type, seen } = typeOf(column, currencyDigits);
  return {
    name: column.name,
    type,
    required: mayBeRequired && column.empty === 0 && column.rows > 0,
    personal: column.personal,
    seen: column.empty > 0 ? `${seen}, ${column.empty} of ${column.rows} unknown` : seen,
  };
}

function typeOf(column: ColumnFacts, currencyDigits: number): { readonly type: string; readonly seen: string } {
  const { filled, values, digits } = column;
  const atLeast = column.least >= 0 ? " at least 0" : "";
  if (filled === 0) return { type: "text", seen: "always empty" };
  if (
    column.yesNo ||
    (values !== undefined &&
      values.size === 2 &&
      values.has("0") &&
      values.has("1") &&
      /^(is|has|was|did|can)_|opt|flag|active|consent/i.test(column.name))
  )
    return { type: "yes/no", seen: `${values?.size ?? 0} values` };
  if (column.date) return { type: "date", seen: "dates" };
  if (column.time) return { type: "time", seen: "times" };
  if (column.numeric && MONEY_NAMES.test(column.name) && digits <= currencyDigits)
    return { type: `money${atLeast}`, seen: "amounts" };
  if (column.numeric && CODE_NAMES.test(column.name)) return { type: "text", seen: "numbers that name something" };
  if (column.whole) return { type: `integer${atLeast}`, seen: "whole numbers" };
  if (column.numeric)
    return {
      type: digits <= NUMBER_DIGITS ? `decimal(${digits})${atLeast}` : `number${atLeast}`,
      seen: digits <= NUMBER_DIGITS ? `numbers with up to ${digits} digits after the point` : "numbers",
    };
  if (
    // The values of a personal column would stand in the rules, and in their history.
    !column.personal &&
    values !== undefined &&
    values.size <= ENUM_AT_MOST &&
    values.size * 2 <= filled &&
    column.longest <= ENUM_LENGTH &&
    ![...values.keys()].some((value) => /[`\n\r]/.test(value))
  ) {
    return {
      type: `one of (${[...values.keys()]
        .sort()
        .map((value) => nameText(value))
        .join(", ")})`,
      seen: `${values.size} values`,
    };
  }
  return { type: "text", seen: `${column.distinct >= 200_000 ? "very many" : column.distinct} different texts` };
}

/** A name as it is written in a rule file: in backticks unless it is a plain identifier; those that mean something are quoted too. */
export function nameText(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.has(name)
    ? name
    : `\`${name.replaceAll(/[`\n\r]/g, " ")}\``;
}

const RESERVED = new Set([
  "and",
  "or",
  "not",
  "is",
  "if",
  "of",
  "in",
  "to",
  "from",
  "then",
  "where",
  "when",
  "within",
  "as",
  "yes",
  "no",
  "unknown",
  "known",
  "now",
  "today",
  "otherwise",
  "per",
  "contains",
  "starts",
  "ends",
  "ignoring",
  "id",
]);

/** Names that no two sources or events share. */
class Names {
  private readonly taken = new Set<string>();

  source(file: string): string {
    return this.free(
      `source ${basename(file).replace(/(\.[a-z]+)?(\.gz)?$/i, "")}`,
      basename(file).replace(/(\.[a-z]+)?(\.gz)?$/i, ""),
    );
  }

  event(name: string): string {
    return this.free(`event ${name}`, name.normalize("NFC").replaceAll(/[`\n\r.]/g, " "));
  }

  private free(key: string, name: string): string {
    for (let number = 1; ; number++) {
      const candidate = number === 1 ? name : `${name}_${number}`;
      const full = number === 1 ? key : `${key}_${number}`;
      if (this.taken.has(full)) continue;
      this.taken.add(full);
      return candidate;
    }
  }
}
