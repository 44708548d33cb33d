import { required } from "../../engine/invariant/required.ts";
import type { DuckDBConnection } from "@duckdb/node-api";

/** The instant of the evaluation: 2026-03-01 in Taipei. */
export const AS_OF = Date.UTC(2026, 1, 28, 16);
const DAY = 86_400_000;
const YEARS = 2 * 365;
const PRODUCTS = 200;

/** How many of a hundred events are of which type. */
const shares: Readonly<Record<string, number>> = {
  page_view: 46,
  order_paid: 24,
  cart_filled: 8,
  coupon_received: 5,
  message_sent: 6,
  message_opened: 3,
  friend_invited: 1,
  order_returned: 2,
  review_written: 3,
  complaint: 2,
};

const pick = (seed: string, ...values: readonly string[]): string =>
  `([${values.map((value) => `'${value}'`).join(", ")}])[1 + ${seed} % ${values.length}]`;
/** A draw that is the same in every run. */
const draw = (salt: number): string => `(hash(n * 1000 + ${salt}) >> 8)::BIGINT`;

const columns: Readonly<Record<string, string>> = {
  page_view: `'/shop/' || ${pick(draw(11), "fresh", "home", "beauty", "help", "returns")} AS path, ${draw(12)} % 300 AS seconds, NULL::VARCHAR AS "from"`,
  order_paid: `(200 + ${draw(11)} % 12000)::BIGINT AS amount, (1 + ${draw(12)} % 6)::BIGINT AS items, ${pick(draw(13), "fresh", "snacks", "beauty", "home", "drinks")} AS category, ${pick(draw(14), "app", "web", "store")} AS channel, CASE WHEN ${draw(15)} % 5 = 0 THEN 'SPRING' END AS coupon, CASE WHEN ${draw(15)} % 5 = 0 THEN (${draw(16)} % 500)::BIGINT END AS discount`,
  cart_filled: `(200 + ${draw(11)} % 12000)::BIGINT AS amount`,
  coupon_received: `'SPRING' AS code, ${pick(draw(12), "percent", "amount", "gift")} AS kind`,
  message_sent: `${pick(draw(11), "sms", "email", "app")} AS "by", ${pick(draw(12), "spring", "autumn")} AS campaign`,
  message_opened: `${pick(draw(12), "spring", "autumn")} AS campaign`,
  friend_invited: "",
  order_returned: `(200 + ${draw(11)} % 6000)::BIGINT AS amount`,
  review_written: `(1 + ${draw(11)} % 5)::BIGINT AS stars`,
  complaint: `${pick(draw(11), "delivery", "quality", "service", "other")} AS about, (1 + ${draw(12)} % 5)::BIGINT AS severity`,
};

/**
 * Northwind's tables in DuckDB, in the schema `tagma`: so many customers, ten times as many events (or as told) and the
 * lines of the orders among them, drawn by a hash, so that every run has the same.
 */
