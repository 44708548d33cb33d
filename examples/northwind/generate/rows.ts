import { utc, wallClock } from "./calendar.ts";
import type { Customer } from "./history.ts";
import { products } from "./products.ts";

/** The data files, and the heading of each; JSON Lines have none. */
export const headings = {
  "customers.csv":
    "customer_id,name,sex,birth_date,city,yearly_income,household_size,distance_km,home_store,joined_at,sms_opt_in,email_opt_in,survey_score,phone,email,hobbies,favourite\n",
  "orders.csv": "order_id,customer_id,paid_at,amount,items,category,channel,coupon,discount,lines\n",
  "views.csv": "view_id,customer_id,viewed_at,path,seconds,referrer\n",
  "other.jsonl": "",
} as const;

export type DataFile = keyof typeof headings;

/** The text that one customer adds to each of the files. */
export type CustomerText = Readonly<Record<DataFile, string>>;

type Cell = string | number | undefined;

/** A cell is quoted only when it must be (RFC 4180). */
function cell(value: Cell): string {
  if (value === undefined) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const line = (cells: readonly Cell[]): string => `${cells.map(cell).join(",")}\n`;

function money(cents: number | undefined): Cell {
  return cents === undefined ? undefined : `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
}

const tenths = (value: number | undefined): Cell => (value === undefined ? undefined : (value / 10).toFixed(1));

const yesNo = (value: boolean | undefined): Cell => (value === undefined ? undefined : value ? "yes" : "no");

/** The file of the products that are on the shelves; it does not depend on the customers. */
export const productsText =
  "sku,name,brand,category,margin\n" +
  products
    .filter(({ goneAt }) => goneAt === undefined)
    .map(({ sku, name, brand, category, margin }) =>
      line([sku, name, brand, category, margin === undefined ? undefined : (margin / 1000).toFixed(3)]),
    )
    .join("");

/** A customer as the lines of the data files. */
export function textOf({ profile, taste, orders, views, others }: Customer): CustomerText {
  return {
    "customers.csv": line([
      profile.id,
      profile.name,
      profile.gender,
      profile.birthDate,
      profile.city,
      profile.income ?? "NA",
      profile.householdSize,
      profile.distanceKm,
      profile.homeStore,
      `${wallClock(profile.joinedAt)}+08:00`,
      yesNo(profile.smsOptIn),
      yesNo(profile.emailOptIn),
      tenths(profile.satisfaction),
      profile.phone,
      profile.email,
      taste.hobbies?.join("|"),
      taste.favourite,
    ]),
    "orders.csv": orders
      .map((order) =>
        line([
          order.id,
          profile.id,
          wallClock(order.at),
          money(order.cents),
          order.items,
          order.category,
          order.channel,
          order.coupon,
          money(order.discountCents),
          JSON.stringify(
            order.lines.map(({ sku, quantity, cents }) => ({ product: sku, quantity, paid: cents / 100 })),
          ),
        ]),
      )
      .join(""),
    "views.csv": views
      .map((view) => line([view.id, profile.id, utc(view.at), view.path, view.seconds, view.referrer]))
      .join(""),
    "other.jsonl": others
      .map(
        (other) =>
          `${JSON.stringify({ id: other.id, customer: profile.id, at: utc(other.at), type: other.type, ...other.fields })}\n`,
      )
      .join(""),
  };
}
