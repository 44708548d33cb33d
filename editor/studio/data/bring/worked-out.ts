import type { FileChoice } from "../../api/bringing.ts";

const PRICE = /price|prix|precio|preis|pre[cç]o|prezzo|单价|單價|単価|价格|價格|価格/i;
const QUANTITY = /quantity|qty|quantit|cantidad|menge|anzahl|st[uü]ck|units|unidades|数量|數量|個数|点数/i;
const TOTAL = /total|amount|importe|subtotal|betrag|summe|revenue|montant|importo|金额|金額|小计|小計|合计|合計/i;

/** What an amount is called beside a price that is called so. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/precio/i, "importe"],
  [/preis/i, "betrag"],
  [/价/, "金额"],
  [/價|価/, "金額"],
];

/**
 * An amount that is worth working out of each row: a price times how many. Nothing where the rows have an amount, or are
 * neither events nor parts of them.
 */
export function workedOut({ kind, columns }: FileChoice): FileChoice["worked"] {
  if (kind !== "event" && kind !== "part") return null;
  const fields = columns.filter(({ meaning }) => meaning === "field");
  const price = fields.find((one) => one.kind === "money" && PRICE.test(one.column) && !TOTAL.test(one.column));
  const quantity = fields.find((one) => one.kind === "integer" && QUANTITY.test(one.column));
  if (price === undefined || quantity === undefined) return null;
  if (fields.some((one) => one.kind === "money" && TOTAL.test(one.column))) return null;
  const wished = NAMES.find(([heading]) => heading.test(price.column))?.[1] ?? "amount";
  const taken = new Set(columns.map(({ field }) => field));
  let field = wished;
  for (let number = 2; taken.has(field); number++) field = `${wished}_${number}`;
  return { field, price: price.column, quantity: quantity.column };
}