export async function fillNorthwind(
  connection: DuckDBConnection,
  customers: number,
  events = customers * 10,
): Promise<void> {
  await connection.run("DROP SCHEMA IF EXISTS tagma CASCADE; CREATE SCHEMA tagma");
  await connection.run(`CREATE TABLE tagma.profile AS SELECT 'c' || lpad(n::VARCHAR, 9, '0') AS _customer, ${-62_135_596_800_000}::BIGINT AS _valid_from,
    'Somebody' AS name, ${pick(draw(1), "female", "male", "other")} AS gender, (${draw(2)} % 20000)::BIGINT AS birth_date, ${pick(draw(3), "Taipei", "Tainan", "Kaohsiung", "Hualien")} AS city,
    CASE WHEN ${draw(4)} % 4 > 0 THEN (${draw(4)} % 20000000)::BIGINT END AS income, (1 + ${draw(5)} % 5)::BIGINT AS household_size, (${draw(6)} % 400) / 10.0::DOUBLE AS distance_km,
    ${pick(draw(7), "centre", "north", "harbour")} AS home_store, (${AS_OF} - (${draw(8)} % ${YEARS})::BIGINT * ${DAY})::BIGINT AS joined_at, ${draw(9)} % 2 = 0 AS sms_opt_in,
    CASE WHEN ${draw(10)} % 3 > 0 THEN ${draw(10)} % 2 = 0 END AS email_opt_in, CASE WHEN ${draw(11)} % 2 = 0 THEN (${draw(12)} % 100)::BIGINT END AS satisfaction, NULL::VARCHAR AS phone, NULL::VARCHAR AS email,
    CASE WHEN ${draw(13)} % 2 = 0 THEN ${pick(draw(14), '["cooking"]', '["cooking","travel"]', '["music"]')} END AS hobbies, CASE WHEN ${draw(15)} % 4 = 0 THEN 'P' || ${draw(16)} % ${PRODUCTS} END AS favourite
    FROM range(${customers}) t(n)`);
  const total = Object.values(shares).reduce((sum, share) => sum + share, 0);
  let begun = 0;
  for (const [event, share] of Object.entries(shares)) {
    const count = Math.round((events * share) / total);
    const fields = required(columns[event], `the columns of ${event}`);
    // Taipei is eight hours ahead all year.
    await connection.run(`CREATE TABLE tagma."event_${event}" AS SELECT _id, _customer, _time, (_time + 28800000) // ${DAY} AS _date, (((_time + 28800000) // ${DAY}) + 3) % 7 AS _weekday, ((_time + 28800000) % ${DAY}) // 3600000 AS _hour${fields === "" ? "" : `, * EXCLUDE (_id, _customer, _time)`}
      FROM (SELECT '${event}-' || n AS _id, 'c' || lpad((${draw(1)} % ${customers})::VARCHAR, 9, '0') AS _customer, (${AS_OF} - (${draw(2)} % ${YEARS * DAY})::BIGINT)::BIGINT AS _time${fields === "" ? "" : `, ${fields}`} FROM range(${begun}, ${begun + count}) t(n))`);
    begun += count;
  }
  await connection.run(
    `CREATE TABLE tagma.table_product AS SELECT 'P' || n AS _key, 'Product ' || n AS name, ${pick(draw(1), "Acme", "Northwind", "Pure", "Kita")} AS brand, ${pick(draw(2), "fresh", "snacks", "beauty", "home", "drinks")} AS category, CASE WHEN ${draw(3)} % 20 > 0 THEN (100 + ${draw(3)} % 400)::BIGINT END AS margin FROM range(${PRODUCTS}) t(n)`,
  );
  // Two lines an order, with the fields of the order that they are part of.
  const carried = ["amount", "items", "category", "channel", "coupon", "discount"]
    .map((field) => `${field} AS "order_paid.${field}"`)
    .join(", ");
  await connection.run(`CREATE TABLE tagma.event_order_line AS SELECT _id || '#00000' || line AS _id, _customer, _time, _date, _weekday, _hour,
      'P' || hash(_id || line) % ${PRODUCTS} AS sku, (1 + hash(_id) % 4)::BIGINT AS quantity, (amount // 2)::BIGINT AS paid, ${carried}
    FROM tagma.event_order_paid, range(1, 3) l(line)`);
}

/** The tags that are written by hand below. */
export const handTags: readonly string[] = [
  "orders_30d",
  "orders_90d",
  "orders_365d",
  "spend_90d",
  "spend_before",
  "spend_365d",
  "net_spend",
  "average_basket",
  "smallest_basket",
  "largest_basket",
  "categories_bought",
  "favourite_category",
  "entry_category",
  "last_channel",
  "app_share",
  "web_share",
  "shop_share",
  "weekend_orders",
  "coupon_share",
  "first_order_at",
  "last_order_at",
  "quiet_days",
  "weeks_buying",
  "idle_hours",
  "order_rhythm",
  "active_days",
  "visit_streak",
  "on_site_now",
  "robot_like",
  "spend_yesterday",
  "abandoned_carts",
  "quick_second",
  "messages_7d",
  "value_tier",
  "new_vip",
  "recency",
  "frequency",
  "spend_change",
];

const ago = (days: number): number => AS_OF - days * DAY;
/** Taipei's midnights: of yesterday, of today, and twelve months before. */
const [YESTERDAY, TODAY, YEAR_AGO] = [AS_OF - DAY, AS_OF, Date.UTC(2025, 1, 28, 16)];
const tier = (spend: string, orders90: string, orders365: string, ever: string): string =>
  `CASE WHEN ${spend} >= 40000 AND ${orders90} >= 6 THEN 'VIP' WHEN ${orders90} >= 2 THEN 'Regular' WHEN ${orders365} >= 1 THEN 'Occasional' WHEN ${ever} > 0 THEN 'Lapsed' ELSE 'Prospect' END`;

