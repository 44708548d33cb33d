import type { ColumnFacts } from "./column-facts.ts";
import { nameText } from "./names.ts";

/** A field as it was inferred. */
export interface InferredField {
  readonly name: string;
  /** The file's column. */
  readonly column: string;
  /** As it is written in a rule file. */
  readonly type: string;
  readonly required: boolean;
  readonly personal: boolean;
  /** What was seen, for the comment beside it. */
  readonly seen: string;
}

const MONEY_NAMES =
  /amount|price|spend|spent|revenue|total|cost|income|salary|(?<!int_|float_|double_|string_)value(?!\.)|balance|fee|discount|importe|precio|saldo|betrag|preis|umsatz|金额|金額|价格|價格|価格|売上/i;
/** Columns whose numbers name something and are not counted with. */
const CODE_NAMES = /(^|_)(id|no|nr|number|code|key|sku|ean|zip|postcode|plz)$/i;
const JOINED_CODE_NAMES = /[a-z](ID|Id|No|Nr|Code|Key|SKU|Sku)$/;
const ENUM_AT_MOST = 20;
const ENUM_LENGTH = 50;
const NUMBER_DIGITS = 6;

/** @param name of the field, which may differ from the column's */
export function fieldOf(
  column: ColumnFacts,
  name: string,
  currencyDigits: number,
  mayBeRequired: boolean,
): InferredField {
  const { type, seen } = typeOf(column, currencyDigits);
  return {
    name,
    column: column.name,
    type,
    required: mayBeRequired && column.empty === 0 && column.rows > 0,
    personal: column.personal,
    seen: column.empty > 0 ? `${seen}, ${column.empty} of ${column.rows} unknown` : seen,
  };
}

function typeOf(column: ColumnFacts, currencyDigits: number): { readonly type: string; readonly seen: string } {
  const { filled, values, written, timeFormat, set } = column;
  if (set !== undefined)
    return {
      type: set.type(column.personal),
      seen: set.separator === undefined ? "lists" : `lists with "${set.separator}" between their values`,
    };
  const { digits, least, whole } = written ?? column;
  const numeric = column.numeric || written !== undefined;
  const atLeast = least >= 0 ? " at least 0" : "";
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
  if (timeFormat !== undefined)
    return column.hasClock
      ? { type: "time", seen: `times written as ${timeFormat}` }
      : { type: "date", seen: `dates written as ${timeFormat}` };
  const isMoney = MONEY_NAMES.test(column.name) || written?.format.currency !== undefined;
  if (numeric && isMoney && !column.beyond && digits <= currencyDigits)
    return { type: `money${atLeast}`, seen: "amounts" };
  if (numeric && (column.beyond || CODE_NAMES.test(column.name)))
    return { type: "text", seen: "numbers that name something" };
  if (numeric && whole) return { type: `integer${atLeast}`, seen: "whole numbers" };
  if (numeric)
    return {
      type: digits <= NUMBER_DIGITS ? `decimal(${digits})${atLeast}` : `number${atLeast}`,
      seen: digits <= NUMBER_DIGITS ? `numbers with up to ${digits} digits after the point` : "numbers",
    };
  if (
    // The values of a personal column would stand in the rules, and in their history.
    !column.personal &&
    // What names something has other values tomorrow, and so has what still brought new ones at the end.
    !CODE_NAMES.test(column.name) &&
    !JOINED_CODE_NAMES.test(column.name) &&
    column.isStable &&
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