/**
 * The same tags as somebody who knows DuckDB well would write them, without the checks that Tagma's have (sums beyond
 * 2^53, ties of events at the same millisecond).
 */
export const byHand = `
WITH o AS (
  SELECT _customer,
    count(*) AS ever, min(_time) AS first_at, max(_time) AS last_at,
    count(*) FILTER (WHERE _time > ${ago(30)}) AS n30, count(*) FILTER (WHERE _time > ${ago(90)}) AS n90, count(*) FILTER (WHERE _time > ${ago(365)}) AS n365,
    count(*) FILTER (WHERE _time > ${ago(120)} AND _time <= ${ago(30)}) AS n90_then, count(*) FILTER (WHERE _time > ${ago(395)} AND _time <= ${ago(30)}) AS n365_then, count(*) FILTER (WHERE _time <= ${ago(30)}) AS ever_then,
    coalesce(sum(amount) FILTER (WHERE _time > ${ago(90)}), 0)::BIGINT AS s90, coalesce(sum(amount) FILTER (WHERE _time > ${ago(180)} AND _time <= ${ago(90)}), 0)::BIGINT AS s_before,
    coalesce(sum(amount) FILTER (WHERE _time > ${ago(365)}), 0)::BIGINT AS s365, coalesce(sum(amount) FILTER (WHERE _time > ${ago(120)} AND _time <= ${ago(30)}), 0)::BIGINT AS s90_then,
    coalesce(sum(amount) FILTER (WHERE _time >= ${YESTERDAY} AND _time < ${TODAY}), 0)::BIGINT AS s_yesterday,
    min(amount) FILTER (WHERE _time >= ${YEAR_AGO}) AS smallest, max(amount) FILTER (WHERE _time >= ${YEAR_AGO}) AS largest,
    count(DISTINCT category) FILTER (WHERE _time > ${ago(365)}) AS categories,
    arg_min(category, _time) AS entry, arg_max(channel, _time) AS last_channel,
    count(*) FILTER (WHERE _time > ${ago(180)}) AS n180, count(*) FILTER (WHERE _time > ${ago(180)} AND channel = 'app') AS app, count(*) FILTER (WHERE _time > ${ago(180)} AND channel = 'web') AS web,
    count(*) FILTER (WHERE _time > ${ago(180)} AND channel = 'store') AS store, count(*) FILTER (WHERE _time > ${ago(91)} AND _weekday >= 5) AS weekend,
    count(coupon) FILTER (WHERE _time > ${ago(365)}) AS coupons, min(_time) FILTER (WHERE _time > ${ago(365)}) AS first365, min(_time, 2) AS firsts
  FROM tagma.event_order_paid WHERE _time <= ${AS_OF} GROUP BY _customer
), r AS (
  SELECT _customer, sum(amount)::BIGINT AS returned FROM tagma.event_order_returned WHERE _time <= ${AS_OF} AND _time > ${ago(365)} GROUP BY _customer
), fav AS (
  SELECT _customer, arg_max(category, (n, latest)) AS category FROM (
    SELECT _customer, category, count(*) AS n, max(_time) AS latest FROM tagma.event_order_paid WHERE _time <= ${AS_OF} AND _time > ${ago(180)} AND category IS NOT NULL GROUP BY ALL
  ) GROUP BY _customer
), v AS (
  SELECT _customer, max(_time) AS last_at, count(DISTINCT _date) FILTER (WHERE _time > ${ago(30)}) AS days, count(*) FILTER (WHERE _time > ${AS_OF - 20 * 60_000}) AS now_there, count(*) FILTER (WHERE _time > ${AS_OF - 60_000}) AS minute
  FROM tagma.event_page_view WHERE _time <= ${AS_OF} GROUP BY _customer
), streak AS (
  SELECT _customer, max(n) AS n FROM (
    SELECT _customer, count(*) AS n FROM (
      SELECT _customer, _date - row_number() OVER (PARTITION BY _customer ORDER BY _date) AS run FROM (SELECT DISTINCT _customer, _date FROM tagma.event_page_view WHERE _time <= ${AS_OF} AND _time > ${ago(90)})
    ) GROUP BY _customer, run
  ) GROUP BY _customer
), carts AS (
  SELECT c._customer, count(*) AS n FROM tagma.event_cart_filled c
  WHERE c._time > ${ago(30)} AND c._time + ${2 * DAY} <= ${AS_OF}
    AND NOT EXISTS (SELECT 1 FROM tagma.event_order_paid p WHERE p._customer = c._customer AND p._time > c._time AND p._time <= c._time + ${2 * DAY})
  GROUP BY c._customer
), m AS (
  SELECT _customer, count(*) AS n FROM tagma.event_message_sent WHERE _time <= ${AS_OF} AND _time > ${ago(7)} GROUP BY _customer
)
SELECT p._customer,
  coalesce(n30, 0) AS orders_30d, coalesce(n90, 0) AS orders_90d, coalesce(n365, 0) AS orders_365d,
  (coalesce(s90, 0)::DECIMAL(16, 0) * 0.01)::DECIMAL(18, 2) AS spend_90d, (coalesce(s_before, 0)::DECIMAL(16, 0) * 0.01)::DECIMAL(18, 2) AS spend_before, (coalesce(s365, 0)::DECIMAL(16, 0) * 0.01)::DECIMAL(18, 2) AS spend_365d,
  ((coalesce(s365, 0) - coalesce(returned, 0))::DECIMAL(16, 0) * 0.01)::DECIMAL(18, 2) AS net_spend, (((2 * s365 + n365) // (2 * n365))::DECIMAL(16, 0) * 0.01)::DECIMAL(18, 2) AS average_basket,
  (smallest::DECIMAL(16, 0) * 0.01)::DECIMAL(18, 2) AS smallest_basket, (largest::DECIMAL(16, 0) * 0.01)::DECIMAL(18, 2) AS largest_basket, coalesce(categories, 0) AS categories_bought,
  fav.category AS favourite_category, entry AS entry_category, last_channel, app / nullif(n180, 0) AS app_share, web / nullif(n180, 0) AS web_share, store / nullif(n180, 0) AS shop_share,
  coalesce(weekend, 0) AS weekend_orders, coupons / nullif(n365, 0) AS coupon_share, epoch_ms(first_at) AS first_order_at, epoch_ms(o.last_at) AS last_order_at,
  (${AS_OF} - o.last_at) // ${DAY} AS quiet_days, (${AS_OF} - first_at) // ${7 * DAY} AS weeks_buying, (${AS_OF} - v.last_at) // 3600000 AS idle_hours,
  CASE WHEN n365 > 1 THEN (o.last_at - first365) / ((n365 - 1) * ${DAY}::DOUBLE) END AS order_rhythm, coalesce(v.days, 0) AS active_days, coalesce(streak.n, 0) AS visit_streak,
  coalesce(now_there, 0) > 0 AS on_site_now, coalesce(minute, 0) >= 30 AS robot_like, (coalesce(s_yesterday, 0)::DECIMAL(16, 0) * 0.01)::DECIMAL(18, 2) AS spend_yesterday,
  coalesce(carts.n, 0) AS abandoned_carts, coalesce(firsts[2] - firsts[1] <= ${30 * DAY}, false) AS quick_second, coalesce(m.n, 0) AS messages_7d,
  ${tier("coalesce(s90, 0)", "coalesce(n90, 0)", "coalesce(n365, 0)", "coalesce(ever, 0)")} AS value_tier,
  coalesce(s90, 0) >= 40000 AND coalesce(n90, 0) >= 6 AND NOT (coalesce(s90_then, 0) >= 40000 AND coalesce(n90_then, 0) >= 6) AS new_vip,
  CASE WHEN quiet_days >= 181 THEN 'Dormant' WHEN quiet_days >= 61 THEN 'Cooling' WHEN quiet_days >= 22 THEN 'Warm' WHEN quiet_days >= 0 THEN 'Fresh' ELSE 'Never bought' END AS recency,
  CASE WHEN n365 >= 24 THEN 'Very high' WHEN n365 >= 12 THEN 'High' WHEN n365 >= 4 THEN 'Medium' WHEN n365 >= 1 THEN 'Low' ELSE 'None' END AS frequency,
  ((coalesce(s90, 0) - coalesce(s_before, 0))::DECIMAL(16, 0) * 0.01)::DECIMAL(18, 2) AS spend_change
FROM tagma.profile p LEFT JOIN o USING (_customer) LEFT JOIN r USING (_customer) LEFT JOIN fav USING (_customer) LEFT JOIN v USING (_customer)
  LEFT JOIN streak USING (_customer) LEFT JOIN carts USING (_customer) LEFT JOIN m USING (_customer)
WHERE p.joined_at IS NOT NULL AND p.sms_opt_in IS NOT NULL`;
